package dev.sluice.torture.oracle;

import java.util.Arrays;
import java.util.Objects;

/** A record that the brokers acknowledged: what was sent, and where it is. */
public final class Fed {
    private final Place place;
    private final Sort sort;
    private final String eventId;
    private final long arrivedAt;
    private final String digest;
    private final byte[] key;
    private final byte[] value;

    /** What a record is. */
    public enum Sort {
        /** An event, for the first time. */
        EVENT,
        /** The same bytes as an event before. */
        DUPLICATE,
        /** What can't be decided. */
        POISON
    }

    /**
     * A record.
     *
     * @param place where it is
     * @param sort what it is
     * @param eventId the event's source and id; null of poison
     * @param arrivedAt its timestamp (ms since the epoch)
     * @param digest of its key and value
     * @param key its key
     * @param value its value where it is poison, null if that is none; else null
     */
    public Fed(Place place, Sort sort, String eventId, long arrivedAt, String digest, byte[] key, byte[] value) {
        this.place = Objects.requireNonNull(place);
        this.sort = Objects.requireNonNull(sort);
        this.eventId = eventId;
        this.arrivedAt = arrivedAt;
        this.digest = digest;
        this.key = key.clone();
        this.value = value == null ? null : value.clone();
    }

    /**
     * The same record, told to be something else.
     *
     * @param other what it is
     * @return the record
     */
    public Fed as(Sort other) {
        return new Fed(place, other, eventId, arrivedAt, digest, key, value);
    }

    /**
     * The same record at another place.
     *
     * @param other where it is
     * @return the record
     */
    public Fed at(Place other) {
        return new Fed(other, sort, eventId, arrivedAt, digest, key, value);
    }

    /**
     * Where it is.
     *
     * @return the place
     */
    public Place place() {
        return place;
    }

    /**
     * What it is.
     *
     * @return the sort
     */
    public Sort sort() {
        return sort;
    }

    /**
     * The event's source and id.
     *
     * @return null of poison
     */
    public String eventId() {
        return eventId;
    }

    /**
     * When it arrived.
     *
     * @return its timestamp (ms since the epoch)
     */
    public long arrivedAt() {
        return arrivedAt;
    }

    /**
     * The digest of its key and value.
     *
     * @return hexadecimal
     */
    public String digest() {
        return digest;
    }

    /** Whether a dead letter has this poison's very bytes. */
    boolean hasBytes(byte[] otherKey, byte[] otherValue) {
        return Arrays.equals(key, otherKey) && Arrays.equals(value, otherValue);
    }
}
