package dev.sluice.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
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
            "  ./sluice torture --seeds 1-20 --dir runs      hours",
            "  ./sluice torture --short --only F1,F4 --faults 6 --seed 3"
        })
public final class TortureCommand implements Callable<Integer> {
    @Option(names = "--short", description = "9 faults of short duration, 20,000 events, two minutes of load.")
    private boolean isShort;

    @Option(names = "--seed", paramLabel = "N", description = "Decides load, faults and settings (default: any).")
    private Long seed;

    @Option(
            names = "--seeds",
            paramLabel = "1-20",
            description = {
                "Several, one after the other: a line for each, and how soon everything went on over all of them. Each"
                        + " leaves its history and verdict.json in a folder of --dir; with the same --dir, what has a"
                        + " verdict is not run again."
            })
    private String seeds;

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

    @Option(names = "--only", split = ",", paramLabel = "F1", description = "Only these faults, F1 to F18 and F21.")
    private List<String> only = List.of();

    @Option(
            names = "--shared-machine",
            description = "Tells how soon everything goes on, but does not judge it: others use the processors, too.")
    private boolean isShared;

    @Option(
            names = "--upgrade-from",
            paramLabel = "DIR",
            description = {
                "An unpacked distribution of an earlier version, which the instances run until F16 replaces one after"
                        + " the other, and again after F17 (default: F16 and F17 only change settings)."
            })
    private Path upgradeFrom;

    @Option(
            names = "--app-opt",
            paramLabel = "KEY=VALUE",
            description = "A further setting of the instances; may be repeated.")
    private Map<String, String> appOptions = Map.of();

    @Option(
            names = "--broker-opt",
            paramLabel = "KEY=VALUE",
            description = "A further setting of the brokers; may be repeated.")
    private Map<String, String> brokerOptions = Map.of();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "An empty or absent directory for everything (default: a temporary one); of --seeds one that may"
                            + " be there.")
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
        if (seeds != null) {
            return several();
        }
        TortureOptions options = options(seed(), emptyOr(directory));
        Outcome outcome;
        try {
            outcome = new Torture(options, faketime, err()).run();
        } catch (Exception e) {
            err().printf("torture: seed %d, everything is in %s%n", options.seed(), options.directory());
            err().flush();
            throw e;
        }
        PrintWriter out = spec.commandLine().getOut();
        Verdicts.words(outcome).forEach(out::println);
        JsonNode verdict = Verdicts.of(outcome);
        if (json != null) {
            Verdicts.write(json, verdict);
        }
        if (!outcome.passed()) {
            out.printf("FAILED: seed %d; everything is in %s%n", options.seed(), options.directory());
        } else if (!keep) {
            delete(options.directory(), Set.of());
        }
        out.flush();
        return outcome.passed() ? 0 : 1;
    }

    /** One after the other; a seed that has its verdict already is not run again. */
    private int several() throws IOException {
        List<Long> wanted;
        try {
            wanted = Seeds.of(seeds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--seeds: " + e.getMessage());
        }
        if (seed != null) {
            throw new ParameterException(spec.commandLine(), "Either --seed or --seeds; leave one out.");
        }
        PrintWriter out = spec.commandLine().getOut();
        options(wanted.get(0), Path.of("."));
        Path all = directory != null ? directory : Files.createTempDirectory("sluice-torture");
        for (long each : wanted) {
            Path own = all.resolve("seed-" + each);
            if (!Files.exists(own.resolve(Verdicts.FILE))) {
                out.println(Verdicts.line(one(each, own)));
                out.flush();
            }
        }
        List<JsonNode> runs = Verdicts.in(all);
        out.println();
        Verdicts.summary(runs).forEach(out::println);
        out.printf("Each seed has its history and its verdict in %s%n", all);
        out.flush();
        if (json != null) {
            Verdicts.write(json, new ObjectMapper().valueToTree(runs));
        }
        return runs.stream().allMatch(run -> run.path("passed").asBoolean())
                ? 0
                : runs.stream().allMatch(run -> run.path("passed").asBoolean() || run.has("rig")) ? 3 : 1;
    }

    private JsonNode one(long number, Path own) throws IOException {
        if (Files.exists(own)) {
            // What a run left that was ended before its verdict says nothing.
            delete(own, Set.of());
        }
        JsonNode verdict;
        try {
            Outcome outcome = new Torture(options(number, own), faketime, err()).run();
            verdict = Verdicts.of(outcome);
            Files.write(own.resolve("verdict.txt"), Verdicts.words(outcome));
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            verdict = Verdicts.failed(number, e.toString());
        }
        if (verdict.path("passed").asBoolean() && !keep) {
            delete(own, Set.of("history.jsonl", "verdict.txt"));
        }
        Verdicts.write(own.resolve(Verdicts.FILE), verdict);
        return verdict;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private long seed() {
        return seed != null ? seed : ThreadLocalRandom.current().nextLong(1, 1_000_000);
    }

    private Path emptyOr(Path named) throws IOException {
        Path path = named != null ? named : Files.createTempDirectory("sluice-torture");
        if (Files.isDirectory(path)) {
            try (Stream<Path> there = Files.list(path)) {
                if (there.findAny().isPresent()) {
                    throw new ParameterException(spec.commandLine(), path + " is not empty; name another directory.");
                }
            }
        }
        return path;
    }

    private TortureOptions options(long number, Path path) {
        int count = faults != null ? faults : isShort ? 9 : 40;
        double time = minutes != null ? minutes : isShort ? 2 : 20;
        int size = events != null ? events : isShort ? 20_000 : 200_000;
        if (count < 0 || time <= 0 || size < 1_000 || partitions < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--faults is 0 or more, --minutes and --partitions more, --events 1000 or more.");
        }
        return new TortureOptions(
                number,
                count,
                (int) Math.ceil(time * 60),
                size,
                isShort,
                kinds(),
                !isShared,
                path.toAbsolutePath(),
                partitions,
                upgradeFrom,
                appOptions,
                brokerOptions);
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

    private static void delete(Path directory, Set<String> kept) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                boolean isKept =
                        kept.contains(path.getFileName().toString()) || path.equals(directory) && !kept.isEmpty();
                if (!isKept) {
                    Files.delete(path);
                }
            }
        }
    }
}
