package dev.sluice.bench;

import dev.sluice.bench.report.Comparison;
import dev.sluice.bench.report.JsonReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench compare}: two reports side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Prints the ratios of two reports, with a verdict for each figure.")
public final class CompareCommand implements Callable<Integer> {
    private static final List<String> SHOULD_MATCH =
            List.of("profile", "load", "machine", "jvm", "vm", "app options", "client settings", "limit");

    @Parameters(index = "0", paramLabel = "OLD", description = "A file of --json.")
    private Path before;

    @Parameters(index = "1", paramLabel = "NEW", description = "Another.")
    private Path after;

    @Option(names = "--fail-on-worse", description = "Ends with exit code 1 if a figure is worse.")
    private boolean failOnWorse;

    @Spec
    private CommandSpec spec;

    /** A command with nothing set. */
    public CompareCommand() {}

    @Override
    public Integer call() throws IOException {
        Comparison comparison = Comparison.of(JsonReport.figures(before), JsonReport.figures(after));
        PrintWriter out = spec.commandLine().getOut();
        out.print(comparison.toMarkdown());
        Map<String, String> old = JsonReport.about(before);
        Map<String, String> now = JsonReport.about(after);
        for (String name : SHOULD_MATCH) {
            if (!Objects.equals(old.get(name), now.get(name))) {
                out.println("Not the same " + name + ": " + old.get(name) + " / " + now.get(name));
            }
        }
        out.flush();
        boolean worse = comparison.lines().stream().anyMatch(line -> line.verdict() == Comparison.Verdict.WORSE);
        return failOnWorse && worse ? 1 : 0;
    }
}
