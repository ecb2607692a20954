package dev.sluice.generate.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Main;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.generate.LongHistories;
import dev.sluice.generate.RolePolicies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is open at any instant is what everybody should have, by roles and requests, less what they have: looked at for each
 * identity at some instants that fall where they may, shortly after some of its events, and on both sides of some instants at
 * which a reason may come or go.
 *
 * <p>Left out is what depends on more than facts (ADR 0014): enabling what was disabled while its owner was at work, and taking
 * back what a grant gave that had been withdrawn; and what has had no reason for longer than is kept what somebody was (ADR
 * 0012).
 */
class OracleReplayTest {
    private static final int MANY_LOOKS = 20;
    private static final int SOME_LOOKS = 4;

    /** For how long it is kept what somebody was, counted from the end of the overlap, which comes after it. */
    private static final Duration KEPT = Duration.ofDays(400).minus(RolePolicies.OVERLAP);

    /** Targets take their time here, and repeating a command is not what this is about. */
    private static final String PATIENT = "retry: {first: P30D, max: P30D}\n";

    @TempDir
    Path dir;

    private final Map<String, Integer> seen = new TreeMap<>();

    static LongStream seeds() {
        return LongHistories.seeds(10);
    }

    @ParameterizedTest
    @ValueSource(longs = 21)
    void whatIsOpenIsTheDifference(long seed) throws IOException {
        assertThat(differences(
                        new GeneratorSettings(seed, 100, 8, Instant.parse(GeneratorSettings.DEFAULT_START)),
                        MANY_LOOKS))
                .isEmpty();
        assertThat(seen.keySet())
                .contains("CREATE_ACCOUNT", "GRANT", "REVOKE", "DISABLE_ACCOUNT", "ENABLE_ACCOUNT", "DELETE_ACCOUNT");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Tag(LongHistories.TAG)
    void whatIsOpenIsTheDifferenceOverTwoYears(long seed) throws IOException {
        assertThat(differences(LongHistories.settings(seed), SOME_LOOKS)).isEmpty();
        assertThat(seen.values()).allMatch(count -> count > 50);
    }

    private List<String> differences(GeneratorSettings settings, int looks) throws IOException {
        Path history = dir.resolve("history");
        Path policies = dir.resolve("policies");
        Instant until = HistoryFiles.write(settings, history).truth().until();
        RolePolicies.write(policies, PATIENT);
        int code = Main.commandLine()
                .execute(
                        "replay",
                        "--events",
                        history.toString(),
                        "--policies",
                        policies.toString(),
                        "--out",
                        dir.resolve("out").toString());
        assertThat(code).isZero();
        OracleCommands commands = OracleCommands.read(dir.resolve("out/provisioning-command.jsonl"));
        List<OracleRoles.Role> roles = OracleRoles.read(policies);
        SystemPolicies systems = SystemPolicies.read(policies);
        Map<String, List<OracleRequest>> requests = OracleRequest.read(history.resolve("access.jsonl"), systems);
        Random random = new Random(settings.seed());
        List<String> differences = new ArrayList<>();
        FactReader.read(history).byIdentity().forEach((identity, facts) -> {
            List<OracleRequest> requested = requests.getOrDefault(identity, List.of());
            List<Instant> critical = new ArrayList<>(OracleDifference.instants(systems, roles, facts, requested));
            Collections.shuffle(critical, random);
            for (Instant now : instants(critical, facts, settings.start(), until, random, looks)) {
                OracleDifference oracle = new OracleDifference(identity, systems, roles, facts, requested, now);
                Set<String> withdrawn = commands.withdrawn(identity, now);
                Set<String> expected = compared(oracle.open(), oracle, withdrawn);
                Set<String> found = compared(commands.open(identity, now), oracle, withdrawn);
                expected.forEach(command -> seen.merge(command.substring(0, command.indexOf(' ')), 1, Integer::sum));
                if (!expected.equals(found)) {
                    Set<String> missing = new TreeSet<>(expected);
                    missing.removeAll(found);
                    found.removeAll(expected);
                    differences.add(identity + " at " + now + ": missing " + missing + ", unexpected " + found);
                }
            }
        });
        return differences;
    }

    private static List<Instant> instants(
            List<Instant> critical, List<Fact> facts, Instant from, Instant until, Random random, int looks) {
        List<Instant> instants = new ArrayList<>(List.of(until));
        for (int i = 0; i < looks; i++) {
            instants.add(between(from, until, random));
            Instant fact = facts.get(random.nextInt(facts.size())).at();
            instants.add(between(fact, fact.plus(Duration.ofHours(20)), random));
            if (i < critical.size()) {
                instants.add(critical.get(i).minusMillis(1));
                instants.add(critical.get(i).plusMillis(1));
            }
        }
        instants.removeIf(instant -> instant.isAfter(until) || instant.isBefore(from));
        return instants;
    }

    private static Instant between(Instant from, Instant to, Random random) {
        return Instant.ofEpochMilli(random.nextLong(from.toEpochMilli(), to.toEpochMilli()));
    }

    private static Set<String> compared(Set<String> open, OracleDifference oracle, Set<String> withdrawn) {
        Set<String> compared = new TreeSet<>(open);
        compared.removeAll(withdrawn);
        compared.removeAll(oracle.forgotten(KEPT));
        compared.removeIf(
                command -> command.startsWith("ENABLE_ACCOUNT ") && oracle.wasDisabledAtWork(command.split(" ")[1]));
        return compared;
    }
}
