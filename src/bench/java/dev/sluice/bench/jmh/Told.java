package dev.sluice.bench.jmh;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import java.time.Instant;

/** Events that are told one after the other, a millisecond apart. */
final class Told {
    private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private long events;

    /** How many there were. */
    long count() {
        return events;
    }

    /** When the last one was told (ms since the epoch). */
    long now() {
        return START + events;
    }

    private Header header() {
        events++;
        return Header.newBuilder()
                .setEventId("e" + events)
                .setSource("bench")
                .setSourceKind(SourceKind.IGA)
                .setOccurredAt(Instant.ofEpochMilli(now()))
                .build();
    }

    IdentityEvent identity(String id, IdentityAction action) {
        return IdentityEvent.newBuilder()
                .setHeader(header())
                .setSubject(Subject.newBuilder().setIdentityId(id).build())
                .setAction(action)
                .build();
    }

    /** Of the only account of an identity. */
    AccessEvent access(String id, AccessAction action) {
        AccountRef account =
                AccountRef.newBuilder().setSystem("sap").setName("a").build();
        return AccessEvent.newBuilder()
                .setHeader(header())
                .setSubject(Subject.newBuilder()
                        .setIdentityId(id)
                        .setAccount(account)
                        .build())
                .setAction(action)
                .build();
    }
}
