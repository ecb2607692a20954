package dev.sluice.cli;

import dev.sluice.control.ControlException;
import dev.sluice.control.ControlPublisher;
import dev.sluice.event.Control;
import dev.sluice.event.Header;
import dev.sluice.event.SourceKind;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;

/** Publishes control records with the settings of {@link ConnectionOptions}. */
final class ControlDoor {
    private ControlDoor() {}

    /** The header of a decision that is made now. */
    static Header header(Clock clock) {
        return Header.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setSource("sluice-cli")
                .setSourceKind(SourceKind.OTHER)
                .setOccurredAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    /** Publishes a record; tells to how many partitions it was written. */
    static int publish(Map<String, Object> config, Control control) {
        String prefix = config.get(ConnectionOptions.PREFIX).toString();
        try {
            SchemaRegistryConfig registry = new SchemaRegistryConfig(config);
            try (SchemaRegistryClient client = SchemaRegistryClients.create(registry);
                    AvroSerializer<Control> serializer = new AvroSerializer<>(client, Control.class, registry)) {
                return new ControlPublisher(config, prefix, serializer).publish(control);
            }
        } catch (ControlException e) {
            throw new CliException(e.getMessage(), 1, e);
        } catch (KafkaException e) {
            throw new CliException("Kafka or the registry can't be used: " + ClientErrors.sentence(e), 1, e);
        }
    }
}
