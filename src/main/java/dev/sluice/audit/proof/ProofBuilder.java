package dev.sluice.audit.proof;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Builds a proof about one chain while its partition is read. Only records that are sound and follow each other count; of those before the
 * last checkpoint nothing is kept but what that checkpoint tells of the tree. For one thread at a time.
 */
public final class ProofBuilder {
    private final MerkleHash hash = new MerkleHash();
    private final RecentHashes recent = new RecentHashes();
    private final List<KnownCheckpoint> known;
    private final String chainId;
    private final int writer;
    private final CheckpointText first;
    private final CheckpointText last;
    private final String firstNote;
    private final String lastNote;
    private final long wanted;
    private MerkleTree tree;
    private byte[] head;
    private int next;
    private byte[] marked;
    private long index = -1;
    private KnownCheckpoint covering;
    private boolean isDone;

    private ProofBuilder(
            CheckpointBook book, String chainId, int writer, long wanted, String firstNote, String lastNote) {
        this.known = book.of(chainId);
        this.chainId = chainId;
        this.writer = writer;
        this.wanted = wanted;
        this.firstNote = firstNote;
        this.lastNote = lastNote;
        this.first = firstNote == null ? null : text(firstNote);
        this.last = lastNote == null ? null : text(lastNote);
    }

    private static CheckpointText text(String note) {
        return CheckpointText.parse(SignedNote.parse(note).text());
    }

    /**
     * The chain that a note is of.
     *
     * @param note the note
     * @return its id
     * @throws IllegalArgumentException if it can't be read
     */
    public static String chainOf(String note) {
        return text(note).chainId();
    }

    /**
     * Of one record.
     *
     * @param book a book of its chain
     * @param record the record
     * @param offset where it is
     * @param note by which it is to be proved; null for the first signed checkpoint after it
     * @return a builder
     * @throws IllegalArgumentException if the note can't be read, or is of another chain
     */
    public static ProofBuilder ofRecord(CheckpointBook book, SealedRecord record, long offset, String note) {
        if (note != null && !chainOf(note).equals(record.chainId())) {
            throw new IllegalArgumentException("the note is of another chain than the record");
        }
        return new ProofBuilder(book, record.chainId(), record.writer(), offset, null, note);
    }

    /**
     * Of two checkpoints.
     *
     * @param book a book of their chain
     * @param first the note of the earlier one
     * @param last the note of the later one
     * @return a builder
     * @throws IllegalArgumentException if they can't be read, or are not two of one chain, in this order
     */
    public static ProofBuilder ofGrowth(CheckpointBook book, String first, String last) {
        CheckpointText text = text(last);
        ProofBuilder builder = new ProofBuilder(book, text.chainId(), text.writer(), -1, first, last);
        if (!builder.first.origin().equals(builder.last.origin())) {
            throw new IllegalArgumentException("the two are of different chains");
        }
        if (builder.first.size() > builder.last.size()) {
            throw new IllegalArgumentException("the first is the later one");
        }
        return builder;
    }

    /**
     * The partition to be read.
     *
     * @return the writer's
     */
    public int writer() {
        return writer;
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
     * @param offset where it is
     * @param value as it was written; null for none
     */
    public void take(long offset, byte[] value) {
        SealedRecord record = value == null ? null : SealedRecord.of(value);
        if (isDone || record == null || record.writer() != writer || !record.isOf(chainId)) {
            return;
        }
        Link link = Link.of(record, offset, chainId, hash);
        if (!link.isSound() || !follow(link) && !isAnchored(link)) {
            return;
        }
        head = link.hash();
        recent.add(head, link.sequence(), null);
        if (tree != null) {
            tree.add(head);
        }
        if (offset == wanted) {
            marked = value;
            index = tree == null ? -1 : tree.size() - 1;
        }
        while (next < known.size() && known.get(next).text().lastSequence() <= link.sequence()) {
            meet(known.get(next++), link);
        }
        isDone |= last != null && tree != null && tree.size() == last.size() && (first != null || marked != null);
    }

    /** Whether a record is the next one; after a process that died, it may follow an earlier one. */
    private boolean follow(Link link) {
        if (head == null) {
            begin(link);
            return true;
        }
        if (Arrays.equals(link.previous(), head)) {
            return true;
        }
        long parent = recent.find(link.previous());
        if (parent < 0) {
            return false;
        }
        long back = recent.after(parent);
        recent.backTo(parent);
        boolean isStillKnown = tree != null && tree.removeLast(back);
        tree = isStillKnown ? tree : null;
        if (index >= 0 && (tree == null || index >= tree.size())) {
            // What was to be proved is on the way that was left.
            isDone = true;
        }
        return true;
    }

    /** Where records are missing, what follows is known again from a checkpoint on. */
    private boolean isAnchored(Link link) {
        for (int at = next; at < known.size() && known.get(at).text().lastSequence() <= link.sequence(); at++) {
            KnownCheckpoint checkpoint = known.get(at);
            boolean isHere = checkpoint.text().lastSequence() == link.sequence()
                    && Arrays.equals(checkpoint.text().lastHash(), link.hash());
            if (isHere) {
                tree = null;
                isDone = marked != null;
                return !isDone;
            }
        }
        return false;
    }

    private void begin(Link link) {
        tree = link.isFirst() ? new MerkleTree() : null;
        while (next < known.size() && known.get(next).text().lastSequence() < link.sequence()) {
            KnownCheckpoint passed = known.get(next++);
            if (Arrays.equals(passed.text().lastHash(), link.previous()) && passed.frontier() != null) {
                tree = new MerkleTree(passed.frontier());
            }
        }
    }

    private void meet(KnownCheckpoint checkpoint, Link link) {
        boolean isHere = checkpoint.text().lastSequence() == link.sequence()
                && Arrays.equals(checkpoint.text().lastHash(), link.hash());
        if (!isHere) {
            return;
        }
        boolean isFreeToForget = first == null ? marked == null : tree == null || tree.size() <= first.size();
        if (isFreeToForget && checkpoint.frontier() != null) {
            tree = new MerkleTree(checkpoint.frontier());
        } else if (index >= 0 && last == null && checkpoint.note() != null && checkpoint.isSigned()) {
            covering = checkpoint;
            isDone = true;
        }
    }

    /**
     * The proof, when all that is needed was read.
     *
     * @param schema the schema that the record was written with, as JSON; null for a proof about two checkpoints
     * @return empty if what was read does not prove it
     */
    public Optional<AuditProof> proof(String schema) {
        try {
            if (first != null) {
                return isDone
                        ? Optional.of(new AuditProof(
                                null, null, 0, firstNote, lastNote, tree.consistency(first.size(), last.size())))
                        : Optional.empty();
            }
            String note = covering != null ? covering.note() : lastNote;
            if (!isDone || index < 0 || note == null || tree == null) {
                return Optional.empty();
            }
            long size = covering != null ? covering.text().size() : last.size();
            return Optional.of(new AuditProof(marked, schema, index, null, note, tree.inclusion(index, size)));
        } catch (IllegalArgumentException e) {
            // The tree is not known far enough back, or the record is not before the note.
            return Optional.empty();
        }
    }
}
