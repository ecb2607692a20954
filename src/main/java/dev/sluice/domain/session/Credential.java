package dev.sluice.domain.session;

import dev.sluice.domain.access.AccountKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A vaulted credential that somebody has checked out.
 *
 * @param key what it is
 * @param marks what was done with it, in order; the last {@value #MAX_MARKS}
 */
public record Credential(TrackedKey key, SortedSet<Mark> marks) implements Tracked {
    /** What is remembered of one credential. */
    static final int MAX_MARKS = 64;

    /** What can be done with it. The order is part of the state format, and decides within a millisecond. */
    public enum Deed {
        /** It was checked out. */
        OUT,
        /** It was checked in. */
        IN,
        /** It was changed: whoever knew it does no longer. */
        ROTATED
    }

    /**
     * One thing that was done with it.
     *
     * @param at when (ms since the epoch)
     * @param deed what
     * @param expiresAt of a check-out until when it is (ms since the epoch), or {@link Tracked#UNTOLD}
     * @param target the account that it opens, or null
     */
    public record Mark(long at, Deed deed, long expiresAt, AccountKey target) implements Comparable<Mark> {
        private static final Comparator<Mark> ORDER = Comparator.comparingLong(Mark::at)
                .thenComparing(Mark::deed)
                .thenComparingLong(Mark::expiresAt)
                .thenComparing(Mark::target, Comparator.nullsFirst(Comparator.naturalOrder()));

        @Override
        public int compareTo(Mark other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A time for which somebody had it.
     *
     * @param from when it was checked out (ms since the epoch)
     * @param expiresAt until when it was to be (ms since the epoch), or {@link Tracked#UNTOLD}
     * @param until when it was given back or changed (ms since the epoch), or {@link Tracked#UNTOLD}
     * @param rotatedAt when it was changed after that (ms since the epoch), or {@link Tracked#UNTOLD}
     * @param target the account that it opens, or null
     */
    public record Loan(long from, long expiresAt, long until, long rotatedAt, AccountKey target) {
        /**
         * Whether it was given back.
         *
         * @return false while somebody has it
         */
        public boolean isReturned() {
            return until != UNTOLD;
        }
    }

    /** Copies, and forgets the first marks if there are too many. */
    public Credential {
        TreeSet<Mark> kept = new TreeSet<>(marks);
        while (kept.size() > MAX_MARKS) {
            kept.pollFirst();
        }
        marks = Collections.unmodifiableSortedSet(kept);
    }

    /**
     * The times for which somebody had it; to check it out once more prolongs the time.
     *
     * @return in order
     */
    public List<Loan> loans() {
        List<Loan> loans = new ArrayList<>();
        for (Mark mark : marks) {
            Loan last = loans.isEmpty() ? null : loans.get(loans.size() - 1);
            int at = loans.size() - 1;
            boolean open = last != null && !last.isReturned();
            switch (mark.deed()) {
                case OUT -> {
                    if (open) {
                        long expiresAt = mark.expiresAt() == UNTOLD ? last.expiresAt() : mark.expiresAt();
                        loans.set(at, new Loan(last.from(), expiresAt, UNTOLD, UNTOLD, last.target()));
                    } else {
                        loans.add(new Loan(mark.at(), mark.expiresAt(), UNTOLD, UNTOLD, mark.target()));
                    }
                }
                case IN -> {
                    if (open) {
                        loans.set(at, new Loan(last.from(), last.expiresAt(), mark.at(), UNTOLD, last.target()));
                    }
                }
                case ROTATED -> loans.replaceAll(loan -> rotated(loan, mark.at()));
            }
        }
        return loans;
    }

    private static Loan rotated(Loan loan, long at) {
        return loan.rotatedAt() == UNTOLD
                ? new Loan(loan.from(), loan.expiresAt(), Math.min(loan.until(), at), at, loan.target())
                : loan;
    }

    @Override
    public long firstAt() {
        return marks.first().at();
    }

    @Override
    public long lastAt() {
        return marks.last().at();
    }

    @Override
    public boolean isOpen(long at) {
        return loans().stream().anyMatch(loan -> !loan.isReturned());
    }

    @Override
    public Credential join(Tracked same) {
        SortedSet<Mark> all = new TreeSet<>(marks);
        all.addAll(((Credential) same).marks);
        return new Credential(key, all);
    }
}
