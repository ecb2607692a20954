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
    private AuditChain chain = AuditChain.begin("sluice", WRITER, 1);

    /** With a checkpoint after so many records. */
    public ChainFixture(int checkpointEvery) {
        when = new Checkpoints(checkpointEvery, Duration.ofDays(9_999), signer);
    }

    /** Writes some records. */
    public ChainFixture write(int number, long seed) {
        for (int i = 0; i < number; i++) {
            long sequence = records.size() + 1;
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
            chain.seal(record);
            records.add(record);
            // What is stored goes on as if it had never stopped.
            chain = sequence % 7 == 0 ? AuditChain.of(chain.bytes()) : chain;
            AuditCheckpoint checkpoint = when.make(chain, "sluice", WRITER, sequence);
            if (checkpoint != null) {
                checkpoints.add(checkpoint);
            }
        }
        return this;
    }

    /** What a verifier says of records at places from {@code #0} on. */
    public ChainReport verify(List<byte[]> read, List<AuditCheckpoint> known) {
        ChainVerifier verifier = new ChainVerifier(known, signer.verifier());
        for (int i = 0; i < read.size(); i++) {
            SealedRecord record = SealedRecord.of(read.get(i));
            if (record == null) {
                verifier.foreign("#" + i);
            } else {
                verifier.accept(record, "#" + i);
            }
        }
        return verifier.finish();
    }
}
