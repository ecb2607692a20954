package dev.sluice.domain.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A lease of a secret. Vaults give each lease an id of its own, but where a secret is leased by its name, it is leased again and again.
 *
 * @param key what it is
 * @param marks what was done with it, in order; the last {@value #MAX_MARKS}
 */
public record Lease(TrackedKey key, SortedSet<Mark> marks) implements Tracked {
    /** What is remembered of one lease. */
    static final int MAX_MARKS = 64;

    /** What can be done with it. The order is part of the state format, and decides within a millisecond. */
    public enum Deed {
        /** It was given, or prolonged. */
        LEASED,
        /** It was given back, or revoked. */
        RETURNED
    }

    /**
     * One thing that was done with it.
     *
     * @param at when (ms since the epoch)
     * @param deed what
     * @param expiresAt when it ends by itself (ms since the epoch), or {@link Tracked#UNTOLD}
     * @param system the system that it opens, or null
     * @param pipelineId the pipeline that it is for, or null
     */
    public record Mark(long at, Deed deed, long expiresAt, String system, String pipelineId)
            implements Comparable<Mark> {
        private static final Comparator<String> TEXT = Comparator.nullsFirst(Comparator.naturalOrder());

        private static final Comparator<Mark> ORDER = Comparator.comparingLong(Mark::at)
                .thenComparing(Mark::deed)
                .thenComparingLong(Mark::expiresAt)
                .thenComparing(Mark::system, TEXT)
                .thenComparing(Mark::pipelineId, TEXT);

        @Override
        public int compareTo(Mark other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A time for which it is given.
     *
     * @param from when it was given (ms since the epoch)
     * @param end when it was given back or ends by itself (ms since the epoch), or {@link Tracked#UNTOLD}
     * @param system the system that it opens, or the vault where none was told
     * @param pipelineId the pipeline that it is for, or null
     */
    public record Term(long from, long end, String system, String pipelineId) {}

    static Lease returned(TrackedKey key, long at) {
        SortedSet<Mark> marks = new TreeSet<>();
        marks.add(new Mark(at, Deed.RETURNED, UNTOLD, null, null));
        return new Lease(key, marks);
    }

    /** Copies, and forgets the first marks if there are too many. */
    public Lease {
        TreeSet<Mark> kept = new TreeSet<>(marks);
        while (kept.size() > MAX_MARKS) {
            kept.pollFirst();
        }
        marks = Collections.unmodifiableSortedSet(kept);
    }

    /**
     * The times for which it is given; what is given again before it ends is prolonged.
     *
     * @return in order
     */
    public List<Term> terms() {
        List<Term> terms = new ArrayList<>();
        for (Mark mark : marks) {
            int last = terms.size() - 1;
            Term term = last < 0 ? null : terms.get(last);
            boolean open = term != null && term.end() > mark.at();
            String system = mark.system() == null ? key.source() : mark.system();
            if (mark.deed() == Deed.RETURNED && open) {
                terms.set(last, new Term(term.from(), mark.at(), term.system(), term.pipelineId()));
            } else if (mark.deed() == Deed.LEASED && open) {
                long end = mark.expiresAt() == UNTOLD ? term.end() : mark.expiresAt();
                terms.set(last, new Term(term.from(), end, term.system(), term.pipelineId()));
            } else if (mark.deed() == Deed.LEASED) {
                terms.add(new Term(mark.at(), mark.expiresAt(), system, mark.pipelineId()));
            }
        }
        return terms;
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
        List<Term> terms = terms();
        return !terms.isEmpty() && terms.get(terms.size() - 1).end() > at;
    }

    @Override
    public Lease join(Tracked same) {
        SortedSet<Mark> all = new TreeSet<>(marks);
        all.addAll(((Lease) same).marks);
        return new Lease(key, all);
    }
}
