package dev.sluice.torture.oracle;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** C4: no transaction hangs: on each derived topic whoever reads committed records reads to the end. */
public final class NothingHangs implements Check {
    private final Map<String, Long> stable;
    private final Map<String, Long> high;
    private final List<String> ongoing;

    /**
     * A check.
     *
     * @param stable the last stable offset of each partition, by name
     * @param high the high watermark of each, by name
     * @param ongoing transactions that have been going on for longer than they may
     */
    public NothingHangs(Map<String, Long> stable, Map<String, Long> high, List<String> ongoing) {
        this.stable = stable;
        this.high = high;
        this.ongoing = ongoing;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C4 no transaction hangs");
        new TreeMap<>(high).forEach((partition, end) -> {
            Long offset = stable.get(partition);
            if (offset == null || !offset.equals(end)) {
                notes.problem(partition + " can be read to " + offset + " of " + end);
            }
        });
        ongoing.forEach(transaction -> notes.problem("still going on: " + transaction));
        notes.figure("partitions", high.size());
        notes.figure("ongoing", ongoing.size());
        return notes.verdict();
    }
}
