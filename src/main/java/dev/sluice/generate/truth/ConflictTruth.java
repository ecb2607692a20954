package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Who holds what must not meet, and what somebody accepts of it in vain. Covers rules of functions that name entitlements without
 * wildcards, of which two must not meet, everywhere; and entitlements that contain no others.
 */
final class ConflictTruth implements StateRule {
    /** The kind of findings about what meets. */
    static final String VIOLATION = "SOD_VIOLATION";

    /** The kind of findings about what is accepted and does not meet. */
    static final String UNUSED = "EXCEPTION_UNUSED";

    static final Duration UNUSED_FOR = Duration.ofDays(30);

    private record Rule(String id, String severity, List<List<EntitlementName>> functions) {
        List<EntitlementName> heldBy(Known known) {
            return functions.stream().flatMap(List::stream).filter(known::holds).toList();
        }

        boolean isViolatedBy(Known known) {
            return functions.stream()
                            .filter(function -> function.stream().anyMatch(known::holds))
                            .count()
                    >= 2;
        }
    }

    private record Subject(String ruleId, EntitlementName entitlement) {}

    private final Map<String, Rule> rules = new TreeMap<>();

    ConflictTruth(SystemPolicies policies) {
        for (JsonNode document : policies.documents("SodRule")) {
            List<List<EntitlementName>> functions = new ArrayList<>();
            for (JsonNode function : document.path("functions")) {
                List<EntitlementName> names = new ArrayList<>();
                function.path("entitlements").forEach(name -> names.add(EntitlementName.parse(name.asText())));
                functions.add(names);
            }
            String id = document.path("id").asText();
            rules.put(id, new Rule(id, document.path("severity").asText("MEDIUM"), functions));
        }
    }

    @Override
    public void look(Known known, Found found) {
        for (Rule rule : rules.values()) {
            if (isViolated(known, rule.id())) {
                found.stands(VIOLATION, rule.severity(), rule.id(), known.identityId(), "");
            }
        }
        Map<String, Fact.Accepted> last = new TreeMap<>();
        for (Fact.Accepted fact : known.facts(Fact.Accepted.class)) {
            if (fact.ruleId() != null) {
                last.put(new Subject(fact.ruleId(), fact.entitlement()).toString(), fact);
            }
        }
        for (Fact.Accepted exception : last.values()) {
            boolean waited = !known.now().isBefore(exception.at().plus(UNUSED_FOR));
            if (waited && Exceptions.isInForce(known, exception) && !isUsed(known, exception)) {
                String scope = exception.entitlement() == null
                        ? ""
                        : exception.entitlement().text();
                found.stands(UNUSED, "LOW", known.identityId(), exception.ruleId(), scope);
            }
        }
    }

    /** Whether an identity that is employed holds what must not meet by a rule. */
    boolean isViolated(Known known, String ruleId) {
        Rule rule = rules.get(ruleId);
        return rule != null && known.status().employed() && rule.isViolatedBy(known);
    }

    private boolean isUsed(Known known, Fact.Accepted exception) {
        return isViolated(known, exception.ruleId())
                && (exception.entitlement() == null
                        || rules.get(exception.ruleId()).heldBy(known).stream()
                                .anyMatch(held -> Objects.equals(held, exception.entitlement())));
    }
}
