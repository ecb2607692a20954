package dev.sluice.registry;

import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes generated classes in Confluent's wire format. Either made ready by its constructor, or by class name in a Kafka
 * configuration and {@link #configure}; in the latter case it owns its registry client.
 *
 * @param <T> the generated class
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {

    private AvroCodec<T> codec;
    private SchemaRegistryClient owned;

    /** For Kafka, which calls {@link #configure} next. */
    public AvroSerializer() {}

    /** Ready to use with a client that its owner closes. */
    public AvroSerializer(SchemaRegistryClient client, Class<T> type, SchemaRegistryConfig config) {
        this(AvroCodec.of(client, type, config));
    }

    /** Ready to use with a codec that may be shared. */
    public AvroSerializer(AvroCodec<T> codec) {
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    /** Without effect on a serializer that its constructor made ready. */
    @Override
    @SuppressWarnings("unchecked")
    public void configure(Map<String, ?> settings, boolean isKey) {
        if (codec == null) {
            SchemaRegistryConfig config = new SchemaRegistryConfig(settings);
            owned = SchemaRegistryClients.create(config);
            // Writes whatever generated class it is given, so any T will do.
            codec = (AvroCodec<T>) AvroCodec.byWriterName(owned, config, isKey);
        }
    }

    @Override
    public byte[] serialize(String topic, T value) {
        return ready().encode(topic, value);
    }

    @Override
    public byte[] serialize(String topic, Headers headers, T value) {
        return ready().encode(topic, value);
    }

    @Override
    public void close() {
        if (owned != null) {
            owned.close();
        }
    }

    private AvroCodec<T> ready() {
        if (codec == null) {
            throw new IllegalStateException("Call configure first, or use a constructor with arguments.");
        }
        return codec;
    }
}
