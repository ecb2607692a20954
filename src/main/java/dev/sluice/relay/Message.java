package dev.sluice.relay;

import dev.sluice.stream.ArrivedAt;
import org.apache.kafka.common.header.Headers;

/**
 * A record as it was read.
 *
 * @param topic its topic, full name
 * @param partition its partition
 * @param offset its offset
 * @param timestamp its timestamp, ms since the epoch
 * @param key its key, may be null
 * @param value its value, may be null
 * @param headers its headers
 */
record Message(String topic, int partition, long offset, long timestamp, byte[] key, byte[] value, Headers headers) {
    /** When what it tells of arrived (ms since the epoch); its timestamp where nothing says so. */
    long arrivedAt() {
        return ArrivedAt.of(headers, timestamp);
    }

    /** What names it at the target, the same each time it is sent: {@code TOPIC-PARTITION-OFFSET}. */
    String id() {
        return topic + "-" + partition + "-" + offset;
    }
}
