package dev.sluice.registry;

import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads generated classes from Confluent's wire format. Made ready by its constructor, or by class name in a Kafka configuration
 * and {@link #configure}: then {@code specific.avro.value.type} (or {@code .key.type}) names the class to read into, or {@code
 * specific.avro.reader=true} lets the writer's schema name it.
 *
 * @param <T> the generated class
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {

    private AvroCodec<T> codec;
    private SchemaRegistryClient owned;

    /** For Kafka, which calls {@link #configure} next. */
    public AvroDeserializer() {}

    /** Ready to use with a client that its owner closes. */
    public AvroDeserializer(SchemaRegistryClient client, Class<T> type, SchemaRegistryConfig config) {
        this(AvroCodec.of(client, type, config));
    }

    /** Ready to use with a codec that may be shared. */
    public AvroDeserializer(AvroCodec<T> codec) {
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    /** Without effect on a deserializer that its constructor made ready. */
    @Override
    @SuppressWarnings("unchecked")
    public void configure(Map<String, ?> settings, boolean isKey) {
        if (codec == null) {
            SchemaRegistryConfig config = new SchemaRegistryConfig(settings);
            owned = SchemaRegistryClients.create(config);
            String type = isKey ? config.reading().keyType() : config.reading().valueType();
            if (type != null) {
                codec = AvroCodec.of(owned, (Class<T>) classNamed(type, isKey), config, isKey);
            } else if (config.reading().specific()) {
                // The caller's T is a promise about the topic that only the records themselves can keep.
                codec = (AvroCodec<T>) AvroCodec.byWriterName(owned, config, isKey);
            } else {
                throw new ConfigException("Set " + key(isKey) + " to the generated class to read into, or "
                        + RegistryKeys.SPECIFIC_READER + "=true; for generic records use "
                        + GenericAvroDeserializer.class.getName() + ".");
            }
        }
    }

    @Override
    public T deserialize(String topic, byte[] bytes) {
        return ready().decode(topic, null, bytes);
    }

    @Override
    public T deserialize(String topic, Headers headers, byte[] bytes) {
        return ready().decode(topic, headers, bytes);
    }

    @Override
    public void close() {
        if (owned != null) {
            owned.close();
        }
    }

    private static Class<? extends SpecificRecord> classNamed(String name, boolean isKey) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader())
                    .asSubclass(SpecificRecord.class);
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new ConfigException(key(isKey), name, "Not a generated Avro class on the class path.");
        }
    }

    private static String key(boolean isKey) {
        return isKey ? RegistryKeys.KEY_TYPE : RegistryKeys.VALUE_TYPE;
    }

    private AvroCodec<T> ready() {
        if (codec == null) {
            throw new IllegalStateException("Call configure first, or use a constructor with arguments.");
        }
        return codec;
    }
}
