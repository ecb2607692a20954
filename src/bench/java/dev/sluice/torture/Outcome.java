package dev.sluice.torture;

import dev.sluice.torture.oracle.Verdict;
import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param about what was run
 * @param verdicts what each check says
 */
record Outcome(Map<String, Object> about, List<Verdict> verdicts) {
    boolean passed() {
        return verdicts.stream().allMatch(Verdict::passed);
    }
}
