package dev.sluice.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Subject;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.torture.oracle.Fed;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NewSchemasTest {
    private static final String TOPIC = "iam.identity";

    private final SchemaRegistryConfig config =
            new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://new-schemas"));

    @Test
    void anEventUnderASchemaThatNobodyHasSeenIsTheSameEvent() {
        IdentityEvent event = IdentityEvent.newBuilder()
                .setHeader(Header.newBuilder()
                        .setEventId("e1")
                        .setSource("hr")
                        .setOccurredAt(Instant.EPOCH)
                        .build())
                .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                .setAction(IdentityAction.HIRED)
                .build();
        try (SchemaRegistryClient registry = SchemaRegistryClients.create(config);
                AvroSerializer<IdentityEvent> serializer = new AvroSerializer<>(registry, IdentityEvent.class, config);
                AvroDeserializer<IdentityEvent> deserializer =
                        new AvroDeserializer<>(registry, IdentityEvent.class, config)) {
            Item item = new Item(TOPIC, new byte[] {1}, serializer.serialize(TOPIC, event), 0, Fed.Sort.EVENT, "hr/e1");
            NewSchemas schemas = new NewSchemas(registry, "iam.");
            UnaryOperator<Item> first = schemas.next();
            UnaryOperator<Item> second = schemas.next();

            assertThat(item.value()).satisfies(value -> {
                assertThat(id(first.apply(item))).isNotEqualTo(id(item));
                assertThat(id(second.apply(item))).isNotIn(id(item), id(first.apply(item)));
            });
            assertThat(deserializer.deserialize(TOPIC, first.apply(item).value()))
                    .isEqualTo(event);
            assertThat(deserializer.deserialize(TOPIC, second.apply(item).value()))
                    .isEqualTo(event);
        }
    }

    @Test
    void poisonStaysPoison() {
        try (SchemaRegistryClient registry = SchemaRegistryClients.create(config)) {
            Item poison = new Item(TOPIC, new byte[] {1}, null, 0, Fed.Sort.POISON, null);

            assertThat(new NewSchemas(registry, "iam.").next().apply(poison)).isSameAs(poison);
        }
    }

    private static int id(Item item) {
        return ByteBuffer.wrap(item.value()).getInt(1);
    }
}
