package dev.sluice.torture.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * How soon everything goes on after faults of one kind: none takes longer than the longest, and 19 of 20 of those that no other fault
 * overlaps are sooner than the usual.
 */
public final class Recovered implements Check {
    private final String what;
    private final List<Episode> episodes;
    private final long usualMs;
    private final long longestMs;

    /**
     * One fault.
     *
     * @param name what it was
     * @param tookMs how long until all partitions went on; empty if they never did
     * @param isAlone whether no other fault was near
     */
    public record Episode(String name, OptionalLong tookMs, boolean isAlone) {}

    /**
     * A check.
     *
     * @param what the faults are, in words
     * @param episodes the faults
     * @param usualMs the limit for the 95th percentile of those that were alone
     * @param longestMs the limit for each of those that were alone
     */
    public Recovered(String what, List<Episode> episodes, long usualMs, long longestMs) {
        this.what = what;
        this.episodes = episodes;
        this.usualMs = usualMs;
        this.longestMs = longestMs;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("T " + what);
        List<Long> alone = new ArrayList<>();
        List<Long> all = new ArrayList<>();
        for (Episode episode : episodes) {
            if (episode.tookMs().isEmpty()) {
                notes.problem(episode.name() + ": a partition never went on");
                continue;
            }
            long took = episode.tookMs().getAsLong();
            all.add(took);
            if (episode.isAlone()) {
                alone.add(took);
                if (took > longestMs) {
                    notes.problem(episode.name() + ": all went on after " + took + " ms, not within " + longestMs);
                }
            }
        }
        notes.figure("times", all.size());
        notes.figure("alone", alone.size());
        if (!all.isEmpty()) {
            notes.figure("all, p50 ms", percentile(all, 50));
            notes.figure("all, p95 ms", percentile(all, 95));
            notes.figure("all, max ms", Collections.max(all));
        }
        if (!alone.isEmpty()) {
            notes.figure("alone, p50 ms", percentile(alone, 50));
            notes.figure("alone, p95 ms", percentile(alone, 95));
            notes.figure("alone, max ms", Collections.max(alone));
            if (percentile(alone, 95) > usualMs) {
                notes.problem("19 of 20 take up to " + percentile(alone, 95) + " ms, more than " + usualMs);
            }
        }
        return notes.verdict();
    }

    /** The nearest rank. */
    static long percentile(List<Long> values, int percent) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percent / 100.0) - 1));
    }
}
