package dev.sluice.relay;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The topic {@code relay-parked}: key and value as they were read, the reason and the original coordinates in headers, by
 * the names that dead letters have.
 */
final class ParkedTopic implements Parking {
    static final String REASON = "sluice.reason";
    static final String DETAIL = "sluice.detail";
    static final String TOPIC = "sluice.topic";
    static final String PARTITION = "sluice.partition";
    static final String OFFSET = "sluice.offset";
    static final String TIMESTAMP = "sluice.timestamp";
    static final String RELAY = "sluice.relay";

    private static final int MAX_DETAIL = 500;
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
        Headers headers = new RecordHeaders(message.headers().toArray());
        List.of(REASON, DETAIL, TOPIC, PARTITION, OFFSET, TIMESTAMP, RELAY).forEach(headers::remove);
        put(headers, REASON, reason.name());
        put(headers, DETAIL, detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL));
        put(headers, TOPIC, message.topic());
        put(headers, PARTITION, Integer.toString(message.partition()));
        put(headers, OFFSET, Long.toString(message.offset()));
        put(headers, TIMESTAMP, Long.toString(message.timestamp()));
        put(headers, RELAY, relay);
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

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
