package dev.sluice.bench.report;

import java.util.Locale;

/** The report as Markdown: what was measured, the figures, all runs, and what to know about them. */
public final class MarkdownReport {
    private MarkdownReport() {}

    /**
     * Writes a report.
     *
     * @param report the report
     * @return Markdown
     */
    public static String of(Report report) {
        StringBuilder text = new StringBuilder();
        text.append("| figure | value | |\n|---|---:|---|\n");
        report.figures().forEach((name, value) -> text.append("| `")
                .append(name)
                .append("` | ")
                .append(FigureText.value(value))
                .append(" | ")
                .append(FigureText.meaning(name))
                .append(" |\n"));
        if (!report.runs().isEmpty()) {
            runs(report, text);
        }
        if (!report.notes().isEmpty()) {
            text.append('\n');
            report.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        }
        text.append('\n');
        report.about().forEach((name, value) -> text.append("- ")
                .append(name)
                .append(": ")
                .append(value)
                .append('\n'));
        return text.toString();
    }

    private static void runs(Report report, StringBuilder text) {
        text.append(
                        "\n| round | run | events/s | ratio | measured s | app CPU s/M | broker CPU s/M | alloc B/event |\n")
                .append("|---:|---|---:|---:|---:|---:|---:|---:|\n");
        for (Report.RunLine run : report.runs()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %s | %,.0f | %s | %.1f | %.2f | %.2f | %,.0f |%n",
                    run.round(),
                    run.label(),
                    run.eventsPerSecond(),
                    Double.isNaN(run.ratio()) ? "" : String.format(Locale.ROOT, "%.3f", run.ratio()),
                    run.seconds(),
                    run.appCpu(),
                    run.brokerCpu(),
                    run.allocated()));
        }
    }
}
