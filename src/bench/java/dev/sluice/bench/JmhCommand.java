package dev.sluice.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench jmh}: the small measurements, of codecs and state. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        description = "Measures codecs and state alone, in time and bytes per operation.")
public final class JmhCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "REGEX",
            description = "Which benchmarks (default: all).",
            defaultValue = "dev.sluice.bench.jmh")
    private String pattern;

    @Option(names = "--forks", paramLabel = "N", description = "Virtual machines per benchmark (default: 2).")
    private int forks = 2;

    @Option(names = "--iterations", paramLabel = "N", description = "Measured iterations (default: 5).")
    private int iterations = 5;

    @Option(names = "--seconds", paramLabel = "N", description = "Length of an iteration (default: 1).")
    private int seconds = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the results as JSON.")
    private Path json;

    /** A command with nothing set. */
    public JmhCommand() {}

    @Override
    public Integer call() throws Exception {
        List<String> vm = new ArrayList<>(List.of("-Xms1g", "-Xmx1g"));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(pattern)
                .forks(forks)
                .warmupIterations(Math.max(1, iterations / 2))
                .warmupTime(TimeValue.seconds(seconds))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(seconds))
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(vm.toArray(String[]::new));
        if (json != null) {
            options.resultFormat(ResultFormatType.JSON).result(json.toString());
        }
        new Runner(options.build()).run();
        return 0;
    }
}
