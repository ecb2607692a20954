package dev.sluice.bench.jmh;

import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.AuditRecords;
import dev.sluice.bench.load.LoadEvent;
import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.domain.FactKey;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.Validation;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.InputRef;
import dev.sluice.registry.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What every event costs beside the state it changes: each step alone, and all of them together. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventPathBenchmark {
    private static final String AUDIT = "iam.audit";
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** Which events. */
    public enum Kind {
        /** A worker's record. */
        IDENTITY(Category.IDENTITY, IdentityEvent.class),
        /** A grant or revoke. */
        ACCESS(Category.ACCESS, AccessEvent.class),
        /** A log-in. */
        AUTHENTICATION(Category.AUTHENTICATION, AuthenticationEvent.class);

        private final Category category;
        private final Class<? extends SpecificRecord> type;

        Kind(Category category, Class<? extends SpecificRecord> type) {
            this.category = category;
            this.type = type;
        }
    }

    /** Which events are measured. */
    @Param
    public Kind kind;

    private final AuditRecords records = new AuditRecords("bench", 0);
    private String topic;
    private AvroCodec<? extends SpecificRecord> codec;
    private AvroCodec<AuditEvent> auditCodec;
    private byte[][] bytes;
    private EventView[] views;
    private AuditEvent[] audits;
    private String[] keys;
    private FactKey latest;
    private int at;

    /** For JMH. */
    public EventPathBenchmark() {}

    /** Makes the events. */
    @Setup
    public void setUp() {
        Registry registry = new Registry();
        topic = "iam." + kind.category.topic();
        auditCodec = registry.codec(AuditEvent.class);
        List<LoadEvent> events = Samples.events(event -> event.category() == kind.category);
        bytes = encoded(registry.codec(kind.type), events);
        codec = registry.codec(kind.type);
        views = events.stream().map(event -> EventView.of(event.event())).toArray(EventView[]::new);
        keys = events.stream().map(LoadEvent::key).toArray(String[]::new);
        latest = FactKey.of(views[0].header());
        audits = new AuditEvent[views.length];
        for (int i = 0; i < views.length; i++) {
            audits[i] = audit(views[i], i);
        }
    }

    private <T extends SpecificRecord> byte[][] encoded(AvroCodec<T> writing, List<LoadEvent> events) {
        byte[][] all = new byte[events.size()][];
        for (int i = 0; i < all.length; i++) {
            @SuppressWarnings("unchecked")
            T event = (T) events.get(i).event();
            all[i] = writing.encode(topic, event);
        }
        return all;
    }

    private AuditEvent audit(EventView view, int number) {
        InputRef input = new InputRef(topic, 3, (long) number, Instant.ofEpochMilli(view.occurredAt()));
        return records.event(number, view, input, AuditOutcome.APPLIED, null, 1, view.occurredAt());
    }

    private int next() {
        at = at + 1 & 1_023;
        return at;
    }

    private SpecificRecordBase read(int number) {
        return (SpecificRecordBase) codec.decode(topic, null, bytes[number]);
    }

    /**
     * Reads an event.
     *
     * @return the event
     */
    @Benchmark
    public SpecificRecordBase decode() {
        return read(next());
    }

    /**
     * Views an event, its key included.
     *
     * @return the key
     */
    @Benchmark
    public String view() {
        return EventView.of(views[next()].event()).subjectKey();
    }

    /**
     * Checks an event.
     *
     * @return nothing to refuse
     */
    @Benchmark
    public Optional<Rejection> check() {
        EventView view = views[next()];
        return Validation.check(view, view.occurredAt(), SKEW);
    }

    /**
     * Hashes what an event says.
     *
     * @return the hash
     */
    @Benchmark
    public long contentHash() {
        return views[next()].contentHash();
    }

    /**
     * Makes the audit record of an event, its id included.
     *
     * @return the record
     */
    @Benchmark
    public AuditEvent makeAudit() {
        int number = next();
        return audit(views[number], number);
    }

    /**
     * Writes an audit record.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] encodeAudit() {
        return auditCodec.encode(AUDIT, audits[next()]);
    }

    /**
     * Finds the key of an audit record.
     *
     * @return the key
     */
    @Benchmark
    public String auditKey() {
        return AuditKeys.of(keys[next()]);
    }

    /**
     * Finds the place of an event in the order of facts.
     *
     * @return whether it comes after another
     */
    @Benchmark
    public boolean factKey() {
        return FactKey.of(views[next()].header()).isAfter(latest);
    }

    /**
     * Everything from the event's bytes to its audit record's.
     *
     * @return what the steps made
     */
    @Benchmark
    public long wholePath() {
        int number = next();
        EventView view = EventView.of(read(number));
        Optional<Rejection> rejection = Validation.check(view, view.occurredAt(), SKEW);
        long hash = view.contentHash();
        byte[] audit = auditCodec.encode(AUDIT, audit(view, number));
        String key = AuditKeys.of(view.subjectKey());
        boolean late = FactKey.of(view.header()).isAfter(latest);
        return hash + audit.length + key.length() + (rejection.isPresent() ? 1 : 0) + (late ? 1 : 0);
    }
}
