package dev.sluice.bench.jmh;

import dev.sluice.audit.AuditRecords;
import dev.sluice.bench.load.LoadEvent;
import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.InputRef;
import dev.sluice.registry.AvroCodec;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What comes in and what goes out for every event: the event, and its audit record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventCodecBenchmark {
    private static final String ACCESS = "iam.access";
    private static final String AUTHENTICATION = "iam.authentication";
    private static final String AUDIT = "iam.audit";

    private final AuditRecords records = new AuditRecords("bench", 0);
    private AvroCodec<AccessEvent> accessCodec;
    private AvroCodec<AuthenticationEvent> authenticationCodec;
    private AvroCodec<AuditEvent> auditCodec;
    private byte[][] grants;
    private byte[][] logins;
    private EventView[] views;
    private AuditEvent[] audits;
    private int at;

    /** For JMH. */
    public EventCodecBenchmark() {}

    /** Makes the events. */
    @Setup
    public void setUp() {
        Registry registry = new Registry();
        accessCodec = registry.codec(AccessEvent.class);
        authenticationCodec = registry.codec(AuthenticationEvent.class);
        auditCodec = registry.codec(AuditEvent.class);
        List<LoadEvent> access = Samples.events(event -> event.category() == Category.ACCESS);
        List<LoadEvent> authentication = Samples.events(event -> event.category() == Category.AUTHENTICATION);
        grants = access.stream()
                .map(event -> accessCodec.encode(ACCESS, (AccessEvent) event.event()))
                .toArray(byte[][]::new);
        logins = authentication.stream()
                .map(event -> authenticationCodec.encode(AUTHENTICATION, (AuthenticationEvent) event.event()))
                .toArray(byte[][]::new);
        views = access.stream().map(event -> EventView.of(event.event())).toArray(EventView[]::new);
        audits = new AuditEvent[views.length];
        for (int i = 0; i < views.length; i++) {
            audits[i] = audit(i);
        }
    }

    private AuditEvent audit(int number) {
        EventView view = views[number];
        InputRef input = new InputRef(ACCESS, 3, (long) number, Instant.ofEpochMilli(view.occurredAt()));
        return records.event(number, view, input, AuditOutcome.APPLIED, null, 1, view.occurredAt());
    }

    private int next() {
        at = at + 1 & 1_023;
        return at;
    }

    /**
     * Reads a grant or revoke.
     *
     * @return the event
     */
    @Benchmark
    public AccessEvent decodeGrant() {
        return accessCodec.decode(ACCESS, null, grants[next()]);
    }

    /**
     * Reads a log-in.
     *
     * @return the event
     */
    @Benchmark
    public AuthenticationEvent decodeLogin() {
        return authenticationCodec.decode(AUTHENTICATION, null, logins[next()]);
    }

    /**
     * Makes the audit record of a grant, its id included.
     *
     * @return the record
     */
    @Benchmark
    public AuditEvent makeAudit() {
        return audit(next());
    }

    /**
     * Writes the audit record of a grant.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] encodeAudit() {
        return auditCodec.encode(AUDIT, audits[next()]);
    }
}
