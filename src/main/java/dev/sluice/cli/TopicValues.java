package dev.sluice.cli;

import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.registry.Transience;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;

/** Reads a topic of Avro records from its beginning to the end as it is now. */
final class TopicValues {
    private TopicValues() {}

    /**
     * Reads a topic.
     *
     * @param config the connection, with the prefix
     * @param name the topic, without its prefix
     * @param type what it holds
     * @param into takes each key with its value, which may be null; in the order of each partition
     */
    static <T extends SpecificRecord> void read(
            Map<String, Object> config, String name, Class<T> type, BiConsumer<String, T> into) {
        read(config, name, type, into, null);
    }

    /**
     * Reads a topic in which there may be what can't be read.
     *
     * @param config the connection, with the prefix
     * @param name the topic, without its prefix
     * @param type what it holds
     * @param into takes each key with its value, which may be null; in the order of each partition
     * @param bad takes the place of what can't be read, and why; null if that ends the reading
     */
    static <T extends SpecificRecord> void read(
            Map<String, Object> config,
            String name,
            Class<T> type,
            BiConsumer<String, T> into,
            BiConsumer<String, String> bad) {
        String topic = config.get(ConnectionOptions.PREFIX) + name;
        SchemaRegistryConfig registry = new SchemaRegistryConfig(config);
        try (SchemaRegistryClient client = SchemaRegistryClients.create(registry);
                AvroDeserializer<T> values = new AvroDeserializer<>(client, type, registry);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(TailCommand.consumerConfig(config))) {
            TopicReader reader = new TopicReader(consumer);
            reader.openAtBeginning(topic);
            do {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
                    T value;
                    try {
                        value = record.value() == null ? null : values.deserialize(topic, record.value());
                    } catch (SerializationException e) {
                        if (bad == null || Transience.isTransient(e)) {
                            throw e;
                        }
                        bad.accept(
                                topic + "-" + record.partition() + ", offset " + record.offset(),
                                ClientErrors.sentence(e));
                        continue;
                    }
                    into.accept(key, value);
                }
            } while (!reader.reachedTheEnd());
        } catch (KafkaException e) {
            throw new CliException(topic + " can't be read: " + ClientErrors.sentence(e), 1, e);
        }
    }
}
