package dev.sluice.domain.brake;

import java.util.Comparator;

/**
 * Who announces that something is to be taken from an identity, and how.
 *
 * @param kind how
 * @param source the source as events name it; {@link #POLICY_SETS} for a policy set
 */
public record Announcer(Kind kind, String source) implements Comparable<Announcer> {
    /** What stands for the source where a policy set asks for the work. It is counted and held under this name. */
    public static final String POLICY_SETS = "policy";

    private static final Comparator<Announcer> ORDER =
            Comparator.comparing(Announcer::kind).thenComparing(Announcer::source);

    /** How it is announced. Stored by its place: add at the end only. */
    public enum Kind {
        /** A record says that the identity leaves. */
        END,
        /** A feed that lists everybody lists the identity no longer. */
        ABSENCE,
        /** A policy set became current. */
        POLICY
    }

    /**
     * A policy set.
     *
     * @return the announcer
     */
    public static Announcer policySet() {
        return new Announcer(Kind.POLICY, POLICY_SETS);
    }

    @Override
    public int compareTo(Announcer other) {
        return ORDER.compare(this, other);
    }
}
