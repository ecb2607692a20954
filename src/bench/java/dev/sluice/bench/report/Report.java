package dev.sluice.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything one run of the benchmark has to say, gathered as it goes. */
public final class Report {
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final Map<String, String> about = new LinkedHashMap<>();
    private final List<RunLine> runs = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * One run, for the table of all runs.
     *
     * @param round its round, from 1
     * @param label who ran
     * @param eventsPerSecond its speed
     * @param ratio its speed over that of its neighbours; NaN for a reference
     * @param seconds the measured time
     * @param appCpu CPU seconds per million events of the contender
     * @param brokerCpu the same of the broker
     * @param allocated bytes allocated per event
     */
    public record RunLine(
            int round,
            String label,
            double eventsPerSecond,
            double ratio,
            double seconds,
            double appCpu,
            double brokerCpu,
            double allocated) {}

    /** An empty report. */
    public Report() {}

    /**
     * States a figure. One that is not a number is left out.
     *
     * @param name its name, for good
     * @param value its value
     */
    public void figure(String name, double value) {
        if (!Double.isNaN(value) && !Double.isInfinite(value)) {
            figures.put(name, value);
        }
    }

    /**
     * States what was measured, on what.
     *
     * @param name for example {@code machine.cpus}
     * @param value its value
     */
    public void about(String name, Object value) {
        about.put(name, String.valueOf(value));
    }

    /**
     * Adds a run.
     *
     * @param run the run
     */
    public void run(RunLine run) {
        runs.add(run);
    }

    /**
     * Adds a sentence that a reader of the figures has to know.
     *
     * @param sentence the sentence
     */
    public void note(String sentence) {
        notes.add(sentence);
    }

    /**
     * The figures.
     *
     * @return by name, in the order in which they were stated
     */
    public Map<String, Double> figures() {
        return figures;
    }

    /**
     * What was measured, on what.
     *
     * @return by name
     */
    public Map<String, String> about() {
        return about;
    }

    /**
     * The runs.
     *
     * @return in their order
     */
    public List<RunLine> runs() {
        return runs;
    }

    /**
     * What a reader has to know.
     *
     * @return sentences
     */
    public List<String> notes() {
        return notes;
    }
}
