package dev.sluice.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.audit.proof.Defect.Kind;
import dev.sluice.event.AuditCheckpoint;
import dev.sluice.event.AuditEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Whatever is done to an audit is found, and where. */
class ChainVerifierTest {
    private static final ChainFixture LOG = new ChainFixture(100).write(1_000, 1);

    private static List<byte[]> copy() {
        List<byte[]> copy = new ArrayList<>();
        LOG.records.forEach(record -> copy.add(record.clone()));
        return copy;
    }

    private static ChainReport verify(List<byte[]> read) {
        return LOG.verify(read, LOG.checkpoints);
    }

    @Test
    void whatIsAsItWasWrittenIsIntact() {
        ChainReport report = verify(LOG.records);

        assertThat(report.defects()).isEmpty();
        assertThat(report.isIntact()).isTrue();
        assertThat(report.records()).isEqualTo(1_000);
        assertThat(report.firstSequence()).isEqualTo(1);
        assertThat(report.lastSequence()).isEqualTo(1_000);
        assertThat(report.checkpoints()).isEqualTo(10);
        assertThat(report.signatures()).isEqualTo(10);
        assertThat(report.writer()).isEqualTo(ChainFixture.WRITER);
    }

    @Test
    void theHashIsThatOfTheEncodingUpToIt() {
        byte[] record = LOG.records.get(5);
        AuditEvent audit = LOG.codec.decode(ChainFixture.TOPIC, null, record);
        byte[] canonical = Arrays.copyOfRange(record, 5, record.length - 34);

        assertThat(audit.getHash()).isEqualTo(ByteBuffer.wrap(new MerkleHash().leaf(canonical)));
        assertThat(audit.getPreviousHash())
                .isEqualTo(LOG.codec
                        .decode(ChainFixture.TOPIC, null, LOG.records.get(4))
                        .getHash());
        assertThat(SealedRecord.of(record).sequence()).isEqualTo(audit.getSequence());
        assertThat(SealedRecord.of(record).chainId()).isEqualTo(audit.getChainId());
    }

    @Test
    void theLastFieldsOfTheSchemaStayTheLastOnes() {
        var fields = AuditEvent.getClassSchema().getFields();

        assertThat(fields.subList(fields.size() - 3, fields.size()))
                .extracting(field -> field.name())
                .containsExactly("chainId", "previousHash", "hash");
        assertThat(fields.subList(0, 5))
                .extracting(field -> field.name())
                .containsExactly("auditId", "type", "outcome", "writer", "sequence");
    }

    @Property(tries = 1_000)
    void whatIsAlteredIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int at = random.nextInt(read.size());
        byte[] record = read.get(at);
        // Not the schema's id, which the wire format puts in front and no hash covers.
        record[5 + random.nextInt(record.length - 5)] ^= (byte) (1 << random.nextInt(8));

        ChainReport report = verify(read);

        assertThat(report.isIntact()).isFalse();
        assertThat(report.defects().get(0).where()).isEqualTo("#" + at);
    }

    @Property(tries = 300)
    void whatIsAlteredWithItsHashIsNamedByTheNext(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int at = random.nextInt(read.size());
        byte[] record = read.get(at);
        SealedRecord sealed = SealedRecord.of(record);
        byte[] previous = sealed.previousHash();
        record[60 + random.nextInt(20)] ^= 1;
        SealedRecord.seal(
                record,
                sealed.chainId().getBytes(StandardCharsets.ISO_8859_1),
                previous,
                new MerkleHash(),
                new byte[32]);

        ChainReport report = verify(read);

        assertThat(report.isIntact()).isFalse();
        // A checkpoint that was made after it tells first, and of the last one nothing else does.
        boolean isLastOfACheckpoint = (at + 1) % 100 == 0;
        assertThat(report.defects().get(0).kind()).isEqualTo(isLastOfACheckpoint ? Kind.CHECKPOINT : Kind.ALTERED);
        assertThat(report.defects().get(0).sequence()).isEqualTo(at + 1L);
    }

    @Property(tries = 300)
    void whatIsMissingIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int at = 1 + random.nextInt(read.size() - 1);
        int number = Math.min(1 + random.nextInt(3), read.size() - at);
        read.subList(at, at + number).clear();

        ChainReport report = verify(read);

        assertThat(report.defects()).hasSize(1);
        assertThat(report.defects().get(0).kind()).isEqualTo(Kind.MISSING);
        assertThat(report.defects().get(0).sequence()).isEqualTo(at + 1L);
    }

    @Property(tries = 300)
    void whatChangesPlacesIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int at = 1 + random.nextInt(read.size() - 2);
        Collections.swap(read, at, at + 1);

        ChainReport report = verify(read);

        assertThat(report.defects()).hasSize(1);
        assertThat(report.defects().get(0).kind()).isEqualTo(Kind.REORDERED);
        assertThat(report.defects().get(0).sequence()).isEqualTo(at + 1L);
        assertThat(report.defects().get(0).where()).isEqualTo("#" + (at + 1));
    }

    @Property(tries = 300)
    void whatIsThereTwiceIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int from = random.nextInt(read.size() - 1);
        int to = from + 1 + random.nextInt(read.size() - from - 1);
        read.add(to, read.get(from).clone());

        ChainReport report = verify(read);

        assertThat(report.defects()).hasSize(1);
        assertThat(report.defects().get(0).kind()).isEqualTo(Kind.DUPLICATED);
        assertThat(report.defects().get(0).where()).isEqualTo("#" + to);
    }

    @Test
    void whatIsPutInIsNamed() {
        List<byte[]> read = copy();
        byte[] forged = read.get(500).clone();
        SealedRecord next = SealedRecord.of(forged);
        forged[70] ^= 1;
        SealedRecord.seal(
                forged,
                next.chainId().getBytes(StandardCharsets.ISO_8859_1),
                next.previousHash(),
                new MerkleHash(),
                new byte[32]);
        read.add(500, forged);

        ChainReport report = verify(read);

        assertThat(report.defects().get(0).kind()).isEqualTo(Kind.REISSUED);
        assertThat(report.defects().get(0).sequence()).isEqualTo(501);
        read.set(500, new byte[] {0, 0, 0, 0, 1, 2});
        assertThat(verify(read).defects().get(0).kind()).isEqualTo(Kind.FOREIGN);
    }

    @Test
    void whatIsCutOffIsToldByTheCheckpoint() {
        assertThat(verify(LOG.records.subList(0, 990)).defects())
                .extracting(Defect::kind, Defect::sequence)
                .containsExactly(tuple(Kind.MISSING, 991L));
        assertThat(verify(List.of()).defects()).extracting(Defect::kind).containsExactly(Kind.MISSING);
    }

    @Test
    void ofAnAuditOfWhichTheBeginningIsGoneTheRestIsVerified() {
        ChainReport report = verify(LOG.records.subList(250, 1_000));

        assertThat(report.defects()).isEmpty();
        assertThat(report.firstSequence()).isEqualTo(251);
        assertThat(report.checkpoints()).as("300 to 1,000").isEqualTo(8);
        ChainReport exact = verify(LOG.records.subList(300, 1_000));
        assertThat(exact.defects()).isEmpty();
        assertThat(exact.checkpoints()).isEqualTo(7);
    }

    @Test
    void whoWritesTheWholeAuditAnewIsToldByTheCheckpoints() {
        ChainFixture other = new ChainFixture(100).write(1_000, 2);
        ChainReport report = LOG.verify(other.records, LOG.checkpoints);

        assertThat(report.defects().get(0).kind()).isEqualTo(Kind.CHECKPOINT);
        assertThat(report.defects().get(0).sequence()).isEqualTo(100);
    }

    @Test
    void checkpointsThatWereNotSignedAreNamed() {
        AuditCheckpoint checkpoint = LOG.checkpoints.get(0);
        AuditCheckpoint larger =
                AuditCheckpoint.newBuilder(checkpoint).setSize(101).build();
        AuditCheckpoint unsigned =
                AuditCheckpoint.newBuilder(checkpoint).setNote(null).build();
        AuditCheckpoint foreign =
                new ChainFixture(100).write(100, 1).checkpoints.get(0);

        assertThat(LOG.verify(LOG.records, List.of(larger)).defects().get(0).text())
                .contains("is not what was signed");
        assertThat(LOG.verify(LOG.records, List.of(unsigned)).defects().get(0).text())
                .contains("bears no signature");
        assertThat(LOG.verify(LOG.records, List.of(foreign)).defects().get(0).text())
                .contains("is not signed by test.example");
    }

    @Test
    void anotherFormOfWhatIsStoredIsRefused() {
        byte[] stored = AuditChain.begin("sluice", 0, 1).bytes();
        stored[0] = 9;

        assertThatThrownBy(() -> AuditChain.of(stored)).hasMessageContaining("form 9");
    }
}
