package dev.sluice.torture.oracle;

import java.util.Map;
import java.util.TreeSet;

/** C2: what stands in the end is what the truth of the fed history says, by id. */
public final class SameAnswers implements Check {
    private final String what;
    private final Map<String, String> expected;
    private final Map<String, String> found;
    private final Map<String, Object> figures;

    /**
     * A check.
     *
     * @param what is compared, in words
     * @param expected by the truth: id and words
     * @param found on the topics: id and words
     * @param figures what else was counted on the way
     */
    public SameAnswers(
            String what, Map<String, String> expected, Map<String, String> found, Map<String, Object> figures) {
        this.what = what;
        this.expected = expected;
        this.found = found;
        this.figures = figures;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C2 " + what);
        TreeSet<String> ids = new TreeSet<>(expected.keySet());
        ids.addAll(found.keySet());
        long same = 0;
        for (String id : ids) {
            String wanted = expected.get(id);
            String got = found.get(id);
            if (wanted != null && wanted.equals(got)) {
                same++;
            } else {
                notes.problem(id + ": expected " + wanted + ", found " + got);
            }
        }
        notes.figure("expected", expected.size());
        notes.figure("equal", same);
        figures.forEach(notes::figure);
        if (expected.isEmpty()) {
            notes.problem("nothing is expected, so nothing is compared");
        }
        return notes.verdict();
    }
}
