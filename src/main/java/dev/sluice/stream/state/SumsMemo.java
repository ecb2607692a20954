package dev.sluice.stream.state;

import dev.sluice.domain.access.HeldMarks;
import dev.sluice.domain.access.HeldSums;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What was held by page when somebody asked, and which blocks were replaced since. Immutable.
 *
 * @param sums what was held
 * @param snapshots tells the snapshots under which it was
 * @param gone blocks that were there then and are not now
 * @param come blocks that are there now and were not then
 */
record SumsMemo(HeldSums sums, long snapshots, Set<RowsImage> gone, Set<RowsImage> come) {
    /** Where more was replaced everything is summed up anew, rather than keeping what is gone in memory. */
    private static final int MAX_GONE = 16;

    static SumsMemo of(HeldSums sums, long snapshots) {
        return new SumsMemo(sums, snapshots, Set.of(), Set.of());
    }

    /** The memo of other blocks, or null if too many are. */
    SumsMemo with(List<RowsImage> replaced, List<RowsImage> by) {
        Set<RowsImage> goneNow = new LinkedHashSet<>(gone);
        Set<RowsImage> comeNow = new LinkedHashSet<>(come);
        for (RowsImage block : replaced) {
            if (!comeNow.remove(block)) {
                goneNow.add(block);
            }
        }
        comeNow.addAll(by);
        return goneNow.size() > MAX_GONE ? null : new SumsMemo(sums, snapshots, goneNow, comeNow);
    }

    /** What is held now, or null if it does not follow from what was held then. */
    HeldSums at(long at, int pages, int account, long underSnapshots, Function<RowsImage, HeldMarks> marks) {
        if (snapshots != underSnapshots || !sums.saysOf(at, pages, account)) {
            return null;
        }
        if (gone.isEmpty() && come.isEmpty()) {
            return sums;
        }
        HeldSums.Builder now = sums.changed(at);
        gone.forEach(block -> now.remove(marks.apply(block)));
        come.forEach(block -> now.add(marks.apply(block)));
        return now.build();
    }
}
