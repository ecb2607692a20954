package dev.sluice.bench.jmh;

import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.AvroTrust;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Codecs over a registry in memory, as the stage has them once the schemas are known. */
final class Registry {
    private final SchemaRegistryClient client = new MockSchemaRegistryClient();
    private final SchemaRegistryConfig config = new SchemaRegistryConfig(
            Map.of("schema.registry.url", "mock://bench", "avro.remove.java.properties", true));

    <T extends SpecificRecord> AvroCodec<T> codec(Class<T> type) {
        AvroTrust.trustContract();
        return AvroCodec.of(client, type, config);
    }
}
