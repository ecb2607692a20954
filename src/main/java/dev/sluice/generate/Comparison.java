package dev.sluice.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.generate.truth.GroundTruth;
import dev.sluice.generate.truth.TruthFiles;
import java.io.BufferedReader;
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
 * Compares what a replay wrote with a ground truth, transition by transition. Compared are id, kind or action, identity,
 * account, entitlements, status, severity, the instants and the episode; of a RESOLVED finding also the cause, but not
 * the entitlements, which are no longer held. The order between different ids does not matter, the order within one does.
 * Repeats of commands that were not answered, and what follows from there being no answer, are not compared: the truth tells
 * who is owed what, not how often a target was asked for it. Nor are
 * kinds of findings that the truth does not cover, commands for reasons, and those about what was given for a request.
 */
public final class Comparison {
    /** The file of findings that a replay writes. */
    public static final String FINDINGS = "finding.jsonl";

    /** The file of commands that a replay writes. */
    public static final String COMMANDS = "provisioning-command.jsonl";

    private static final Set<String> ABOUT_ANSWERS =
            Set.of("UNANSWERED", "REFUSED", "PROVISIONING_OVERDUE", "PROVISIONING_FAILED");

    /** Commands that follow from roles and requests, which the truth does not cover. */
    private static final Set<String> OF_REASONS = Set.of("BIRTHRIGHT", "REQUEST", "REASON_LOST", "UNSANCTIONED");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Difference> differences = new ArrayList<>();
    private int matched;

    private Comparison() {}

    /** How a transition differs. */
    public enum Sort {
        /** Expected, but not there. */
        MISSING,
        /** There, but not expected. */
        UNEXPECTED,
        /** There at its instant and with its status, but something else differs. */
        DIFFERENT
    }

    /**
     * One difference.
     *
     * @param sort how it differs
     * @param id the finding's or command's id
     * @param expected the expected transition in words, null if unexpected
     * @param actual the transition found in words, null if missing
     */
    public record Difference(Sort sort, String id, String expected, String actual) {
        @Override
        public String toString() {
            return sort + " " + id + (expected == null ? "" : "\n  expected " + expected)
                    + (actual == null ? "" : "\n  found    " + actual);
        }
    }

    /**
     * Compares two directories.
     *
     * @param replayOut the output directory of a replay, with {@value #FINDINGS} and {@value #COMMANDS}
     * @param groundTruth the directory of the ground truth, with findings.jsonl and commands.jsonl
     * @return the result
     * @throws IOException if a file is missing or can't be read
     */
    public static Comparison of(Path replayOut, Path groundTruth) throws IOException {
        Comparison comparison = new Comparison();
        comparison.compare(
                read(groundTruth.resolve(TruthFiles.FINDINGS), Comparison::finding),
                read(replayOut.resolve(FINDINGS), Comparison::finding));
        Set<String> requested = requested(replayOut.resolve(COMMANDS));
        comparison.compare(
                without(requested, read(groundTruth.resolve(TruthFiles.COMMANDS), Comparison::command)),
                without(requested, read(replayOut.resolve(COMMANDS), Comparison::command)));
        return comparison;
    }

    /**
     * Everything that differs.
     *
     * @return empty if the replay is as expected
     */
    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    /**
     * How many transitions are as expected.
     *
     * @return the number
     */
    public int matched() {
        return matched;
    }

    /**
     * Whether nothing differs.
     *
     * @return true if the replay is as expected
     */
    public boolean isEqual() {
        return differences.isEmpty();
    }

    /**
     * The result for a person.
     *
     * @param limit how many differences to show at most
     * @return some lines
     */
    public String report(int limit) {
        StringBuilder report = new StringBuilder(matched + " transitions as expected, " + differences.size() + " not");
        differences.stream().limit(limit).forEach(difference -> report.append('\n')
                .append(difference));
        if (differences.size() > limit) {
            report.append("\n… and ").append(differences.size() - limit).append(" more");
        }
        return report.toString();
    }

    /** One transition: at which place of its id's life it stands, and all that is compared. */
    private record Transition(String id, String place, Map<String, String> fields) {
        String words() {
            return fields.toString();
        }
    }

    private interface Reader {
        Transition read(JsonNode node);
    }

    private static Map<String, List<Transition>> read(Path file, Reader reader) throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        Set<String> others = new TreeSet<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    JsonNode node = JSON.readTree(line);
                    nodes.add(node);
                    if (OF_REASONS.contains(node.path("cause").asText())) {
                        others.add(node.path("commandId").asText());
                    }
                }
            }
        }
        Map<String, List<Transition>> byId = new TreeMap<>();
        for (JsonNode node : nodes) {
            boolean other = others.contains(node.path("commandId").asText());
            if (!other && !isAboutAnswers(node) && !isOfAnotherKind(node)) {
                Transition transition = reader.read(node);
                byId.computeIfAbsent(transition.id(), id -> new ArrayList<>()).add(transition);
            }
        }
        return byId;
    }

    /** What was given for a request: who comes back has it without a reason, and the truth knows nothing of reasons. */
    private static Set<String> requested(Path commands) throws IOException {
        Set<String> requested = new TreeSet<>();
        try (BufferedReader lines = Files.newBufferedReader(commands)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = line.isBlank() ? null : JSON.readTree(line);
                if (node != null && node.path("cause").asText().equals("REQUEST")) {
                    requested.add(object(command(node)));
                }
            }
        }
        return requested;
    }

    private static String object(Transition command) {
        Map<String, String> fields = command.fields();
        return fields.get("identityId") + " " + fields.get("system") + "/" + fields.get("account") + " "
                + fields.get("entitlement");
    }

    private static Map<String, List<Transition>> without(Set<String> objects, Map<String, List<Transition>> byId) {
        byId.values().removeIf(life -> objects.contains(object(life.get(0))));
        return byId;
    }

    private static boolean isOfAnotherKind(JsonNode node) {
        return node.has("kind") && !GroundTruth.KINDS.contains(node.path("kind").asText());
    }

    private static boolean isAboutAnswers(JsonNode node) {
        return ABOUT_ANSWERS.contains(node.path("cause").asText())
                || ABOUT_ANSWERS.contains(node.path("kind").asText());
    }

    private static Transition finding(JsonNode node) {
        Map<String, String> fields = new TreeMap<>();
        boolean resolved = node.path("status").asText().equals("RESOLVED");
        copy(node, fields, "kind", "identityId", "status", "severity", resolved ? "cause" : "status");
        fields.put("system", node.path("account").path("system").asText());
        fields.put("account", node.path("account").path("name").asText());
        fields.put("episode", Integer.toString(node.path("episode").asInt(1)));
        fields.put("openedAt", instant(node.path("openedAt")));
        if (!resolved) {
            List<String> names = new ArrayList<>();
            node.path("entitlements").forEach(entitlement -> names.add(name(entitlement)));
            fields.put("entitlements", names.toString());
        }
        return transition(node.path("findingId").asText(), node, fields);
    }

    private static Transition command(JsonNode node) {
        Map<String, String> fields = new TreeMap<>();
        copy(node, fields, "action", "identityId", "status", "system", "account");
        if (node.path("status").asText().equals("ISSUED")) {
            fields.put("issuedAt", instant(node.path("issuedAt")));
        }
        fields.put("entitlement", name(node.path("entitlement")));
        return transition(node.path("commandId").asText(), node, fields);
    }

    private static Transition transition(String id, JsonNode node, Map<String, String> fields) {
        String changedAt = instant(node.path("changedAt"));
        fields.put("changedAt", changedAt);
        return new Transition(id, changedAt + " " + node.path("status").asText(), fields);
    }

    private static void copy(JsonNode node, Map<String, String> fields, String... names) {
        for (String name : names) {
            fields.put(name, node.path(name).asText(""));
        }
    }

    private static String name(JsonNode entitlement) {
        return entitlement.isObject()
                ? entitlement.path("system").asText() + ":"
                        + entitlement.path("name").asText()
                : "";
    }

    private static String instant(JsonNode node) {
        return node.isTextual() ? Instant.parse(node.asText()).toString() : "";
    }

    private void compare(Map<String, List<Transition>> expected, Map<String, List<Transition>> actual) {
        TreeSet<String> ids = new TreeSet<>(expected.keySet());
        ids.addAll(actual.keySet());
        for (String id : ids) {
            compareLife(id, expected.getOrDefault(id, List.of()), actual.getOrDefault(id, List.of()));
        }
    }

    private void compareLife(String id, List<Transition> expected, List<Transition> actual) {
        List<Transition> left = new ArrayList<>(actual);
        List<Integer> order = new ArrayList<>();
        int before = differences.size();
        for (Transition wanted : expected) {
            Transition found = take(left, wanted);
            if (found == null) {
                differences.add(new Difference(Sort.MISSING, id, wanted.words(), null));
            } else if (!found.fields().equals(wanted.fields())) {
                differences.add(new Difference(Sort.DIFFERENT, id, wanted.words(), found.words()));
            } else {
                matched++;
                order.add(actual.indexOf(found));
            }
        }
        left.forEach(found -> differences.add(new Difference(Sort.UNEXPECTED, id, null, found.words())));
        if (differences.size() == before && !order.stream().sorted().toList().equals(order)) {
            differences.add(new Difference(Sort.DIFFERENT, id, places(expected), places(actual)));
        }
    }

    private static Transition take(List<Transition> left, Transition wanted) {
        Transition samePlace = null;
        for (Transition candidate : left) {
            if (candidate.fields().equals(wanted.fields())) {
                left.remove(candidate);
                return candidate;
            }
            if (samePlace == null && candidate.place().equals(wanted.place())) {
                samePlace = candidate;
            }
        }
        if (samePlace != null) {
            left.remove(samePlace);
        }
        return samePlace;
    }

    private static String places(List<Transition> transitions) {
        return "the order " + transitions.stream().map(Transition::place).toList();
    }
}
