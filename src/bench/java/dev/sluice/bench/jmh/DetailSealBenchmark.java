package dev.sluice.bench.jmh;

import dev.sluice.audit.AuditRecords;
import dev.sluice.audit.privacy.DetailKey;
import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.bench.load.LoadEvent;
import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.InputRef;
import dev.sluice.registry.AvroCodec;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to seal the detail of an audit record, beside encoding the record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DetailSealBenchmark {
    private final DetailKey.Vault vault =
            new DetailKey.Vault(MasterKeys.parse(MasterKeys.generate(new SecureRandom())));
    private AvroCodec<AuditEvent> codec;
    private DetailKey stored;
    private SecretKey key;
    private AuditEvent[] audits;
    private byte[] detail;
    private byte[] sealed;
    private int at;

    /** For JMH. */
    public DetailSealBenchmark() {}

    /** Makes the audit of log-ins. */
    @Setup
    public void setUp() {
        codec = new Registry().codec(AuditEvent.class);
        stored = vault.make("0:E1", 1);
        key = vault.open(stored, "0:E1");
        List<LoadEvent> events = Samples.events(event -> event.category() == Category.AUTHENTICATION);
        AuditRecords records = new AuditRecords("bench", 0);
        audits = new AuditEvent[1_024];
        for (int i = 0; i < audits.length; i++) {
            EventView view = EventView.of(events.get(i).event());
            InputRef input = new InputRef("iam.authentication", 0, (long) i, Instant.ofEpochMilli(view.occurredAt()));
            audits[i] = records.event(i, view, input, AuditOutcome.APPLIED, null, 1, view.occurredAt());
        }
        detail = codec.encode("iam.audit", audits[0]);
        sealed = vault.seal(key, 1, detail, audits[0].getAuditId());
    }

    /**
     * Encodes a record as it is.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] encode() {
        at = at + 1 & 1_023;
        return codec.encode("iam.audit", audits[at]);
    }

    /**
     * Seals some 300 bytes with a key that is open.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] seal() {
        return vault.seal(key, 1, detail, audits[0].getAuditId());
    }

    /**
     * Opens them.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] open() {
        return vault.open(key, ByteBuffer.wrap(sealed), audits[0].getAuditId());
    }

    /**
     * Takes a key out of its seal.
     *
     * @return the key
     */
    @Benchmark
    public SecretKey openKey() {
        return vault.open(stored, "0:E1");
    }
}
