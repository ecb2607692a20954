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
    /** Of so many checkpoints one keeps its frontier: more would take more memory than anything else. */
    private static final int FRONTIER_OF = 64;

    private static final Comparator<KnownCheckpoint> ORDER = Comparator.<KnownCheckpoint>comparingLong(
                    known -> known.text().lastSequence())
            .thenComparingLong(known -> known.text().size());

    private final List<Verifier> keys;
    private final Map<String, List<KnownCheckpoint>> known = new HashMap<>();
    private final Map<String, List<Defect>> defects = new HashMap<>();
    private final List<Defect> unreadable = new ArrayList<>();
    private long told;

    /**
     * An empty book.
     *
     * @param keys whose signatures count, any of them; empty to look at no signatures
     */
    public CheckpointBook(List<Verifier> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Takes a checkpoint of the audit.
     *
     * @param checkpoint the checkpoint
     */
    public void add(AuditCheckpoint checkpoint) {
        String where = "checkpoint of " + checkpoint.getSize() + " records";
        String chainId = checkpoint.getChainId();
        if (!SealedRecord.isChainId(chainId)) {
            unreadable(where, "its chain has no id that can be one");
            return;
        }
        try {
            add(checkpoint, where);
        } catch (IllegalArgumentException e) {
            add(chainId, checkpoint.getLastSequence(), where, "can't be read: " + e.getMessage());
        }
    }

    private void add(AuditCheckpoint checkpoint, String where) {
        String note = checkpoint.getNote();
        SignedNote signed = note == null ? null : SignedNote.parse(note);
        CheckpointText text = signed == null
                ? text(checkpoint, "sluice/?/" + checkpoint.getChainId())
                : CheckpointText.parse(signed.text());
        boolean isWhatWasSigned = text.chainId().equals(checkpoint.getChainId())
                && text(checkpoint, text.origin()).text().equals(text.text());
        if (!isWhatWasSigned) {
            add(checkpoint.getChainId(), checkpoint.getLastSequence(), where, "is not what was signed.");
            return;
        }
        Frontier frontier = new Frontier(text.size(), nodes(checkpoint));
        if (!Arrays.equals(frontier.root(), text.root())) {
            add(text.chainId(), text.lastSequence(), where, "has a frontier that does not give its root.");
            return;
        }
        List<KnownCheckpoint> chain = known.computeIfAbsent(text.chainId(), id -> new ArrayList<>());
        Frontier kept = chain.size() % FRONTIER_OF == 0 ? frontier : null;
        chain.add(new KnownCheckpoint(text, kept, note, isSigned(text, signed, where), where));
        told++;
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
        try {
            SignedNote signed = SignedNote.parse(note);
            CheckpointText text = CheckpointText.parse(signed.text());
            known.computeIfAbsent(text.chainId(), id -> new ArrayList<>())
                    .add(new KnownCheckpoint(text, null, note, isSigned(text, signed, where), where));
            told++;
        } catch (IllegalArgumentException e) {
            unreadable(where, e.getMessage());
        }
    }

    private boolean isSigned(CheckpointText text, SignedNote note, String where) {
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
                add(text.chainId(), text.lastSequence(), where, "bears a wrong signature of " + key.name() + ".");
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
        unreadable.add(new Defect(Kind.CHECKPOINT, 0, where, "A checkpoint can't be read: " + why + "."));
    }

    private void add(String chainId, long sequence, String where, String what) {
        defects.computeIfAbsent(chainId, id -> new ArrayList<>())
                .add(new Defect(
                        Kind.CHECKPOINT, sequence, where, "The checkpoint at sequence " + sequence + " " + what));
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
     * How many checkpoints can be compared.
     *
     * @return the number
     */
    public long size() {
        return told;
    }

    /**
     * What could not be read and belongs to no chain.
     *
     * @return the defects
     */
    public List<Defect> unreadable() {
        return List.copyOf(unreadable);
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
                .filter(KnownCheckpoint::isSigned)
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
