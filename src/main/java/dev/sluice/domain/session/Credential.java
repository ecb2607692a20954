package dev.sluice.domain.session;

import dev.sluice.domain.access.AccountKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
     * @param returnedAt when it was checked in (ms since the epoch), or {@link Tracked#UNTOLD}
     * @param rotatedAt when it was first changed after it had been checked out (ms since the epoch), or {@link Tracked#UNTOLD}
     * @param target the account that it opens, or null
     */
    public record Loan(long from, long expiresAt, long returnedAt, long rotatedAt, AccountKey target) {
        /**
         * When whoever had it did no longer: it was checked in, or what they knew was changed.
         *
         * @return ms since the epoch, or {@link Tracked#UNTOLD}
         */
        public long until() {
            return Math.min(returnedAt, rotatedAt);
        }
    }

    static Credential of(TrackedKey key, long at, Deed deed) {
        SortedSet<Mark> marks = new TreeSet<>();
        marks.add(new Mark(at, deed, UNTOLD, null));
        return new Credential(key, marks);
    }

    /** Copies, and forgets the first marks if there are too many. */
    public Credential {
        TreeSet<Mark> kept = new TreeSet<>(marks);
        if (kept.size() > MAX_MARKS) {
            // A credential of many is changed after the use of each: what changed nothing of this one's goes first.
            Set<Long> used = rotations(loans(kept));
            kept.removeIf(mark -> mark.deed() == Deed.ROTATED && !used.contains(mark.at()));
        }
        while (kept.size() > MAX_MARKS) {
            kept.pollFirst();
        }
        marks = Collections.unmodifiableSortedSet(kept);
    }

    /**
     * The times for which somebody had it; to check it out once more for the same account prolongs the time.
     *
     * @return in order
     */
    public List<Loan> loans() {
        return loans(marks);
    }

    private static Set<Long> rotations(List<Loan> loans) {
        Set<Long> used = new HashSet<>();
        loans.forEach(loan -> used.add(loan.rotatedAt()));
        return used;
    }

    private static List<Loan> loans(SortedSet<Mark> marks) {
        List<Loan> loans = new ArrayList<>();
        for (Mark mark : marks) {
            switch (mark.deed()) {
                case OUT -> out(loans, mark);
                case IN -> loans.replaceAll(loan -> returned(loan, mark.at()));
                case ROTATED -> loans.replaceAll(loan -> rotated(loan, mark.at()));
            }
        }
        return loans;
    }

    private static void out(List<Loan> loans, Mark mark) {
        int last = loans.size() - 1;
        Loan before = last < 0 ? null : loans.get(last);
        boolean prolongs = before != null
                && before.until() == UNTOLD
                && (mark.target() == null || mark.target().equals(before.target()));
        if (prolongs) {
            long expiresAt = mark.expiresAt() == UNTOLD ? before.expiresAt() : mark.expiresAt();
            loans.set(last, new Loan(before.from(), expiresAt, UNTOLD, UNTOLD, before.target()));
        } else {
            loans.add(new Loan(mark.at(), mark.expiresAt(), UNTOLD, UNTOLD, mark.target()));
        }
    }

    private static Loan returned(Loan loan, long at) {
        return loan.returnedAt() == UNTOLD
                ? new Loan(loan.from(), loan.expiresAt(), at, loan.rotatedAt(), loan.target())
                : loan;
    }

    /** What is set in the moment of the check-out is what is checked out. */
    private static Loan rotated(Loan loan, long at) {
        return loan.rotatedAt() == UNTOLD && at > loan.from()
                ? new Loan(loan.from(), loan.expiresAt(), loan.returnedAt(), at, loan.target())
                : loan;
    }

    @Override
    public long firstAt() {
        return marks.first().at();
    }

    @Override
    public long lastAt() {
        Set<Long> used = rotations(loans());
        long last = firstAt();
        for (Mark mark : marks) {
            // What others' use leads to keeps nothing of this one's.
            last = mark.deed() != Deed.ROTATED || used.contains(mark.at()) ? Math.max(last, mark.at()) : last;
        }
        return last;
    }

    @Override
    public boolean isOpen(long at) {
        return loans().stream().anyMatch(loan -> loan.until() == UNTOLD);
    }

    @Override
    public Credential join(Tracked same) {
        SortedSet<Mark> all = new TreeSet<>(marks);
        all.addAll(((Credential) same).marks);
        return new Credential(key, all);
    }
}
