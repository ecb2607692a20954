package dev.sluice.stream;

import dev.sluice.event.InputRef;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * A record as it was read, with the coordinates at which it was first read.
 *
 * @param topic the topic with prefix
 * @param partition the partition
 * @param offset the offset
 * @param arrivedAt the record timestamp (ms since the epoch)
 * @param key the key bytes, may be null
 * @param value the value bytes, may be null
 * @param headers the record headers
 * @param correlated whether it names only an account, and the stage has found the owner
 * @param again the record that brings it again, where it was read and audited before; else null
 */
record Incoming(
        String topic,
        int partition,
        long offset,
        long arrivedAt,
        byte[] key,
        byte[] value,
        Headers headers,
        boolean correlated,
        InputRef again) {
    Incoming(String topic, int partition, long offset, long arrivedAt, byte[] key, byte[] value, Headers headers) {
        this(topic, partition, offset, arrivedAt, key, value, headers, false, null);
    }

    /** A record that a source has just handed over. */
    static Incoming of(ProcessorContext<?, ?> context, Record<byte[], byte[]> record) {
        RecordMetadata coordinates = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("A source record has coordinates"));
        return new Incoming(
                coordinates.topic(),
                coordinates.partition(),
                coordinates.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers());
    }

    /** Where it was read, as a text. */
    String place() {
        return topic + "-" + partition + "@" + offset;
    }

    /** The record of which the audit speaks. */
    InputRef ref() {
        return again != null ? again : new InputRef(topic, partition, offset, Instant.ofEpochMilli(arrivedAt));
    }
}
