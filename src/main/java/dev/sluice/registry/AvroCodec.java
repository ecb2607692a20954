package dev.sluice.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;

/**
 * Turns records into Confluent's wire format and back: the part of the serde that every record passes.
 *
 * <p>Reads wire format version 0 (0x00 and a schema id before the payload) and version 1 (a GUID, normally in the header
 * {@code __value_schema_id} or {@code __key_schema_id}), header first. Writes version 0. The writer's schema is resolved to the
 * class's own by Avro's rules. One instance serves any number of threads.
 *
 * @param <T> the generated class, or {@link GenericRecord}
 */
public final class AvroCodec<T extends IndexedRecord> {

    private final RecordEncoder<T> encoder;
    private final RecordDecoder<T> decoder;

    private AvroCodec(RecordEncoder<T> encoder, RecordDecoder<T> decoder) {
        this.encoder = encoder;
        this.decoder = decoder;
    }

    /** A codec for the values of a generated class. */
    public static <T extends SpecificRecord> AvroCodec<T> of(
            SchemaRegistryClient client, Class<T> type, SchemaRegistryConfig config) {
        return of(client, type, config, false);
    }

    /**
     * A codec for a generated class.
     *
     * @param isKey whether record keys are meant, which decides subject and header
     * @throws org.apache.kafka.common.config.ConfigException if Avro does not trust the class
     */
    public static <T extends SpecificRecord> AvroCodec<T> of(
            SchemaRegistryClient client, Class<T> type, SchemaRegistryConfig config, boolean isKey) {
        Objects.requireNonNull(type, "type");
        AvroTrust.requireTrusted(type);
        SpecificData data = SpecificData.getForClass(type);
        Schema own = data.getSchema(type);
        return codec(
                client,
                config,
                isKey,
                writer -> specificReader(writer, own, data),
                schema -> specificWriter(schema, data));
    }

    /** A codec that reads each record into the generated class named by its writer's schema, and writes any of them. */
    static AvroCodec<SpecificRecord> byWriterName(
            SchemaRegistryClient client, SchemaRegistryConfig config, boolean isKey) {
        AvroTrust.trustContract();
        return codec(
                client,
                config,
                isKey,
                AvroCodec::readerByName,
                schema -> specificWriter(schema, SpecificData.getForSchema(schema)));
    }

    /** A codec for records without a generated class: each is read with its writer's schema. */
    public static AvroCodec<GenericRecord> generic(
            SchemaRegistryClient client, SchemaRegistryConfig config, boolean isKey) {
        GenericData data = config.reading().logicalTypes() ? withConversions() : GenericData.get();
        return codec(
                client,
                config,
                isKey,
                writer -> genericReader(writer, data),
                schema -> new GenericDatumWriter<>(schema, data));
    }

    private static <T extends IndexedRecord> AvroCodec<T> codec(
            SchemaRegistryClient client,
            SchemaRegistryConfig config,
            boolean isKey,
            Function<Schema, DatumReader<T>> readers,
            Function<Schema, DatumWriter<T>> writers) {
        Objects.requireNonNull(client, "client");
        return new AvroCodec<>(
                new RecordEncoder<>(client, config, isKey, writers, InstantSource.system()),
                new RecordDecoder<>(client, config, isKey, readers));
    }

    /**
     * Encodes a value.
     *
     * @param value null gives null, Kafka's tombstone
     * @throws SerializationException if the value does not fit its schema, or the registry refuses the schema
     * @throws RegistryUnavailableException if the schema's id is not known yet and the registry cannot be reached
     */
    public byte[] encode(String topic, T value) {
        return encoder.encode(topic, value);
    }

    /**
     * Decodes a value.
     *
     * @param headers the record's headers; null where there are none, as in state stores
     * @param bytes null gives null
     * @throws SerializationException if the bytes are not a record that this codec can read; trying again will not help
     * @throws RegistryUnavailableException if the schema is not known yet and the registry cannot be reached
     */
    public T decode(String topic, Headers headers, byte[] bytes) {
        return decoder.decode(topic, headers, bytes);
    }

    private static <T> DatumReader<T> specificReader(Schema writer, Schema reader, SpecificData data) {
        if (!data.isFastReaderEnabled()) {
            return new SpecificDatumReader<>(writer, reader, data);
        }
        DatumReader<T> avros = prepared(writer, reader, data);
        Optional<Shape> shape = SchemaTexts.sameBytes(writer, reader) ? Shapes.of(reader, data) : Optional.empty();
        return shape.isPresent() ? new ShapedReader<>(shape.get(), avros) : avros;
    }

    private static <T> DatumReader<T> genericReader(Schema writer, GenericData data) {
        if (writer.getType() != Schema.Type.RECORD) {
            throw new SerializationException("It was written with the schema " + writer.getFullName()
                    + ", which is no record; read it with a tool for single values.");
        }
        return data.isFastReaderEnabled()
                ? prepared(writer, writer, data)
                : new GenericDatumReader<>(writer, writer, data);
    }

    /** Avro's own readers prepare themselves at the first record, without care for other threads; this is complete at once. */
    private static <T> DatumReader<T> prepared(Schema writer, Schema reader, GenericData data) {
        try {
            return data.getFastReaderBuilder().createDatumReader(writer, reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> DatumWriter<T> specificWriter(Schema schema, SpecificData data) {
        DatumWriter<T> avros = new NullableUnionWriter<>(schema, data);
        Optional<Shape> shape = Shapes.of(schema, data);
        return shape.isPresent() ? new ShapedWriter<>(shape.get(), avros) : avros;
    }

    private static DatumReader<SpecificRecord> readerByName(Schema writer) {
        Class<?> type = SpecificData.get().getClass(writer);
        if (type == null || !SpecificRecord.class.isAssignableFrom(type)) {
            throw new SerializationException("There is no generated class " + writer.getFullName() + ". Set "
                    + RegistryKeys.VALUE_TYPE + " to the class to read into, or read generic records.");
        }
        AvroTrust.requireTrusted(type);
        SpecificData data = SpecificData.getForClass(type);
        return specificReader(writer, data.getSchema(type), data);
    }

    private static GenericData withConversions() {
        GenericData data = new GenericData();
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new Conversions.UUIDConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimeMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimeMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMicrosConversion());
        return data;
    }
}
