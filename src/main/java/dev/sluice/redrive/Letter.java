package dev.sluice.redrive;

import dev.sluice.audit.Sha256;
import dev.sluice.stream.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A dead letter.
 *
 * @param record as it stands on its topic
 */
public record Letter(ConsumerRecord<byte[], byte[]> record) {
    /** Header of a record that was sent again: how often. */
    public static final String REDRIVES = DeadLetters.REDRIVES;

    /** Header of a record that was sent again: the letter that it was. */
    public static final String REDRIVE_OF = DeadLetters.REDRIVE_OF;

    /**
     * What people call it by.
     *
     * @return partition and offset on the topic of dead letters, with a dash between them
     */
    public String id() {
        return record.partition() + "-" + record.offset();
    }

    /**
     * When it was written.
     *
     * @return the record's timestamp
     */
    public Instant at() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /**
     * Why it is one.
     *
     * @return the reason code; empty if it bears none
     */
    public String reason() {
        return header(DeadLetters.REASON);
    }

    /**
     * Why, for people.
     *
     * @return one sentence; may hold anything
     */
    public String detail() {
        return header(DeadLetters.DETAIL);
    }

    /**
     * The topic that it was first read from.
     *
     * @return the full name
     */
    public String topic() {
        return header(DeadLetters.TOPIC);
    }

    /**
     * The partition that it was first read from.
     *
     * @return -1 if it says none
     */
    public int partition() {
        return (int) number(header(DeadLetters.PARTITION), -1);
    }

    /**
     * The offset that it was first read at.
     *
     * @return -1 if it says none
     */
    public long offset() {
        return number(header(DeadLetters.OFFSET), -1);
    }

    /**
     * How often it was sent again before it became this letter.
     *
     * @return 0 for never
     */
    public int redrives() {
        return (int) number(header(REDRIVES), 0);
    }

    /**
     * Whether its bytes are there.
     *
     * @return false of what is only named, and of an identity that was set aside
     */
    public boolean hasValue() {
        return record.value() != null;
    }

    /**
     * Whether its bytes are only named, by size and digest: they were too many, or details are sealed. They are where the
     * record was read.
     *
     * @return false if they are here, or there never were any
     */
    public boolean isReference() {
        return !hasValue() && !header(DeadLetters.VALUE_SHA256).isEmpty();
    }

    /**
     * The letter with the bytes that it names.
     *
     * @param original the record at the place where it was read
     * @return empty if that is another record
     */
    public Optional<Letter> with(ConsumerRecord<byte[], byte[]> original) {
        if (original.value() == null || !Sha256.hex(original.value()).equals(header(DeadLetters.VALUE_SHA256))) {
            return Optional.empty();
        }
        boolean isKeyNamed = !header(DeadLetters.KEY_SHA256).isEmpty();
        return Optional.of(new Letter(new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.timestampType(),
                record.serializedKeySize(),
                original.serializedValueSize(),
                isKeyNamed ? original.key() : record.key(),
                original.value(),
                headers(original),
                record.leaderEpoch())));
    }

    /** Its own, and those of the record where they were not repeated. */
    private Headers headers(ConsumerRecord<byte[], byte[]> original) {
        if (header(DeadLetters.HEADERS_DROPPED).isEmpty()) {
            return record.headers();
        }
        Headers all = DeadLetters.withoutOwn(original.headers());
        record.headers().forEach(own -> {
            if (all.lastHeader(own.key()) == null) {
                all.add(own);
            }
        });
        return all;
    }

    /**
     * The headers of the record that it was, without those of a dead letter.
     *
     * @return a copy
     */
    public Headers original() {
        return DeadLetters.withoutOwn(record.headers());
    }

    private String header(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static long number(String text, long otherwise) {
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
    }
}
