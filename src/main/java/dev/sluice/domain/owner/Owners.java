package dev.sluice.domain.owner;

import dev.sluice.domain.Validation;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.AttributeTimeline;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.OwnerRules;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.watch.Known;
import dev.sluice.event.AccountKind;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.WorkerType;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who answers for what is no one person's. A service is owned by whom HR names, who is watched; a service or shared account of a
 * person by that person. All of it follows from what is known at the identity's clock.
 */
public final class Owners {
    /** What can be said of an account. */
    public enum Verdict {
        /** It is a person's, or nobody can use it, or the policy does not ask. */
        NOT_CONCERNED,
        /** Somebody answers for it, or it is not yet for long enough that nobody does. */
        OWNED,
        /** Who is named may turn out to be somebody: what was found before stands, and nothing is found. */
        OPEN,
        /** Nobody answers for it, for too long. */
        LOST
    }

    private static final AccessFinding KIND = AccessFinding.OWNERLESS_SERVICE_ACCOUNT;
    private static final String TYPE = "workerType";
    private static final String OWNER = "ownerId";
    private static final String MANAGER = "managerId";
    private static final String DEPARTMENT = "department";

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final HrRules rules;
    private final OwnerRules asked;
    private final long now;
    private Boolean isService;
    private boolean isLooked;
    private boolean isUnheard;
    private Loss loss;

    /**
     * Of one identity at an instant.
     *
     * @param state the identity, whose clock is the instant
     * @param policies the policies in force
     * @param standing the status at that instant
     */
    public Owners(IdentityState state, Policies policies, Standing standing) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.rules = policies.settings().hrRules();
        this.asked = policies.settings().owners();
        this.now = state.clock();
    }

    /**
     * Whether the identity is no human.
     *
     * @return true if HR calls it a service
     */
    public boolean isService() {
        if (isService == null) {
            isService = WorkerType.SERVICE.name().equals(value(TYPE));
        }
        return isService;
    }

    /**
     * Whose status decides whether the identity has an owner.
     *
     * @return an identityId, or null if that can be told without anybody
     */
    public String watched() {
        String owner = isService() && standing.isEmployed() ? value(OWNER) : null;
        return owner != null && isSomebodyElse(owner) ? owner : null;
    }

    /**
     * Why nobody answers for the identity or for accounts of it, now or from an instant on.
     *
     * @return null if somebody does, or if that is not known yet
     */
    public Loss loss() {
        if (!isLooked) {
            isLooked = true;
            if (isService()) {
                loss = standing.isEmployed() ? lossOfService() : null;
            } else if (standing.isLeaver()) {
                loss = new Loss(
                        Loss.Reason.LEFT, state.key(), standing.endedAt(), lastManager(), standing.endEventId());
            }
        }
        return loss;
    }

    /**
     * What can be said of an account.
     *
     * @param key its name
     * @param account what is known of it
     * @return the verdict
     */
    public Verdict of(AccountKey key, Account account) {
        if (!concerns(key, account)) {
            return Verdict.NOT_CONCERNED;
        }
        return verdict(policies.system(key.system()).finding(KIND).grace().toMillis());
    }

    /**
     * What can be said of the identity itself, of which no account is known.
     *
     * @return the verdict
     */
    public Verdict ofIdentity() {
        return concernsIdentity() ? verdict(KIND.defaults().grace().toMillis()) : Verdict.NOT_CONCERNED;
    }

    private Verdict verdict(long grace) {
        if (loss() == null) {
            return isUnheard ? Verdict.OPEN : Verdict.OWNED;
        }
        if (now >= loss.since() + grace) {
            return Verdict.LOST;
        }
        // Whether HR has yet to tell of somebody, or never will, is known only after a while.
        return loss.reason() == Loss.Reason.UNKNOWN ? Verdict.OPEN : Verdict.OWNED;
    }

    private boolean concerns(AccountKey key, Account account) {
        SystemPolicy policy = policies.system(key.system());
        if (key.name().isEmpty()
                || policy.mode() == Mode.IGNORE
                || !policy.finding(KIND).reported()
                || !account.mayBeUsed()) {
            return false;
        }
        return isService() ? standing.isEmployed() : isForMany(account);
    }

    private static boolean isForMany(Account account) {
        AccountKind kind = account.kind();
        return kind == AccountKind.SERVICE || kind == AccountKind.SHARED;
    }

    private boolean concernsIdentity() {
        return asked.withoutAccounts()
                && isService()
                && standing.isEmployed()
                && state.access().accounts().keySet().stream()
                        .allMatch(key -> key.name().isEmpty());
    }

    /**
     * The next instant at which it has been too long that nobody answers for something.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        if (loss() == null) {
            return Long.MAX_VALUE;
        }
        Stream<Long> graces = state.access().accounts().entrySet().stream()
                .filter(account -> concerns(account.getKey(), account.getValue()))
                .map(account -> policies.system(account.getKey().system())
                        .finding(KIND)
                        .grace()
                        .toMillis());
        Stream<Long> own =
                concernsIdentity() ? Stream.of(KIND.defaults().grace().toMillis()) : Stream.empty();
        return Stream.concat(graces, own)
                .mapToLong(grace -> loss.since() + grace)
                .filter(at -> at > now)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private Loss lossOfService() {
        long began = Math.max(since(TYPE), state.hr().employedSince(now, rules));
        String owner = value(OWNER);
        if (owner == null) {
            return lost(Loss.Reason.NOT_NAMED, null, Math.max(began, since(OWNER)), null);
        }
        if (!isSomebodyElse(owner)) {
            Loss.Reason reason = owner.equals(state.key()) ? Loss.Reason.ITSELF : Loss.Reason.UNKNOWN;
            return lost(reason, owner, Math.max(began, since(OWNER)), null);
        }
        Known known = state.watches().watched().getOrDefault(owner, Known.UNHEARD);
        isUnheard = !known.isHeard();
        if (isUnheard) {
            return null;
        }
        if (known.status() == IdentityStatus.UNKNOWN) {
            return lost(Loss.Reason.UNKNOWN, owner, Math.max(began, since(OWNER)), known.managerId());
        }
        Loss away = away(owner, known, began);
        Loss transferred = transferred(owner, known, began);
        return away == null || transferred != null && transferred.since() < away.since() ? transferred : away;
    }

    private Loss away(String owner, Known known, long began) {
        boolean left = known.status() == IdentityStatus.TERMINATED;
        long until = known.answersUntil();
        if (until == Long.MAX_VALUE && left) {
            // An earlier version does not tell when it left; it was so when it was told.
            until = known.at();
        }
        return until == Long.MAX_VALUE
                ? null
                : lost(
                        left ? Loss.Reason.LEFT : Loss.Reason.ON_LEAVE,
                        owner,
                        Math.max(began, until),
                        known.managerId());
    }

    /** From when on the two were of different departments, whoever was named when: who is of another one never was an owner. */
    private Loss transferred(String owner, Known known, long began) {
        String department = value(DEPARTMENT);
        boolean differs = asked.sameDepartment()
                && department != null
                && known.department() != null
                && !department.equals(known.department());
        return differs
                ? lost(
                        Loss.Reason.TRANSFERRED,
                        owner,
                        Math.max(began, Math.max(since(DEPARTMENT), known.departmentSince())),
                        known.managerId())
                : null;
    }

    /** Where nobody knows the manager of the owner, the service's own has to find another one. */
    private Loss lost(Loss.Reason reason, String owner, long since, String managerId) {
        AttributeEntry named = entry(OWNER);
        return new Loss(
                reason,
                owner,
                since,
                managerId == null ? value(MANAGER) : managerId,
                named == null ? null : named.key().eventId());
    }

    /** The last record of somebody who leaves often names no manager any more. */
    private String lastManager() {
        String manager = null;
        for (AttributeTimeline.Shown shown :
                state.hr().attributes().history(Set.of(MANAGER), now, rules.precedence())) {
            manager = shown.values().getOrDefault(MANAGER, manager);
        }
        return manager;
    }

    private boolean isSomebodyElse(String id) {
        return Validation.isIdentityId(id) && !id.equals(state.key());
    }

    private AttributeEntry entry(String attribute) {
        return state.hr().attributes().at(attribute, now, rules.precedence());
    }

    private String value(String attribute) {
        AttributeEntry entry = entry(attribute);
        return entry == null ? null : entry.value();
    }

    private long since(String attribute) {
        return state.hr().attributes().since(attribute, now, rules.precedence());
    }
}
