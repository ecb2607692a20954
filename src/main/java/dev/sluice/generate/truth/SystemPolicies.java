package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the policies say of who leaves or is away: a rule per system, and the zone that dates fall back to. */
final class SystemPolicies {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Map<String, SystemRule> systems;
    private final ZoneId zone;
    private final List<JsonNode> documents;

    private SystemPolicies(Map<String, SystemRule> systems, ZoneId zone, List<JsonNode> documents) {
        this.systems = systems;
        this.zone = zone;
        this.documents = List.copyOf(documents);
    }

    /**
     * How one system treats who leaves or is away. Offsets count from the end of employment, but the one of the deletion,
     * which counts from when the account was disabled, if that was later. How long guests stay, and accounts may be unused, may be
     * null; owners of accounts are found by these attributes, in order of preference; the graces are those of kinds of findings that have another than the default.
     */
    record SystemRule(
            String mode,
            Duration disable,
            Duration revoke,
            Duration finding,
            Duration delete,
            LeaveRule leave,
            Duration guests,
            List<String> correlate,
            String unsanctioned,
            Duration dormantAfter,
            Map<String, Duration> graces) {
        static final SystemRule DEFAULT = rule(MissingNode.getInstance());

        boolean enforced() {
            return mode.equals("enforce");
        }

        boolean ignored() {
            return mode.equals("ignore");
        }

        Duration grace(String kind, Duration otherwise) {
            return graces.getOrDefault(kind, otherwise);
        }
    }

    /** What becomes of accounts during a leave, "disable" or "keep": for some kinds of leave, and for all others. */
    record LeaveRule(String otherwise, Map<String, String> kinds) {
        boolean disables(String kind) {
            return kinds.getOrDefault(kind, otherwise).equals("disable");
        }
    }

    static SystemPolicies read(Path directory) throws IOException {
        Map<String, SystemRule> systems = new TreeMap<>();
        ZoneId zone = ZoneOffset.UTC;
        List<JsonNode> documents = new ArrayList<>();
        for (Path file : files(directory)) {
            JsonNode policy = YAML.readTree(file.toFile());
            documents.add(policy);
            switch (policy.path("kind").asText()) {
                case "System" -> systems.put(policy.path("id").asText(), rule(policy));
                case "Settings" -> zone = ZoneId.of(policy.path("timeZone").asText("UTC"));
                default -> {
                    // The other kinds have no bearing on what is compared here.
                }
            }
        }
        return new SystemPolicies(systems, zone, documents);
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        }
    }

    private static SystemRule rule(JsonNode policy) {
        JsonNode leaver = policy.path("leaver");
        Duration revoke = duration(leaver, "revoke", "P1D");
        return new SystemRule(
                policy.path("mode").asText("report"),
                duration(leaver, "disable", "PT0S"),
                revoke,
                revoke.plus(duration(leaver, "residue", "P1D")),
                duration(leaver, "delete", "P30D"),
                leave(policy.path("leave")),
                optional(policy, "guests"),
                correlate(policy.path("correlate")),
                policy.path("unsanctioned").asText("report"),
                optional(policy, "dormantAfter"),
                graces(policy.path("findings")));
    }

    private static Duration optional(JsonNode policy, String key) {
        return policy.has(key) ? Duration.parse(policy.path(key).asText()) : null;
    }

    private static Map<String, Duration> graces(JsonNode findings) {
        Map<String, Duration> graces = new TreeMap<>();
        findings.properties()
                .forEach(kind -> graces.put(
                        kind.getKey(),
                        Duration.parse(kind.getValue().path("grace").asText())));
        return graces;
    }

    private static List<String> correlate(JsonNode rules) {
        List<String> attributes = new ArrayList<>();
        rules.forEach(rule -> attributes.add(rule.path("attribute").asText()));
        return List.copyOf(attributes);
    }

    /** Either one word for every leave, or a word for each kind. */
    private static LeaveRule leave(JsonNode leave) {
        Map<String, String> kinds = new TreeMap<>();
        leave.path("kinds")
                .properties()
                .forEach(kind -> kinds.put(kind.getKey(), kind.getValue().asText()));
        JsonNode otherwise = leave.isObject() ? leave.path("otherwise") : leave;
        return new LeaveRule(otherwise.asText("disable"), kinds);
    }

    private static Duration duration(JsonNode leaver, String key, String fallback) {
        return Duration.parse(leaver.path(key).asText(fallback));
    }

    SystemRule system(String id) {
        return systems.getOrDefault(id, SystemRule.DEFAULT);
    }

    ZoneId zone() {
        return zone;
    }

    /** The documents of a kind, as they were written. */
    List<JsonNode> documents(String kind) {
        return documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .toList();
    }

    /** For how long guests stay in any system that limits it. */
    List<Duration> limitsOfGuests() {
        return systems.values().stream()
                .map(SystemRule::guests)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The rules of all systems, and the one of those of which no policy speaks. */
    List<SystemRule> all() {
        return Stream.concat(systems.values().stream(), Stream.of(SystemRule.DEFAULT))
                .toList();
    }

    /** Every offset from an end of employment at which something may fall due in any system. */
    List<Duration> offsets() {
        return all().stream()
                .flatMap(rule -> Stream.of(rule.disable(), rule.revoke(), rule.finding(), rule.delete()))
                .distinct()
                .toList();
    }
}
