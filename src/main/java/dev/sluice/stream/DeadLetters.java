package dev.sluice.stream;

import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.Sha256;
import dev.sluice.domain.Rejection;
import dev.sluice.stream.Timers.Due;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
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

    /** Header of an identity that was set aside: the instant (ms since the epoch) at which its work failed. */
    public static final String DUE = "sluice.due";

    /** Header of a record whose value is not repeated, being too large or personal: the bytes of its value. */
    public static final String VALUE_BYTES = "sluice.value.bytes";
    /** Header of a record whose value is not repeated: the SHA-256 of its value, hexadecimal. */
    public static final String VALUE_SHA256 = "sluice.value.sha256";
    /** Header of a record whose key is not repeated, being too large or no pseudonym: the bytes of its key. */
    public static final String KEY_BYTES = "sluice.key.bytes";
    /** Header of a record whose key is not repeated: the SHA-256 of its key, hexadecimal. */
    public static final String KEY_SHA256 = "sluice.key.sha256";
    /** Header of a record whose headers are not repeated, being too large or personal: how many there were. */
    public static final String HEADERS_DROPPED = "sluice.headers.dropped";

    /** Header of a record that was sent again: how often. */
    public static final String REDRIVES = "sluice.redrive.count";
    /** Header of a record that was sent again: the dead letter that it was, as its partition and offset. */
    public static final String REDRIVE_OF = "sluice.redrive.of";

    /** The value of {@link #OFFSET} where no record was read. */
    private static final String NO_OFFSET = "-1";

    private static final int MAX_DETAIL = 500;

    /** A count, or a partition and an offset; whoever writes to an input may have put anything else there. */
    private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,19}(-[0-9]{1,19})?");

    private static final List<String> OWN = List.of(
            REASON,
            DETAIL,
            TOPIC,
            PARTITION,
            OFFSET,
            TIMESTAMP,
            DUE,
            VALUE_BYTES,
            VALUE_SHA256,
            KEY_BYTES,
            KEY_SHA256,
            HEADERS_DROPPED);

    private DeadLetters() {}

    /**
     * Adds the dead letter of a record. What of it the topic could not take is named by size and digest instead; the
     * original is still on its own topic, at the coordinates.
     *
     * @param isByReference whether all that may be personal is named in any case, so that it is nowhere but on the topic that it came by:
     *     the value, a key that is no pseudonym, and the headers but for the ids of the trace and where it was sent again from
     */
    static void add(Outbox outbox, Incoming in, Rejection rejection, boolean isByReference) {
        Headers headers = isByReference ? impersonal(in.headers()) : copied(in.headers());
        describe(
                headers,
                rejection.reason().name(),
                rejection.detail(),
                in.topic(),
                in.partition(),
                in.offset(),
                in.arrivedAt());
        byte[] key = in.key();
        boolean isNamed = isByReference && key != null && !AuditKeys.isPseudonym(key);
        if (isNamed || Sizes.length(key) > Sizes.DEAD_LETTER_KEY) {
            put(headers, KEY_BYTES, Integer.toString(key.length));
            put(headers, KEY_SHA256, Sha256.hex(key));
            key = null;
        }
        byte[] value = in.value();
        if (value != null && (isByReference || Sizes.length(key) + Sizes.of(headers) + value.length > Sizes.CARRIER)) {
            put(headers, VALUE_BYTES, Integer.toString(value.length));
            put(headers, VALUE_SHA256, Sha256.hex(value));
            value = null;
        }
        outbox.addDeadLetter(key, value, headers);
    }

    /**
     * The headers of the record that a dead letter was.
     *
     * @param given those of the dead letter
     * @return a copy without those that are a dead letter's own
     */
    public static Headers withoutOwn(Headers given) {
        Headers headers = new RecordHeaders(given.toArray());
        OWN.forEach(headers::remove);
        return headers;
    }

    /**
     * Says why a record is set aside, and where it was read.
     *
     * @param headers takes it
     * @param reason the reason code
     * @param detail one sentence for people; cut at 500 characters
     * @param topic the topic
     * @param partition the partition
     * @param offset the offset
     * @param timestamp the record's timestamp (ms since the epoch)
     */
    public static void describe(
            Headers headers, String reason, String detail, String topic, int partition, long offset, long timestamp) {
        put(headers, REASON, reason);
        put(headers, DETAIL, shortened(detail));
        put(headers, TOPIC, topic);
        put(headers, PARTITION, Integer.toString(partition));
        put(headers, OFFSET, Long.toString(offset));
        put(headers, TIMESTAMP, Long.toString(timestamp));
    }

    /** The input's headers, less those of an earlier dead letter; none of them where they are too many bytes. */
    private static Headers copied(Headers given) {
        Headers headers = withoutOwn(given);
        if (Sizes.of(headers) <= Sizes.DEAD_LETTER_HEADERS) {
            return headers;
        }
        Headers none = new RecordHeaders();
        put(none, HEADERS_DROPPED, Integer.toString(headers.toArray().length));
        return none;
    }

    /** What tells nothing of anybody: the ids of the trace, and how often it was sent again, and from where. */
    private static Headers impersonal(Headers given) {
        Headers headers = new RecordHeaders();
        TraceContext.of(given, true).addTo(headers);
        for (Header header : given) {
            boolean isRedrive = (header.key().equals(REDRIVES) || header.key().equals(REDRIVE_OF))
                    && header.value() != null
                    && NUMBERS.matcher(new String(header.value(), StandardCharsets.UTF_8))
                            .matches();
            if (isRedrive) {
                headers.add(header);
            }
        }
        long dropped = Arrays.stream(withoutOwn(given).toArray())
                .filter(header -> headers.lastHeader(header.key()) == null)
                .count();
        if (dropped > 0) {
            put(headers, HEADERS_DROPPED, Long.toString(dropped));
        }
        return headers;
    }

    /**
     * An identity whose timer or evaluation can't be worked off: its key, no value, and where and when it failed.
     *
     * @param isByReference whether a key that is no pseudonym is named by its digest
     */
    static void addQuarantined(Outbox outbox, Due due, int partition, Rejection rejection, boolean isByReference) {
        Headers headers = new RecordHeaders();
        put(headers, REASON, rejection.reason().name());
        put(headers, DETAIL, shortened(rejection.detail()));
        put(headers, TOPIC, Names.TIMER_STORE);
        put(headers, PARTITION, Integer.toString(partition));
        put(headers, OFFSET, NO_OFFSET);
        put(headers, DUE, Long.toString(due.at()));
        String key = isByReference ? AuditKeys.pseudonym(due.key()) : due.key();
        outbox.addDeadLetter(key.getBytes(StandardCharsets.UTF_8), null, headers);
    }

    private static String shortened(String text) {
        return text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL);
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
