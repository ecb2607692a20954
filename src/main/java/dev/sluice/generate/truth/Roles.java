package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What roles give. Covers roles for exact values of attributes, without an overlap, of entitlements that contain no others. */
final class Roles {
    private record Role(Map<String, Set<String>> when, Set<EntitlementName> grants) {
        boolean isOf(Known known) {
            return when.entrySet().stream().allMatch(condition -> {
                String value = known.attribute(condition.getKey(), known.now());
                return value != null && condition.getValue().contains(value);
            });
        }
    }

    private final List<Role> roles = new ArrayList<>();

    Roles(SystemPolicies policies) {
        for (JsonNode document : policies.documents("Role")) {
            Map<String, Set<String>> when = new TreeMap<>();
            document.path("when").properties().forEach(condition -> {
                Set<String> values = new TreeSet<>();
                condition.getValue().forEach(value -> values.add(value.asText()));
                when.put(condition.getKey(), values);
            });
            Set<EntitlementName> grants = new HashSet<>();
            document.path("grants").forEach(name -> grants.add(EntitlementName.parse(name.asText())));
            roles.add(new Role(when, grants));
        }
    }

    /** Whether anybody may have it by a role. */
    boolean mayGive(EntitlementName entitlement) {
        return roles.stream().anyMatch(role -> role.grants().contains(entitlement));
    }

    /** Whether an identity that is employed has it by a role. */
    boolean give(EntitlementName entitlement, Known known) {
        return known.status().employed()
                && roles.stream().anyMatch(role -> role.grants().contains(entitlement) && role.isOf(known));
    }
}
