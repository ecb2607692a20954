package dev.sluice.bench.measure;

import java.util.ArrayList;
import java.util.List;

/** Ratios of runs that took turns with a reference: a machine that drifts moves both alike. */
public final class Ratios {
    private Ratios() {}

    /**
     * Each run's rate over the mean of its two neighbours.
     *
     * @param references rates of the reference, one more than there are runs: before the first, between, after the last
     * @param runs rates of the runs between them
     * @return one ratio for each run
     */
    public static List<Double> toNeighbours(List<Double> references, List<Double> runs) {
        if (references.size() != runs.size() + 1) {
            throw new IllegalArgumentException("There are " + references.size() + " references around " + runs.size()
                    + " runs; each run needs one before and one after it.");
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            ratios.add(runs.get(i) / ((references.get(i) + references.get(i + 1)) / 2));
        }
        return ratios;
    }
}
