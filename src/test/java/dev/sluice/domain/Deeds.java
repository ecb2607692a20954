package dev.sluice.domain;

import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.GeoLocation;
import dev.sluice.event.Header;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.Subject;
import java.time.Instant;

/** Events about what one identity does, each under an id of its own. */
public final class Deeds {
    /** Places far enough from each other: 8,800 km, 490 km, 660 km. */
    public static final GeoLocation ZURICH = place("CH", 47.37, 8.54);

    public static final GeoLocation PARIS = place("FR", 48.86, 2.35);
    public static final GeoLocation BERLIN = place("DE", 52.52, 13.40);
    public static final GeoLocation NEW_YORK = place("US", 40.71, -74.01);

    private final String identityId;
    private int told;

    public Deeds(String identityId) {
        this.identityId = identityId;
    }

    private static GeoLocation place(String country, double latitude, double longitude) {
        return new GeoLocation(country, null, latitude, longitude);
    }

    public AuthenticationEvent authentication(Instant at, AuthenticationAction action) {
        return AuthenticationEvent.newBuilder()
                .setHeader(header(at))
                .setSubject(subject())
                .setAction(action)
                .build();
    }

    public AuthenticationEvent login(Instant at, GeoLocation from) {
        AuthenticationEvent event = authentication(at, AuthenticationAction.LOGIN_SUCCEEDED);
        event.setLocation(from);
        return event;
    }

    /** A log-in by an account whose last use is of interest. */
    public AuthenticationEvent login(Instant at, String system, String account) {
        AuthenticationEvent event = authentication(at, AuthenticationAction.LOGIN_SUCCEEDED);
        event.getSubject().setAccount(Events.account(system, account));
        return event;
    }

    public PrivilegedSessionEvent session(Instant at, PrivilegedSessionAction action) {
        return PrivilegedSessionEvent.newBuilder()
                .setHeader(header(at))
                .setSubject(subject())
                .setAction(action)
                .build();
    }

    private Header header(Instant at) {
        return Events.header("deed-" + identityId + "-" + ++told, "okta-prod", null, at.toEpochMilli());
    }

    private Subject subject() {
        return Subject.newBuilder().setIdentityId(identityId).build();
    }
}
