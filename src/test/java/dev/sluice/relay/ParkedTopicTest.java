package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.stream.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ParkedTopicTest {
    @Test
    void keepsTheRecordWithReasonAndCoordinates() throws Exception {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        Message message = Messages.of(7, "text");
        message.headers().add("own", new byte[] {1});
        message.headers().add(DeadLetters.REASON, "older".getBytes(StandardCharsets.UTF_8));

        new ParkedTopic(producer, "iam.relay-parked", "siem").park(message, ParkReason.TOO_LARGE, "d".repeat(600));

        ProducerRecord<byte[], byte[]> parked = producer.history().get(0);
        assertThat(parked.topic()).isEqualTo("iam.relay-parked");
        assertThat(parked.value()).isEqualTo(message.value());
        assertThat(parked.key()).isEqualTo(message.key());
        Map<String, String> headers = new TreeMap<>();
        for (Header header : parked.headers()) {
            assertThat(headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)))
                    .isNull();
        }
        assertThat(headers)
                .containsEntry("sluice.reason", "TOO_LARGE")
                .containsEntry("sluice.detail", "d".repeat(500))
                .containsEntry("sluice.topic", Messages.TOPIC)
                .containsEntry("sluice.partition", "0")
                .containsEntry("sluice.offset", "7")
                .containsEntry("sluice.timestamp", Long.toString(Messages.AT))
                .containsEntry("sluice.relay", "siem")
                .containsKey("own");
    }

    @Test
    void aTopicThatIsMissingIsATransientFailureThatSaysWhatToDo() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        producer.sendException = new UnknownTopicOrPartitionException("not there");

        assertThatThrownBy(() -> new ParkedTopic(producer, "iam.relay-parked", "siem")
                        .park(Messages.of(7, "text"), ParkReason.EMPTY, "d"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("sluice topics create");
    }
}
