package dev.sluice.registry;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * {@link AvroSerializer} and {@link AvroDeserializer} together. One instance may be shared by all stream threads.
 *
 * @param <T> the generated class
 */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {

    private final AvroSerializer<T> serializer;
    private final AvroDeserializer<T> deserializer;

    /** For Kafka, which calls {@link #configure} next. */
    public AvroSerde() {
        serializer = new AvroSerializer<>();
        deserializer = new AvroDeserializer<>();
    }

    /** Ready to use for values, with a client that its owner closes. */
    public AvroSerde(SchemaRegistryClient client, Class<T> type, SchemaRegistryConfig config) {
        this(AvroCodec.of(client, type, config));
    }

    /** Ready to use with a codec that may be shared. */
    public AvroSerde(AvroCodec<T> codec) {
        serializer = new AvroSerializer<>(codec);
        deserializer = new AvroDeserializer<>(codec);
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        serializer.configure(settings, isKey);
        deserializer.configure(settings, isKey);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }
}
