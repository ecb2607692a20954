package dev.sluice.audit.proof;

import dev.sluice.audit.proof.Ahead.Item;
import dev.sluice.audit.proof.CheckpointBook.Newest;
import dev.sluice.audit.proof.Defect.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Verifies a partition of the audit: the chains that its writer has begun, one after the other, and nothing else. For one thread at a
 * time, but for {@link #read}.
 */
public final class PartitionVerifier {
    /** Chains of which no checkpoint tells; a writer begins another one each time it loses its state, and not more often. */
    private static final int MAX_UNKNOWN_CHAINS = 1_000;

    private final MerkleHash hash = new MerkleHash();
    private final Map<String, ChainVerifier> chains = new LinkedHashMap<>();
    private final Findings findings;
    private final Ahead ahead = new Ahead();
    private final int partition;
    private final CheckpointBook book;
    private final boolean isForkExpected;
    private ChainVerifier current;

    /** So that not each record makes a text of it; other threads may see an earlier one. */
    private volatile String lastChain;

    private long firstOffset = -1;
    private long firstUnchained = -1;
    private long unreadable = -1;
    private long lastUnchainedSequence;
    private long unchained;
    private int unknownChains;
    private long bytes;

    /**
     * A verifier of one partition.
     *
     * @param partition its number
     * @param book the checkpoints that are known; all of them are told by now
     * @param isForkExpected whether the audit is written at least once, so that a record may be followed by two
     */
    public PartitionVerifier(int partition, CheckpointBook book, boolean isForkExpected) {
        this.partition = partition;
        this.book = book;
        this.isForkExpected = isForkExpected;
        this.findings = new Findings(partition);
    }

    /**
     * The next record.
     *
     * @param offset its offset
     * @param value as it was written; null for none
     */
    public void take(long offset, byte[] value) {
        take(read(offset, value, hash));
    }

    /** A record whose hash was computed. */
    public static final class Read {
        private final Item item;
        private final int length;

        private Read(Item item, int length) {
            this.item = item;
            this.length = length;
        }
    }

    /**
     * Computes the hash of a record, which is most of what there is to do and knows nothing of other records. Several threads may do so.
     *
     * @param offset its offset
     * @param value as it was written; null for none
     * @param by computes hashes; one for each thread
     * @return what {@link #take(Read)} takes
     */
    public Read read(long offset, byte[] value, MerkleHash by) {
        SealedRecord record = value == null ? null : SealedRecord.of(value);
        boolean isOfWriter = record != null && record.writer() == partition;
        Link link = isOfWriter ? Link.of(record, offset, lastChain, by) : null;
        long sequence = isOfWriter || value == null ? 0 : SealedRecord.sequenceOf(value);
        return new Read(
                new Item(offset, link, sequence, record != null && !isOfWriter), value == null ? 0 : value.length);
    }

    /**
     * The next record, whose hash is computed.
     *
     * @param read what {@link #read} gave
     */
    public void take(Read read) {
        if (firstOffset < 0) {
            firstOffset = read.item.offset();
        }
        bytes += read.length;
        ahead.add(read.item);
        if (ahead.isFull()) {
            judge(ahead.remove());
        }
    }

    /** The sequence of the last one before the first chain is needed; it is not kept with each record. */
    private void noteUnchained(Item item) {
        unchained++;
        lastUnchainedSequence = item.sequence();
        if ((item.sequence() < 1 || item.isOfAnother()) && unreadable < 0) {
            unreadable = item.offset();
        }
        firstUnchained = firstUnchained < 0 ? item.offset() : firstUnchained;
    }

    private void judge(Item item) {
        Link link = item.link();
        Link after = ahead.next();
        if (current == null) {
            boolean isSpoilt = link != null
                    && !link.isSound()
                    && after != null
                    && !after.chainId().equals(link.chainId());
            if (link == null || isSpoilt) {
                noteUnchained(item);
            } else {
                begin(link);
            }
            return;
        }
        Link ofCurrent = ahead.next(current.chainId());
        if (link != null && link.chainId().equals(current.chainId())) {
            current.take(link, ahead);
        } else if (ofCurrent != null && isInPlaceOfOne(ofCurrent)) {
            current.replaced(
                    item.offset(),
                    Kind.ALTERED,
                    "The record with sequence " + (current.lastSequence() + 1)
                            + " is no record of this chain any more.");
        } else if (link == null) {
            current.foreign(
                    item.offset(),
                    Kind.FOREIGN,
                    "This is no record of a chain of this writer; it follows sequence " + current.lastSequence() + ".");
        } else {
            takeOther(link, after, ofCurrent);
        }
    }

    private boolean isInPlaceOfOne(Link after) {
        return after.isSound() && !current.leadsTo(after) && after.sequence() == current.lastSequence() + 2;
    }

    private void takeOther(Link link, Link after, Link ofCurrent) {
        ChainVerifier earlier = chains.get(link.chainId());
        if (ofCurrent != null) {
            current.foreign(
                    link.offset(),
                    Kind.INSERTED,
                    "A record of chain " + link.chainId() + " stands among those of " + current.chainId() + ".");
        } else if (earlier != null) {
            findings.add(
                    Kind.INSERTED,
                    current.lastSequence(),
                    current.head().offset(),
                    "Chain " + current.chainId() + " stands among the records of chain " + link.chainId() + ".");
            current = earlier;
            current.take(link, ahead);
        } else if (mayBegin(link, after)) {
            begin(link);
        } else {
            current.foreign(
                    link.offset(),
                    Kind.INSERTED,
                    "A record of chain " + link.chainId() + ", which does not begin here, stands after those of "
                            + current.chainId() + ".");
        }
    }

    private boolean mayBegin(Link link, Link after) {
        boolean isBeginning = link.isFirst() || after != null && after.chainId().equals(link.chainId());
        return isBeginning && (unknownChains < MAX_UNKNOWN_CHAINS || book.knows(link.chainId()));
    }

    private void begin(Link first) {
        boolean isFirstChain = current == null;
        current = new ChainVerifier(first.chainId(), partition, book, isForkExpected);
        lastChain = first.chainId();
        chains.put(lastChain, current);
        unknownChains += book.knows(first.chainId()) ? 0 : 1;
        current.begin(first);
        boolean isWhole = current.isWhole();
        if (isFirstChain && unchained > 0) {
            joinUnchained(first, isWhole);
        } else if (!isWhole && (!isFirstChain || firstOffset == 0)) {
            current.missBefore(
                    1, "The chain begins at sequence " + first.sequence() + "; what that follows is not there.");
        } else if (isFirstChain && firstOffset == 0 && first.sequence() > 1 && first.isSound()) {
            current.missBefore(1, "The chain begins at sequence " + first.sequence() + ", and nothing is before it.");
        }
    }

    /** Before there were chains records had none; they may only stand before the first, which counts on from them. */
    private void joinUnchained(Link first, boolean isWhole) {
        boolean goesOn = first.sequence() == 1
                || (isForkExpected
                        ? first.sequence() > lastUnchainedSequence
                        : first.sequence() == lastUnchainedSequence + 1);
        if (unreadable >= 0) {
            current.foreign(
                    unreadable, Kind.FOREIGN, "This is no record of this writer; it stands before the first chain.");
        } else if (!isWhole || !goesOn) {
            current.foreign(
                    firstUnchained,
                    Kind.FOREIGN,
                    unchained + " records of no chain stand before sequence " + first.sequence()
                            + (isWhole ? ", which does not count on from them." : " of a chain that began before it."));
        }
    }

    /** What was begun later was told of later. */
    private void lookAtOrder() {
        Newest before = null;
        for (ChainVerifier chain : chains.values()) {
            Newest newest = book.newest(chain.chainId()).orElse(null);
            if (newest != null && before != null && newest.at() < before.at()) {
                findings.add(
                        Kind.REORDERED,
                        0,
                        "chain " + chain.chainId(),
                        "Chain " + chain.chainId() + " ended before the one that stands before it.");
            }
            before = newest == null ? before : newest;
        }
    }

    /**
     * What was found, when all was read.
     *
     * @return the report
     */
    public PartitionReport finish() {
        while (!ahead.isEmpty()) {
            judge(ahead.remove());
        }
        List<ChainReport> reports = new ArrayList<>();
        chains.values().forEach(chain -> reports.add(chain.finish()));
        lookAtOrder();
        return new PartitionReport(partition, firstOffset, reports, unchained, bytes, findings.kept());
    }
}
