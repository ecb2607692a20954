package dev.sluice.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The header {@code sluice-arrived-at} of rendered records: when what they tell of arrived (ms since the epoch, in digits). Their timestamps say
 * when they were rendered: brokers drop records by their timestamps, and an audit that is rendered a year later must not be dropped at once.
 */
public final class ArrivedAt {
    /** The name of the header. */
    public static final String HEADER = "sluice-arrived-at";

    private static final int LONGEST = 19;

    private ArrivedAt() {}

    static byte[] bytes(long arrivedAt) {
        return Long.toString(arrivedAt).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * When what a record tells of arrived.
     *
     * @param headers the record's headers
     * @param timestamp the record's timestamp (ms since the epoch)
     * @return what the header says; the timestamp where there is none, or not one of ours (ms since the epoch)
     */
    public static long of(Headers headers, long timestamp) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null || header.value().length > LONGEST) {
            return timestamp;
        }
        try {
            return Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            return timestamp;
        }
    }
}
