package dev.sluice.audit.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What the tree may be while it is open which of two records that don't fit each other was altered: the next checkpoint tells, since only one
 * of the guesses gives its root. What is found is told meanwhile, and taken back where the checkpoint tells otherwise. Bounded.
 */
final class Guesses {
    /** Of six ambiguous records in a row all guesses are tried. */
    private static final int MAX = 64;

    /** Beyond that the tree is not guessed at any more: it is known again from the next checkpoint that brings it. */
    private static final int MAX_OPEN = 1_000;

    /** How a checkpoint compares. */
    enum Outcome {
        /** It was made of the records that are there. */
        SAME,
        /** Its last record is the one that is there, and some before it are not. */
        OTHER_TREE,
        /** Its last record is another one. */
        OTHER_RECORD
    }

    private static final class Guess {
        private final Frontier tree;
        private final BitSet altered;

        Guess(Frontier tree, BitSet altered) {
            this.tree = tree;
            this.altered = altered;
        }

        Guess copy() {
            return new Guess(tree.copy(), (BitSet) altered.clone());
        }
    }

    /** What was told and is so if the tree is the one that it is taken for. */
    private record Claim(int finding, String unclear) {}

    private final Findings findings;
    private final List<Doubt> open = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private List<Guess> guesses = new ArrayList<>();
    private byte[] own;
    private byte[] told;

    Guesses(Findings findings) {
        this.findings = findings;
    }

    /** Begins with a tree that is known; null for one that is not. */
    void begin(Frontier tree) {
        settle(null);
        guesses.clear();
        if (tree != null) {
            guesses.add(new Guess(tree, new BitSet()));
        }
    }

    /** Whether anything is known of the tree. */
    boolean isKnown() {
        return !guesses.isEmpty();
    }

    /** The tree, if there is only one that it can be; else null. */
    Frontier onlyTree() {
        return guesses.size() == 1 && open.isEmpty() ? guesses.get(0).tree : null;
    }

    /** Whether anything is open. */
    boolean hasDoubts() {
        return !open.isEmpty();
    }

    /**
     * A finding that is open from now on.
     *
     * @param finding what was told
     * @param unclear what is told instead where nothing tells
     */
    Doubt open(int finding, String unclear) {
        if (open.size() == MAX_OPEN) {
            begin(null);
        }
        Doubt doubt = new Doubt(open.size(), finding, unclear);
        open.add(doubt);
        return doubt;
    }

    /**
     * A finding that all guesses go by: it is so if a checkpoint agrees with one of them.
     *
     * @param finding what was told; -1 for what was only counted
     * @param unclear what is told instead where none does
     */
    void claim(int finding, String unclear) {
        if (finding >= 0) {
            claims.add(new Claim(finding, unclear));
        }
    }

    /** The hash of the next record is known. */
    void add(byte[] hash) {
        guesses.forEach(guess -> guess.tree.add(hash));
        own = null;
        told = hash;
    }

    /**
     * The hash of the next record is either the one that it bears or the one that the record after it tells.
     *
     * @param own what it bears; null if that can't be
     * @param told what is told of it
     * @param ofIt whether it was altered, if that is open; or null
     * @param ofNext whether the record after it was; or null
     */
    void addEither(byte[] own, byte[] told, Doubt ofIt, Doubt ofNext) {
        this.own = own;
        this.told = told;
        List<Guess> all = new ArrayList<>();
        for (int i = 0; i < guesses.size(); i++) {
            Guess guess = guesses.get(i);
            boolean mayBeOwn = own != null && !(isOpen(ofIt) && guess.altered.get(ofIt.number()));
            if (mayBeOwn && all.size() + guesses.size() - i < MAX) {
                Guess other = guess.copy();
                other.tree.add(own);
                set(other.altered, ofNext);
                all.add(other);
            }
            guess.tree.add(told);
            set(guess.altered, ofIt);
            all.add(guess);
        }
        guesses = all;
    }

    private static boolean isOpen(Doubt doubt) {
        return doubt != null && doubt.isOpen();
    }

    private static void set(BitSet altered, Doubt doubt) {
        if (isOpen(doubt)) {
            altered.set(doubt.number());
        }
    }

    /** Compares all guesses with a checkpoint; of those that agree with it one is left. */
    Outcome compare(CheckpointText text) {
        if (!Arrays.equals(told, text.lastHash()) && !(own != null && Arrays.equals(own, text.lastHash()))) {
            return Outcome.OTHER_RECORD;
        }
        if (guesses.isEmpty()) {
            return Outcome.SAME;
        }
        for (Guess guess : guesses) {
            if (guess.tree.size() == text.size() && Arrays.equals(guess.tree.root(), text.root())) {
                settle(guess.altered);
                guesses = new ArrayList<>(List.of(new Guess(guess.tree, new BitSet())));
                own = null;
                told = text.lastHash();
                return Outcome.SAME;
            }
        }
        return Outcome.OTHER_TREE;
    }

    /** Nothing more will tell. */
    void finish() {
        settle(null);
    }

    private void settle(BitSet altered) {
        if (altered == null) {
            claims.forEach(claim -> findings.qualify(claim.finding(), claim.unclear()));
        }
        claims.clear();
        for (Doubt doubt : open) {
            doubt.settle(altered == null || altered.get(doubt.number()));
            if (!doubt.isTold()) {
                findings.withdraw(doubt.finding());
            } else if (altered == null) {
                findings.qualify(doubt.finding(), doubt.unclear());
            }
        }
        open.clear();
    }
}
