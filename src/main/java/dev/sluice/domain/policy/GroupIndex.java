package dev.sluice.domain.policy;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.group.GroupNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The groups that a policy set asks for, found once when it is read. */
public final class GroupIndex {
    private static final GroupIndex NONE = new GroupIndex();

    /**
     * A rule of a system.
     *
     * @param system the system's name
     * @param rule the rule
     */
    public record Rule(String system, GroupRule rule) {}

    private final TreeMap<String, List<Rule>> byAttribute = new TreeMap<>();
    private final TreeMap<String, String> named = new TreeMap<>();

    private GroupIndex() {}

    /**
     * The groups of a set.
     *
     * @param systems the policies of systems
     * @param roles the roles
     * @return the index; of systems in mode IGNORE nothing is in it
     */
    public static GroupIndex of(Collection<SystemPolicy> systems, Roles roles) {
        List<SystemPolicy> asking = systems.stream()
                .filter(system -> !system.groups().isEmpty() && system.mode() != Mode.IGNORE)
                .toList();
        if (asking.isEmpty()) {
            return NONE;
        }
        GroupIndex index = new GroupIndex();
        for (SystemPolicy system : asking) {
            for (GroupRule rule : system.groups().attributes()) {
                index.byAttribute
                        .computeIfAbsent(rule.attribute(), attribute -> new ArrayList<>())
                        .add(new Rule(system.id(), rule));
            }
            if (!system.groups().entitlements().isEmpty()) {
                index.nameGroups(system, roles);
            }
        }
        index.byAttribute
                .values()
                .forEach(rules -> rules.sort((a, b) -> a.system().compareTo(b.system())));
        return index;
    }

    private void nameGroups(SystemPolicy system, Roles roles) {
        for (Role role : roles.byId().values()) {
            for (EntitlementKey entitlement : role.grants()) {
                if (entitlement.system().equals(system.id()) && system.groups().isGroup(entitlement.name())) {
                    // Of two that differ in case only the first by its characters: they can't both be there.
                    GroupNames.groupKey(system.id(), entitlement.name())
                            .ifPresent(
                                    key -> named.merge(key, entitlement.name(), (a, b) -> a.compareTo(b) <= 0 ? a : b));
                }
            }
        }
    }

    /**
     * The attributes whose values lead to groups.
     *
     * @return their names, sorted; none if no system asks for groups by attribute
     */
    public Set<String> attributes() {
        return Collections.unmodifiableSet(byAttribute.keySet());
    }

    /**
     * The rules that ask for groups by an attribute.
     *
     * @param attribute the attribute
     * @return by system, then as the policy states them
     */
    public List<Rule> rules(String attribute) {
        return byAttribute.getOrDefault(attribute, List.of());
    }

    /**
     * The groups that roles give.
     *
     * @return names by key, sorted; unmodifiable
     */
    public Map<String, String> named() {
        return Collections.unmodifiableMap(named);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupIndex index && byAttribute.equals(index.byAttribute) && named.equals(index.named);
    }

    @Override
    public int hashCode() {
        return 31 * byAttribute.hashCode() + named.hashCode();
    }

    @Override
    public String toString() {
        return byAttribute.keySet() + " " + named.keySet();
    }
}
