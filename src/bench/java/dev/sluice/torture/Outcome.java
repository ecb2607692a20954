package dev.sluice.torture;

import dev.sluice.torture.oracle.Verdict;
import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param about what was run
 * @param verdicts what each check says
 * @param times how soon everything went on after each fault of which that is measured
 */
record Outcome(Map<String, Object> about, List<Verdict> verdicts, List<Timing> times) {
    boolean passed() {
        return verdicts.stream().allMatch(Verdict::passed);
    }
}
