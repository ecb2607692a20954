package dev.sluice.bench.jmh;

import dev.sluice.audit.AuditRecords;
import dev.sluice.audit.proof.AuditChain;
import dev.sluice.audit.proof.AuditReport;
import dev.sluice.audit.proof.CheckpointBook;
import dev.sluice.audit.proof.Checkpoints;
import dev.sluice.audit.proof.InOrder;
import dev.sluice.audit.proof.MerkleHash;
import dev.sluice.audit.proof.NoteSigner;
import dev.sluice.audit.proof.PartitionVerifier;
import dev.sluice.bench.load.LoadEvent;
import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.event.AuditCheckpoint;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.InputRef;
import dev.sluice.registry.AvroCodec;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Sealing and verifying an audit of log-ins, beside the hash of the same bytes, which nothing can do without. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class AuditVerifyBenchmark {
    private static final int RECORDS = 100_000;

    private final List<byte[]> records = new ArrayList<>();
    private final List<AuditCheckpoint> checkpoints = new ArrayList<>();
    private NoteSigner signer;
    private MessageDigest sha256;
    private ExecutorService pool;

    /** For JMH. */
    public AuditVerifyBenchmark() {}

    /**
     * Makes an audit.
     *
     * @throws NoSuchAlgorithmException never
     */
    @Setup
    public void setUp() throws NoSuchAlgorithmException {
        sha256 = MessageDigest.getInstance("SHA-256");
        pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        signer = NoteSigner.generate("bench", new SecureRandom());
        AvroCodec<AuditEvent> codec = new Registry().codec(AuditEvent.class);
        List<LoadEvent> events = Samples.events(event -> event.category() == Category.AUTHENTICATION);
        AuditRecords audits = new AuditRecords("bench", 0);
        AuditChain chain = AuditChain.begin("bench", 0, 1);
        Checkpoints when = new Checkpoints(10_000, Duration.ofDays(1), signer);
        long bytes = 0;
        for (int i = 0; i < RECORDS; i++) {
            EventView view = EventView.of(events.get(i % events.size()).event());
            InputRef input = new InputRef("iam.authentication", 0, (long) i, Instant.ofEpochMilli(view.occurredAt()));
            AuditEvent audit = audits.event(i + 1L, view, input, AuditOutcome.APPLIED, null, 1, view.occurredAt());
            byte[] record = codec.encode("iam.audit", audit);
            chain.seal(record);
            records.add(record);
            bytes += record.length;
            if (when.areDue(chain.head(), chain.checkpointSize(), 1, 1)) {
                checkpoints.add(when.make(chain.head(), "bench", 0, i));
                chain.checkpointed(chain.head().size(), 1);
            }
        }
        System.out.println(RECORDS + " records, " + bytes + " bytes");
    }

    /**
     * Verifies all of it.
     *
     * @return the report
     */
    @Benchmark
    public AuditReport verify() {
        CheckpointBook book = new CheckpointBook(List.of(signer.verifier()));
        checkpoints.forEach(book::add);
        PartitionVerifier verifier = new PartitionVerifier(0, book, false);
        for (int i = 0; i < RECORDS; i++) {
            verifier.take(i, records.get(i));
        }
        AuditReport report = AuditReport.of(List.of(verifier.finish()), book);
        if (!report.isIntact()) {
            throw new IllegalStateException("It has to be intact: " + report);
        }
        return report;
    }

    /**
     * Verifies all of it with a thread for each processor, as {@code ./sluice audit verify} does.
     *
     * @return the report
     */
    @Benchmark
    public AuditReport verifyOnAllProcessors() {
        int batches = 2 * Runtime.getRuntime().availableProcessors();
        CheckpointBook book = new CheckpointBook(List.of(signer.verifier()));
        InOrder<AuditCheckpoint, CheckpointBook.Checked> checked =
                new InOrder<>(pool, batches, one -> 0, () -> book::check, book::add);
        checkpoints.forEach(checked::add);
        checked.finish();
        PartitionVerifier verifier = new PartitionVerifier(0, book, false);
        InOrder<Integer, PartitionVerifier.Read> hashed =
                new InOrder<>(pool, batches, at -> records.get(at).length, () -> hasher(verifier), verifier::take);
        for (int i = 0; i < RECORDS; i++) {
            hashed.add(i);
        }
        hashed.finish();
        AuditReport report = AuditReport.of(List.of(verifier.finish()), book);
        if (!report.isIntact()) {
            throw new IllegalStateException("It has to be intact: " + report);
        }
        return report;
    }

    private Function<Integer, PartitionVerifier.Read> hasher(PartitionVerifier verifier) {
        MerkleHash hash = new MerkleHash();
        return at -> verifier.read(at, records.get(at), hash);
    }

    /** Ends the threads. */
    @TearDown
    public void tearDown() {
        pool.shutdownNow();
    }

    /**
     * Makes them a chain again.
     *
     * @return where it ends
     */
    @Benchmark
    public AuditChain.Head seal() {
        AuditChain chain = AuditChain.begin("bench", 0, 1);
        records.forEach(chain::seal);
        return chain.head();
    }

    /**
     * Hashes the same bytes.
     *
     * @return the last hash
     */
    @Benchmark
    public byte[] hash() {
        byte[] last = null;
        for (byte[] record : records) {
            last = sha256.digest(record);
        }
        return last;
    }
}
