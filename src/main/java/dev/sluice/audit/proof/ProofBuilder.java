package dev.sluice.audit.proof;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Builds a proof while a partition is read. Of the records before the last checkpoint nothing is kept but what that checkpoint tells of
 * the tree. For one thread at a time.
 */
public final class ProofBuilder {
    private final CheckpointBook book;
    private final CheckpointText first;
    private final CheckpointText last;
    private final String firstNote;
    private final String lastNote;
    private String chainId;
    private List<KnownCheckpoint> known = List.of();
    private int next;
    private MerkleTree tree;
    private byte[] marked;
    private long index;
    private KnownCheckpoint covering;
    private boolean isDone;

    private ProofBuilder(CheckpointBook book, String firstNote, String lastNote) {
        this.book = book;
        this.firstNote = firstNote;
        this.lastNote = lastNote;
        this.first = firstNote == null ? null : text(firstNote);
        this.last = lastNote == null ? null : text(lastNote);
    }

    private static CheckpointText text(String note) {
        return CheckpointText.parse(SignedNote.parse(note).text());
    }

    /**
     * Of one record.
     *
     * @param book the checkpoints that are known
     * @param note by which it is to be proved; null for the first signed checkpoint after it
     * @return a builder
     * @throws IllegalArgumentException if the note can't be read
     */
    public static ProofBuilder ofRecord(CheckpointBook book, String note) {
        return new ProofBuilder(book, null, note);
    }

    /**
     * Of two checkpoints.
     *
     * @param book the checkpoints that are known
     * @param first the note of the earlier one
     * @param last the note of the later one
     * @return a builder
     * @throws IllegalArgumentException if they can't be read, or are not two of one chain, in this order
     */
    public static ProofBuilder ofGrowth(CheckpointBook book, String first, String last) {
        ProofBuilder builder = new ProofBuilder(book, first, last);
        if (!builder.first.origin().equals(builder.last.origin())) {
            throw new IllegalArgumentException("the two are of different chains");
        }
        if (builder.first.size() > builder.last.size()) {
            throw new IllegalArgumentException("the first is the later one");
        }
        return builder;
    }

    /**
     * The partition in which the later checkpoint's chain is.
     *
     * @return its number; only where there is a later checkpoint
     */
    public int writer() {
        return last.writer();
    }

    /**
     * Whether the record to be proved was met.
     *
     * @return true if so
     */
    public boolean isMarked() {
        return marked != null;
    }

    /**
     * Whether no more has to be read.
     *
     * @return true if so
     */
    public boolean isDone() {
        return isDone;
    }

    /**
     * The next record of the partition.
     *
     * @param record the record
     * @param isIt whether it is the one to be proved
     */
    public void add(SealedRecord record, boolean isIt) {
        if (isDone) {
            return;
        }
        if (chainId == null || !record.isOf(chainId)) {
            if (marked != null) {
                isDone = true;
                return;
            }
            begin(record);
        }
        if (tree != null) {
            tree.add(record.hash());
        }
        if (isIt) {
            marked = record.bytes();
            index = tree == null ? -1 : tree.size() - 1;
        }
        while (next < known.size() && known.get(next).text().lastSequence() <= record.sequence()) {
            meet(known.get(next++), record);
        }
        if (last != null && tree != null && tree.size() == last.size() && record.isOf(last.chainId())) {
            isDone = true;
        }
    }

    private void begin(SealedRecord record) {
        chainId = record.chainId();
        known = book.of(chainId);
        next = 0;
        byte[] previous = record.previousHash();
        tree = Arrays.equals(previous, new byte[previous.length]) ? new MerkleTree() : null;
        while (next < known.size() && known.get(next).text().lastSequence() < record.sequence()) {
            KnownCheckpoint passed = known.get(next++);
            if (Arrays.equals(passed.text().lastHash(), previous) && passed.frontier() != null) {
                tree = new MerkleTree(passed.frontier());
            }
        }
    }

    private void meet(KnownCheckpoint checkpoint, SealedRecord record) {
        boolean isHere = checkpoint.text().lastSequence() == record.sequence()
                && Arrays.equals(checkpoint.text().lastHash(), record.hash());
        if (!isHere) {
            return;
        }
        boolean isFreeToForget = first == null ? marked == null : tree == null || tree.size() <= first.size();
        if (isFreeToForget && checkpoint.frontier() != null) {
            tree = new MerkleTree(checkpoint.frontier());
        } else if (marked != null && last == null && checkpoint.note() != null && tree != null && index >= 0) {
            covering = checkpoint;
            isDone = true;
        }
    }

    /**
     * The proof, when all that is needed was read.
     *
     * @param schema tells the schema that an encoded record was written with, as JSON
     * @return empty if what was read does not prove it
     */
    public Optional<AuditProof> proof(Function<byte[], String> schema) {
        try {
            if (first != null) {
                return isDone
                        ? Optional.of(new AuditProof(
                                null, null, 0, firstNote, lastNote, tree.consistency(first.size(), last.size())))
                        : Optional.empty();
            }
            String note = covering != null ? covering.note() : isDone ? lastNote : null;
            if (marked == null || index < 0 || note == null) {
                return Optional.empty();
            }
            long size = covering != null ? covering.text().size() : last.size();
            return Optional.of(
                    new AuditProof(marked, schema.apply(marked), index, null, note, tree.inclusion(index, size)));
        } catch (IllegalArgumentException e) {
            // The tree is not known far enough back.
            return Optional.empty();
        }
    }
}
