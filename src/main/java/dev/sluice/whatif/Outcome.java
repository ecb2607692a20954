package dev.sluice.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What a candidate set would change.
 *
 * @param newly violations by the candidate only
 * @param still violations by both sets
 * @param noLonger violations by the set before only
 */
public record Outcome(List<Violation> newly, List<Violation> still, List<Violation> noLonger) {
    /**
     * Compares what two sets find.
     *
     * @param before what the set before finds
     * @param candidate what the candidate finds
     * @return the difference; what stands is told as the candidate finds it
     */
    public static Outcome of(List<Violation> before, List<Violation> candidate) {
        TreeSet<Violation> known = new TreeSet<>(before);
        List<Violation> newly = new ArrayList<>();
        List<Violation> still = new ArrayList<>();
        candidate.forEach(violation -> (known.contains(violation) ? still : newly).add(violation));
        TreeSet<Violation> found = new TreeSet<>(candidate);
        return new Outcome(
                newly,
                still,
                before.stream().filter(violation -> !found.contains(violation)).toList());
    }
}
