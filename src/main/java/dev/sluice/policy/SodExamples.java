package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.sod.RuleCheck;
import dev.sluice.domain.sod.Side;
import dev.sluice.domain.sod.Sides;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.yaml.YamlDocument;
import dev.sluice.yaml.YamlException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Examples beside rules: who holds what, and which rules that violates. An example file ends in {@code .examples.yaml}; each of its
 * documents has {@code example} (a sentence), {@code holds} (entitlements), {@code violates} (rule ids, perhaps none), and
 * optionally {@code identity}, {@code attributes} and {@code at}, an instant.
 */
public final class SodExamples {
    /** How the names of example files end. */
    public static final String SUFFIX = ".examples.yaml";

    private static final Set<String> KEYS = Set.of("example", "identity", "attributes", "holds", "violates", "at");

    private static final int MAX_DEPTH = 8;

    /**
     * An example and what came of it.
     *
     * @param place file and line
     * @param sentence what it shows
     * @param expected the rules that it says are violated
     * @param found the rules that are
     */
    public record Outcome(String place, String sentence, Set<String> expected, Set<String> found) {
        /**
         * Whether the rules do what the example says.
         *
         * @return true if so
         */
        public boolean isRight() {
            return expected.equals(found);
        }
    }

    private final Policies policies;

    /**
     * Examples of a set.
     *
     * @param policies the set
     */
    public SodExamples(Policies policies) {
        this.policies = policies;
    }

    /**
     * Tries the examples of a directory.
     *
     * @param dir the directory of the policy files
     * @return each example with what came of it, by file and line
     * @throws PolicyException if a file can't be read or an example can't be understood; the message says where and why
     */
    public List<Outcome> in(Path dir) {
        List<Outcome> outcomes = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(dir, MAX_DEPTH)) {
            for (Path file : walk.filter(one -> one.toString().endsWith(SUFFIX))
                    .filter(one -> Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList()) {
                for (YamlDocument document : PolicyDocument.reader().read(file)) {
                    outcomes.add(outcome(document));
                }
            }
        } catch (YamlException e) {
            throw new PolicyException(e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new PolicyException("An example can't be read (" + e.getMessage() + ").", e);
        }
        return outcomes;
    }

    private Outcome outcome(YamlDocument document) {
        JsonNode body = document.body();
        String place = document.name() + ":" + document.line("");
        List<String> unknown = new ArrayList<>();
        body.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                unknown.add(key);
            }
        });
        if (!unknown.isEmpty()
                || !body.path("holds").isArray()
                || !body.path("violates").isArray()) {
            throw new PolicyException(
                    place + ": an example has `example`, `holds` and `violates`, and perhaps `identity`,"
                            + " `attributes` and `at`" + (unknown.isEmpty() ? "." : "; not " + unknown + "."));
        }
        Set<String> expected = new TreeSet<>();
        body.path("violates").forEach(rule -> expected.add(rule.asText()));
        for (String ruleId : expected) {
            if (policies.sod().rule(ruleId) == null) {
                throw new PolicyException(place + ": there is no enabled rule " + ruleId + " in this set.");
            }
        }
        return new Outcome(place, body.path("example").asText(), expected, found(place, body));
    }

    private Set<String> found(String place, JsonNode body) {
        Sides sides = new Sides(policies.sod());
        long at;
        try {
            body.path("holds")
                    .forEach(held -> sides.add(new Side.Source(
                            EntitlementKey.parse(held.asText()), Long.MIN_VALUE, Long.MAX_VALUE, true, "", null)));
            at = Instant.parse(body.path("at").asText("2026-01-01T00:00:00Z")).toEpochMilli();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new PolicyException(place + ": " + e.getMessage(), e);
        }
        Map<String, String> attributes = new HashMap<>();
        body.path("attributes")
                .properties()
                .forEach(
                        entry -> attributes.put(entry.getKey(), entry.getValue().asText()));
        Set<String> found = new TreeSet<>();
        for (String ruleId : sides.ruleIds()) {
            SodRule rule = policies.sod().rule(ruleId);
            RuleCheck check = new RuleCheck(rule, policies.sod().catalogue(), attributes);
            boolean violated = rule.holds(at)
                    && check.concerns(body.path("identity").asText("E1"))
                    && !check.conflicts(sides.of(ruleId)).isEmpty();
            if (violated) {
                found.add(ruleId);
            }
        }
        return found;
    }
}
