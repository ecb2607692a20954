package dev.sluice.control;

import dev.sluice.event.Control;
import dev.sluice.text.KafkaRefusal;
import dev.sluice.topics.EveryPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes a control record to every partition in one transaction: either the whole stage hears of it or none of it. */
public final class ControlPublisher {
    private static final int TRANSACTION_TIMEOUT_MS = 60_000;

    private final Map<String, Object> config;
    private final String prefix;
    private final Serializer<Control> serializer;

    /**
     * For one cluster and prefix.
     *
     * @param config Kafka's client configuration
     * @param prefix the topic prefix
     * @param serializer writes the values; stays open
     */
    public ControlPublisher(Map<String, Object> config, String prefix, Serializer<Control> serializer) {
        this.config = Map.copyOf(config);
        this.prefix = Objects.requireNonNull(prefix, "prefix");
        this.serializer = Objects.requireNonNull(serializer, "serializer");
    }

    /**
     * What the transactional ids of publishers begin with; the rest is different each time.
     *
     * @param prefix the topic prefix
     * @return such as {@code sluice-control-iam.}
     */
    public static String transactionalIds(String prefix) {
        return "sluice-control-" + prefix;
    }

    /**
     * Publishes a record.
     *
     * @param record the record; its arrival is when it says that it occurred
     * @return to how many partitions it was written
     * @throws ControlException if the cluster refuses; then nothing was written
     */
    public int publish(Control record) {
        Map<String, Object> all = new HashMap<>(config);
        // Two people who decide at once shall not shut each other out, so everybody has an id of their own.
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalIds(prefix) + UUID.randomUUID());
        all.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        String topic = prefix + "control";
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer())) {
            byte[] value = serializer.serialize(topic, record);
            producer.initTransactions();
            EveryPartition.Copied copied =
                    new EveryPartition.Copied(record.getAction().name(), value);
            long at = record.getHeader().getOccurredAt().toEpochMilli();
            return EveryPartition.write(producer, topic, List.of(copied), at).size();
        } catch (KafkaException e) {
            throw new ControlException(
                    "The record can't be published, and nothing of it was: "
                            + KafkaRefusal.explain(e).orElse(e.getMessage() + " Look at the cluster, then try again."),
                    e);
        }
    }
}
