package dev.sluice.domain.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A pipeline. It may run again under its id: a retry is the same pipeline to whoever names it.
 *
 * @param key what it is
 * @param facts when it began and ended, in order; the last {@value #MAX_FACTS}
 */
public record Pipeline(TrackedKey key, SortedSet<Followed.Fact> facts) implements Tracked {
    /** What is remembered of one pipeline. */
    static final int MAX_FACTS = 64;

    /**
     * One run.
     *
     * @param startedAt when it began (ms since the epoch), or {@link Tracked#NEVER} if only its end was told
     * @param endedAt when it ended (ms since the epoch), or {@link Tracked#UNTOLD}
     */
    public record Run(long startedAt, long endedAt) {}

    /** Copies, and forgets the first facts if there are too many. */
    public Pipeline {
        TreeSet<Followed.Fact> kept = new TreeSet<>(facts);
        while (kept.size() > MAX_FACTS) {
            kept.pollFirst();
        }
        facts = Collections.unmodifiableSortedSet(kept);
    }

    /**
     * Its runs.
     *
     * @return in order
     */
    public List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (Followed.Fact fact : facts) {
            int last = runs.size() - 1;
            boolean open = last >= 0 && runs.get(last).endedAt() == UNTOLD;
            if (fact.what() == Followed.What.STARTED) {
                // A start while it runs is the same run, told twice or begun anew at once.
                if (!open) {
                    runs.add(new Run(fact.at(), UNTOLD));
                }
            } else if (open) {
                runs.set(last, new Run(runs.get(last).startedAt(), fact.at()));
            } else if (last < 0) {
                runs.add(new Run(NEVER, fact.at()));
            }
        }
        return runs;
    }

    /**
     * Whether runs may have been forgotten.
     *
     * @return true if as much is remembered as can be
     */
    public boolean isFull() {
        return facts.size() >= MAX_FACTS;
    }

    @Override
    public long firstAt() {
        return facts.first().at();
    }

    @Override
    public long lastAt() {
        return facts.last().at();
    }

    @Override
    public boolean isOpen(long at) {
        return facts.last().what() == Followed.What.STARTED;
    }

    @Override
    public Pipeline join(Tracked same) {
        SortedSet<Followed.Fact> all = new TreeSet<>(facts);
        all.addAll(((Pipeline) same).facts);
        return new Pipeline(key, all);
    }
}
