package dev.sluice.audit.proof;

import dev.sluice.audit.proof.Defect.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Verifies one chain, record by record, each with those after it in view: a record has to bear the hash of its content and follow the one
 * before it. Where one does not, the next one tells which of the two is wrong: the hash of a record that was changed is known from what
 * follows it, so that the tree is still known after it and the checkpoints there still have to agree. Where the next one is wrong, too,
 * the next checkpoint tells.
 */
final class ChainVerifier {
    /** Searches among the last hashes; each looks at all of them. Beyond that kinds are told less exactly. */
    private static final int MAX_SEARCHES = 10_000;

    /** Records that were met too early, and are known again when their place comes. */
    private static final int MAX_STRAYS = 10_000;

    /** Sequences that are not there; a record that turns up later is no stranger then. */
    private static final int MAX_GAPS = 10_000;

    private record Gap(long end, byte[] lastHash, int finding) {}

    private record Stray(Link link, int finding) {}

    private final Findings findings;
    private final CheckpointBook book;
    private final CheckpointComparison checkpoints;
    private final boolean isForkExpected;
    private final Guesses guesses;
    private final MerkleHash hash = new MerkleHash();
    private final RecentHashes recent = new RecentHashes();
    private final TreeMap<Long, Gap> gaps = new TreeMap<>();
    private final Map<Long, Stray> strays = new HashMap<>();
    private final String chainId;
    private final int writer;
    private Link head;
    private long headSequence;
    private boolean isHeadAltered;
    private boolean isHeadGuessed;
    private Doubt headDoubt;
    private boolean isWhole;
    private long records;
    private long firstSequence;
    private long reissued;
    private long highestSequence;

    /** From this sequence on each record follows the one before it, up to the last one. */
    private long fittingFrom;

    private int searches;

    ChainVerifier(String chainId, int writer, CheckpointBook book, boolean isForkExpected) {
        this.chainId = chainId;
        this.writer = writer;
        this.book = book;
        this.findings = new Findings(writer);
        this.isForkExpected = isForkExpected;
        this.checkpoints = new CheckpointComparison(book.of(chainId), findings, isForkExpected);
        this.guesses = new Guesses(findings);
        findings.addAll(book.defects(chainId));
    }

    String chainId() {
        return chainId;
    }

    /** The last record that is where it belongs. */
    Link head() {
        return head;
    }

    long lastSequence() {
        return headSequence;
    }

    /** Whether the first record of the chain is there. */
    boolean isWhole() {
        return isWhole;
    }

    /** Whether a record follows the last one. */
    boolean leadsTo(Link link) {
        return head != null && link.follows(head);
    }

    /** The first record. */
    void begin(Link first) {
        records++;
        firstSequence = first.sequence();
        isWhole = first.isFirst() || !first.isSound() && first.sequence() == 1;
        Frontier known = checkpoints.skipBefore(firstSequence, first.previous());
        guesses.begin(isWhole ? new Frontier() : known);
        if (!first.isSound()) {
            tellAltered(first, firstSequence);
        }
        advance(first, firstSequence, !first.isSound());
        fittingFrom = firstSequence;
    }

    /**
     * The next record.
     *
     * @param link the record
     * @param ahead those after it
     */
    void take(Link link, Ahead ahead) {
        records++;
        if (link.follows(head)) {
            takeFollowing(link, ahead);
        } else if (ahead.goesOnFrom(head, link)) {
            takeBetween(link);
        } else if (!link.isSound()) {
            takeAltered(link, ahead);
        } else if (fills(link)) {
            return;
        } else if (isKnown(link)) {
            tellDuplicate(link);
        } else if (isReissue(link)) {
            return;
        } else if (link.sequence() == headSequence + 1) {
            takeNext(link, ahead);
        } else if (link.sequence() > headSequence + 1) {
            takeAhead(link, ahead);
        } else {
            tellInserted(link);
        }
    }

    /**
     * A record stands in place of the next one, and is none of the chain.
     *
     * @param offset where it is
     * @param kind what is told of it
     * @param text one sentence
     */
    void replaced(long offset, Kind kind, String text) {
        findings.add(kind, headSequence + 1, offset, text);
        settle(head.hash());
        // Its hash is not known; the next record tells it.
        advance(
                new Link(chainId, headSequence + 1, head.hash(), new byte[0], false, offset, null),
                headSequence + 1,
                true);
        fittingFrom = headSequence;
    }

    /** Something that is no record of the chain stands among its records. */
    void foreign(long offset, Kind kind, String text) {
        findings.add(kind, headSequence, offset, text);
    }

    /** Records of before the first one that is there should be there. */
    void missBefore(long sequence, String text) {
        findings.add(Kind.MISSING, sequence, "before " + findings.where(head.offset()), text);
    }

    private void takeFollowing(Link link, Ahead ahead) {
        Link next = ahead.next(chainId);
        boolean mayBeDeadEnd = next != null && !next.follows(link) && !ahead.isFollowed(link);
        Link other = mayBeDeadEnd ? ahead.following(head, link.hash()) : null;
        if (other != null) {
            // Of two that follow the same one, it is the one that nothing follows; checkpoints tell of the other.
            boolean isLikeACrash = other.sequence() > link.sequence() && link.sequence() > highestSequence;
            highestSequence = Math.max(highestSequence, link.sequence());
            if (isLikeACrash && !link.isSound()) {
                // Nothing leads on from it, so only its own hash tells.
                findings.add(
                        Kind.ALTERED,
                        link.sequence(),
                        link.offset(),
                        "The record with sequence " + link.sequence() + ", which nothing follows, is not what its hash"
                                + " says.");
                return;
            }
            tellReissued(headSequence + 1, link.offset(), other, isLikeACrash);
            return;
        }
        long sequence = headSequence + 1;
        if (!link.isSound()) {
            tellAltered(link, sequence);
        } else if (isHeadGuessed) {
            sequence = link.sequence();
        } else if (link.sequence() <= headSequence) {
            findings.add(
                    Kind.ALTERED,
                    link.sequence(),
                    link.offset(),
                    "The record after sequence " + headSequence + " says that it is " + link.sequence() + ".");
            // Those after it count on from it, or from the one before it.
            sequence = next != null && next.follows(link) && next.sequence() == link.sequence() + 1
                    ? link.sequence()
                    : sequence;
        } else {
            sequence = link.sequence();
            if (sequence > headSequence + 1 && !isForkExpected) {
                findings.add(
                        Kind.MISSING,
                        headSequence + 1,
                        between(link),
                        "The record after sequence " + headSequence + " says that it is " + sequence
                                + ": records were taken out, and what follows was made anew.");
            }
        }
        settle(head.hash());
        advance(link, sequence, !link.isSound());
    }

    private String between(Link link) {
        return "between " + findings.where(head.offset()) + " and " + findings.where(link.offset());
    }

    /** The chain goes on after it as if it were not there. */
    private void takeBetween(Link link) {
        if (!link.isSound()) {
            findings.add(
                    Kind.INSERTED,
                    link.sequence(),
                    link.offset(),
                    "A record that is not what its hash says was put in.");
        } else if (!fills(link)) {
            if (isKnown(link)) {
                tellDuplicate(link);
            } else if (link.sequence() > headSequence) {
                keepStray(link);
            } else {
                tellInserted(link);
            }
        }
    }

    /** It is not what its hash says, and what it says that it follows is not what is there: that may have been altered, too. */
    private void takeAltered(Link link, Ahead ahead) {
        long sequence = ahead.sequenceOf(link, headSequence);
        boolean isNext = sequence == headSequence + 1;
        boolean isHeadRight = !isNext || isHeadAltered || link.followed(head, hash);
        if (!isHeadRight && !isHeadTold()) {
            headDoubt = guesses.open(addNotFollowed(head, headSequence, sequence), unclearOfHead());
        }
        tellAltered(link, sequence);
        if (isHeadRight && !isHeadAltered) {
            settle(head.hash());
        } else {
            settleEither(link.previous(), null);
        }
        if (!isNext) {
            miss(sequence, null, link.offset());
        }
        advance(link, sequence, true);
        fittingFrom = sequence;
        isHeadGuessed = sequence != link.sequence();
    }

    private boolean isHeadTold() {
        return isHeadAltered || headDoubt != null && headDoubt.isTold();
    }

    private int addNotFollowed(Link link, long sequence, long by) {
        checkpoints.brokenAt(sequence);
        return findings.add(
                Kind.ALTERED,
                sequence,
                link.offset(),
                "The record with sequence " + sequence + " is not the one that " + by + " followed.");
    }

    private void tellAltered(Link link, long sequence) {
        checkpoints.brokenAt(sequence);
        findings.add(
                Kind.ALTERED,
                sequence,
                link.offset(),
                "The record with sequence " + sequence + " is not what its hash says.");
    }

    /** What is told of the last record where no checkpoint tells whether it was altered. */
    private String unclearOfHead() {
        return Doubt.unclear(headSequence, Math.max(fittingFrom, checkpoints.agreedTo() + 1));
    }

    /**
     * It has the right sequence, and says that it follows another record than the one that is there. Where the next one follows it, it is that
     * one which was altered, unless both were so that they fit: the next checkpoint tells. Else either one may have been, or both, and a
     * checkpoint tells which.
     */
    private void takeNext(Link link, Ahead ahead) {
        Link next = ahead.next(chainId);
        if (!isHeadAltered && checkpoints.isLast(headSequence, head.hash())) {
            checkpoints.brokenAt(link.sequence());
            findings.add(
                    Kind.ALTERED,
                    link.sequence(),
                    link.offset(),
                    "The record with sequence " + link.sequence()
                            + " does not follow the one before it, of which a checkpoint tells.");
            settle(head.hash());
            advance(link, link.sequence(), true);
        } else if (next != null && next.follows(link)) {
            if (!isHeadTold()) {
                guesses.claim(addNotFollowed(head, headSequence, link.sequence()), unclearOfHead());
            }
            settleTold(link.previous());
            advance(link, link.sequence(), false);
        } else {
            if (!isHeadTold()) {
                headDoubt = guesses.open(addNotFollowed(head, headSequence, link.sequence()), unclearOfHead());
            }
            Doubt ofLink = guesses.open(tellNotFollowing(link), Doubt.unclear(link.sequence(), link.sequence()));
            settleEither(link.previous(), ofLink);
            advance(link, link.sequence(), false);
            headDoubt = ofLink;
        }
        fittingFrom = link.sequence();
    }

    private int tellNotFollowing(Link link) {
        checkpoints.brokenAt(link.sequence());
        return findings.add(
                Kind.ALTERED,
                link.sequence(),
                link.offset(),
                "The record with sequence " + link.sequence() + " does not follow the one before it, and is not the"
                        + " one that the next one follows.");
    }

    private void takeAhead(Link link, Ahead ahead) {
        if (isStray(link, ahead)) {
            keepStray(link);
            return;
        }
        settle(head.hash());
        miss(link.sequence(), link.previous(), link.offset());
        advance(link, link.sequence(), false);
        fittingFrom = link.sequence();
    }

    private boolean isStray(Link link, Ahead ahead) {
        Link next = ahead.next(chainId);
        if (next == null || next.follows(link)) {
            return false;
        }
        Link followed = ahead.firstFollowed();
        Link sure = followed != null ? followed : next;
        return sure.isSound() && sure.sequence() > headSequence && sure.sequence() <= link.sequence();
    }

    private void keepStray(Link link) {
        int finding = findings.add(
                Kind.INSERTED,
                link.sequence(),
                link.offset(),
                "A record with sequence " + link.sequence() + " stands after the one with sequence " + headSequence
                        + ", which nothing in the chain leads to.");
        if (strays.size() < MAX_STRAYS) {
            strays.putIfAbsent(link.sequence(), new Stray(link, finding));
        }
    }

    private void tellInserted(Link link) {
        findings.add(
                Kind.INSERTED,
                link.sequence(),
                link.offset(),
                "A record with sequence " + link.sequence() + " follows a record that is not in the chain.");
    }

    private void tellDuplicate(Link link) {
        findings.add(
                Kind.DUPLICATED,
                link.sequence(),
                link.offset(),
                "The record with sequence " + link.sequence() + " is there a second time.");
    }

    private long find(byte[] hash) {
        return searches++ < MAX_SEARCHES ? recent.find(hash) : -1;
    }

    private boolean isKnown(Link link) {
        return Arrays.equals(link.hash(), head.hash()) || find(link.hash()) >= 0;
    }

    /** What was told to be missing is only elsewhere. */
    private boolean fills(Link link) {
        long sequence = link.sequence();
        Map.Entry<Long, Gap> entry = gaps.floorEntry(sequence);
        if (entry == null || sequence > entry.getValue().end()) {
            return false;
        }
        long start = entry.getKey();
        Gap gap = entry.getValue();
        boolean isIt = sequence < gap.end() || gap.lastHash() == null || Arrays.equals(gap.lastHash(), link.hash());
        if (!isIt) {
            return false;
        }
        gaps.remove(start);
        if (start < sequence) {
            gaps.put(start, new Gap(sequence - 1, link.previous(), gap.finding()));
        }
        if (sequence < gap.end()) {
            gaps.put(sequence + 1, new Gap(gap.end(), gap.lastHash(), start < sequence ? -1 : gap.finding()));
        }
        String text =
                "The record with sequence " + sequence + " comes after the one with sequence " + headSequence + ".";
        if (start == sequence && gap.end() == sequence) {
            findings.replace(gap.finding(), Kind.REORDERED, sequence, link.offset(), text);
        } else {
            findings.add(Kind.REORDERED, sequence, link.offset(), text);
        }
        return true;
    }

    private boolean isReissue(Link link) {
        long parent = find(link.previous());
        if (parent < 0) {
            return false;
        }
        long before = recent.sequence(parent);
        // Numbers are reserved before they are used, and what a checkpoint tells of is committed: a crash takes none of
        // it back.
        boolean isLikeACrash = link.sequence() > highestSequence && before >= checkpoints.coveredTo();
        tellReissued(before + 1, link.offset(), link, isLikeACrash);
        settle(head.hash());
        guesses.begin(recent.backTo(parent));
        advance(link, link.sequence(), false);
        fittingFrom = link.sequence();
        return true;
    }

    private void tellReissued(long sequence, long offset, Link other, boolean isLikeACrash) {
        reissued++;
        if (!isForkExpected || !isLikeACrash) {
            findings.add(
                    Kind.REISSUED,
                    sequence,
                    offset,
                    "Two records follow the one with sequence " + (sequence - 1) + ", the one at "
                            + findings.where(other.offset())
                            + " and one before it; no process that died leaves that"
                            + (isForkExpected ? "." : " under exactly_once_v2."));
        }
    }

    /** Records before one are not there; unless all of them were met before. */
    private void miss(long sequence, byte[] previous, long offset) {
        long first = headSequence + 1;
        long number = sequence - first;
        if (number <= strays.size() && areStrays(first, sequence, previous)) {
            for (long at = first; at < sequence; at++) {
                Stray stray = strays.remove(at);
                findings.replace(
                        stray.finding(),
                        Kind.REORDERED,
                        at,
                        stray.link().offset(),
                        "The record with sequence " + at + " comes before the one with sequence " + headSequence + ".");
                settleAs(at, stray.link().hash());
            }
            return;
        }
        checkpoints.brokenAt(sequence - 1);
        int finding = findings.add(
                Kind.MISSING,
                first,
                "between " + findings.where(head.offset()) + " and " + findings.where(offset),
                missing(first, sequence - 1));
        if (gaps.size() < MAX_GAPS) {
            gaps.put(first, new Gap(sequence - 1, previous, finding));
        }
        if (number == 1 && previous != null) {
            settleAs(first, previous);
            return;
        }
        guesses.begin(null);
        recent.forgetTrees();
        checkpoints.passTo(sequence - 1, true);
        if (previous == null) {
            checkpoints.passTo(sequence, true);
        } else {
            guesses.add(previous);
            checkpoints.take(sequence - 1, guesses);
        }
    }

    private String missing(long first, long end) {
        long since = checkpoints.agreedTo() + 1;
        String alone = since <= headSequence && !checkpoints.isEmpty()
                ? " Of those before it from sequence " + since + " on only the chain tells, which somebody who took"
                        + " records out can have made anew."
                : "";
        return first == end
                ? "The record with sequence " + first + " is missing."
                : "The records with sequences " + first + " to " + end + " are missing." + alone;
    }

    private boolean areStrays(long first, long end, byte[] lastHash) {
        byte[] before = head.hash();
        for (long at = first; at < end; at++) {
            Stray stray = strays.get(at);
            if (stray == null || !Arrays.equals(stray.link().previous(), before)) {
                return false;
            }
            before = stray.link().hash();
        }
        return Arrays.equals(before, lastHash);
    }

    /** The hash of the last record is known for sure now: by the one that follows it, or by itself. */
    private void settle(byte[] hash) {
        if (hash.length != MerkleHash.LENGTH) {
            guesses.begin(null);
            recent.forgetTrees();
            return;
        }
        settleAs(headSequence, hash);
    }

    private void settleAs(long sequence, byte[] hash) {
        recent.add(hash, sequence, guesses.onlyTree());
        guesses.add(hash);
        compare(sequence);
    }

    /** The last record is not the one that the next one, which is right, followed. */
    private void settleTold(byte[] told) {
        recent.add(told, headSequence, guesses.onlyTree());
        guesses.addEither(null, told, headDoubt, null);
        compare(headSequence);
    }

    /** The last record bears one hash, and the next one tells another one of it. */
    private void settleEither(byte[] told, Doubt ofNext) {
        boolean isSettled = headDoubt != null && !headDoubt.isOpen() && headDoubt.isTold();
        boolean isAnother = head.isSound() && (isHeadAltered || isSettled);
        boolean mayBeOwn = head.hash().length == MerkleHash.LENGTH && !isAnother;
        recent.add(told, headSequence, guesses.onlyTree());
        guesses.addEither(mayBeOwn ? head.hash() : null, told, headDoubt, ofNext);
        compare(headSequence);
    }

    private void compare(long sequence) {
        if (checkpoints.take(sequence, guesses)) {
            recent.forgetTrees();
        }
    }

    private void advance(Link link, long sequence, boolean isAltered) {
        head = link;
        headSequence = sequence;
        highestSequence = Math.max(highestSequence, sequence);
        isHeadAltered = isAltered;
        isHeadGuessed = false;
        headDoubt = null;
    }

    /** What was found, when all was read. */
    ChainReport finish() {
        if (head != null) {
            settle(head.hash());
        }
        guesses.finish();
        checkpoints.finish(headSequence, "after " + (head == null ? "the beginning" : findings.where(head.offset())));
        return new ChainReport(
                chainId,
                writer,
                records,
                isWhole,
                firstSequence,
                headSequence,
                checkpoints.met(),
                checkpoints.coveredTo(),
                checkpoints.witnessed(),
                reissued,
                !book.asksForSignatures() || checkpoints.signed() > 0 || book.isAccepted(chainId),
                findings.kept(),
                findings.count());
    }
}
