package dev.sluice.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.generate.Comparison;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.generate.truth.GroundTruth;
import dev.sluice.generate.truth.Standing;
import dev.sluice.generate.truth.StateFinding;
import dev.sluice.generate.truth.StateTruth;
import dev.sluice.generate.truth.TruthFiles;
import dev.sluice.torture.oracle.Check;
import dev.sluice.torture.oracle.SameAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The truth of the fed history (package {@code generate.truth}, loops over all facts that share nothing with the rules), beside what
 * the topics say.
 */
final class Truths {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path history;
    private final Path told;
    private final Instant until;

    /**
     * A comparison.
     *
     * @param history the directory of the fed history
     * @param told the directory with what was read of the topics
     * @param until up to when the application has gone on by the wall clock
     */
    Truths(Path history, Path told, Instant until) {
        this.history = history;
        this.told = told;
        this.until = until;
    }

    /** How each identity stands in the end: status, attributes, accounts, and what they hold since when. */
    Check standings(Map<String, String> views) throws IOException {
        Map<String, String> expected = new TreeMap<>();
        GroundTruth.standings(history, policies(), until, life -> {
            Standing last = life.get(life.size() - 1);
            expected.put(last.identityId(), words(last));
        });
        Map<String, String> found = new TreeMap<>();
        for (Map.Entry<String, String> view : views.entrySet()) {
            found.put(view.getKey(), words(JSON.readTree(view.getValue())));
        }
        return new SameAnswers("who has what in the end", expected, found, Map.of());
    }

    private static String words(Standing standing) {
        TreeSet<String> accounts = new TreeSet<>();
        standing.accounts()
                .forEach(account -> accounts.add(account.account().system() + "/"
                        + account.account().name() + " " + account.state() + " " + account.since()));
        TreeSet<String> held = new TreeSet<>();
        standing.entitlements()
                .forEach(entitlement -> held.add(entitlement.entitlement().system() + ":"
                        + entitlement.entitlement().name() + " " + entitlement.account() + " " + entitlement.since()));
        return standing.status() + " " + new TreeMap<>(standing.attributes()) + " " + accounts + " " + held;
    }

    private static String words(JsonNode view) {
        Map<String, String> attributes = new TreeMap<>();
        view.path("attributes")
                .properties()
                .forEach(
                        field -> attributes.put(field.getKey(), field.getValue().asText()));
        TreeSet<String> accounts = new TreeSet<>();
        for (JsonNode account : view.path("accounts")) {
            accounts.add(account.path("system").asText() + "/"
                    + account.path("name").asText() + " "
                    + account.path("state").asText() + " "
                    + Instant.parse(account.path("since").asText()));
        }
        TreeSet<String> held = new TreeSet<>();
        for (JsonNode entitlement : view.path("entitlements")) {
            held.add(entitlement.path("system").asText() + ":"
                    + entitlement.path("name").asText() + " "
                    + entitlement.path("account").asText() + " "
                    + Instant.parse(entitlement.path("since").asText()));
        }
        return view.path("status").asText() + " " + attributes + " " + accounts + " " + held;
    }

    /** Which findings of how things stand are open in the end, of the kinds that converge whatever the order. */
    Check openFindings() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (StateFinding finding : StateTruth.compute(history, policies(), until)) {
            if (finding.open() && converges(finding.kind())) {
                expected.put(finding.findingId(), finding.kind() + " " + finding.severity());
            }
        }
        Map<String, String> found = new TreeMap<>();
        for (JsonNode finding : lines(told.resolve(Comparison.FINDINGS))) {
            String kind = finding.path("kind").asText();
            if (converges(kind)) {
                if (finding.path("status").asText().equals("RESOLVED")) {
                    found.remove(finding.path("findingId").asText());
                } else {
                    found.put(
                            finding.path("findingId").asText(),
                            kind + " " + finding.path("severity").asText());
                }
            }
        }
        return new SameAnswers("which findings are open in the end", expected, found, Map.of());
    }

    private static boolean converges(String kind) {
        return StateTruth.KINDS.contains(kind) && !StateTruth.OF_ORDER.contains(kind);
    }

    /**
     * Every transition of leavers' commands and findings, of those whose facts were applied in order.
     *
     * @param disordered the others
     */
    Check transitions(Set<String> disordered) throws IOException {
        Path truth = told.resolveSibling("truth");
        TruthFiles.write(GroundTruth.compute(history, policies(), until), truth);
        Comparison comparison = Comparison.of(told, truth);
        Map<String, String> whose = new TreeMap<>();
        for (Path file : List.of(
                told.resolve(Comparison.FINDINGS),
                told.resolve(Comparison.COMMANDS),
                truth.resolve(TruthFiles.FINDINGS),
                truth.resolve(TruthFiles.COMMANDS))) {
            for (JsonNode node : lines(file)) {
                whose.put(id(node), node.path("identityId").asText());
            }
        }
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        long others = 0;
        for (Path file : List.of(truth.resolve(TruthFiles.FINDINGS), truth.resolve(TruthFiles.COMMANDS))) {
            for (JsonNode node : lines(file)) {
                if (!disordered.contains(node.path("identityId").asText())) {
                    expected.put(id(node), "as expected");
                    found.put(id(node), "as expected");
                }
            }
        }
        for (Comparison.Difference difference : comparison.differences()) {
            if (disordered.contains(whose.get(difference.id()))) {
                others++;
            } else {
                found.put(difference.id(), difference + " of " + whose.get(difference.id()));
            }
        }
        return new SameAnswers(
                "each step of leavers' commands and findings",
                expected,
                found,
                Map.of(
                        "transitions as expected, of all", comparison.matched(),
                        "other ways of those with another order", others,
                        "identities with another order", disordered.size()));
    }

    private Path policies() {
        return history.resolve(HistoryFiles.POLICIES);
    }

    private static String id(JsonNode node) {
        return node.has("findingId")
                ? node.path("findingId").asText()
                : node.path("commandId").asText();
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            nodes.add(JSON.readTree(line));
        }
        return nodes;
    }
}
