package dev.sluice.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two reports side by side: the ratio of each figure that both have, and what it says. */
public final class Comparison {
    private static final double RESOLUTION = 0.10;
    private static final double SPREADS = 2;

    private final double tolerance;
    private final List<Line> lines = new ArrayList<>();

    /**
     * One figure.
     *
     * @param name its name
     * @param before the old value
     * @param after the new value
     * @param verdict what follows
     */
    public record Line(String name, double before, double after, Verdict verdict) {
        /**
         * How it changed.
         *
         * @return new over old; NaN where the old one is 0
         */
        public double ratio() {
            return before == 0 ? Double.NaN : after / before;
        }
    }

    /** What the ratio of a figure says. */
    public enum Verdict {
        /** More than what noise explains, in the right direction. */
        BETTER,
        /** Within what noise explains. */
        SAME,
        /** More than what noise explains, in the wrong direction. */
        WORSE,
        /** The figure only describes the run. */
        NONE
    }

    private Comparison(double tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * Compares. What differs by less than a tenth, or by less than twice the variation of the copies, is the same.
     *
     * @param before the old figures
     * @param after the new figures
     * @return the comparison
     */
    public static Comparison of(Map<String, Double> before, Map<String, Double> after) {
        double spread = Math.max(before.getOrDefault("copy_cv", 0.0), after.getOrDefault("copy_cv", 0.0));
        Comparison comparison = new Comparison(Math.max(RESOLUTION, SPREADS * spread));
        before.forEach((name, old) -> {
            if (after.containsKey(name)) {
                comparison.lines.add(comparison.line(name, old, after.get(name)));
            }
        });
        return comparison;
    }

    private Line line(String name, double before, double after) {
        FigureText.Direction direction = FigureText.direction(name);
        Verdict verdict;
        if (direction == FigureText.Direction.NEITHER || before == 0) {
            verdict = Verdict.NONE;
        } else {
            // Symmetric: doubled and halved are equally far from the same.
            double distance = Math.log(after / before) * (direction == FigureText.Direction.MORE ? 1 : -1);
            double bound = Math.log1p(tolerance);
            verdict = distance > bound ? Verdict.BETTER : distance < -bound ? Verdict.WORSE : Verdict.SAME;
        }
        return new Line(name, before, after, verdict);
    }

    /**
     * The figures that both reports have.
     *
     * @return in the order of the old report
     */
    public List<Line> lines() {
        return lines;
    }

    /**
     * Up to which change a figure counts as the same.
     *
     * @return a share
     */
    public double tolerance() {
        return tolerance;
    }

    /**
     * As a table.
     *
     * @return Markdown
     */
    public String toMarkdown() {
        StringBuilder text =
                new StringBuilder("| figure | old | new | new / old | verdict |\n|---|---:|---:|---:|---|\n");
        for (Line line : lines) {
            text.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %s | %s | %s |%n",
                    line.name(),
                    FigureText.value(line.before()),
                    FigureText.value(line.after()),
                    Double.isNaN(line.ratio()) ? "" : String.format(Locale.ROOT, "%.2f", line.ratio()),
                    line.verdict() == Verdict.NONE ? "" : line.verdict().name().toLowerCase(Locale.ROOT)));
        }
        text.append(String.format(
                Locale.ROOT,
                "%nA change of up to %.0f %% counts as the same: a tenth, or twice the variation of the copies.%n",
                100 * tolerance));
        return text.toString();
    }
}
