package dev.sluice.domain.policy;

import dev.sluice.domain.Validation;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.sod.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A certification campaign: what identities hold at an instant is looked through by somebody who knows them.
 *
 * @param id the id
 * @param entitlements what is looked at; at least one
 * @param when who is looked at, as of the start; null for everybody who is employed
 * @param start when it starts
 * @param due how long reviewers have; positive
 * @param overdue how long those above them have after that; not negative
 * @param remind how long before it is due who has not answered is reminded; not negative, and not longer than they have
 * @param reviewer identityId of who reviews; null for the manager
 * @param fallback identityId of who reviews if nobody else is there; null for nobody
 * @param onSilence what becomes of what nobody has answered in the end
 */
public record Campaign(
        String id,
        List<Selector> entitlements,
        Condition when,
        Start start,
        Duration due,
        Duration overdue,
        Duration remind,
        String reviewer,
        String fallback,
        OnSilence onSilence) {
    /** Campaigns of one set: whom they are about has to have room for all of them. */
    public static final int MAX = 200;

    /** How long a campaign may last: what was held when is known for 45 days. */
    public static final Duration LONGEST = Duration.ofDays(40);

    /** Two weeks, and one more. */
    public static final Duration DUE = Duration.ofDays(14);

    /** The week after that. */
    public static final Duration OVERDUE = Duration.ofDays(7);

    /** Three days before it is due. */
    public static final Duration REMIND = Duration.ofDays(3);

    /** What becomes of what nobody has answered. */
    public enum OnSilence {
        /** It is kept, uncertified. */
        KEEP,
        /** It is revoked. */
        REVOKE
    }

    /**
     * When it starts: at an instant, or for each identity when one of its attributes changes.
     *
     * @param at the instant (ms since the epoch); {@link Long#MAX_VALUE} if it starts by change
     * @param onChangeOf the attributes; empty if it starts at an instant
     */
    public record Start(long at, Set<String> onChangeOf) {
        /** Copies the set, and refuses neither or both. */
        public Start {
            onChangeOf = Set.copyOf(onChangeOf);
            if (onChangeOf.isEmpty() == (at == Long.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "A campaign starts either at an instant (`startsAt`) or by a change (`onChangeOf`); give one of them.");
            }
        }

        /**
         * Whether it starts for each identity by itself.
         *
         * @return false if it starts at an instant
         */
        public boolean isByChange() {
            return !onChangeOf.isEmpty();
        }
    }

    /** Refuses null, a negative duration, and one that lasts longer than what was held is known. */
    public Campaign {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(onSilence, "onSilence");
        entitlements = List.copyOf(entitlements);
        Checks.notNegative("due", due);
        Checks.notNegative("overdue", overdue);
        Checks.notNegative("remind", remind);
        if (due.isZero()) {
            throw new IllegalArgumentException("`due` is " + due + "; nobody could answer in time.");
        }
        if (remind.compareTo(due) > 0) {
            throw new IllegalArgumentException("`remind` is " + remind + ", longer than the " + due
                    + " of `due`: reviewers would be reminded before they are asked.");
        }
        checkPerson("reviewer", reviewer);
        checkPerson("fallback", fallback);
        if (due.compareTo(LONGEST) > 0 || due.plus(overdue).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("`due` and `overdue` are " + due + " and " + overdue
                    + ", together more than " + LONGEST + "; what was held is not known for longer.");
        }
    }

    private static void checkPerson(String name, String id) {
        if (id != null && !Validation.isIdentityId(id)) {
            throw new IllegalArgumentException("`" + name + "` is `" + id + "`; write an identityId.");
        }
    }

    /**
     * How long it lasts.
     *
     * @return until what nobody has answered is over
     */
    public Duration lasts() {
        return due.plus(overdue);
    }

    /**
     * Whether an entitlement is looked at.
     *
     * @param entitlement the entitlement
     * @return true if any selector names it
     */
    public boolean covers(EntitlementKey entitlement) {
        for (Selector selector : entitlements) {
            if (selector.matches(entitlement)) {
                return true;
            }
        }
        return false;
    }
}
