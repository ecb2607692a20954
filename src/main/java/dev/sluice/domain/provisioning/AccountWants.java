package dev.sluice.domain.provisioning;

import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.OnLeave;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccountState;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * What is to become of accounts: a leaver's are disabled and in the end deleted, those of who is on leave are disabled, those
 * of who comes back are enabled, and who is to have something gets an account for it.
 */
final class AccountWants {
    private static final Comparator<Map.Entry<AccountKey, Account>> BEST_TARGET = Comparator.comparing(
                    (Map.Entry<AccountKey, Account> entry) ->
                            rank(entry.getValue().state()))
            .thenComparing(Map.Entry::getKey);

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Entitled entitled;
    private final HrRules rules;
    private final long now;
    private final Map<String, Optional<AccountKey>> targets = new HashMap<>();
    private final AttributeSync sync;
    private Set<String> given;

    AccountWants(IdentityState state, Policies policies, Standing standing, Entitled entitled) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.entitled = entitled;
        this.rules = policies.settings().hrRules();
        this.now = state.clock();
        this.sync = new AttributeSync(state, policies);
    }

    /** Where the source names no account there is none to disable, and no fact could ever close the command. */
    private boolean canBeCommanded(AccountKey key) {
        return !key.name().isEmpty() && policies.isEnforced(key.system());
    }

    Want disable(AccountKey key, Account account) {
        if (!canBeCommanded(key) || !account.mayBeUsed()) {
            return null;
        }
        if (standing.isLeaver()) {
            long due = standing.endedAt()
                    + policies.system(key.system()).leaver().disable().toMillis();
            return now < due
                    ? null
                    : new Want(Math.max(due, account.stateSince()), Cause.LEAVER, leftAt(state, standing));
        }
        AttributeEntry leave = suspendingLeave(key.system());
        return leave == null || !account.isPersonal()
                ? null
                : new Want(
                        Math.max(leave.effectiveAt(), account.stateSince()),
                        Cause.LEAVE,
                        state.key() + " is on leave (" + leave.value() + ") since "
                                + Instant.ofEpochMilli(leave.effectiveAt()));
    }

    static String leftAt(IdentityState state, Standing standing) {
        return state.key() + " left at " + Instant.ofEpochMilli(standing.endedAt());
    }

    /** The leave of absence for whose time accounts in a system are disabled, or null. */
    private AttributeEntry suspendingLeave(String system) {
        return standing.isOnLeave() ? suspendingLeave(system, now) : null;
    }

    private AttributeEntry suspendingLeave(String system, long at) {
        AttributeEntry leave = state.hr().leaveAt(at);
        return policies.system(system).leave().during(leave.value()) == OnLeave.DISABLE ? leave : null;
    }

    Want delete(AccountKey key, Account account) {
        boolean over = standing.isLeaver() && account.isPersonal() && account.state() == AccountState.DISABLED;
        if (!over || !canBeCommanded(key)) {
            return null;
        }
        long due = deletionOf(key.system(), account);
        return now < due
                ? null
                : new Want(
                        due,
                        Cause.RETENTION_OVER,
                        leftAt(state, standing) + " and the account is disabled since "
                                + Instant.ofEpochMilli(account.stateSince()));
    }

    private long deletionOf(String system, Account account) {
        return Math.max(account.stateSince(), standing.endedAt())
                + policies.system(system).leaver().delete().toMillis();
    }

    /**
     * Enables what was disabled while somebody was away, and nothing that was disabled by somebody else's decision. Who was not
     * employed in between gets back only accounts that there is a reason for.
     */
    Want enable(AccountKey key, Account account) {
        if (!canBeCommanded(key)
                || account.state() != AccountState.DISABLED
                || !standing.isEmployed()
                || suspendingLeave(key.system()) != null) {
            return null;
        }
        long disabledSince = account.stateSince();
        Standing then = state.hr().standing(disabledSince, rules);
        boolean suspended = then.isOnLeave() && suspendingLeave(key.system(), disabledSince) != null;
        boolean wasAway = suspended || !then.isEmployed();
        // What is no one person's comes back only if it was taken by mistake.
        boolean away = wasAway ? account.isPersonal() : state.disabledByUs().contains(key);
        boolean leftMeanwhile = state.hr().employedSince(now, rules) > disabledSince;
        return away && (!leftMeanwhile || gives(key.system()))
                ? new Want(
                        disabledSince,
                        Cause.RETURNED,
                        "it was disabled at " + Instant.ofEpochMilli(disabledSince) + " because " + state.key()
                                + " was away or said to have left, and is at work")
                : null;
    }

    private boolean gives(String system) {
        if (given == null) {
            given = new HashSet<>();
            entitled.eachGiven((entitlement, reason) -> given.add(entitlement.system()));
        }
        return given.contains(system);
    }

    /** Passes on what HR says of its owner now; never the values in words, which are read by more people than the request. */
    Want update(AccountKey key, Account account) {
        boolean inUse = standing.isEmployed() && account.mayBeUsed() && account.isPersonal();
        if (!inUse || !canBeCommanded(key)) {
            return null;
        }
        SortedMap<String, String> changes = sync.changes(key, account);
        if (changes.isEmpty()) {
            return null;
        }
        Set<String> changed = changes.keySet();
        long since = sync.since(changed);
        return new Want(
                since,
                Cause.ATTRIBUTE_CHANGE,
                String.join(", ", changed) + " of " + state.key() + " changed, last at " + Instant.ofEpochMilli(since),
                changed + Integer.toHexString(changes.hashCode()));
    }

    /** An account in a system in which something is to be given; not while it would be disabled at once. */
    Want create(String system, long neededSince, String cause, String why) {
        if (!policies.isEnforced(system)
                || suspendingLeave(system) != null
                || target(system).isPresent()) {
            return null;
        }
        long gone = Long.MIN_VALUE;
        for (Map.Entry<AccountKey, Account> account : state.access().accounts().entrySet()) {
            if (account.getKey().system().equals(system) && account.getValue().state() == AccountState.DELETED) {
                gone = Math.max(gone, account.getValue().stateSince());
            }
        }
        return new Want(Math.max(neededSince, gone), cause, why);
    }

    /** The account in a system to which something is given. */
    Optional<AccountKey> target(String system) {
        return targets.computeIfAbsent(system, id -> state.access().accounts().entrySet().stream()
                .filter(entry -> entry.getKey().system().equals(id)
                        && !entry.getKey().name().isEmpty()
                        && entry.getValue().state() != AccountState.DELETED
                        && entry.getValue().isForAPerson())
                .min(BEST_TARGET)
                .map(Map.Entry::getKey));
    }

    private static int rank(AccountState state) {
        return switch (state) {
            case ENABLED -> 0;
            case UNKNOWN -> 1;
            case DISABLED -> 2;
            default -> 3;
        };
    }

    /** The next instant at which an account of a leaver is to be disabled, emptied or deleted. */
    long nextDue() {
        if (!standing.isLeaver()) {
            return Long.MAX_VALUE;
        }
        long next = Long.MAX_VALUE;
        for (Map.Entry<AccountKey, Account> account : state.access().accounts().entrySet()) {
            SystemPolicy policy = policies.system(account.getKey().system());
            if (policy.mode() == Mode.IGNORE) {
                continue;
            }
            long end = standing.endedAt();
            next = Math.min(next, later(end + policy.leaver().disable().toMillis()));
            next = Math.min(next, later(end + policy.leaver().revoke().toMillis()));
            next = Math.min(next, later(end + policy.leaver().residueAfterEnd().toMillis()));
            if (account.getValue().state() == AccountState.DISABLED
                    && account.getValue().isPersonal()) {
                next = Math.min(next, later(deletionOf(account.getKey().system(), account.getValue())));
            }
        }
        return next;
    }

    private long later(long candidate) {
        return candidate > now ? candidate : Long.MAX_VALUE;
    }
}
