package dev.sluice.domain.policy;

import dev.sluice.domain.Glob;
import java.util.List;

/**
 * Which groups a system is to have.
 *
 * @param limit how many may be asked for, at least 1
 * @param attributes the rules that ask for one for each value of an attribute
 * @param entitlements the names of entitlements that are groups, each to be there as soon as a role gives it
 */
public record GroupPolicy(int limit, List<GroupRule> attributes, List<Glob> entitlements) {
    /** The limit of a system that states none. */
    public static final int DEFAULT_LIMIT = 1_000;

    /** No groups are asked for. */
    public static final GroupPolicy NONE = new GroupPolicy(DEFAULT_LIMIT, List.of(), List.of());

    /** Copies the lists, and refuses a limit below 1. */
    public GroupPolicy {
        if (limit < 1) {
            throw new IllegalArgumentException("`groups.limit` is " + limit + "; write 1 or more.");
        }
        attributes = List.copyOf(attributes);
        entitlements = List.copyOf(entitlements);
    }

    /**
     * Whether no groups are asked for.
     *
     * @return true without any rule
     */
    public boolean isEmpty() {
        return attributes.isEmpty() && entitlements.isEmpty();
    }

    boolean isGroup(String entitlement) {
        return entitlements.stream().anyMatch(pattern -> pattern.matches(entitlement));
    }
}
