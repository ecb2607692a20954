package dev.sluice.audit.proof;

import dev.sluice.audit.proof.Defect.Kind;
import dev.sluice.audit.proof.SignedNote.Verifier;
import dev.sluice.event.AuditCheckpoint;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Verifies one chain, record by record as they are read: each has to bear the hash of its content and follow the one before it, and
 * where there is a checkpoint, all of them together have to be what it says. For one thread at a time.
 */
public final class ChainVerifier {
    private static final int MAX_DEFECTS = 100;

    /** Records back to which it is known again what followed what. */
    private static final int MEMORY = 4_096;

    private final MerkleHash hash = new MerkleHash();
    private final Verifier key;
    private final TreeMap<Long, AuditCheckpoint> bySize = new TreeMap<>();
    private final List<Defect> defects = new ArrayList<>();
    private final Map<ByteBuffer, Long> recent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
            return size() > MEMORY;
        }
    };
    private final TreeMap<Long, Long> gaps = new TreeMap<>();
    private String chainId;
    private int writer;
    private byte[] head;
    private long headSequence;
    private String headWhere;
    private boolean headIsAltered;
    private Frontier frontier;
    private long records;
    private long firstSequence;
    private long lastSequence;
    private int checkpoints;
    private int signatures;
    private long defectCount;

    /**
     * A verifier of one chain.
     *
     * @param known the checkpoints of it that are known, in any order
     * @param key whose signature they have to bear; null to look at no signatures
     */
    public ChainVerifier(List<AuditCheckpoint> known, Verifier key) {
        this.key = key;
        known.stream()
                .sorted(Comparator.comparingLong(AuditCheckpoint::getSize))
                .forEach(checkpoint -> {
                    AuditCheckpoint other = bySize.putIfAbsent(checkpoint.getSize(), checkpoint);
                    if (other != null && !other.getRootHash().equals(checkpoint.getRootHash())) {
                        add(
                                Kind.CHECKPOINT,
                                checkpoint.getLastSequence(),
                                "checkpoint of " + checkpoint.getSize() + " records",
                                "Two checkpoints of the same size say different things.");
                    }
                });
        bySize.values().forEach(this::look);
    }

    /** A checkpoint has to be one that was signed, and the note of what it says. */
    private void look(AuditCheckpoint checkpoint) {
        if (checkpoint.getNote() == null) {
            if (key != null) {
                add(checkpoint, "bears no signature.");
            }
            return;
        }
        try {
            SignedNote note = SignedNote.parse(checkpoint.getNote());
            String[] lines = note.text().split("\n");
            String expected = lines.length == 3
                    ? Checkpoints.text(lines[0], checkpoint.getSize(), bytes(checkpoint.getRootHash()))
                    : "";
            boolean isIts = note.text().equals(expected) && lines[0].endsWith("/" + checkpoint.getChainId());
            if (!isIts) {
                add(checkpoint, "is not what was signed.");
            } else if (key != null) {
                Optional<Boolean> signed = note.isSignedBy(key);
                if (signed.isEmpty() || !signed.get()) {
                    add(
                            checkpoint,
                            signed.isEmpty() ? "is not signed by " + key.name() + "." : "bears a wrong signature.");
                } else {
                    signatures++;
                }
            }
        } catch (IllegalArgumentException e) {
            add(checkpoint, "bears a note that can't be read: " + e.getMessage());
        }
    }

    private void add(AuditCheckpoint checkpoint, String what) {
        add(
                Kind.CHECKPOINT,
                checkpoint.getLastSequence(),
                "checkpoint of " + checkpoint.getSize() + " records",
                "The checkpoint at sequence " + checkpoint.getLastSequence() + " " + what);
    }

    private void add(Kind kind, long sequence, String where, String text) {
        defectCount++;
        if (defects.size() < MAX_DEFECTS) {
            defects.add(new Defect(kind, sequence, where, text));
        }
    }

    /**
     * Takes the next record.
     *
     * @param record the record
     * @param where its place, in words
     */
    public void accept(SealedRecord record, String where) {
        byte[] bears = record.hash();
        boolean isAltered = !Arrays.equals(record.computed(hash), bears);
        if (isAltered) {
            add(
                    Kind.ALTERED,
                    record.sequence(),
                    where,
                    "The record with sequence " + record.sequence() + " is not what its hash says.");
        }
        byte[] previous = record.previousHash();
        boolean follows = true;
        if (head == null) {
            begin(record, previous);
        } else if (!Arrays.equals(previous, head)) {
            follows = classify(record, previous, bears, where, isAltered);
        } else if (record.sequence() <= headSequence) {
            add(
                    Kind.ALTERED,
                    record.sequence(),
                    where,
                    "The record after sequence " + headSequence + " says that it is " + record.sequence() + ".");
        }
        records++;
        if (follows) {
            advance(record, bears, where, isAltered);
        }
    }

    private void begin(SealedRecord record, byte[] previous) {
        chainId = record.chainId();
        writer = record.writer();
        firstSequence = record.sequence();
        if (Arrays.equals(previous, new byte[MerkleHash.LENGTH])) {
            frontier = new Frontier();
        } else {
            bySize.values().stream()
                    .filter(checkpoint -> Arrays.equals(bytes(checkpoint.getLastHash()), previous))
                    .findFirst()
                    .ifPresent(checkpoint -> frontier = frontier(checkpoint));
        }
    }

    /** The record does not follow the one before it; tells whether the next one is to follow it. */
    private boolean classify(SealedRecord record, byte[] previous, byte[] bears, String where, boolean isAltered) {
        long sequence = record.sequence();
        Map.Entry<Long, Long> gap = gaps.floorEntry(sequence);
        if (gap != null && sequence <= gap.getValue()) {
            fill(gap, sequence, where);
            return false;
        }
        if (recent.containsKey(ByteBuffer.wrap(bears)) || Arrays.equals(bears, head)) {
            add(Kind.DUPLICATED, sequence, where, "The record with sequence " + sequence + " is there a second time.");
            return false;
        }
        if (sequence > headSequence + 1) {
            gaps.put(headSequence + 1, sequence - 1);
            add(
                    Kind.MISSING,
                    headSequence + 1,
                    "between " + headWhere + " and " + where,
                    sequence == headSequence + 2
                            ? "The record with sequence " + (headSequence + 1) + " is missing."
                            : "The records with sequences " + (headSequence + 1) + " to " + (sequence - 1)
                                    + " are missing.");
            return true;
        }
        if (recent.containsKey(ByteBuffer.wrap(previous))) {
            add(
                    Kind.REISSUED,
                    sequence,
                    where,
                    "Two records follow the one with sequence " + recent.get(ByteBuffer.wrap(previous))
                            + "; under exactly_once_v2 one of them was put there.");
            return true;
        }
        if (sequence == headSequence + 1) {
            if (!headIsAltered && !isAltered) {
                add(
                        Kind.ALTERED,
                        headSequence,
                        headWhere,
                        "The record with sequence " + headSequence + " is not the one that " + sequence + " followed.");
            }
            return true;
        }
        add(
                Kind.REORDERED,
                sequence,
                where,
                "The record with sequence " + sequence + " comes after the one with sequence " + headSequence + ".");
        return false;
    }

    /** What was thought to be missing is only elsewhere. */
    private void fill(Map.Entry<Long, Long> gap, long sequence, String where) {
        gaps.remove(gap.getKey());
        if (gap.getKey() < sequence) {
            gaps.put(gap.getKey(), sequence - 1);
        }
        if (sequence < gap.getValue()) {
            gaps.put(sequence + 1, gap.getValue());
        }
        boolean isFilled = gap.getKey() == sequence && gap.getValue() == sequence;
        boolean wasToldOf =
                isFilled && defects.removeIf(known -> known.kind() == Kind.MISSING && known.sequence() == sequence);
        defectCount -= wasToldOf ? 1 : 0;
        add(
                Kind.REORDERED,
                sequence,
                where,
                "The record with sequence " + sequence + " comes after the one with sequence " + headSequence + ".");
    }

    private void advance(SealedRecord record, byte[] bears, String where, boolean isAltered) {
        if (head != null) {
            recent.put(ByteBuffer.wrap(head), headSequence);
        }
        head = bears;
        headSequence = record.sequence();
        headWhere = where;
        headIsAltered = isAltered;
        lastSequence = Math.max(lastSequence, headSequence);
        if (frontier != null) {
            frontier.add(bears);
            compare();
        } else {
            anchor();
        }
    }

    private void compare() {
        AuditCheckpoint checkpoint = bySize.get(frontier.size());
        if (checkpoint == null) {
            return;
        }
        boolean isRight = Arrays.equals(bytes(checkpoint.getRootHash()), frontier.root())
                && Arrays.equals(bytes(checkpoint.getLastHash()), head);
        if (isRight) {
            checkpoints++;
        } else if (defectCount == 0) {
            add(checkpoint, "was made of other records than the " + checkpoint.getSize() + " that are there.");
        }
    }

    /** Where the first records are gone, the tree is known from the first checkpoint on. */
    private void anchor() {
        for (AuditCheckpoint checkpoint : bySize.values()) {
            if (Arrays.equals(bytes(checkpoint.getLastHash()), head)) {
                frontier = frontier(checkpoint);
                checkpoints++;
                return;
            }
        }
    }

    private Frontier frontier(AuditCheckpoint checkpoint) {
        List<byte[]> nodes =
                checkpoint.getFrontier().stream().map(ChainVerifier::bytes).toList();
        try {
            Frontier known = new Frontier(checkpoint.getSize(), nodes);
            if (Arrays.equals(known.root(), bytes(checkpoint.getRootHash()))) {
                return known;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        add(checkpoint, "has a frontier that does not give its root.");
        return null;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /**
     * Something that is no record of a chain was read in between.
     *
     * @param where its place, in words
     */
    public void foreign(String where) {
        add(
                Kind.FOREIGN,
                headSequence,
                where,
                "This is no record of the chain; it follows sequence " + headSequence + ".");
    }

    /**
     * What was found, when all was read.
     *
     * @return the report
     */
    public ChainReport finish() {
        if (!bySize.isEmpty()) {
            AuditCheckpoint last = bySize.lastEntry().getValue();
            if (chainId == null || last.getLastSequence() > lastSequence) {
                add(
                        Kind.MISSING,
                        lastSequence + 1,
                        "after " + (headWhere == null ? "the beginning" : headWhere),
                        "The records up to sequence " + last.getLastSequence()
                                + ", of which a checkpoint tells, are not there.");
            }
        }
        AuditCheckpoint any = bySize.isEmpty() ? null : bySize.firstEntry().getValue();
        return new ChainReport(
                chainId == null && any != null ? any.getChainId() : chainId,
                chainId == null && any != null ? any.getWriter() : writer,
                records,
                firstSequence,
                lastSequence,
                checkpoints,
                signatures,
                defects,
                defectCount);
    }
}
