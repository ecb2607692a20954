package dev.sluice.relay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Records for tests. */
final class Messages {
    static final String TOPIC = "iam.audit-cef";
    static final long AT = 1_767_225_600_123L;

    private Messages() {}

    static Message of(long offset, String text) {
        return of(0, offset, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    static Message of(int partition, long offset, byte[] value) {
        return new Message(
                TOPIC,
                partition,
                offset,
                AT,
                ("k" + offset).getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders());
    }

    static Outgoing outgoing(Encoder encoder, Message message) {
        try {
            return new Outgoing(message, encoder.encode(message));
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    /** Records of partition 0 with these texts, from an offset on. */
    static List<Outgoing> outgoing(Encoder encoder, long from, String... texts) {
        List<Outgoing> all = new ArrayList<>();
        for (String text : texts) {
            all.add(outgoing(encoder, of(from + all.size(), text)));
        }
        return all;
    }

    static List<Slot> slots(Progress progress, long from, String... texts) {
        List<Slot> all = new ArrayList<>();
        for (String text : texts) {
            all.add(progress.add(of(
                    progress.partition().partition(),
                    from + all.size(),
                    text == null ? null : text.getBytes(StandardCharsets.UTF_8))));
        }
        return all;
    }

    static Progress progress(int partition) {
        return new Progress(new TopicPartition(TOPIC, partition));
    }
}
