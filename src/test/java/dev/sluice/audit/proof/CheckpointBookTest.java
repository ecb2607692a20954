package dev.sluice.audit.proof;

import static dev.sluice.audit.proof.ChainFixture.all;
import static dev.sluice.audit.proof.ChainFixture.first;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.audit.proof.Defect.Kind;
import dev.sluice.event.AuditCheckpoint;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checkpoints have to be those that were signed, and the audit what they say. */
class CheckpointBookTest {
    private static final ChainFixture LOG = new ChainFixture(100).write(500, 1);

    private static AuditReport with(AuditCheckpoint changed) {
        List<AuditCheckpoint> known = new ArrayList<>(LOG.checkpoints);
        known.set(0, changed);
        return LOG.verify(LOG.records, known);
    }

    private static AuditCheckpoint.Builder changed() {
        return AuditCheckpoint.newBuilder(LOG.checkpoints.get(0));
    }

    @Test
    void nothingOfASignedCheckpointCanBeChanged() {
        byte[] other = new byte[32];
        List<AuditCheckpoint> changed = List.of(
                changed().setSize(101).build(),
                changed().setWriter(4).build(),
                changed().setLastSequence(101).build(),
                changed().setLastHash(ByteBuffer.wrap(other)).build(),
                changed().setRootHash(ByteBuffer.wrap(other)).build(),
                changed().setAt(Instant.EPOCH).build());

        for (AuditCheckpoint one : changed) {
            assertThat(first(with(one)).kind()).isEqualTo(Kind.CHECKPOINT);
            assertThat(first(with(one)).text()).contains("is not what was signed");
        }
        AuditCheckpoint frontier = changed()
                .setFrontier(List.of(ByteBuffer.wrap(other), ByteBuffer.wrap(other), ByteBuffer.wrap(other)))
                .build();
        assertThat(first(with(frontier)).text()).contains("frontier");
        AuditCheckpoint short1 =
                changed().setLastHash(ByteBuffer.wrap(new byte[31])).build();
        assertThat(first(with(short1)).text()).contains("a hash has 32 bytes");
    }

    @Test
    void oneOfAnotherChainIsNotOfThisOne() {
        AuditCheckpoint other =
                changed().setChainId("00000000-0000-0000-0000-000000000000").build();
        assertThat(first(with(other)).text()).contains("is not what was signed");
        AuditReport path = with(changed().setChainId("../../etc/passwd").build());
        assertThat(path.defects()).extracting(Defect::text).first().asString().contains("no id that can be one");
    }

    @Test
    void theNewestHasToBeSignedByAKnownKey() {
        NoteSigner next = NoteSigner.generate("next.example", new SecureRandom());
        CheckpointBook old = new CheckpointBook(List.of(next.verifier()));
        LOG.checkpoints.forEach(old::add);
        AuditReport unknown = ChainFixture.verify(LOG.records, 0, old, false);
        assertThat(first(unknown).text()).contains("signed by none of the keys");
        assertThat(unknown.chains().get(0).isProven()).isFalse();

        CheckpointBook both = new CheckpointBook(List.of(next.verifier(), LOG.signer.verifier()));
        LOG.checkpoints.forEach(both::add);
        assertThat(ChainFixture.verify(LOG.records, 0, both, false).isIntact()).isTrue();

        List<AuditCheckpoint> firstUnsigned = new ArrayList<>(LOG.checkpoints);
        firstUnsigned.set(0, changed().setNote(null).build());
        AuditReport later = LOG.verify(LOG.records, firstUnsigned);
        assertThat(later.isIntact()).as("the key was given later").isTrue();
    }

    @Test
    void aWrongSignatureIsNamed() {
        String note = LOG.checkpoints.get(0).getNote();
        SignedNote read = SignedNote.parse(note);
        byte[] bytes = read.signatures().get(0).bytes().clone();
        bytes[20] ^= 1;
        SignedNote forged = new SignedNote(
                read.text(),
                List.of(new SignedNote.SignatureLine(read.signatures().get(0).name(), bytes)));

        assertThat(first(with(changed().setNote(forged.note()).build())).text()).contains("wrong signature");
    }

    @Test
    void theAuditHasToAgreeWithWhatAWitnessKept() {
        ChainFixture anew = new ChainFixture(100).write(500, 2);
        CheckpointBook book = new CheckpointBook(List.of(LOG.signer.verifier()));
        // Whoever wrote it anew has the key, and not the note that was kept elsewhere.
        anew.checkpoints.forEach(checkpoint -> book.add(AuditCheckpoint.newBuilder(checkpoint)
                .setNote(LOG.signer
                        .sign(SignedNote.parse(checkpoint.getNote()).text())
                        .note())
                .build()));
        book.addWitnessed(LOG.checkpoints.get(2).getNote(), "kept.txt");

        AuditReport report = ChainFixture.verify(anew.records, 0, book, false);

        assertThat(all(report)).extracting(Defect::where).containsExactly("kept.txt");
        CheckpointBook right = new CheckpointBook(List.of());
        right.addWitnessed(LOG.checkpoints.get(2).getNote(), "kept.txt");
        assertThat(ChainFixture.verify(LOG.records, 0, right, false).isIntact()).isTrue();
        assertThat(ChainFixture.verify(LOG.records.subList(0, 200), 0, right, false)
                        .isIntact())
                .isFalse();
        CheckpointBook spoilt = new CheckpointBook(List.of());
        spoilt.addWitnessed("hello", "kept.txt");
        assertThat(ChainFixture.verify(LOG.records, 0, spoilt, false).isIntact())
                .isFalse();
    }

    @Test
    void aWriterThatEndedIsGoneOnlyAfterRetention() {
        ChainFixture two = new ChainFixture(50).write(120, 1).beginAnew(9).write(120, 5);
        List<byte[]> rest = two.records.subList(120, 240);

        AuditReport removed = two.verify(rest, 120, two.checkpoints, false);
        assertThat(removed.isIntact()).isTrue();
        assertThat(removed.gone()).hasSize(1);
        assertThat(removed.isWhole()).isFalse();
        AuditReport taken = two.verify(rest, 0, two.checkpoints, false);
        assertThat(all(taken)).extracting(Defect::kind).contains(Kind.MISSING);
        AuditReport newest = two.verify(two.records.subList(0, 120), 0, two.checkpoints, false);
        assertThat(all(newest)).extracting(Defect::kind).contains(Kind.MISSING);
    }

    @Test
    void whatLiesBetweenChainsThatAreThereWasNotRemovedByRetention() {
        ChainFixture three = new ChainFixture(50)
                .write(120, 1)
                .beginAnew(9)
                .write(120, 5)
                .beginAnew(19)
                .write(120, 7);
        List<byte[]> without = new ArrayList<>(three.records.subList(10, 120));
        without.addAll(three.records.subList(240, 360));

        AuditReport report = three.verify(without, 10, three.checkpoints, false);

        assertThat(all(report)).extracting(Defect::kind).contains(Kind.MISSING);
    }

    @Test
    void theNoteOfTheRecordBeforeTheFirstOneHasToBeThatOfWhatItFollows() {
        CheckpointBook book = new CheckpointBook(List.of(LOG.signer.verifier()));
        LOG.checkpoints.forEach(book::add);
        List<byte[]> rest = new ArrayList<>();
        byte[] previous = new byte[32];
        previous[0] = 1;
        for (byte[] record : LOG.records.subList(100, 500)) {
            byte[] made = ChainFixture.resealed(record, SealedRecord.of(record).chainId(), previous);
            previous = SealedRecord.of(made).hash();
            rest.add(made);
        }

        AuditReport report = ChainFixture.verify(rest, 100, book, false);

        assertThat(first(report).kind()).isEqualTo(Kind.CHECKPOINT);
        assertThat(first(report).sequence()).isEqualTo(100);
    }

    @Test
    void notesThatAgreeWithNothingThatIsThereProveNothing() {
        CheckpointBook before = new CheckpointBook(List.of());
        before.addWitnessed(LOG.checkpoints.get(0).getNote(), "kept.txt");
        assertThat(ChainFixture.verify(LOG.records.subList(200, 500), 200, before, false)
                        .isIntact())
                .isFalse();

        NoteSigner next = NoteSigner.generate("next.example", new SecureRandom());
        CheckpointBook otherKey = new CheckpointBook(List.of(next.verifier()));
        otherKey.addWitnessed(LOG.checkpoints.get(4).getNote(), "kept.txt");
        ChainFixture anew = new ChainFixture(100).beginAnew(77).write(500, 2);
        AuditReport replaced = ChainFixture.verify(anew.records, 0, otherKey, false);
        assertThat(all(replaced)).extracting(Defect::kind).contains(Kind.MISSING);
    }

    @Test
    void veryManyThatCannotBeReadAreCounted() {
        CheckpointBook book = new CheckpointBook(List.of());
        for (int i = 0; i < 10_000; i++) {
            book.unreadable("line " + i, "no JSON");
        }

        assertThat(book.unreadable()).hasSize(101).last().satisfies(defect -> assertThat(defect.text())
                .contains("9900 more"));
    }

    @Test
    void anotherFormOfWhatIsStoredIsRefused() {
        byte[] stored = AuditChain.begin("sluice", 0, 1).bytes();
        stored[0] = 9;

        assertThatThrownBy(() -> AuditChain.of(stored)).hasMessageContaining("form 9");
    }
}
