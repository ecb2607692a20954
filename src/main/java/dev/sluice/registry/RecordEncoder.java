package dev.sluice.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.kafka.common.errors.SerializationException;

/**
 * From an object to a record's bytes. The registry is asked once for each topic and schema; a record costs one comparison of
 * that and the encoding itself.
 */
final class RecordEncoder<T extends IndexedRecord> {

    /** What a topic's records of one schema need. Immutable, so that it may be shared without a lock. */
    private record Plan<T>(String topic, Schema schema, byte[] prefix, DatumWriter<T> writer, long until) {}

    private final Function<Schema, DatumWriter<T>> writers;
    private final SchemaChoice choice;
    private final SubjectNameStrategy subjects;
    private final boolean isKey;
    private final Duration planTtl;
    private final InstantSource clock;
    private final int most;
    private final Map<String, Plan<T>> plans = new ConcurrentHashMap<>();

    /** One instance serves all stream threads, and an encoder only one of them. */
    private final ThreadLocal<PayloadEncoder> encoders = ThreadLocal.withInitial(PayloadEncoder::new);

    /**
     * @param writers makes the writer for a schema
     * @param clock tells when the latest version must be asked for again
     */
    RecordEncoder(
            SchemaRegistryClient client,
            SchemaRegistryConfig config,
            boolean isKey,
            Function<Schema, DatumWriter<T>> writers,
            InstantSource clock) {
        this.writers = writers;
        this.choice = new SchemaChoice(client, config.writing());
        this.subjects = config.subjectNames(isKey);
        this.isKey = isKey;
        boolean mayChange = config.writing().latest() && !config.writing().register();
        this.planTtl = mayChange ? config.writing().latestTtl().orElse(null) : null;
        this.clock = clock;
        this.most = config.caching().size();
    }

    byte[] encode(String topic, T value) {
        if (value == null) {
            return null;
        }
        Schema schema = value.getSchema();
        Plan<T> plan = plans.get(topic);
        if (plan == null || plan.schema() != schema || planTtl != null && clock.millis() >= plan.until()) {
            plan = plan(topic, schema, plan);
        }
        PayloadEncoder encoder = encoders.get();
        encoder.begin(plan.prefix());
        try {
            plan.writer().write(value, encoder);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "A " + schema.getFullName() + " for topic " + topic + " cannot be written as Avro: " + e, e);
        }
        return encoder.toByteArray();
    }

    private Plan<T> plan(String topic, Schema schema, Plan<T> before) {
        boolean equal = before != null && before.schema().equals(schema) && clock.millis() < before.until();
        if (equal) {
            // An equal schema of another identity: remember that identity, so that the next record compares fast.
            return hold(new Plan<>(topic, schema, before.prefix(), before.writer(), before.until()));
        }
        String subject = subjects.subjectName(topic, isKey, schema);
        try {
            SchemaChoice.Chosen chosen = choice.choose(subject, schema);
            byte[] prefix = ByteBuffer.allocate(SchemaIds.VERSION_0_LENGTH)
                    .put(SchemaIds.VERSION_0)
                    .putInt(chosen.id())
                    .array();
            long until = planTtl == null ? Long.MAX_VALUE : clock.millis() + planTtl.toMillis();
            return hold(new Plan<>(topic, schema, prefix, writer(schema, chosen.schema()), until));
        } catch (RuntimeException e) {
            throw KafkaErrors.map(e, "Cannot find the schema to write " + subject + " with");
        }
    }

    private Plan<T> hold(Plan<T> plan) {
        if (plans.size() >= most) {
            plans.clear();
        }
        plans.put(plan.topic(), plan);
        return plan;
    }

    private DatumWriter<T> writer(Schema own, Schema target) {
        DatumWriter<T> plain = writers.apply(own);
        if (own == target || SchemaTexts.sameBytes(own, target)) {
            return plain;
        }
        return new ProjectingWriter<>(plain, own, target);
    }
}
