package dev.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.BenchMain;
import dev.sluice.bench.report.Comparison.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({
        "ratio_alo, 0.20, 0.30, BETTER",
        "ratio_alo, 0.30, 0.20, WORSE",
        "ratio_alo, 0.20, 0.21, SAME",
        "cpu_s_per_m, 9, 5, BETTER",
        "cpu_s_per_m, 5, 9, WORSE",
        "p99_eos_ms, 50, 52, SAME",
        "p99_eos_ms, 50, 60, WORSE",
        "restore_s, 5, 20, WORSE",
        "events_s_alo, 1000, 2000, BETTER",
        "events_s_copy_alo, 1000, 2000, NONE",
        "log_events, 1000, 2000, NONE",
        "kill_to_output_eos_s, 0, 3, NONE"
    })
    void knowsWhichWayIsBetter(String name, double before, double after, Verdict verdict) {
        assertThat(Comparison.of(Map.of(name, before), Map.of(name, after)).lines())
                .extracting(Comparison.Line::verdict)
                .containsExactly(verdict);
    }

    @Test
    void isMorePatientWhereTheCopiesVary() {
        Comparison comparison =
                Comparison.of(Map.of("ratio_alo", 0.20, "copy_cv", 0.02), Map.of("ratio_alo", 0.25, "copy_cv", 0.20));

        assertThat(comparison.lines())
                .filteredOn(line -> line.name().equals("ratio_alo"))
                .extracting(Comparison.Line::verdict)
                .containsExactly(Verdict.SAME);
        assertThat(comparison.toMarkdown()).contains("up to 40 %");
    }

    @Test
    void leavesOutWhatOnlyOneHas() {
        assertThat(Comparison.of(Map.of("ratio_alo", 0.2, "ratio_eos", 0.1), Map.of("ratio_alo", 0.2))
                        .lines())
                .extracting(Comparison.Line::name)
                .containsExactly("ratio_alo");
    }

    @Test
    void comparesTwoFiles() throws IOException {
        Path before = write("before.json", 0.25, "100,000 identities");
        Path after = write("after.json", 0.1, "10,000 identities");

        StringWriter out = new StringWriter();
        int exit = BenchMain.commandLine()
                .setOut(new PrintWriter(out))
                .execute("compare", "--fail-on-worse", before.toString(), after.toString());

        assertThat(out.toString())
                .contains("| `ratio_alo` | 0.25 | 0.10 | 0.40 | worse |")
                .contains("Not the same load: 100,000 identities / 10,000 identities");
        assertThat(exit).isEqualTo(1);
    }

    @Test
    void writesFiguresThatItReadsBack() throws IOException {
        Path file = write("report.json", 0.25, "a");

        assertThat(JsonReport.figures(file))
                .containsExactly(Map.entry("log_events", 6e6), Map.entry("ratio_alo", 0.25));
        assertThat(JsonReport.about(file)).containsExactly(Map.entry("load", "a"));
    }

    @Test
    void statesNoFigureThatIsNotANumber() {
        Report report = new Report();
        report.figure("copy_cv", Double.NaN);

        assertThat(report.figures()).isEmpty();
    }

    @Test
    void showsEveryFigureAndEveryRun() {
        Report report = new Report();
        report.figure("ratio_alo", 0.35);
        report.run(new Report.RunLine(1, "sluice, at_least_once, 2 threads", 350_000, 0.35, 12, 4.5, 0.8, 3_000));
        report.note("A sentence.");

        assertThat(MarkdownReport.of(report))
                .contains("| `ratio_alo` | 0.35 | events/s as a share of the raw copy, at_least_once |")
                .contains("| 1 | sluice, at_least_once, 2 threads | 350,000 | 0.350 | 12.0 | 4.50 | 0.80 | 3,000 |")
                .contains("- A sentence.");
    }

    private Path write(String name, double ratio, String load) throws IOException {
        Report report = new Report();
        report.figure("log_events", 6_000_000);
        report.figure("ratio_alo", ratio);
        report.about("load", load);
        Path file = dir.resolve(name);
        JsonReport.write(report, file);
        return file;
    }
}
