package dev.sluice.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.torture.oracle.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code torture}: hurts a cluster and its instances under load, and judges what came of it. */
@Command(
        name = "sluice torture",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts three brokers, a registry and three instances, each a process, feeds them a generated history with"
                    + " poison, duplicates and events out of order, and hurts them meanwhile: one seed decides everything."
                    + " Then heals them and judges what the topics say (docs/reliability.md).",
            "",
            "Leaves history.jsonl and all logs in a directory if a check fails.",
            ""
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every check passed",
            "1:a check failed; seed and directory are printed",
            "2:wrong usage",
            "3:the rig itself failed, so that nothing can be said"
        },
        footer = {
            "",
            "Examples:",
            "  ./sluice torture --short                     some five minutes",
            "  ./sluice torture --seed 7 --json seven.json  40 faults, 200,000 events, half an hour",
            "  ./sluice torture --short --only F1,F4 --faults 6 --seed 3"
        })
public final class TortureCommand implements Callable<Integer> {
    @Option(names = "--short", description = "9 faults of short duration, 20,000 events, two minutes of load.")
    private boolean isShort;

    @Option(names = "--seed", paramLabel = "N", description = "Decides load, faults and settings (default: any).")
    private Long seed;

    @Option(names = "--faults", paramLabel = "N", description = "How many faults (default: 40, --short: 9).")
    private Integer faults;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long events are fed (default: 20, --short: 2). Faults go on until all are done.")
    private Double minutes;

    @Option(names = "--events", paramLabel = "N", description = "How many, about (default: 200000, --short: 20000).")
    private Integer events;

    @Option(names = "--partitions", paramLabel = "N", description = "Partitions of each topic (default: 4).")
    private int partitions = 4;

    @Option(names = "--only", split = ",", paramLabel = "F1", description = "Only these faults, F1 to F18.")
    private List<String> only = List.of();

    @Option(
            names = "--shared-machine",
            description = "Tells how soon everything goes on, but does not judge it: others use the processors, too.")
    private boolean isShared;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "An empty or absent directory for everything (default: a temporary one).")
    private Path directory;

    @Option(names = "--keep", description = "Keeps the directory also if every check passes.")
    private boolean keep;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes what the checks say as JSON.")
    private Path json;

    @Option(
            names = "--faketime",
            paramLabel = "LIB",
            description =
                    "libfaketimeMT.so.1, by which clocks are set wrong (default: where Debian and Fedora have it).")
    private Path faketime;

    @Spec
    private CommandSpec spec;

    /** A command with nothing set. */
    public TortureCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        TortureOptions options = options();
        Outcome outcome;
        try {
            outcome = new Torture(options, faketime, err).run();
        } catch (Exception e) {
            err.printf("torture: seed %d, everything is in %s%n", options.seed(), options.directory());
            err.flush();
            throw e;
        }
        print(outcome, out);
        if (json != null) {
            write(outcome);
        }
        if (!outcome.passed()) {
            out.printf("FAILED: seed %d; everything is in %s%n", options.seed(), options.directory());
        } else if (!keep) {
            delete(options.directory());
        }
        out.flush();
        return outcome.passed() ? 0 : 1;
    }

    private TortureOptions options() throws IOException {
        int count = faults != null ? faults : isShort ? 9 : 40;
        double time = minutes != null ? minutes : isShort ? 2 : 20;
        int size = events != null ? events : isShort ? 20_000 : 200_000;
        if (count < 0 || time <= 0 || size < 1_000 || partitions < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--faults is 0 or more, --minutes and --partitions more, --events 1000 or more.");
        }
        Path path = directory != null ? directory : Files.createTempDirectory("sluice-torture");
        if (Files.isDirectory(path)) {
            try (Stream<Path> there = Files.list(path)) {
                if (there.findAny().isPresent()) {
                    throw new ParameterException(spec.commandLine(), path + " is not empty; name another directory.");
                }
            }
        }
        long number = seed != null ? seed : ThreadLocalRandom.current().nextLong(1, 1_000_000);
        return new TortureOptions(
                number,
                count,
                (int) Math.ceil(time * 60),
                size,
                isShort,
                kinds(),
                !isShared,
                path.toAbsolutePath(),
                partitions);
    }

    private Set<FaultKind> kinds() {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        try {
            only.forEach(code -> kinds.add(FaultKind.of(code.strip())));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--only: " + e.getMessage());
        }
        return kinds;
    }

    private static void print(Outcome outcome, PrintWriter out) {
        outcome.about().forEach((name, value) -> out.printf("%-50s %s%n", name, value));
        for (Verdict verdict : outcome.verdicts()) {
            out.printf("%-6s %-45s %s%n", verdict.passed() ? "ok" : "FAILED", verdict.check(), verdict.figures());
            verdict.problems().forEach(problem -> out.println("         " + problem.replace("\n", "\n         ")));
            if (verdict.count() > verdict.problems().size()) {
                out.printf(
                        "         … and %d more%n",
                        verdict.count() - verdict.problems().size());
            }
        }
    }

    private void write(Outcome outcome) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(outcome.about());
        all.put("passed", outcome.passed());
        all.put("checks", outcome.verdicts());
        Files.writeString(
                json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
