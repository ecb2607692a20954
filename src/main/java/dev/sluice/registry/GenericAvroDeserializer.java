package dev.sluice.registry;

import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads any Avro record in Confluent's wire format, each with its writer's schema: for tools that know no class of it. */
public final class GenericAvroDeserializer implements Deserializer<GenericRecord> {

    private AvroCodec<GenericRecord> codec;
    private SchemaRegistryClient owned;

    /** For Kafka, which calls {@link #configure} next. */
    public GenericAvroDeserializer() {}

    /**
     * Ready to use with a client that its owner closes.
     *
     * @param isKey whether record keys are meant
     */
    public GenericAvroDeserializer(SchemaRegistryClient client, SchemaRegistryConfig config, boolean isKey) {
        codec = AvroCodec.generic(client, config, isKey);
    }

    /** Without effect on a deserializer that its constructor made ready. */
    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        if (codec == null) {
            SchemaRegistryConfig config = new SchemaRegistryConfig(settings);
            owned = SchemaRegistryClients.create(config);
            codec = AvroCodec.generic(owned, config, isKey);
        }
    }

    @Override
    public GenericRecord deserialize(String topic, byte[] bytes) {
        return deserialize(topic, null, bytes);
    }

    @Override
    public GenericRecord deserialize(String topic, Headers headers, byte[] bytes) {
        if (codec == null) {
            throw new IllegalStateException("Call configure first, or use a constructor with arguments.");
        }
        return codec.decode(topic, headers, bytes);
    }

    @Override
    public void close() {
        if (owned != null) {
            owned.close();
        }
    }
}
