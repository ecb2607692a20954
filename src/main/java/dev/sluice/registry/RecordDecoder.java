package dev.sluice.registry;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * From a record's bytes to an object. What depends on the writer's schema is built once for each id; a record costs one
 * lock-free look-up of that and the decoding itself.
 */
final class RecordDecoder<T> {

    private final SchemaRegistryClient client;
    private final Function<Schema, DatumReader<T>> readers;
    private final SubjectNameStrategy subjects;
    private final boolean isKey;
    private final String headerName;
    private final SchemaRegistryConfig.Reading reading;
    private final int most;
    private final IdTable<DatumReader<T>> byId;
    private final Map<UUID, DatumReader<T>> byGuid = new ConcurrentHashMap<>();

    /** One instance serves all stream threads, and a decoder only one of them. */
    private final ThreadLocal<PayloadDecoder> decoders;

    /**
     * @param readers makes the reader for a writer's schema
     */
    RecordDecoder(
            SchemaRegistryClient client,
            SchemaRegistryConfig config,
            boolean isKey,
            Function<Schema, DatumReader<T>> readers) {
        this.client = client;
        this.readers = readers;
        this.subjects = config.subjectNames(isKey);
        this.isKey = isKey;
        this.headerName = isKey ? SchemaIds.KEY_HEADER : SchemaIds.VALUE_HEADER;
        this.reading = config.reading();
        this.most = config.caching().size();
        this.byId = new IdTable<>(most);
        this.decoders = ThreadLocal.withInitial(
                () -> new PayloadDecoder(config.reading().maxItems()));
    }

    T decode(String topic, Headers headers, byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        if (bytes.length > reading.maxPayload()) {
            throw new SerializationException("A record of topic " + topic + " has " + bytes.length
                    + " bytes; the limit " + RegistryKeys.MAX_PAYLOAD + " is " + reading.maxPayload() + ".");
        }
        Header header = headers == null ? null : headers.lastHeader(headerName);
        if (header != null && header.value() != null) {
            SchemaIds.length(header.value());
            return read(topic, reader(topic, header.value()), bytes, 0);
        }
        int offset = SchemaIds.length(bytes);
        return read(topic, reader(topic, bytes), bytes, offset);
    }

    private DatumReader<T> reader(String topic, byte[] schemaId) {
        if (schemaId[0] == SchemaIds.VERSION_0) {
            int id = SchemaIds.id(schemaId);
            DatumReader<T> reader = byId.get(id);
            return reader == null ? learn(topic, id) : reader;
        }
        UUID guid = SchemaIds.guid(schemaId);
        DatumReader<T> reader = byGuid.get(guid);
        return reader == null ? learn(topic, guid) : reader;
    }

    private DatumReader<T> learn(String topic, int id) {
        String doing = "Cannot read a record of topic " + topic + " with schema id " + id;
        try {
            String subject = subjects.usesSchema() ? "" : subjects.subjectName(topic, isKey, null);
            DatumReader<T> reader = readers.apply(SchemaTexts.bounded(client.byId(id, subject)));
            byId.put(id, reader);
            return reader;
        } catch (RuntimeException e) {
            throw KafkaErrors.map(e, doing);
        }
    }

    private DatumReader<T> learn(String topic, UUID guid) {
        String doing = "Cannot read a record of topic " + topic + " with schema GUID " + guid;
        try {
            DatumReader<T> reader = readers.apply(SchemaTexts.bounded(client.byGuid(guid)));
            if (byGuid.size() >= most) {
                byGuid.clear();
            }
            byGuid.put(guid, reader);
            return reader;
        } catch (RuntimeException e) {
            throw KafkaErrors.map(e, doing);
        }
    }

    private T read(String topic, DatumReader<T> reader, byte[] bytes, int offset) {
        PayloadDecoder decoder = decoders.get().begin(bytes, offset);
        try {
            T value = reader.read(null, decoder);
            if (reading.failOnTrailing() && decoder.remainingBytes() > 0) {
                throw new SerializationException("A record of topic " + topic + " has " + decoder.remainingBytes()
                        + " bytes after its end (" + RegistryKeys.FAIL_ON_TRAILING + ").");
            }
            return value;
        } catch (SerializationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("A record of topic " + topic + " is not readable Avro: " + e, e);
        } catch (StackOverflowError e) {
            throw new SerializationException("A record of topic " + topic + " is nested too deeply.", e);
        } finally {
            decoder.end();
        }
    }
}
