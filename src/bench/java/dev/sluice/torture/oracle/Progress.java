package dev.sluice.torture.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How far each partition of the stage was committed, looked at again and again. */
public final class Progress {
    private static final long UNDER_WAY_MS = 1_000;

    private final List<Look> looks = new ArrayList<>();

    private record Look(long at, long[] committed) {}

    /** Nothing was looked at yet. */
    public Progress() {}

    /**
     * Notes how far it is.
     *
     * @param at when, ms since the epoch
     * @param committed the committed inputs of each partition
     */
    public synchronized void saw(long at, long[] committed) {
        looks.add(new Look(at, committed.clone()));
    }

    /**
     * How long it took from an instant until every partition had been committed further; a second later at the earliest, because
     * what was under way at the instant is no sign of life.
     *
     * @param from the instant, ms since the epoch
     * @return milliseconds, empty if one never was
     */
    public synchronized OptionalLong untilAllMoved(long from) {
        long[] before = null;
        boolean[] moved = null;
        int left = 0;
        for (Look look : looks) {
            if (look.at() < from + UNDER_WAY_MS) {
                continue;
            }
            if (before == null) {
                before = look.committed();
                moved = new boolean[before.length];
                left = before.length;
            }
            for (int i = 0; i < before.length; i++) {
                if (!moved[i] && look.committed()[i] > before[i]) {
                    moved[i] = true;
                    left--;
                }
            }
            if (left == 0) {
                return OptionalLong.of(look.at() - from);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * The longest time during which one partition was not committed further.
     *
     * @param until up to when, ms since the epoch
     * @return milliseconds
     */
    public synchronized long largestGap(long until) {
        long largest = 0;
        int partitions = looks.isEmpty() ? 0 : looks.get(0).committed().length;
        for (int i = 0; i < partitions; i++) {
            long since = looks.get(0).at();
            long committed = looks.get(0).committed()[i];
            for (Look look : looks) {
                if (look.at() > until) {
                    break;
                }
                largest = Math.max(largest, look.at() - since);
                if (look.committed()[i] > committed) {
                    committed = look.committed()[i];
                    since = look.at();
                }
            }
        }
        return largest;
    }
}
