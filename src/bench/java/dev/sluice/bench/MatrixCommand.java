package dev.sluice.bench;

import dev.sluice.app.PublishedPolicies;
import dev.sluice.replay.Replay;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench matrix}: a permission table of a real size through the real topology, with rules of segregation of duties. */
@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        description = "Replays a permission table with rules of segregation of duties, and says how long it took.")
public final class MatrixCommand implements Callable<Integer> {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Spec
    private CommandSpec spec;

    @Option(names = "--users", paramLabel = "N", description = "Users (default: 3500).")
    private int users = 3_500;

    @Option(names = "--permissions", paramLabel = "N", description = "Permissions (default: 10000).")
    private int permissions = 10_000;

    @Option(names = "--grants", paramLabel = "N", description = "Grants (default: 180000).")
    private int grants = 180_000;

    @Option(names = "--rules", paramLabel = "N", description = "Rules (default: 100).")
    private int rules = 100;

    private final Random random = new Random(11);

    /** A command with nothing set. */
    public MatrixCommand() {}

    @Override
    public Integer call() throws IOException {
        Path directory = Files.createTempDirectory("sluice-matrix-");
        try {
            Path events = Files.createDirectory(directory.resolve("events"));
            write(events);
            Replay replay = new Replay(policies(), new PublishedPolicies());
            long begin = System.nanoTime();
            Replay.Summary summary = replay.run(events, directory.resolve("out"), OptionalLong.empty());
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "%d events of %d users, %d rules: %.1f s, %d findings, %d dead letters.%n",
                    summary.events(),
                    users,
                    rules,
                    took.toMillis() / 1000.0,
                    summary.derived().getOrDefault("finding", 0L),
                    summary.derived().getOrDefault("dead-letter", 0L));
            out.flush();
            return 0;
        } finally {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private void write(Path events) throws IOException {
        long at = START.toEpochMilli();
        try (BufferedWriter identity = writer(events, "identity");
                BufferedWriter access = writer(events, "access")) {
            for (int user = 0; user < users; user++) {
                identity.write(line("h" + user, "hr", "HRIS", at++, user, "HIRED", ""));
            }
            Set<Long> given = new TreeSet<>();
            for (int i = 0; i < grants; i++) {
                int user = random.nextInt(users);
                // Few permissions are held by many, and many by few.
                int permission = (int) (permissions * Math.pow(random.nextDouble(), 2));
                if (given.add((long) user * permissions + permission)) {
                    access.write(line(
                            "g" + i,
                            "iga",
                            "IGA",
                            at++,
                            user,
                            "ENTITLEMENT_GRANTED",
                            ",\"entitlement\":{\"system\":\"erp\",\"name\":\"P" + permission + "\"}"));
                }
            }
        }
    }

    private static BufferedWriter writer(Path events, String topic) throws IOException {
        return Files.newBufferedWriter(events.resolve(topic + ".jsonl"), StandardCharsets.UTF_8);
    }

    private static String line(String id, String source, String kind, long at, int user, String action, String more) {
        String account = more.isEmpty() ? "" : ",\"account\":{\"system\":\"erp\",\"name\":\"u" + user + "\"}";
        return "{\"header\":{\"eventId\":\"" + id + "\",\"source\":\"" + source + "\",\"sourceKind\":\"" + kind
                + "\",\"occurredAt\":\"" + Instant.ofEpochMilli(at) + "\"},\"subject\":{\"identityId\":\"E" + user
                + "\""
                + account + "},\"action\":\"" + action + "\"" + more + "}\n";
    }

    private List<Replay.PolicyText> policies() {
        List<Replay.PolicyText> policies = new ArrayList<>();
        policies.add(new Replay.PolicyText("Settings", "default", "{kind: Settings, id: default}"));
        policies.add(new Replay.PolicyText("System", "erp", "{kind: System, id: erp, unsanctioned: ignore}"));
        for (int rule = 0; rule < rules; rule++) {
            StringBuilder text =
                    new StringBuilder("{kind: SodRule, id: R" + rule + ", name: Rule " + rule + ", functions: [");
            for (int function = 0; function < 2 + rule % 2; function++) {
                text.append(function == 0 ? "" : ", ")
                        .append("{name: f")
                        .append(function)
                        .append(", entitlements: [");
                Set<Integer> selected = new TreeSet<>();
                for (int i = 0; i < 20; i++) {
                    selected.add(random.nextInt(permissions));
                }
                text.append(String.join(
                                ", ",
                                selected.stream()
                                        .map(permission -> "'erp:P" + permission + "'")
                                        .toList()))
                        .append("]}");
            }
            policies.add(new Replay.PolicyText(
                    "SodRule", "R" + rule, text.append("], required: 2}").toString()));
        }
        return policies;
    }
}
