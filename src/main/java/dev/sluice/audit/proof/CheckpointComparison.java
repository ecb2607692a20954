package dev.sluice.audit.proof;

import dev.sluice.audit.proof.Defect.Kind;
import java.util.Arrays;
import java.util.List;

/**
 * Compares a chain with its checkpoints as it is read. A checkpoint tells the hash of its last record, which tells all before it; and the
 * root of the tree, where the tree is known. Each one of a record that should be there has to be met.
 */
final class CheckpointComparison {
    private final List<KnownCheckpoint> known;
    private final Findings findings;
    private final boolean isForkExpected;
    private int next;
    private int met;
    private int signed;
    private int witnessed;
    private long coveredTo;
    private long agreedTo;
    private long brokenAt;
    private boolean isToldOfPassed;

    CheckpointComparison(List<KnownCheckpoint> known, Findings findings, boolean isForkExpected) {
        this.known = known;
        this.findings = findings;
        this.isForkExpected = isForkExpected;
    }

    /**
     * Those of records before the first one that is there can't be compared.
     *
     * @return what is known of the tree before that record; null for nothing
     */
    Frontier skipBefore(long firstSequence, byte[] previous) {
        Frontier frontier = null;
        agreedTo = firstSequence - 1;
        while (next < known.size() && known.get(next).text().lastSequence() < firstSequence) {
            KnownCheckpoint passed = known.get(next);
            boolean isBefore = passed.text().lastSequence() == firstSequence - 1;
            if (Arrays.equals(passed.text().lastHash(), previous)) {
                boolean isAnchor = passed.isSigned() && passed.frontier() != null;
                frontier = isAnchor ? passed.frontier().copy() : frontier;
                count(passed);
            } else if (isBefore && !isForkExpected) {
                tell(passed, "was made of other records than the one that the first one follows.");
            }
            next++;
        }
        return frontier;
    }

    private void count(KnownCheckpoint checkpoint) {
        met++;
        witnessed += checkpoint.isWitnessed() ? 1 : 0;
        if (checkpoint.isSigned()) {
            signed++;
            coveredTo = Math.max(coveredTo, checkpoint.text().lastSequence());
        }
    }

    /**
     * A record is where it belongs.
     *
     * @param sequence its sequence
     * @param guesses what is known of the tree with it; afterwards what the checkpoints tell of that
     * @return true if the tree was not what it seemed before
     */
    boolean take(long sequence, Guesses guesses) {
        passTo(sequence, false);
        boolean isAnother = false;
        while (next < known.size() && known.get(next).text().lastSequence() == sequence) {
            isAnother |= guesses.hasDoubts();
            isAnother |= !compare(known.get(next), guesses);
            next++;
        }
        return isAnother;
    }

    private boolean compare(KnownCheckpoint checkpoint, Guesses guesses) {
        Frontier anchor = checkpoint.isSigned() ? checkpoint.frontier() : null;
        return switch (guesses.compare(checkpoint.text())) {
            case SAME -> {
                count(checkpoint);
                isToldOfPassed = false;
                agreedTo = checkpoint.text().lastSequence();
                if (!guesses.isKnown() && anchor != null) {
                    guesses.begin(anchor.copy());
                }
                yield true;
            }
            case OTHER_TREE -> {
                tellAnew(checkpoint);
                agreedTo = checkpoint.text().lastSequence();
                guesses.begin(anchor == null ? null : anchor.copy());
                yield false;
            }
            case OTHER_RECORD -> {
                tell(checkpoint, "was made of other records than those that are there.");
                agreedTo = checkpoint.text().lastSequence();
                guesses.begin(anchor == null ? null : anchor.copy());
                yield false;
            }
        };
    }

    /** Its last record tells of those before it up to where the chain is broken: so what was made anew is before that. */
    private void tellAnew(KnownCheckpoint checkpoint) {
        long sequence = checkpoint.text().lastSequence();
        if (brokenAt <= agreedTo) {
            tell(checkpoint, "was made of other records than those that are there.");
            return;
        }
        findings.add(
                Kind.CHECKPOINT,
                agreedTo + 1,
                "sequences " + (agreedTo + 1) + " to " + brokenAt,
                "The checkpoint at sequence " + sequence
                        + " was made of other records: beside what is named, some of these were made anew, so that they fit"
                        + " each other.");
    }

    /** The sequence up to which what was read agrees with a checkpoint; that before the first record if none was met yet. */
    long agreedTo() {
        return agreedTo;
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** A record is altered or missing. */
    void brokenAt(long sequence) {
        brokenAt = Math.max(brokenAt, sequence);
    }

    /** Whether a checkpoint tells that the record with a sequence bears a hash. */
    boolean isLast(long sequence, byte[] hash) {
        for (int at = next; at < known.size() && known.get(at).text().lastSequence() <= sequence; at++) {
            CheckpointText text = known.get(at).text();
            if (text.lastSequence() == sequence && Arrays.equals(text.lastHash(), hash)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Goes on to the checkpoints of a record, past those that were not met.
     *
     * @param sequence that record's
     * @param isKnownGap whether it is told already that records before it are missing
     */
    void passTo(long sequence, boolean isKnownGap) {
        while (next < known.size() && known.get(next).text().lastSequence() < sequence) {
            if (!isKnownGap) {
                tell(known.get(next), "tells of a record that is not there.");
            }
            next++;
        }
    }

    private void tell(KnownCheckpoint checkpoint, String what) {
        // What follows from the first one would fill the report with the same.
        if (!isToldOfPassed) {
            isToldOfPassed = true;
            long sequence = checkpoint.text().lastSequence();
            findings.add(
                    Kind.CHECKPOINT,
                    sequence,
                    checkpoint.where(),
                    "The checkpoint at sequence " + sequence + " " + what);
        }
    }

    /** All records are read: what checkpoints tell of later ones is missing. */
    void finish(long lastSequence, String after) {
        if (next < known.size()) {
            long told = known.get(known.size() - 1).text().lastSequence();
            findings.add(
                    Kind.MISSING,
                    lastSequence + 1,
                    after,
                    "The records up to sequence " + told + ", of which a checkpoint tells, are not there.");
        }
        if (!known.isEmpty() && !known.get(known.size() - 1).isSigned()) {
            KnownCheckpoint newest = known.get(known.size() - 1);
            long sequence = newest.text().lastSequence();
            findings.add(
                    Kind.CHECKPOINT,
                    sequence,
                    newest.where(),
                    "The newest checkpoint, at sequence " + sequence + ", is signed by none of the keys.");
        }
    }

    /** How many agree with what is there. */
    int met() {
        return met;
    }

    /** How many of them a witness has kept. */
    int witnessed() {
        return witnessed;
    }

    /** How many of them count. */
    int signed() {
        return signed;
    }

    /** The sequence up to which a checkpoint that counts tells of the records; 0 for none. */
    long coveredTo() {
        return coveredTo;
    }
}
