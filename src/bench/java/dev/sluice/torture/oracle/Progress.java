package dev.sluice.torture.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** How far each partition of the stage was committed, and how far it could have been, looked at again and again. */
public final class Progress {
    private static final long UNDER_WAY_MS = 1_000;

    private final List<Look> looks = new ArrayList<>();

    private record Look(long at, long[] committed, long[] ends) {}

    /** Nothing was looked at yet. */
    public Progress() {}

    /**
     * Notes how far it is.
     *
     * @param at when, ms since the epoch
     * @param committed the committed inputs of each partition
     * @param ends the inputs that there are
     */
    public synchronized void saw(long at, long[] committed, long[] ends) {
        looks.add(new Look(at, committed.clone(), ends.clone()));
    }

    /**
     * Whether every partition was committed further after an instant.
     *
     * @param from the instant, ms since the epoch
     * @return false if one was not yet
     */
    public synchronized boolean haveAllMoved(long from) {
        long[] before = null;
        for (Look look : looks) {
            if (look.at() >= from + UNDER_WAY_MS) {
                before = before == null ? look.committed() : before;
                boolean all = true;
                for (int i = 0; i < before.length; i++) {
                    all &= look.committed()[i] > before[i];
                }
                if (all) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * How long inputs waited after an instant until every partition had been committed further; a second later at the earliest,
     * because what was under way at the instant is no sign of life. A partition to which nothing comes has nothing to go on with: its
     * time begins with its next input.
     *
     * @param from the instant, ms since the epoch
     * @return milliseconds, empty if one never was, or none had anything to do
     */
    public synchronized OptionalLong untilAllMoved(long from) {
        List<Look> after =
                looks.stream().filter(look -> look.at() >= from + UNDER_WAY_MS).toList();
        long longest = -1;
        int partitions = after.isEmpty() ? 0 : after.get(0).committed().length;
        for (int i = 0; i < partitions; i++) {
            long before = after.get(0).committed()[i];
            long since = after.get(0).ends()[i] > before ? from : -1;
            long took = -1;
            for (Look look : after) {
                if (since < 0 && look.ends()[i] > before) {
                    since = look.at();
                }
                if (look.committed()[i] > before) {
                    took = look.at() - since;
                    break;
                }
            }
            if (since >= 0 && took < 0) {
                return OptionalLong.empty();
            }
            longest = Math.max(longest, took);
        }
        return longest < 0 ? OptionalLong.empty() : OptionalLong.of(longest);
    }

    /**
     * The longest time during which one partition had inputs and was not committed further.
     *
     * @param from since when, ms since the epoch
     * @param until up to when
     * @return milliseconds
     */
    public synchronized long largestGap(long from, long until) {
        List<Look> within = looks.stream()
                .filter(look -> look.at() >= from && look.at() <= until)
                .toList();
        long largest = 0;
        int partitions = within.isEmpty() ? 0 : within.get(0).committed().length;
        for (int i = 0; i < partitions; i++) {
            long since = -1;
            long committed = within.get(0).committed()[i];
            for (Look look : within) {
                largest = Math.max(largest, since < 0 ? 0 : look.at() - since);
                if (look.committed()[i] > committed || since < 0) {
                    committed = look.committed()[i];
                    since = look.ends()[i] > committed ? look.at() : -1;
                }
            }
        }
        return largest;
    }
}
