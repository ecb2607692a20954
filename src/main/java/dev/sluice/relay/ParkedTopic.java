package dev.sluice.relay;

import dev.sluice.stream.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;

/**
 * The topic {@code relay-parked}: key and value as they were read, the reason and the original coordinates in headers, by
 * the names that dead letters have.
 */
final class ParkedTopic implements Parking {
    static final String RELAY = "sluice.relay";

    private static final long LIMIT_SECONDS = 60;

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final String relay;

    /**
     * @param producer acknowledged by all replicas; closed by its owner
     * @param topic the topic, full name
     * @param relay the name of the relay, for its header
     */
    ParkedTopic(Producer<byte[], byte[]> producer, String topic, String relay) {
        this.producer = producer;
        this.topic = topic;
        this.relay = relay;
    }

    @Override
    public void park(Message message, ParkReason reason, String detail) throws Unavailable, InterruptedException {
        Headers headers = DeadLetters.withoutOwn(message.headers());
        headers.remove(RELAY);
        DeadLetters.describe(
                headers,
                reason.name(),
                detail,
                message.topic(),
                message.partition(),
                message.offset(),
                message.timestamp());
        headers.add(RELAY, relay.getBytes(StandardCharsets.UTF_8));
        try {
            producer.send(new ProducerRecord<>(topic, null, message.key(), message.value(), headers))
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failed(message, e.getCause());
        } catch (TimeoutException | KafkaException e) {
            throw failed(message, e);
        }
    }

    private Unavailable failed(Message message, Throwable cause) {
        return new Unavailable(
                "The record " + message.id() + " can't be parked on " + topic + " (" + cause.getMessage()
                        + "); make the topic with: sluice topics create, and give the relay the right to write to it.",
                cause);
    }
}
