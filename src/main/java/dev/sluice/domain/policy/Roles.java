package dev.sluice.domain.policy;

import dev.sluice.domain.access.EntitlementKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The roles of a policy set, with what each gives directly and through the roles that it includes. A role that is reached
 * twice, or by a circle, gives what it gives once; one that does not exist gives nothing (the validator refuses both).
 */
public final class Roles {
    /** Entitlements that one role may give, with those of the roles that it includes. */
    public static final int MAX_GIVEN = 10_000;

    /** Entitlements that all roles together may give, each role counted by itself. */
    public static final int MAX_TOGETHER = 1_000_000;

    private static final Roles NONE = new Roles(List.of());

    /** A role gives more than can be kept. */
    public static final class TooMuch extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private final String roleId;

        private TooMuch(String roleId, String message) {
            super(message);
            this.roleId = roleId;
        }

        /**
         * The role with which it became too much.
         *
         * @return its id
         */
        public String roleId() {
            return roleId;
        }
    }

    /** Roles on the way from one to another; the first is where the way begins. */
    private record Way(Role role, List<String> ids) {}

    private final TreeMap<String, Role> byId = new TreeMap<>();
    private final List<Role> birthright;
    private final Set<String> attributes;
    private final Map<String, Set<String>> askedBy = new HashMap<>();
    private final Map<String, Map<EntitlementKey, List<String>>> given = new HashMap<>();
    private final Map<EntitlementKey, List<Role>> givers = new HashMap<>();

    private Roles(Collection<Role> roles) {
        roles.forEach(role -> byId.put(role.id(), role));
        List<Role> conditional = new ArrayList<>();
        long together = 0;
        for (Role role : byId.values()) {
            if (role.when() != null) {
                conditional.add(role);
                Map<EntitlementKey, List<String>> gives = closure(role);
                given.put(role.id(), gives);
                gives.keySet().forEach(entitlement -> givers.computeIfAbsent(entitlement, e -> new ArrayList<>(1))
                        .add(role));
                together += gives.size();
            }
            if (together > MAX_TOGETHER) {
                throw new TooMuch(
                        role.id(),
                        "gives, together with the roles before it, more than " + MAX_TOGETHER
                                + " entitlements; split the roles by who has them.");
            }
        }
        birthright = List.copyOf(conditional);
        Set<String> asked = new HashSet<>();
        for (Role role : conditional) {
            Set<String> own = new HashSet<>();
            role.when().collectAttributes(own);
            askedBy.put(role.id(), own);
            asked.addAll(own);
        }
        attributes = Set.copyOf(asked);
    }

    /**
     * No roles.
     *
     * @return the one value without any
     */
    public static Roles none() {
        return NONE;
    }

    /**
     * The roles of a set.
     *
     * @param roles each id once; of two with one id the last counts
     * @return the roles, ready to be asked
     * @throws TooMuch if they give more than {@link #MAX_GIVEN} or {@link #MAX_TOGETHER}
     */
    public static Roles of(Collection<Role> roles) {
        return roles.isEmpty() ? NONE : new Roles(roles);
    }

    /**
     * The roles that somebody has by birthright.
     *
     * @return those with a condition, by id; unmodifiable
     */
    public List<Role> birthright() {
        return birthright;
    }

    /**
     * The attributes that conditions of roles ask for.
     *
     * @return their names; unmodifiable
     */
    public Set<String> attributes() {
        return attributes;
    }

    /**
     * Whether the condition of a role asks for an attribute.
     *
     * @param roleId the role
     * @param attribute the attribute
     * @return false also if nobody has the role by birthright
     */
    public boolean asksFor(String roleId, String attribute) {
        return askedBy.getOrDefault(roleId, Set.of()).contains(attribute);
    }

    /**
     * All roles.
     *
     * @return by id; unmodifiable
     */
    public Map<String, Role> byId() {
        return Collections.unmodifiableMap(byId);
    }

    /**
     * What a role gives to who has it by birthright.
     *
     * @param roleId the role
     * @return entitlements, each with the shortest way of role ids from the role to the one that grants it; empty if nobody
     *     has the role by birthright
     */
    public Map<EntitlementKey, List<String>> givenBy(String roleId) {
        return given.getOrDefault(roleId, Map.of());
    }

    /**
     * The roles that give an entitlement to who has them by birthright.
     *
     * @param entitlement the entitlement
     * @return by id; not to be changed
     */
    public List<Role> givers(EntitlementKey entitlement) {
        return givers.getOrDefault(entitlement, List.of());
    }

    private Map<EntitlementKey, List<String>> closure(Role from) {
        Map<EntitlementKey, List<String>> gives = new LinkedHashMap<>();
        Set<String> reached = new HashSet<>(Set.of(from.id()));
        ArrayDeque<Way> ways = new ArrayDeque<>(List.of(new Way(from, List.of(from.id()))));
        while (!ways.isEmpty()) {
            Way way = ways.poll();
            way.role().grants().forEach(entitlement -> gives.putIfAbsent(entitlement, way.ids()));
            if (gives.size() > MAX_GIVEN) {
                throw new TooMuch(
                        from.id(),
                        "gives more than " + MAX_GIVEN + " entitlements with the roles that it includes; split it.");
            }
            for (String id : way.role().includes()) {
                Role next = byId.get(id);
                if (next != null && reached.add(id)) {
                    List<String> ids = new ArrayList<>(way.ids());
                    ids.add(id);
                    ways.add(new Way(next, List.copyOf(ids)));
                }
            }
        }
        return Collections.unmodifiableMap(gives);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Roles roles && byId.equals(roles.byId);
    }

    @Override
    public int hashCode() {
        return byId.hashCode();
    }

    @Override
    public String toString() {
        return byId.keySet().toString();
    }
}
