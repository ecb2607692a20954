package dev.sluice.stream;

import dev.sluice.domain.Rejection;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Undecidable records: original bytes and key, with the reason and the coordinates in headers. */
public final class DeadLetters {
    /** Header: the reason code. */
    public static final String REASON = "sluice.reason";
    /** Header: one sentence for people. */
    public static final String DETAIL = "sluice.detail";
    /** Header: the topic it was first read from. */
    public static final String TOPIC = "sluice.topic";
    /** Header: the partition it was first read from. */
    public static final String PARTITION = "sluice.partition";
    /** Header: the offset it was first read at. */
    public static final String OFFSET = "sluice.offset";
    /** Header: the timestamp it carried (ms since the epoch). */
    public static final String TIMESTAMP = "sluice.timestamp";

    private static final int MAX_DETAIL = 500;

    private DeadLetters() {}

    static void add(Outbox outbox, Incoming in, Rejection rejection) {
        Headers headers = new RecordHeaders(in.headers().toArray());
        put(headers, REASON, rejection.reason().name());
        put(headers, DETAIL, shortened(rejection.detail()));
        put(headers, TOPIC, in.topic());
        put(headers, PARTITION, Integer.toString(in.partition()));
        put(headers, OFFSET, Long.toString(in.offset()));
        put(headers, TIMESTAMP, Long.toString(in.arrivedAt()));
        outbox.addRaw(Names.DEAD_LETTER, in.key(), in.value(), headers);
    }

    private static String shortened(String text) {
        return text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL);
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
