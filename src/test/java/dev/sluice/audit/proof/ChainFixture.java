package dev.sluice.audit.proof;

import dev.sluice.audit.AuditRecords;
import dev.sluice.domain.EventView;
import dev.sluice.event.AuditCheckpoint;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.InputRef;
import dev.sluice.json.RandomRecords;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An audit as a writer leaves it: sealed records and checkpoints. */
public final class ChainFixture {
    public static final String TOPIC = "iam.audit";
    public static final int WRITER = 3;

    public final NoteSigner signer = NoteSigner.generate("test.example", new SecureRandom());
    public final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
    public final AvroCodec<AuditEvent> codec = AvroCodec.of(
            registry,
            AuditEvent.class,
            new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://chain", "auto.register.schemas", true)));
    public final List<byte[]> records = new ArrayList<>();
    public final List<AuditCheckpoint> checkpoints = new ArrayList<>();
    private final Checkpoints when;
    private final AuditRecords audits = new AuditRecords("sluice", WRITER);
    private long lastSequence;
    private AuditChain chain = AuditChain.begin("sluice", WRITER, 1);

    /** With a checkpoint after so many records. */
    public ChainFixture(int checkpointEvery) {
        when = new Checkpoints(checkpointEvery, Duration.ofDays(9_999), signer);
    }

    /** Writes some records. */
    public ChainFixture write(int number, long seed) {
        for (int i = 0; i < number; i++) {
            long sequence = ++lastSequence;
            AuthenticationEvent event =
                    (AuthenticationEvent) new RandomRecords(seed + i).next(AuthenticationEvent.class);
            event.getHeader().setEventId("e" + sequence);
            AuditEvent audit = audits.event(
                    sequence,
                    EventView.of(event),
                    new InputRef("iam.authentication", WRITER, sequence, Instant.EPOCH),
                    AuditOutcome.APPLIED,
                    null,
                    1,
                    sequence);
            byte[] record = codec.encode(TOPIC, audit);
            add(record, sequence);
        }
        return this;
    }

    /** Writes very many that differ in their numbers only. */
    public ChainFixture writeAlike(int number) {
        for (int i = 0; i < number; i++) {
            long sequence = ++lastSequence;
            byte[] record = codec.encode(
                    TOPIC,
                    audits.other(
                            sequence,
                            "control",
                            "BRAKE_RELEASE",
                            new InputRef("iam.control", WRITER, sequence, Instant.EPOCH),
                            AuditOutcome.APPLIED,
                            null,
                            1));
            add(record, sequence);
        }
        return this;
    }

    private void add(byte[] record, long sequence) {
        chain.seal(record);
        records.add(record);
        // What is stored goes on as if it had never stopped.
        chain = sequence % 7 == 0 ? AuditChain.of(chain.bytes()) : chain;
        AuditChain.Head head = chain.head();
        if (when.areDue(head, chain.checkpointSize(), chain.checkpointAt(), sequence)) {
            checkpoints.add(when.make(head, "sluice", WRITER, sequence));
            chain.checkpointed(head.size(), sequence);
        }
    }

    /** A process dies: it goes on from what was stored, with numbers that were not given out. */
    public ChainFixture goOnFrom(byte[] stored) {
        chain = AuditChain.of(stored);
        return this;
    }

    /** What is stored. */
    public byte[] stored() {
        return chain.bytes();
    }

    /** The writer loses its state and begins another chain. */
    public ChainFixture beginAnew(long at) {
        chain = AuditChain.begin("sluice", WRITER, at);
        return this;
    }

    /** What a verifier says of records at offsets from 0 on. */
    public AuditReport verify(List<byte[]> read, List<AuditCheckpoint> known) {
        return verify(read, 0, known, false);
    }

    /** What a verifier says of records at offsets from some on. */
    public AuditReport verify(List<byte[]> read, long offset, List<AuditCheckpoint> known, boolean isForkExpected) {
        CheckpointBook book = new CheckpointBook(List.of(signer.verifier()));
        known.forEach(book::add);
        return verify(read, offset, book, isForkExpected);
    }

    /** With any book. */
    public static AuditReport verify(List<byte[]> read, long offset, CheckpointBook book, boolean isForkExpected) {
        PartitionVerifier verifier = new PartitionVerifier(WRITER, book, isForkExpected);
        for (int i = 0; i < read.size(); i++) {
            verifier.take(offset + i, read.get(i));
        }
        return AuditReport.of(List.of(verifier.finish()), book);
    }

    /** The first defect of a report. */
    public static Defect first(AuditReport report) {
        return all(report).get(0);
    }

    /** All defects of a report, those of chains first. */
    public static List<Defect> all(AuditReport report) {
        List<Defect> all = new ArrayList<>();
        report.chains().forEach(chain -> all.addAll(chain.defects()));
        all.addAll(report.defects());
        return all;
    }

    /** Makes an encoded record follow another one, as somebody would who knows how. */
    public static byte[] resealed(byte[] record, String chainId, byte[] previous) {
        byte[] made = record.clone();
        SealedRecord.seal(
                made, chainId.getBytes(StandardCharsets.ISO_8859_1), previous, new MerkleHash(), new byte[32]);
        return made;
    }
}
