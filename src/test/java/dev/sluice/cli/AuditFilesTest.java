package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.proof.AuditProof;
import dev.sluice.audit.proof.ChainFixture;
import dev.sluice.event.AuditCheckpoint;
import dev.sluice.event.AuditEvent;
import dev.sluice.json.PlainJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that verify and prove an audit in files. */
class AuditFilesTest {
    private static final ChainFixture LOG =
            new ChainFixture(30).write(100, 1).beginAnew(9).write(100, 7);

    @TempDir
    Path dir;

    private Path files;

    @BeforeEach
    void write() throws IOException {
        files = Files.createDirectory(dir.resolve("files"));
        write(files, LOG.records, 0, LOG.checkpoints);
    }

    private static void write(Path files, List<byte[]> records, long offset, List<AuditCheckpoint> checkpoints)
            throws IOException {
        int schemaId = 0;
        try (DataFileWriter<GenericRecord> out = ExportedAudit.writer(files, ChainFixture.WRITER)) {
            for (int i = 0; i < records.size(); i++) {
                out.append(ExportedAudit.record(offset + i, 1, null, records.get(i)));
                schemaId = records.get(i)[4];
            }
        }
        Files.writeString(
                ExportedAudit.schemaFile(files, schemaId),
                AuditEvent.getClassSchema().toString());
        Files.write(
                files.resolve(ExportedAudit.CHECKPOINTS),
                checkpoints.stream().map(PlainJson::write).toList());
    }

    private static String key() {
        return LOG.signer.verifier().text();
    }

    private Ran audit(String command, String... more) {
        List<String> args = new ArrayList<>(List.of("audit", command, "--files", files.toString()));
        args.addAll(List.of(more));
        return Ran.of(args.toArray(String[]::new));
    }

    private Ran check(String proof, String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of(
                "audit",
                "check-proof",
                Files.writeString(dir.resolve("proof.json"), proof).toString()));
        args.addAll(List.of(more));
        return Ran.of(args.toArray(String[]::new));
    }

    @Test
    void anIntactAuditIsIntactForPeopleAndMachines() {
        Ran people = audit("verify", "--key", key(), "--whole");
        assertThat(people.out())
                .contains("writer 3, chain ")
                .contains("100 records, sequence 1 to 100, 3 checkpoints, 10 records after the last: intact")
                .endsWith("The audit is intact." + System.lineSeparator());
        assertThat(people.exit()).isZero();
        Ran machines = audit("verify", "--json");
        assertThat(machines.out()).contains("\"intact\" : true").contains("\"records\" : 200");
        assertThat(machines.exit()).isZero();
    }

    @Test
    void whatIsWrongIsSaidAndEndsWithOne() throws IOException {
        List<byte[]> altered = new ArrayList<>(LOG.records);
        altered.set(50, altered.get(50).clone());
        altered.get(50)[80] ^= 1;
        Path other = Files.createDirectory(dir.resolve("other"));
        write(other, altered, 0, LOG.checkpoints);

        Ran ran = Ran.of("audit", "verify", "--files", other.toString());

        assertThat(ran.out())
                .contains("ALTERED at partition 3, offset 50: The record with sequence 51 is not what its hash says.")
                .contains("NOT as it was written");
        assertThat(ran.exit()).isEqualTo(1);
    }

    @Test
    void aBeginningThatIsGoneIsSaid() throws IOException {
        Path rest = Files.createDirectory(dir.resolve("rest"));
        write(rest, LOG.records.subList(40, 200), 40, LOG.checkpoints);

        Ran ran = Ran.of("audit", "verify", "--files", rest.toString(), "--key", key());
        assertThat(ran.out())
                .contains("sequence 41 to 100 (what was before is gone)")
                .contains("The audit is intact; its first records are gone.");
        assertThat(ran.exit()).isZero();
        Ran whole = Ran.of("audit", "verify", "--files", rest.toString(), "--key", key(), "--whole");
        assertThat(whole.out()).contains("What is there is intact, but the first records are gone.");
        assertThat(whole.exit()).isEqualTo(1);
    }

    @Test
    void withoutSignedCheckpointsNothingIsProven() throws IOException {
        Path without = Files.createDirectory(dir.resolve("without"));
        write(without, LOG.records, 0, List.of());

        Ran ran = Ran.of("audit", "verify", "--files", without.toString(), "--key", key());
        assertThat(ran.out()).contains("no signed checkpoint tells of it").contains("The audit is NOT proven");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(Ran.of("audit", "verify", "--files", without.toString()).exit())
                .isZero();
        List<String> accepting =
                new ArrayList<>(List.of("audit", "verify", "--files", without.toString(), "--key", key()));
        LOG.checkpoints.stream()
                .map(AuditCheckpoint::getChainId)
                .distinct()
                .forEach(chain -> accepting.addAll(List.of("--accept-unsigned", chain)));
        assertThat(Ran.of(accepting.toArray(String[]::new)).exit()).isZero();
        Path empty = Files.createDirectory(dir.resolve("empty"));
        write(empty, List.of(), 0, List.of());
        Ran nothing = Ran.of("audit", "verify", "--files", empty.toString());
        assertThat(nothing.out()).contains("There are no records of chains.");
        assertThat(nothing.exit()).isEqualTo(1);
    }

    /** Whoever hands the files over may mean to keep them from being verified. */
    @Test
    void aFileThatClaimsMoreThanTheMemoryIsSaidToBeUnreadable() throws IOException {
        Path file = files.resolve("audit-" + ChainFixture.WRITER + ".avro");
        try (DataFileWriter<GenericRecord> out = ExportedAudit.writer(files, ChainFixture.WRITER)) {
            out.flush();
        }
        ByteArrayOutputStream claims = new ByteArrayOutputStream();
        claims.writeBytes(Files.readAllBytes(file));
        BinaryEncoder block = EncoderFactory.get().directBinaryEncoder(claims, null);
        block.writeLong(1);
        block.writeLong(Integer.MAX_VALUE - 8);
        Files.write(file, claims.toByteArray());

        Ran ran = audit("verify");

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err())
                .contains("it claims a block larger than the memory")
                .doesNotContain("OutOfMemoryError");
    }

    @Test
    void aCheckpointThatCannotBeReadIsNamed() throws IOException {
        Files.writeString(files.resolve(ExportedAudit.CHECKPOINTS), "{\"chainId\": 1}\n");

        Ran ran = audit("verify");

        assertThat(ran.out()).contains("CHECKPOINT at checkpoints.jsonl:1");
        assertThat(ran.exit()).isEqualTo(1);
    }

    @Test
    void eachRecordIsProved() throws IOException {
        for (int at : new int[] {0, 29, 30, 59, 89, 100, 189}) {
            AuditEvent record = LOG.codec.decode(ChainFixture.TOPIC, null, LOG.records.get(at));
            Ran proved = audit("prove", record.getAuditId());
            assertThat(proved.err()).as("record %s", at).isEmpty();
            Ran checked = check(proved.out(), "--key", key());
            assertThat(checked.out()).contains(record.getAuditId()).contains("It is right, and signed.");
            assertThat(checked.exit()).isZero();
        }
        AuditEvent late = LOG.codec.decode(ChainFixture.TOPIC, null, LOG.records.get(95));
        assertThat(audit("prove", late.getAuditId()).err()).contains("No signed checkpoint tells of the record yet");
        assertThat(audit("prove", "no-such-event").err()).contains("No record of a chain is about no-such-event");
    }

    @Test
    void whatIsGoneBeforeItDoesNotHinderAProof() throws IOException {
        Path rest = Files.createDirectory(dir.resolve("rest"));
        write(rest, LOG.records.subList(95, 200), 95, LOG.checkpoints);
        files = rest;
        AuditEvent record = LOG.codec.decode(ChainFixture.TOPIC, null, LOG.records.get(150));

        assertThat(check(audit("prove", record.getAuditId()).out(), "--key", key())
                        .exit())
                .isZero();
    }

    @Test
    void theNoteOfAWitnessProvesToo() throws IOException {
        Path notes = dir.resolve("notes");
        assertThat(audit("checkpoints", "--out", notes.toString()).exit()).isZero();
        AuditCheckpoint third = LOG.checkpoints.get(2);
        Path note = notes.resolve(third.getChainId() + "-90.txt");
        AuditEvent record = LOG.codec.decode(ChainFixture.TOPIC, null, LOG.records.get(5));

        Ran proved = audit("prove", record.getAuditId(), "--by", note.toString());

        AuditProof proof = AuditProof.parse(proved.out());
        assertThat(proof.note()).isEqualTo(third.getNote());
        assertThat(check(proved.out(), "--key", key()).exit()).isZero();
        assertThat(audit("verify", "--witnessed", notes.toString()).exit()).isZero();
        Path other = Files.createDirectory(dir.resolve("anew"));
        ChainFixture anew = new ChainFixture(30).write(100, 3);
        write(other, anew.records, 0, anew.checkpoints);
        assertThat(Ran.of("audit", "verify", "--files", other.toString(), "--witnessed", notes.toString())
                        .out())
                .contains("CHECKPOINT at " + notes);
    }

    @Test
    void whatWasKeptOnceIsNotWrittenOver() throws IOException {
        Path notes = dir.resolve("notes");
        assertThat(audit("checkpoints", "--out", notes.toString()).out()).contains("6 notes written");
        assertThat(audit("checkpoints", "--out", notes.toString(), "--key", key())
                        .out())
                .contains("0 notes written");
        Path kept = notes.resolve(LOG.checkpoints.get(0).getChainId() + "-30.txt");
        String before = Files.readString(kept);

        // The same chain, and the same key, with other records.
        ChainFixture anew = new ChainFixture(30).write(100, 3);
        Path other = Files.createDirectory(dir.resolve("anew"));
        write(other, anew.records, 0, anew.checkpoints);
        Ran ran = Ran.of("audit", "checkpoints", "--files", other.toString(), "--out", notes.toString());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).contains("says something else now");
        assertThat(kept).hasContent(before);
        Ran unknown =
                Ran.of("audit", "checkpoints", "--files", other.toString(), "--out", notes.toString(), "--key", key());
        assertThat(unknown.out()).contains("bears no note that can be kept");
    }

    @Test
    void moreThanAFewRecordsAfterTheLastCheckpointAreSaid() {
        Ran few = audit("verify", "--key", key(), "--max-uncovered", "10");
        assertThat(few.exit()).isZero();
        Ran many = audit("verify", "--key", key(), "--max-uncovered", "9");
        assertThat(many.exit()).isEqualTo(1);
        assertThat(many.out()).contains("nobody vouches for them");
        assertThat(audit("verify", "--max-uncovered", "9").exit())
                .as("nothing is signed for")
                .isZero();
    }

    @Test
    void theSchemaOfAProofIsNotWhatTheRecordIsReadWith() throws IOException {
        AuditEvent record = LOG.codec.decode(ChainFixture.TOPIC, null, LOG.records.get(5));
        String proof = audit("prove", record.getAuditId()).out();

        Ran checked = check(proof.replace("timestamp-millis", "timestamp-micros"), "--key", key());
        assertThat(checked.out()).isEqualTo(check(proof, "--key", key()).out());
        assertThat(check(proof.replaceAll("\"schema\" : \".*\",", "")).err()).contains("can't be read");
    }

    @Test
    void whatANoteHoldsDoesNotReachTheTerminal() throws IOException {
        AuditEvent record = LOG.codec.decode(ChainFixture.TOPIC, null, LOG.records.get(5));
        String proof = audit("prove", record.getAuditId()).out();

        Ran ran = check(proof.replace("\"note\" : \"sluice", "\"note\" : \"\\u001b[2Jsluice"), "--key", key());

        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).doesNotContain("\u001b");
    }

    @Test
    void growthIsProved() throws IOException {
        Path notes = dir.resolve("notes");
        audit("checkpoints", "--out", notes.toString());
        String chain = LOG.checkpoints.get(0).getChainId();
        Path first = notes.resolve(chain + "-30.txt");
        Path last = notes.resolve(chain + "-90.txt");

        Ran proved = audit("prove", "--from", first.toString(), "--to", last.toString());

        assertThat(check(proved.out(), "--key", key()).exit()).isZero();
        assertThat(audit("prove", "--from", last.toString(), "--to", first.toString())
                        .err())
                .contains("the first is the later one");
        Path stranger = notes.resolve(LOG.checkpoints.get(4).getChainId() + "-60.txt");
        assertThat(audit("prove", "--from", first.toString(), "--to", stranger.toString())
                        .err())
                .contains("of different chains");
        assertThat(audit("prove", "--from", first.toString()).err()).contains("Give the ID");
    }

    @Test
    void aProofThatWasChangedProvesNothing() throws IOException {
        AuditEvent record = LOG.codec.decode(ChainFixture.TOPIC, null, LOG.records.get(5));
        String proof = audit("prove", record.getAuditId()).out();

        assertThat(check(proof.replace("\"index\" : 5", "\"index\" : 6")).err()).contains("It proves nothing");
        assertThat(check(proof.replace("\\n30\\n", "\\n31\\n"), "--key", key()).err())
                .contains("bears no good signature");
        assertThat(check(proof.replace("\\\"actor\\\"", "\\\"other\\\"")).err())
                .contains("its schema is not that of this version");
        assertThat(check("{}").err()).contains("can't be read");
        assertThat(check(proof).out()).contains("who signed was not looked at");
    }

    @Test
    void anAuditThatIsNotWhatItWasProvesNothing() throws IOException {
        List<byte[]> altered = new ArrayList<>(LOG.records);
        altered.set(3, altered.get(3).clone());
        altered.get(3)[altered.get(3).length - 1] ^= 1;
        Path other = Files.createDirectory(dir.resolve("altered"));
        write(other, altered, 0, LOG.checkpoints);
        files = other;
        AuditEvent record = LOG.codec.decode(ChainFixture.TOPIC, null, LOG.records.get(5));

        assertThat(audit("prove", record.getAuditId()).err()).contains("not as they were written");
        AuditEvent later = LOG.codec.decode(ChainFixture.TOPIC, null, LOG.records.get(45));
        assertThat(check(audit("prove", later.getAuditId()).out(), "--key", key())
                        .exit())
                .as("what follows a checkpoint can be proved")
                .isZero();
    }
}
