package dev.sluice.bench.load;

import dev.sluice.policy.PolicyDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The policy set that goes with a profile: every system enforces, and a leaver's access is revoked at once. No roles explain what the
 * identities hold, so access without a reason is ignored. No command is repeated: nobody answers them, and where no event comes any more
 * all that is due until today comes due at once, long after the instants of the load.
 */
public final class LoadPolicies {
    private LoadPolicies() {}

    /** What another set has that the first has not. */
    public enum Change {
        /** One more rule of segregation of duties. */
        RULE,
        /** A role for each person, which gives something that nobody has. */
        ROLE
    }

    /**
     * The documents of a set that replaces another one.
     *
     * @param profile the load
     * @param changes what it has that the first set has not, one after the other
     * @return a valid set
     */
    public static List<PolicyDocument> changed(LoadProfile profile, List<Change> changes) {
        List<PolicyDocument> documents = of(profile);
        for (int i = 0; i < changes.size(); i++) {
            documents.add(
                    changes.get(i) == Change.RULE
                            ? PolicyDocument.parse("rule", rule(profile, profile.sodRules() + i))
                            : PolicyDocument.parse(
                                    "role",
                                    """
                                    kind: Role
                                    id: everybody-%d
                                    name: What everybody needs
                                    when: {workerType: [EMPLOYEE, CONTRACTOR]}
                                    grants: ["%s:EVERYBODY_%d"]
                                    """
                                            .formatted(i, Population.systemName(i % profile.systems()), i)));
        }
        return documents;
    }

    /**
     * The documents.
     *
     * @param profile the load
     * @return a valid set
     */
    public static List<PolicyDocument> of(LoadProfile profile) {
        List<PolicyDocument> documents = new ArrayList<>();
        documents.add(
                PolicyDocument.parse(
                        "settings",
                        """
                kind: Settings
                id: default
                brake: {window: P1D, limit: 10000000}
                """));
        for (int system = 0; system < profile.systems(); system++) {
            documents.add(PolicyDocument.parse(
                    "system",
                    """
                    kind: System
                    id: %s
                    mode: enforce
                    unsanctioned: ignore
                    leaver: {disable: PT0S, revoke: PT0S, delete: P30D, residue: P1D}
                    retry: {first: P3650D, max: P3650D}
                    """
                            .formatted(Population.systemName(system))));
        }
        for (int rule = 0; rule < profile.sodRules(); rule++) {
            documents.add(PolicyDocument.parse("rule", rule(profile, rule)));
        }
        return documents;
    }

    private static String rule(LoadProfile profile, int rule) {
        int pool = profile.entitlementsPerSystem();
        return String.format(
                Locale.ROOT,
                """
                kind: SodRule
                id: BENCH-%d
                name: Do one thing and the other
                severity: HIGH
                stage: enforce
                functions:
                  - {name: one, entitlements: ["%s:ROLE_FUNCTION_%05d"]}
                  - {name: other, entitlements: ["%s:ROLE_FUNCTION_%05d"]}
                """,
                rule,
                Population.systemName(rule % profile.systems()),
                rule * 2 % pool,
                Population.systemName((rule + 1) % profile.systems()),
                (rule * 2 + 1) % pool);
    }
}
