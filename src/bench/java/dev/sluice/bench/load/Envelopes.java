package dev.sluice.bench.load;

import dev.sluice.event.AccountRef;
import dev.sluice.event.Header;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import java.time.Instant;
import java.util.UUID;

/** Headers and subjects. An event id carries the event's number, so that a reader of the audit knows which event it was. */
public final class Envelopes {
    private static final int RADIX = 16;
    private static final int DIGITS = 12;

    private Envelopes() {}

    static Header header(String source, SourceKind kind, long number, long occurredAt) {
        long high = (number + 1) * 0x9E3779B97F4A7C15L & ~0xf000L | 0x4000L;
        return Header.newBuilder()
                .setEventId(new UUID(high, Long.MIN_VALUE | number).toString())
                .setSource(source)
                .setSourceKind(kind)
                .setOccurredAt(Instant.ofEpochMilli(occurredAt))
                .setObservedAt(Instant.ofEpochMilli(occurredAt + 15))
                .build();
    }

    static Subject subject(String identityId, AccountRef account) {
        return new Subject(identityId, account);
    }

    /**
     * The number of an event.
     *
     * @param eventId the id that its header has
     * @return its place in the log, from 0
     */
    public static long number(String eventId) {
        int end = eventId.length();
        return Long.parseLong(eventId, end - DIGITS, end, RADIX);
    }
}
