package dev.sluice.audit.proof;

import dev.sluice.audit.proof.Defect.Kind;
import dev.sluice.audit.proof.SignedNote.Verifier;
import dev.sluice.event.AuditCheckpoint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All checkpoints that are known of an audit, by chain: those of the audit itself, and those that a witness has kept. For one thread at
 * a time until all are told.
 */
public final class CheckpointBook {
    /** So many checkpoints of a chain keep their frontier, half a kilobyte each; of those after them one in so many. */
    private static final int FRONTIERS = 4_096;

    private static final int FRONTIER_OF = 64;

    /** What is wrong with very many is told of the first. */
    private static final int MAX_DEFECTS = 100;

    private static final Comparator<KnownCheckpoint> ORDER = Comparator.<KnownCheckpoint>comparingLong(
                    known -> known.text().lastSequence())
            .thenComparingLong(known -> known.text().size());

    private final List<Verifier> keys;
    private final String proven;
    private final Map<String, String> origins = new HashMap<>();
    private final Map<String, List<KnownCheckpoint>> known = new HashMap<>();
    private final Map<String, List<Defect>> defects = new HashMap<>();
    private final List<Defect> unreadable = new ArrayList<>();
    private final Set<String> accepted = new TreeSet<>();
    private long unreadableCount;
    private boolean hasWitnessed;

    /**
     * An empty book.
     *
     * @param keys whose signatures count, any of them; empty to look at no signatures
     */
    public CheckpointBook(List<Verifier> keys) {
        this(keys, null);
    }

    private CheckpointBook(List<Verifier> keys, String proven) {
        this.keys = List.copyOf(keys);
        this.proven = proven;
    }

    /**
     * A book of one chain, with all that is needed to prove something of it.
     *
     * @param keys whose signatures count, any of them; empty to look at no signatures
     * @param chainId the chain
     * @return an empty book
     */
    public static CheckpointBook of(List<Verifier> keys, String chainId) {
        return new CheckpointBook(keys, chainId);
    }

    /** A checkpoint that was looked at by itself: what is known of it, or what is wrong with it, or both. */
    public static final class Checked {
        private final List<Problem> problems = new ArrayList<>();
        private KnownCheckpoint known;
        private boolean isWitnessed;
    }

    /** Of no chain if it can't be read. */
    private record Problem(String chainId, long sequence, String where, String what) {}

    /**
     * Takes a checkpoint of the audit.
     *
     * @param checkpoint the checkpoint
     */
    public void add(AuditCheckpoint checkpoint) {
        add(check(checkpoint));
    }

    /**
     * Looks at a checkpoint by itself, its signatures included, which is most of what there is to do. Several threads may do so.
     *
     * @param checkpoint a checkpoint of the audit
     * @return what {@link #add(Checked)} takes
     */
    public Checked check(AuditCheckpoint checkpoint) {
        Checked checked = new Checked();
        String where = "checkpoint of " + checkpoint.getSize() + " records";
        String chainId = checkpoint.getChainId();
        if (proven != null && !proven.equals(chainId)) {
            return checked;
        }
        if (!SealedRecord.isChainId(chainId)) {
            checked.problems.add(new Problem(null, 0, where, "its chain has no id that can be one"));
            return checked;
        }
        try {
            check(checkpoint, where, checked);
        } catch (IllegalArgumentException e) {
            checked.problems.add(
                    new Problem(chainId, checkpoint.getLastSequence(), where, "can't be read: " + e.getMessage()));
        }
        return checked;
    }

    private void check(AuditCheckpoint checkpoint, String where, Checked checked) {
        String note = checkpoint.getNote();
        SignedNote signed = note == null ? null : SignedNote.parse(note);
        CheckpointText text = signed == null
                ? text(checkpoint, "sluice/?/" + checkpoint.getChainId())
                : CheckpointText.parse(signed.text());
        boolean isWhatWasSigned = text.chainId().equals(checkpoint.getChainId())
                && text(checkpoint, text.origin()).text().equals(text.text());
        if (!isWhatWasSigned) {
            checked.problems.add(new Problem(
                    checkpoint.getChainId(), checkpoint.getLastSequence(), where, "is not what was signed."));
            return;
        }
        Frontier frontier = new Frontier(text.size(), nodes(checkpoint));
        if (!Arrays.equals(frontier.root(), text.root())) {
            checked.problems.add(new Problem(
                    text.chainId(), text.lastSequence(), where, "has a frontier that does not give its root."));
            return;
        }
        checked.known = new KnownCheckpoint(
                text, frontier, proven == null ? null : note, isSigned(text, signed, where, checked), null);
    }

    /**
     * Takes a checkpoint that was looked at, in their order.
     *
     * @param checked what {@link #check} or {@link #checkWitnessed} gave
     */
    public void add(Checked checked) {
        for (Problem problem : checked.problems) {
            if (problem.chainId() == null) {
                unreadable(problem.where(), problem.what());
            } else {
                add(problem.chainId(), problem.sequence(), problem.where(), problem.what());
            }
        }
        hasWitnessed |= checked.isWitnessed;
        KnownCheckpoint one = checked.known;
        if (one != null) {
            List<KnownCheckpoint> chain = known.computeIfAbsent(one.text().chainId(), id -> new ArrayList<>());
            boolean isKept = proven != null || chain.size() < FRONTIERS || chain.size() % FRONTIER_OF == 0;
            chain.add(new KnownCheckpoint(
                    shared(one.text()), isKept ? one.frontier() : null, one.note(), one.isSigned(), one.witness()));
        }
    }

    /** There may be a million of one chain, all with the same origin. */
    private CheckpointText shared(CheckpointText text) {
        return new CheckpointText(
                origins.computeIfAbsent(text.origin(), origin -> origin),
                text.size(),
                text.root(),
                text.writer(),
                text.lastSequence(),
                text.lastHash(),
                text.at());
    }

    private static CheckpointText text(AuditCheckpoint checkpoint, String origin) {
        return new CheckpointText(
                origin,
                checkpoint.getSize(),
                hash(checkpoint.getRootHash()),
                checkpoint.getWriter(),
                checkpoint.getLastSequence(),
                hash(checkpoint.getLastHash()),
                checkpoint.getAt().toEpochMilli());
    }

    private static List<byte[]> nodes(AuditCheckpoint checkpoint) {
        return checkpoint.getFrontier().stream().map(CheckpointBook::hash).toList();
    }

    private static byte[] hash(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        if (bytes.length != MerkleHash.LENGTH) {
            throw new IllegalArgumentException("a hash has " + MerkleHash.LENGTH + " bytes");
        }
        return bytes;
    }

    /**
     * Takes a note that a witness has kept.
     *
     * @param note the note
     * @param where where it is, in words
     */
    public void addWitnessed(String note, String where) {
        add(checkWitnessed(note, where));
    }

    /**
     * Looks at a note by itself. Several threads may do so.
     *
     * @param note a note that a witness has kept
     * @param where where it is, in words
     * @return what {@link #add(Checked)} takes
     */
    public Checked checkWitnessed(String note, String where) {
        Checked checked = new Checked();
        try {
            SignedNote signed = SignedNote.parse(note);
            CheckpointText text = CheckpointText.parse(signed.text());
            checked.isWitnessed = true;
            checked.known = new KnownCheckpoint(
                    text, null, proven == null ? null : note, isSigned(text, signed, where, checked), where);
        } catch (IllegalArgumentException e) {
            checked.problems.add(new Problem(null, 0, where, e.getMessage()));
        }
        return checked;
    }

    private boolean isSigned(CheckpointText text, SignedNote note, String where, Checked checked) {
        if (keys.isEmpty()) {
            return true;
        }
        if (note == null) {
            return false;
        }
        for (Verifier key : keys) {
            Optional<Boolean> good = note.isSignedBy(key);
            if (good.isPresent() && good.get()) {
                return true;
            }
            if (good.isPresent()) {
                checked.problems.add(new Problem(
                        text.chainId(), text.lastSequence(), where, "bears a wrong signature of " + key.name() + "."));
            }
        }
        return false;
    }

    /**
     * Notes something in the place of a checkpoint that is none.
     *
     * @param where where it is, in words
     * @param why what is wrong with it
     */
    public void unreadable(String where, String why) {
        unreadableCount++;
        if (unreadable.size() < MAX_DEFECTS) {
            unreadable.add(new Defect(Kind.CHECKPOINT, 0, where, "A checkpoint can't be read: " + why + "."));
        }
    }

    private void add(String chainId, long sequence, String where, String what) {
        if (defects.size() >= MAX_DEFECTS && !defects.containsKey(chainId)) {
            unreadable(where, "it " + what);
            return;
        }
        List<Defect> of = defects.computeIfAbsent(chainId, id -> new ArrayList<>());
        if (of.size() < MAX_DEFECTS) {
            of.add(new Defect(Kind.CHECKPOINT, sequence, where, "The checkpoint at sequence " + sequence + " " + what));
        }
    }

    /**
     * Whether signatures are looked at.
     *
     * @return true if there are keys
     */
    public boolean asksForSignatures() {
        return !keys.isEmpty();
    }

    /**
     * Takes a chain for proven of which no signed checkpoint tells, such as one that ended before it had any.
     *
     * @param chainId the chain
     */
    public void accept(String chainId) {
        accepted.add(chainId);
    }

    boolean isAccepted(String chainId) {
        return accepted.contains(chainId);
    }

    /**
     * Whether there are notes that a witness has kept.
     *
     * @return true if so
     */
    public boolean hasWitnessed() {
        return hasWitnessed;
    }

    /**
     * What could not be read and belongs to no chain.
     *
     * @return the defects; the first ones of very many, and how many there are
     */
    public List<Defect> unreadable() {
        List<Defect> all = new ArrayList<>(unreadable);
        if (unreadableCount > all.size()) {
            long more = unreadableCount - all.size();
            all.add(new Defect(Kind.CHECKPOINT, 0, "further on", more + " more checkpoints can't be read."));
        }
        return all;
    }

    /**
     * All chains of which it knows something.
     *
     * @return their ids
     */
    public Set<String> chains() {
        Set<String> all = new TreeSet<>(known.keySet());
        all.addAll(defects.keySet());
        return all;
    }

    /** Whether a checkpoint tells of a chain. */
    boolean knows(String chainId) {
        return known.containsKey(chainId);
    }

    /** The checkpoints of a chain, in the order of the records that they end with. */
    List<KnownCheckpoint> of(String chainId) {
        List<KnownCheckpoint> of = new ArrayList<>(known.getOrDefault(chainId, List.of()));
        of.sort(ORDER);
        return of;
    }

    /** What is wrong with checkpoints of a chain by themselves. */
    List<Defect> defects(String chainId) {
        return defects.getOrDefault(chainId, List.of());
    }

    /**
     * The newest checkpoint of a chain that counts.
     *
     * @param chainId the chain
     * @return writer and instant; empty if there is none
     */
    public Optional<Newest> newest(String chainId) {
        return known.getOrDefault(chainId, List.of()).stream()
                .filter(known -> known.isSigned() || known.isWitnessed())
                .max(ORDER)
                .map(last -> new Newest(last.text().writer(), last.text().at()));
    }

    /**
     * Of whom a chain is, and when something was last told of it.
     *
     * @param writer the partition of its writer
     * @param at when (ms since the epoch)
     */
    public record Newest(int writer, long at) {}
}
