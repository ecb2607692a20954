package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What HR says of a worker, field by field: of what is known, the value that took effect last. A leave of absence is one of the
 * fields, with its kind.
 */
final class Attributes {
    private static final String LEAVE = "leave";

    private Attributes() {}

    /** The fields that have a value at an instant. A complete record leaves the fields that it does not tell without one. */
    static Map<String, String> at(List<Fact.Hr> known, Instant t) {
        Map<String, String> values = new TreeMap<>();
        known.stream()
                .filter(fact -> !fact.effective().isAfter(t))
                .sorted(Comparator.comparing(Fact.Hr::effective))
                .forEach(fact -> apply(fact, values));
        return values;
    }

    private static void apply(Fact.Hr fact, Map<String, String> values) {
        if (fact.complete()) {
            values.keySet().retainAll(List.of(LEAVE));
        }
        values.putAll(fact.attributes());
        if (fact.action().equals(Employments.LEAVE_STARTED)) {
            values.put(LEAVE, Objects.requireNonNullElse(fact.leaveKind(), "UNSPECIFIED"));
        } else if (Employments.LEAVE_ACTIONS.contains(fact.action())) {
            values.remove(LEAVE);
        }
    }
}
