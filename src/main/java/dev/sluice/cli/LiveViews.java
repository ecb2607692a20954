package dev.sluice.cli;

import dev.sluice.event.IdentityAccess;
import dev.sluice.json.PlainJson;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.stream.Names;
import dev.sluice.whatif.HeldViews;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/** Reads published views: of a running application to the end as it is now, or of a replay. */
final class LiveViews {
    private LiveViews() {}

    static void read(Map<String, Object> config, HeldViews into) {
        String topic = config.get(ConnectionOptions.PREFIX) + Names.IDENTITY_ACCESS;
        SchemaRegistryConfig registry = new SchemaRegistryConfig(config);
        try (SchemaRegistryClient client = SchemaRegistryClients.create(registry);
                AvroDeserializer<IdentityAccess> views =
                        new AvroDeserializer<>(client, IdentityAccess.class, registry);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(TailCommand.consumerConfig(config))) {
            TopicReader reader = new TopicReader(consumer);
            reader.openAtBeginning(topic);
            do {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    into.take(key, record.value() == null ? null : views.deserialize(topic, record.value()));
                }
            } while (!reader.reachedTheEnd());
        } catch (KafkaException e) {
            throw new CliException(topic + " can't be read: " + ClientErrors.sentence(e), 1, e);
        }
    }

    static void read(Path file, HeldViews into) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            while (line != null) {
                IdentityAccess view = PlainJson.read(line, IdentityAccess.class);
                boolean isPage = view.getPage() != null && view.getPage().getBucket() != null;
                into.take(view.getIdentityId() + (isPage ? "#" + view.getPage().getBucket() : ""), view);
                line = reader.readLine();
            }
        } catch (IOException e) {
            throw new CliException(file + " can't be read (" + e.getMessage() + "); name what replay wrote.", 1, e);
        }
    }
}
