package dev.sluice.generate;

import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Somebody outside tries passwords of names that they guess, from addresses of their own: what is found, and what just is not. */
final class PlantedSprays {
    private final Headers headers;
    private final EventSink sink;

    PlantedSprays(Headers headers, EventSink sink) {
        this.headers = headers;
        this.sink = sink;
    }

    /** At a full minute each, an hour apart. */
    void run(Instant at) {
        // Sixteen within five minutes, and fifteen.
        spray("198.51.100.71", 16, 1, Duration.ofSeconds(18), at);
        spray("198.51.100.72", 15, 1, Duration.ofSeconds(18), at.plus(Duration.ofHours(1)));
        // Eight of whom each is tried four times within fifteen minutes, and seven; and eight of whom each is tried
        // three times.
        spray("198.51.100.73", 8, 4, Duration.ofSeconds(27), at.plus(Duration.ofHours(2)));
        spray("198.51.100.74", 7, 4, Duration.ofSeconds(27), at.plus(Duration.ofHours(3)));
        spray("198.51.100.75", 8, 3, Duration.ofSeconds(27), at.plus(Duration.ofHours(4)));
    }

    private void spray(String address, int names, int times, Duration apart, Instant from) {
        for (int i = 0; i < names * times; i++) {
            Instant at = from.plus(apart.multipliedBy(i));
            String name = String.format(Locale.ROOT, "guess-%02d@%s", i % names, Person.DOMAIN);
            sink.accept(
                    EventFile.AUTHENTICATION,
                    at,
                    AuthenticationEvent.newBuilder()
                            .setHeader(headers.next("okta-prod", SourceKind.IDP, at, null))
                            .setSubject(Subject.newBuilder()
                                    .setAccount(AccountRef.newBuilder()
                                            .setSystem("okta")
                                            .setName(name)
                                            .build())
                                    .build())
                            .setAction(AuthenticationAction.LOGIN_FAILED)
                            .setSourceIp(address)
                            .setReason("INVALID_CREDENTIALS")
                            .build());
        }
    }
}
