package dev.sluice.domain.policy;

import dev.sluice.domain.sod.SodIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One complete set of policies: what governs from its activation to that of the next.
 *
 * @param setVersion the version of the set, from 1; 0 while no set is active
 * @param settings what holds for everything
 * @param systems the policies of systems by id
 * @param roles who is to have what by birthright
 * @param sod what nobody may hold together
 * @param campaigns what is reviewed when, by id
 * @param groups the groups that systems and roles ask for
 */
public record Policies(
        long setVersion,
        Settings settings,
        Map<String, SystemPolicy> systems,
        Roles roles,
        SodIndex sod,
        List<Campaign> campaigns,
        GroupIndex groups) {
    private static final Policies NONE = new Policies(0, Settings.DEFAULTS, Map.of());

    /** Copies the map, and refuses null, a negative version and a policy filed under another id than its own. */
    public Policies {
        if (setVersion < 0) {
            throw new IllegalArgumentException("The set version is " + setVersion + "; versions count from 1.");
        }
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(roles, "roles");
        Objects.requireNonNull(sod, "sod");
        Objects.requireNonNull(groups, "groups");
        systems = Map.copyOf(systems);
        campaigns = List.copyOf(campaigns);
        systems.forEach((id, policy) -> {
            if (!id.equals(policy.id())) {
                throw new IllegalArgumentException("The policy of system " + policy.id() + " is filed under " + id);
            }
        });
    }

    /**
     * A set, whose groups follow from its systems and roles.
     *
     * @param setVersion the version of the set
     * @param settings what holds for everything
     * @param systems the policies of systems by id
     * @param roles who is to have what by birthright
     * @param sod what nobody may hold together
     * @param campaigns what is reviewed when, by id
     */
    public Policies(
            long setVersion,
            Settings settings,
            Map<String, SystemPolicy> systems,
            Roles roles,
            SodIndex sod,
            List<Campaign> campaigns) {
        this(setVersion, settings, systems, roles, sod, campaigns, GroupIndex.of(systems.values(), roles));
    }

    /**
     * A set without campaigns.
     *
     * @param setVersion the version of the set
     * @param settings what holds for everything
     * @param systems the policies of systems by id
     * @param roles who is to have what by birthright
     * @param sod what nobody may hold together
     */
    public Policies(long setVersion, Settings settings, Map<String, SystemPolicy> systems, Roles roles, SodIndex sod) {
        this(setVersion, settings, systems, roles, sod, List.of());
    }

    /**
     * A set without rules of segregation of duties.
     *
     * @param setVersion the version of the set
     * @param settings what holds for everything
     * @param systems the policies of systems by id
     * @param roles who is to have what by birthright
     */
    public Policies(long setVersion, Settings settings, Map<String, SystemPolicy> systems, Roles roles) {
        this(setVersion, settings, systems, roles, SodIndex.none());
    }

    /**
     * A set without roles.
     *
     * @param setVersion the version of the set
     * @param settings what holds for everything
     * @param systems the policies of systems by id
     */
    public Policies(long setVersion, Settings settings, Map<String, SystemPolicy> systems) {
        this(setVersion, settings, systems, Roles.none());
    }

    /**
     * The state before the first set: defaults, and nothing may be issued.
     *
     * @return the one value with version 0
     */
    public static Policies none() {
        return NONE;
    }

    /**
     * An active set of default settings.
     *
     * @param setVersion the version, from 1
     * @param systems the policies of systems
     * @return the set
     */
    public static Policies of(long setVersion, SystemPolicy... systems) {
        Map<String, SystemPolicy> byId = new HashMap<>();
        for (SystemPolicy system : systems) {
            byId.put(system.id(), system);
        }
        return new Policies(setVersion, Settings.DEFAULTS, byId);
    }

    /**
     * The same set with other roles.
     *
     * @param other the roles
     * @return a copy
     */
    public Policies withRoles(Roles other) {
        return new Policies(setVersion, settings, systems, other, sod, campaigns);
    }

    /**
     * The same set with other rules of segregation of duties.
     *
     * @param other the rules
     * @return a copy
     */
    public Policies withSod(SodIndex other) {
        return new Policies(setVersion, settings, systems, roles, other, campaigns, groups);
    }

    /**
     * The same set with other campaigns.
     *
     * @param other the campaigns
     * @return a copy
     */
    public Policies withCampaigns(List<Campaign> other) {
        return new Policies(setVersion, settings, systems, roles, sod, other, groups);
    }

    /**
     * The same set with the values of another one wherever they are equal: every identity compares the two sets, and what is
     * the same value needs no look into it.
     *
     * @param other the other set
     * @return an equal set
     */
    Policies sharing(Policies other) {
        return new Policies(
                setVersion,
                settings.equals(other.settings) ? other.settings : settings,
                systems.equals(other.systems) ? other.systems : systems,
                roles.equals(other.roles) ? other.roles : roles,
                sod.equals(other.sod) ? other.sod : sod,
                campaigns.equals(other.campaigns) ? other.campaigns : campaigns);
    }

    /**
     * Whether this set differs from the one before it in rules of segregation of duties, and in nothing else. A set that is published
     * once more as it was does not: whoever does that wants everything to be looked at anew.
     *
     * @param other the set before it
     * @return true if everything else is equal
     */
    public boolean differsInRulesOnly(Policies other) {
        return !sod.changedSince(other.sod).ids().isEmpty()
                && settings.equals(other.settings)
                && systems.equals(other.systems)
                && campaigns.equals(other.campaigns)
                && roles.equals(other.roles);
    }

    /**
     * Whether a set is active. Without one a task keeps state and issues nothing.
     *
     * @return true from version 1 on
     */
    public boolean active() {
        return setVersion > 0;
    }

    /**
     * Whether commands are issued for a system.
     *
     * @param system the system's name
     * @return true if its mode is ENFORCE
     */
    public boolean isEnforced(String system) {
        return system(system).mode() == Mode.ENFORCE;
    }

    /**
     * The policy of a system.
     *
     * @param id the system's name
     * @return its policy, or all defaults (mode REPORT) where no document speaks of it
     */
    public SystemPolicy system(String id) {
        SystemPolicy policy = systems.get(id);
        return policy != null ? policy : SystemPolicy.defaults(id);
    }
}
