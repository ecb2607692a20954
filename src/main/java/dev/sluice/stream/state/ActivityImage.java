package dev.sluice.stream.state;

import java.util.List;

/**
 * What an identity did, as it is stored: hours that are read, and replaced, one by one. Immutable.
 */
public final class ActivityImage {
    /** Objects around each part in memory. */
    private static final int PART_OVERHEAD = 80;

    private final Slice head;
    private final Slice days;
    private final List<StoredHour> hours;
    private final int bytes;

    ActivityImage(Slice head, Slice days, List<StoredHour> hours) {
        this.head = head;
        this.days = days;
        this.hours = hours;
        int size = head.length() + days.length();
        for (StoredHour hour : hours) {
            size += hour.bytes();
        }
        this.bytes = size;
    }

    Slice head() {
        return head;
    }

    /**
     * Whether what is known for ever is as in another image, but for what the last hour tells by itself.
     *
     * @param other the other, or null
     * @return false if it has to be stored
     */
    public boolean hasHeadOf(ActivityImage other) {
        return other != null && other.head == head;
    }

    /**
     * Whether the days are those of another image.
     *
     * @param other the other, or null
     * @return false if they have to be stored
     */
    public boolean hasDaysOf(ActivityImage other) {
        return other != null && other.days == days;
    }

    Slice days() {
        return days;
    }

    /**
     * The hours.
     *
     * @return in order
     */
    public List<StoredHour> hours() {
        return hours;
    }

    /**
     * The bytes of its parts.
     *
     * @return without what the store adds
     */
    public int bytes() {
        return bytes;
    }

    /**
     * The bytes that it takes in memory.
     *
     * @return about
     */
    public long memory() {
        return bytes + (long) PART_OVERHEAD * (2 + hours.size());
    }
}
