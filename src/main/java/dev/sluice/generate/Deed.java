package dev.sluice.generate;

import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.GeoLocation;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;

/** What one person does on one occasion, told of the identity provider and the vault. */
final class Deed {
    static final GeoLocation FAR = new GeoLocation("NZ", "Auckland", -36.85, 174.76);

    private final Person person;
    private final Headers headers;
    private final EventSink sink;

    Deed(Person person, Headers headers, EventSink sink) {
        this.person = person;
        this.headers = headers;
        this.sink = sink;
    }

    void logsIn(Instant at) {
        Location home = person.location();
        logsIn(at, new GeoLocation(home.country(), home.city(), home.latitude(), home.longitude()));
    }

    void logsIn(Instant at, GeoLocation from) {
        AuthenticationEvent event = authentication(AuthenticationAction.LOGIN_SUCCEEDED, at);
        event.setLocation(from);
        sink.accept(EventFile.AUTHENTICATION, at, event);
    }

    /** So far away that nobody would call it a journey: a degree of latitude is 111 km. */
    void logsInNearby(Instant at) {
        Location home = person.location();
        logsIn(at, new GeoLocation(home.country(), null, home.latitude() + 3, home.longitude()));
    }

    void logsInForAnEmergency(Instant at) {
        AuthenticationEvent event = authentication(AuthenticationAction.LOGIN_SUCCEEDED, at);
        event.getSubject()
                .setAccount(AccountRef.newBuilder()
                        .setSystem("ad")
                        .setName("emergency-1")
                        .setKind(AccountKind.BREAK_GLASS)
                        .build());
        sink.accept(EventFile.AUTHENTICATION, at, event);
    }

    /** The same again and again, so many times, so far apart; tells when it would come next. */
    Instant times(int count, AuthenticationAction action, Instant from, Duration apart) {
        Instant at = from;
        for (int i = 0; i < count; i++) {
            sink.accept(EventFile.AUTHENTICATION, at, authentication(action, at));
            at = at.plus(apart);
        }
        return at;
    }

    void confirms(Instant at) {
        times(1, AuthenticationAction.MFA_SUCCEEDED, at, Duration.ZERO);
    }

    void startsPipeline(Instant at) {
        sink.accept(
                EventFile.PRIVILEGED_SESSION,
                at,
                PrivilegedSessionEvent.newBuilder()
                        .setHeader(headers.next("github-actions", SourceKind.DEVOPS, at, null))
                        .setSubject(subject())
                        .setAction(PrivilegedSessionAction.PIPELINE_STARTED)
                        .setPipelineId("deploy-payments-" + at.toEpochMilli())
                        .build());
    }

    private AuthenticationEvent authentication(AuthenticationAction action, Instant at) {
        return AuthenticationEvent.newBuilder()
                .setHeader(headers.next("okta-prod", SourceKind.IDP, at, null))
                .setSubject(subject())
                .setAction(action)
                .build();
    }

    private Subject subject() {
        return Subject.newBuilder().setIdentityId(person.identityId()).build();
    }
}
