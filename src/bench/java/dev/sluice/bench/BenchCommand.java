package dev.sluice.bench;

import dev.sluice.bench.load.LoadProfile;
import dev.sluice.bench.report.JsonReport;
import dev.sluice.bench.report.MarkdownReport;
import dev.sluice.bench.report.Report;
import dev.sluice.bench.run.Bench;
import dev.sluice.bench.run.BenchOptions;
import dev.sluice.bench.run.BenchOptions.Part;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: measures Sluice against a raw copy and against a DSL application, all on this machine. */
@Command(
        name = "sluice bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures Sluice on this machine: against a raw copy of the same bytes (the limit) and against the obvious "
                    + "Kafka Streams DSL application, by turns, on one log that is written before.",
            "",
            "Starts a broker, a registry and each contender as a process of its own, in a temporary directory that is "
                    + "removed at the end. Prints a Markdown table; how it measures is in docs/performance.md.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  ./sluice bench --quick --json now.json        two minutes, rough figures",
            "  ./sluice bench --json full.json               the full measurement, hours",
            "  ./sluice bench --only copy,alo --rounds 3 --app-opt rocksdb.config.setter=a.B",
            "  ./sluice bench compare before.json after.json",
            "  ./sluice bench jmh Codec"
        },
        subcommands = {CompareCommand.class, JmhCommand.class, MatrixCommand.class})
public final class BenchCommand implements Callable<Integer> {
    @Option(
            names = "--quick",
            description = "About two minutes: profile quick, one round, without kill. Rough figures.")
    private boolean quick;

    @Option(
            names = "--profile",
            paramLabel = "NAME|FILE",
            description =
                    "The load, a YAML file or one of: quick, standard (default), daily, daily-x100, logins, preventive, policies, "
                            + "cost-10k, cost-100k, cost-1m, entitlements-20, -200, -2000, -10000.")
    private String profile;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "Only these parts: ${COMPLETION-CANDIDATES}. alo and eos take turns with copies.")
    private List<Part> only = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N", description = "How often each run is repeated.")
    private Integer rounds;

    @Option(names = "--events", paramLabel = "N", description = "Length of the log.")
    private Integer events;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Another log of the same kind: tune on one, quote another.")
    private Long seed;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "Thread counts (default: 1,2; with --quick: 2). The largest gives the figures.")
    private List<Integer> threads = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            description = "Ends a run of an application after so many measured seconds; 0: at the end of the log.")
    private Integer limit;

    @Option(
            names = "--gc",
            paramLabel = "NAME",
            description =
                    "Garbage collector of copy, baseline and Sluice: Parallel (default, as of the launcher), G1, Serial, Z.")
    private Collector collector = Collector.PARALLEL;

    @Option(names = "--heap", paramLabel = "SIZE", description = "Their heap (default: 2g).")
    private String heap = "2g";

    @Option(
            names = "--app-opt",
            paramLabel = "KEY=VALUE",
            description = "A further setting for Sluice, and for the clients of the copy.")
    private Map<String, String> appOptions = new LinkedHashMap<>();

    @Option(names = "--vm-opt", paramLabel = "OPTION", description = "A further option for their virtual machines.")
    private List<String> vmOptions = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON.")
    private Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Writes the table to a file, too.")
    private Path markdown;

    @Option(names = "--dir", paramLabel = "DIR", description = "Where the temporary directory goes.")
    private Path directory;

    @Option(names = "--keep", description = "Keeps the temporary directory, with logs and settings of all processes.")
    private boolean keep;

    @Spec
    private CommandSpec spec;

    /** A garbage collector. */
    enum Collector {
        G1,
        PARALLEL,
        SERIAL,
        Z
    }

    /** A command with nothing set. */
    public BenchCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        BenchOptions options = options();
        Report report = new Bench(options, err).run();
        String table = MarkdownReport.of(report);
        spec.commandLine().getOut().print(table);
        spec.commandLine().getOut().flush();
        if (json != null) {
            JsonReport.write(report, json);
        }
        if (markdown != null) {
            Files.writeString(markdown, table);
        }
        return 0;
    }

    BenchOptions options() {
        String name = profile != null ? profile : quick ? "quick" : "standard";
        LoadProfile load = LoadProfile.read(name);
        if (events != null) {
            load = load.withEvents(events);
        }
        if (seed != null) {
            load = load.withSeed(seed);
        }
        List<Integer> threadCounts = !threads.isEmpty() ? threads : quick ? List.of(2) : List.of(1, 2);
        if (threadCounts.stream().anyMatch(count -> count < 1) || rounds != null && rounds < 1) {
            throw new IllegalArgumentException("--threads and --rounds take numbers from 1 on.");
        }
        List<String> machine = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap, option(collector)));
        machine.addAll(vmOptions);
        return new BenchOptions(
                name,
                load,
                parts(),
                rounds != null ? rounds : quick ? 1 : load.rounds(),
                threadCounts,
                limit != null ? limit : load.limitSeconds(),
                machine,
                appOptions,
                directory,
                keep);
    }

    private Set<Part> parts() {
        if (!only.isEmpty()) {
            return EnumSet.copyOf(only);
        }
        return quick ? EnumSet.complementOf(EnumSet.of(Part.KILL, Part.POLICY)) : EnumSet.allOf(Part.class);
    }

    private static String option(Collector collector) {
        return switch (collector) {
            case G1 -> "-XX:+UseG1GC";
            case PARALLEL -> "-XX:+UseParallelGC";
            case SERIAL -> "-XX:+UseSerialGC";
            case Z -> "-XX:+UseZGC";
        };
    }
}
