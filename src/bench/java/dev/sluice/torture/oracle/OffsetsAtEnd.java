package dev.sluice.torture.oracle;

import java.util.Map;
import java.util.TreeMap;

/** C3: everything that is on the inputs is committed as read. */
public final class OffsetsAtEnd implements Check {
    private final Map<String, Long> ends;
    private final Map<String, Long> committed;

    /**
     * A check.
     *
     * @param ends the end of each input partition, by name
     * @param committed the committed offset of each, by name
     */
    public OffsetsAtEnd(Map<String, Long> ends, Map<String, Long> committed) {
        this.ends = ends;
        this.committed = committed;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C3 committed to the end");
        long behind = 0;
        for (Map.Entry<String, Long> end : new TreeMap<>(ends).entrySet()) {
            long offset = committed.getOrDefault(end.getKey(), 0L);
            if (offset != end.getValue()) {
                behind += end.getValue() - offset;
                notes.problem(end.getKey() + " ends at " + end.getValue() + ", committed is " + offset);
            }
        }
        notes.figure("partitions", ends.size());
        notes.figure("behind", behind);
        return notes.verdict();
    }
}
