package dev.sluice.domain;

import dev.sluice.event.Header;

/**
 * The place of a fact in the one total order of facts: occurredAt, source, sourceSequence with absent first, eventId.
 * Whatever the order of arrival, of two facts about the same thing the one with the greater key holds.
 *
 * @param at when the fact occurred (ms since the epoch)
 * @param source the source that reported it
 * @param sequence the source's running number, or {@link #NO_SEQUENCE}
 * @param eventId the source's id of the event
 */
public record FactKey(long at, String source, long sequence, String eventId) implements Comparable<FactKey> {
    /** Stands for an absent sourceSequence; sorts before every present one. */
    public static final long NO_SEQUENCE = Long.MIN_VALUE;

    /**
     * The key of the fact that an event reports.
     *
     * @param header the event's header
     * @return its place in the order
     */
    public static FactKey of(Header header) {
        Long sequence = header.getSourceSequence();
        return new FactKey(
                header.getOccurredAt().toEpochMilli(),
                header.getSource(),
                sequence == null ? NO_SEQUENCE : sequence,
                header.getEventId());
    }

    @Override
    public int compareTo(FactKey other) {
        int order = Long.compare(at, other.at);
        if (order == 0) {
            order = source.compareTo(other.source);
        }
        if (order == 0) {
            order = Long.compare(sequence, other.sequence);
        }
        return order == 0 ? eventId.compareTo(other.eventId) : order;
    }

    /**
     * Whether this fact supersedes another.
     *
     * @param other the other fact, null for none
     * @return true if there is no other or it comes earlier in the order
     */
    public boolean isAfter(FactKey other) {
        return other == null || compareTo(other) > 0;
    }

    /**
     * The later of two facts.
     *
     * @param a one, may be null
     * @param b the other, may be null
     * @return the later one; null if both are
     */
    public static FactKey max(FactKey a, FactKey b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }
}
