package dev.sluice.audit.proof;

import static dev.sluice.audit.proof.ChainFixture.all;
import static dev.sluice.audit.proof.ChainFixture.first;
import static dev.sluice.audit.proof.ChainFixture.resealed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.audit.proof.Defect.Kind;
import dev.sluice.event.AuditEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Whatever is done to the records of an audit is found, and where. */
class PartitionVerifierTest {
    private static final int SIZE = 300;
    private static final ChainFixture LOG = new ChainFixture(50).write(SIZE, 1);

    private static List<byte[]> copy() {
        List<byte[]> copy = new ArrayList<>();
        LOG.records.forEach(record -> copy.add(record.clone()));
        return copy;
    }

    private static AuditReport verify(List<byte[]> read) {
        return LOG.verify(read, LOG.checkpoints);
    }

    private static String at(int offset) {
        return "partition 3, offset " + offset;
    }

    @Test
    void whatIsAsItWasWrittenIsIntact() {
        AuditReport report = verify(LOG.records);

        assertThat(all(report)).isEmpty();
        assertThat(report.isIntact()).isTrue();
        assertThat(report.isWhole()).isTrue();
        ChainReport chain = report.chains().get(0);
        assertThat(chain.records()).isEqualTo(SIZE);
        assertThat(chain.firstSequence()).isEqualTo(1);
        assertThat(chain.lastSequence()).isEqualTo(SIZE);
        assertThat(chain.checkpoints()).isEqualTo(6);
        assertThat(chain.coveredTo()).isEqualTo(SIZE);
        assertThat(chain.writer()).isEqualTo(ChainFixture.WRITER);
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

        AuditReport report = verify(read);

        assertThat(report.isIntact()).isFalse();
        assertThat(first(report).where()).isEqualTo(at(at));
    }

    @Property(tries = 500)
    void whatIsAlteredWithItsHashIsNamedByTheNext(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int at = random.nextInt(read.size());
        SealedRecord sealed = SealedRecord.of(read.get(at).clone());
        read.get(at)[60 + random.nextInt(20)] ^= 1;
        read.set(at, resealed(read.get(at), sealed.chainId(), sealed.previousHash()));

        AuditReport report = verify(read);

        // Of the last record only the checkpoint tells.
        boolean isLast = at == read.size() - 1;
        assertThat(all(report)).hasSize(1);
        assertThat(first(report).kind()).isEqualTo(isLast ? Kind.CHECKPOINT : Kind.ALTERED);
        assertThat(first(report).sequence()).isEqualTo(at + 1L);
        if (!isLast) {
            assertThat(first(report).where()).isEqualTo(at(at));
            assertThat(report.chains().get(0).checkpoints())
                    .as("the tree is known after it")
                    .isEqualTo(6);
        }
    }

    @Property(tries = 300)
    void whatIsAlteredWithItsHashAndWhatItFollowsIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int at = 1 + random.nextInt(read.size() - 2);
        byte[] previous = new byte[32];
        random.nextBytes(previous);
        read.set(at, resealed(read.get(at), SealedRecord.of(read.get(at)).chainId(), previous));

        AuditReport report = verify(read);

        assertThat(all(report)).extracting(Defect::kind, Defect::where).containsExactly(tuple(Kind.ALTERED, at(at)));
    }

    @Property(tries = 500)
    void whatIsMissingIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int at = random.nextInt(read.size());
        int number = Math.min(1 + random.nextInt(3), read.size() - at);
        read.subList(at, at + number).clear();

        AuditReport report = verify(read);

        assertThat(all(report)).hasSize(1);
        assertThat(first(report).kind()).isEqualTo(Kind.MISSING);
        assertThat(first(report).sequence()).isEqualTo(at + 1L);
    }

    @Property(tries = 500)
    void whatChangesPlacesIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int one = 1 + random.nextInt(read.size() - 3);
        int other = one + 1 + random.nextInt(read.size() - one - 2);
        Collections.swap(read, one, other);

        AuditReport report = verify(read);

        List<Defect> found = all(report);
        assertThat(found).extracting(Defect::kind).containsOnly(Kind.REORDERED);
        assertThat(found.get(0).where()).isEqualTo(at(one));
        assertThat(found.get(0).sequence()).isEqualTo(other + 1L);
        assertThat(found).hasSize(other == one + 1 ? 1 : 2);
        // Of three in a row, turned round, two may be the ones that were moved.
        if (other > one + 2) {
            assertThat(found.get(1).where()).isEqualTo(at(other));
            assertThat(found.get(1).sequence()).isEqualTo(one + 1L);
        }
        assertThat(report.chains().get(0).checkpoints()).isEqualTo(6);
    }

    @Property(tries = 500)
    void whatIsMovedIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int from = 1 + random.nextInt(read.size() - 3);
        int to = 1 + random.nextInt(read.size() - 3);
        read.add(to, read.remove(from));

        AuditReport report = verify(read);

        if (from == to) {
            assertThat(report.isIntact()).isTrue();
        } else {
            assertThat(all(report)).extracting(Defect::kind).containsExactly(Kind.REORDERED);
            // Of two that change places with each other either one may be the one that was moved.
            boolean isNeighbour = Math.abs(from - to) == 1;
            assertThat(first(report).where()).isEqualTo(at(isNeighbour ? Math.min(from, to) : to));
        }
    }

    @Property(tries = 500)
    void whatIsThereTwiceIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int from = random.nextInt(read.size() - 1);
        int to = from + 1 + random.nextInt(read.size() - from - 1);
        read.add(to, read.get(from).clone());

        AuditReport report = verify(read);

        assertThat(all(report)).extracting(Defect::kind, Defect::where).containsExactly(tuple(Kind.DUPLICATED, at(to)));
    }

    @Property(tries = 500)
    void whatIsPutInIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> read = copy();
        int at = 1 + random.nextInt(read.size() - 2);
        int like = random.nextInt(read.size());
        byte[] made = read.get(like).clone();
        made[70] ^= 1;
        byte[] previous = new byte[32];
        random.nextBytes(previous);
        boolean followsWhatIsThere = random.nextBoolean();
        byte[] before = SealedRecord.of(read.get(at - 1)).hash();
        byte[] forged = resealed(made, SealedRecord.of(read.get(0)).chainId(), followsWhatIsThere ? before : previous);
        read.add(at, forged);

        AuditReport report = verify(read);

        assertThat(report.isIntact()).isFalse();
        assertThat(first(report).where()).isEqualTo(at(at));
        assertThat(all(report))
                .extracting(Defect::kind)
                .containsExactly(followsWhatIsThere ? Kind.REISSUED : Kind.INSERTED);
    }

    @Test
    void whatIsNoRecordOfAChainIsNamed() {
        for (int at : new int[] {0, 1, 150, 299, 300}) {
            List<byte[]> read = copy();
            read.add(at, new byte[] {0, 0, 0, 0, 1, 2});
            assertThat(all(verify(read)))
                    .extracting(Defect::kind, Defect::where)
                    .as("at %s", at)
                    .containsExactly(tuple(Kind.FOREIGN, at(at)));
            read.set(at, null);
            assertThat(first(verify(read)).where()).isEqualTo(at(at));
        }
    }

    @Test
    void whatIsCutOffIsToldByTheCheckpoint() {
        assertThat(all(verify(LOG.records.subList(0, 290))))
                .extracting(Defect::kind, Defect::sequence)
                .containsExactly(tuple(Kind.MISSING, 291L));
        assertThat(all(verify(List.of()))).extracting(Defect::kind).containsExactly(Kind.MISSING);
    }

    @Test
    void ofAnAuditOfWhichTheBeginningIsGoneTheRestIsVerified() {
        AuditReport report = LOG.verify(LOG.records.subList(130, SIZE), 130, LOG.checkpoints, false);

        assertThat(all(report)).isEmpty();
        assertThat(report.isIntact()).isTrue();
        assertThat(report.isWhole()).isFalse();
        assertThat(report.chains().get(0).firstSequence()).isEqualTo(131);
        assertThat(report.chains().get(0).checkpoints()).as("150 to 300").isEqualTo(4);
        AuditReport exact = LOG.verify(LOG.records.subList(150, SIZE), 150, LOG.checkpoints, false);
        assertThat(exact.isIntact()).isTrue();
        assertThat(exact.chains().get(0).checkpoints()).isEqualTo(4);
    }

    @Test
    void theBeginningIsNotGoneWhereNothingWasRemoved() {
        AuditReport report = LOG.verify(LOG.records.subList(130, SIZE), 0, LOG.checkpoints, false);

        assertThat(all(report)).extracting(Defect::kind).containsExactly(Kind.MISSING);
    }

    @Test
    void whoWritesTheRestAnewIsToldByTheCheckpoints() {
        ChainFixture other = new ChainFixture(50).write(SIZE, 2);
        String chainId = SealedRecord.of(LOG.records.get(0)).chainId();
        List<byte[]> anew = new ArrayList<>();
        byte[] previous = new byte[32];
        new Random(1).nextBytes(previous);
        for (byte[] record : other.records.subList(130, SIZE)) {
            byte[] made = resealed(record, chainId, previous);
            previous = SealedRecord.of(made).hash();
            anew.add(made);
        }

        AuditReport report = LOG.verify(anew, 130, LOG.checkpoints, false);

        assertThat(first(report).kind()).isEqualTo(Kind.CHECKPOINT);
        assertThat(first(report).sequence()).isEqualTo(150);
        AuditReport unsigned = LOG.verify(anew, 130, List.of(), false);
        assertThat(unsigned.isIntact()).as("nothing signed tells of it").isFalse();
        assertThat(all(unsigned)).isEmpty();
        assertThat(unsigned.chains().get(0).isProven()).isFalse();
    }

    @Test
    void whoWritesTheWholeAuditAnewIsToldByTheCheckpoints() {
        ChainFixture other = new ChainFixture(50).write(SIZE, 2);

        AuditReport report = LOG.verify(other.records, LOG.checkpoints);

        assertThat(first(report).kind()).isEqualTo(Kind.CHECKPOINT);
        assertThat(first(report).sequence()).isEqualTo(50);
    }

    @Test
    void chainsOfAWriterFollowEachOther() {
        ChainFixture two = new ChainFixture(50).write(120, 1).beginAnew(9).write(120, 5);

        AuditReport report = two.verify(two.records, two.checkpoints);

        assertThat(all(report)).isEmpty();
        assertThat(report.chains()).hasSize(2);
        assertThat(report.isIntact()).isTrue();
        List<byte[]> mixed = new ArrayList<>(two.records);
        mixed.add(60, mixed.remove(150));
        AuditReport found = two.verify(mixed, two.checkpoints);
        assertThat(first(found).kind()).isEqualTo(Kind.INSERTED);
        assertThat(first(found).where()).isEqualTo(at(60));
        List<byte[]> without = new ArrayList<>(two.records);
        without.remove(120);
        assertThat(all(two.verify(without, two.checkpoints)))
                .extracting(Defect::kind)
                .containsExactly(Kind.MISSING);
    }

    @Test
    void aChainOfSomebodyElseIsNotIntact() {
        ChainFixture other = new ChainFixture(100).beginAnew(77).write(30, 3);
        List<byte[]> read = copy();
        read.addAll(150, other.records.subList(0, 1));
        assertThat(first(verify(read)).where()).isEqualTo(at(150));

        List<byte[]> several = copy();
        several.addAll(150, other.records);
        assertThat(all(verify(several))).extracting(Defect::kind).contains(Kind.INSERTED);

        List<byte[]> after = copy();
        after.addAll(other.records);
        AuditReport report = verify(after);
        assertThat(all(report)).isEmpty();
        assertThat(report.isIntact()).as("no signed checkpoint tells of it").isFalse();
    }

    @Test
    void recordsOfAnotherWriterAreForeign() {
        CheckpointBook book = new CheckpointBook(List.of());
        PartitionVerifier verifier = new PartitionVerifier(4, book, false);
        for (int i = 0; i < 10; i++) {
            verifier.take(i, LOG.records.get(i));
        }
        AuditReport report = AuditReport.of(List.of(verifier.finish()), book);

        assertThat(report.unchained()).isEqualTo(10);
        assertThat(report.isIntact()).isFalse();
    }

    @Test
    void aChainIsInOnePartitionOnly() {
        CheckpointBook book = new CheckpointBook(List.of());
        List<PartitionReport> reports = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            PartitionVerifier verifier = new PartitionVerifier(ChainFixture.WRITER, book, false);
            LOG.records.forEach(record -> verifier.take(0, record));
            reports.add(verifier.finish());
        }

        assertThat(AuditReport.of(reports, book).defects())
                .extracting(Defect::kind)
                .containsExactly(Kind.INSERTED);
    }

    @Test
    void underAtLeastOnceTwoMayFollowOne() {
        ChainFixture log = new ChainFixture(100).write(950, 1);
        byte[] stored = log.stored();
        // Of what is not committed there is no checkpoint.
        log.write(40, 4).goOnFrom(stored).write(500, 6);

        AuditReport strict = log.verify(log.records, log.checkpoints);
        assertThat(first(strict).kind()).isEqualTo(Kind.REISSUED);
        assertThat(first(strict).where()).isEqualTo(at(990));
        AuditReport expected = log.verify(log.records, 0, log.checkpoints, true);
        assertThat(all(expected)).isEmpty();
        assertThat(expected.isIntact()).isTrue();
        assertThat(expected.chains().get(0).reissued()).isEqualTo(1);
        assertThat(expected.chains().get(0).checkpoints()).isEqualTo(log.checkpoints.size());
    }

    @Test
    void underAtLeastOnceNothingGoesBackBehindACheckpointOrUsesANumberAgain() {
        ChainFixture log = new ChainFixture(100).write(950, 1);
        byte[] stored = log.stored();
        log.write(80, 4).goOnFrom(stored).write(500, 6);
        assertThat(first(log.verify(log.records, 0, log.checkpoints, true)).kind())
                .as("a checkpoint tells of the 1,000th")
                .isEqualTo(Kind.REISSUED);

        List<byte[]> read = copy();
        byte[] made = read.get(120).clone();
        made[70] ^= 1;
        read.add(
                120,
                resealed(
                        made,
                        SealedRecord.of(read.get(0)).chainId(),
                        SealedRecord.of(read.get(119)).hash()));
        assertThat(first(LOG.verify(read, 0, LOG.checkpoints, true)).kind())
                .as("its number is used again")
                .isEqualTo(Kind.REISSUED);
    }

    @Test
    void chainsStandInTheOrderInWhichTheyWereWritten() {
        ChainFixture two = new ChainFixture(50).write(120, 1).beginAnew(9).write(120, 5);
        List<byte[]> turned = new ArrayList<>(two.records.subList(120, 240));
        turned.addAll(two.records.subList(0, 120));

        assertThat(two.verify(turned, two.checkpoints).isIntact()).isFalse();
    }

    @Test
    void manyChainsThatNobodyKnowsTakeNoMemory() {
        List<byte[]> read = copy();
        for (int i = 0; i < 5_000; i++) {
            read.add(resealed(LOG.records.get(0), String.format("%08x-0000-0000-0000-000000000000", i), new byte[32]));
        }

        AuditReport report = verify(read);

        assertThat(report.isIntact()).isFalse();
        assertThat(report.chains()).hasSizeLessThan(1_100);
    }

    @Test
    void recordsFromBeforeThereWereChainsStandBeforeThem() {
        List<byte[]> read = new ArrayList<>();
        for (byte[] record : LOG.records.subList(0, 20)) {
            // Without chain and hashes, as they were written before.
            byte[] old = Arrays.copyOf(record, record.length - 106 + 3);
            Arrays.fill(old, old.length - 3, old.length, (byte) 0);
            read.add(old);
        }
        ChainFixture later = new ChainFixture(100);
        later.write(20, 1);
        later.records.clear();
        later.beginAnew(5).write(200, 2);
        read.addAll(later.records);

        AuditReport report = later.verify(read, later.checkpoints);
        assertThat(all(report)).isEmpty();
        assertThat(report.unchained()).isEqualTo(20);
        assertThat(report.isIntact()).isTrue();

        List<byte[]> without = new ArrayList<>(read);
        without.remove(19);
        assertThat(all(later.verify(without, later.checkpoints)))
                .extracting(Defect::kind)
                .containsExactly(Kind.FOREIGN);
        List<byte[]> replaced = new ArrayList<>(read.subList(0, 20));
        replaced.addAll(LOG.records.subList(20, SIZE));
        AuditReport found = LOG.verify(replaced, LOG.checkpoints);
        assertThat(all(found)).extracting(Defect::kind).containsExactly(Kind.FOREIGN);
        assertThat(first(found).where()).isEqualTo(at(0));
    }

    @Test
    void anEmptyAuditIsNotIntact() {
        assertThat(LOG.verify(List.of(), List.of()).isIntact()).isFalse();
    }
}
