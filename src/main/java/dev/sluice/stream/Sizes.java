package dev.sluice.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * How large what the stage writes and stores may be. A record that the broker refuses would kill one thread after the
 * other, so everything is measured before anything is stored.
 */
final class Sizes {
    /** Key, value and headers of a derived record: Kafka's default max.message.bytes is 1048588, less what a batch adds. */
    static final int DERIVED = 1_000_000;

    /** The same on dead-letter and exchange, which carry another record whole: 4194304 in the catalogue, less the batch. */
    static final int CARRIER = 4_000_000;

    /** A key that a dead letter repeats: a hundred times what any key of the contract has. */
    static final int DEAD_LETTER_KEY = 64 << 10;

    /** The input's headers that a dead letter repeats, together: schema ids and traces have a few hundred bytes. */
    static final int DEAD_LETTER_HEADERS = 64 << 10;

    /** A changelog takes records up to {@link StageOptions#MAX_RECORD_BYTES}; the rest is for the key and the batch. */
    static final int CHANGELOG = StageOptions.MAX_RECORD_BYTES - (64 << 10);

    private Sizes() {}

    /** Refuses a record that its topic would refuse. */
    static void admit(String topic, byte[] key, byte[] value, Headers headers) {
        int limit = topic.equals(Names.EXCHANGE) ? CARRIER : DERIVED;
        long bytes = (long) length(key) + length(value) + of(headers);
        if (bytes > limit) {
            throw new TooLarge("The record for " + topic, bytes, limit);
        }
    }

    /** What a derived record's value may have when the key is as given. */
    static int forValue(String key) {
        return DERIVED - key.getBytes(StandardCharsets.UTF_8).length;
    }

    static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    static long of(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += header.key().length() * 3L + length(header.value());
        }
        return bytes;
    }
}
