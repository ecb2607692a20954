package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.Evidence;
import dev.sluice.event.IdentityStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * LEAVER_ACTIVE_ACCOUNT: an account of somebody who left is still in use when it should long be disabled. UNKNOWN_IDENTITY_ACCESS: an
 * account of an identity of which HR knows nothing, after the time that it may take HR to tell. UNCORRELATED_ACCOUNT: an account of
 * which nobody says whose it is.
 */
public final class AccountFindings {
    private static final List<AccessFinding> KINDS = List.of(
            AccessFinding.LEAVER_ACTIVE_ACCOUNT,
            AccessFinding.UNKNOWN_IDENTITY_ACCESS,
            AccessFinding.UNCORRELATED_ACCOUNT);

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Trigger trigger;
    private final FindingBook book;
    private final long now;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public AccountFindings(IdentityState state, Policies policies, Standing standing, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.trigger = trigger;
        this.book = new FindingBook(state, policies, trigger, out);
        this.now = state.clock();
    }

    /** Resolves what no longer stands, then opens what does. */
    public void evaluate() {
        for (AccessFinding kind : KINDS) {
            book.open(kind.name()).forEach(finding -> resolveIfGone(kind, finding));
            if (kind == kindNow()) {
                state.access().accounts().forEach((key, account) -> {
                    if (now >= opensAt(key, account)) {
                        open(kind, key, account);
                    }
                });
            }
        }
    }

    /** The kind that can stand at this status, or null. */
    private AccessFinding kindNow() {
        if (standing.isLeaver()) {
            return AccessFinding.LEAVER_ACTIVE_ACCOUNT;
        }
        if (standing.status() != IdentityStatus.UNKNOWN) {
            return null;
        }
        return SubjectKeys.isAccount(state.key())
                ? AccessFinding.UNCORRELATED_ACCOUNT
                : AccessFinding.UNKNOWN_IDENTITY_ACCESS;
    }

    /** When a finding about an account opens, or {@link Long#MAX_VALUE} if none is to. */
    private long opensAt(AccountKey key, Account account) {
        AccessFinding kind = kindNow();
        SystemPolicy policy = policies.system(key.system());
        if (kind == null
                || key.name().isEmpty()
                || !account.mayBeUsed()
                || policy.mode() == Mode.IGNORE
                || !policy.finding(kind).reported()) {
            return Long.MAX_VALUE;
        }
        long began = standing.isLeaver()
                ? standing.endedAt() + policy.leaver().disable().toMillis()
                : account.firstSeen();
        return began + policy.finding(kind).grace().toMillis();
    }

    private void resolveIfGone(AccessFinding kind, FindingState finding) {
        AccountKey key = new AccountKey(finding.system(), finding.account());
        Account account = state.access().accounts().get(key);
        if (account != null && kind == kindNow() && now >= opensAt(key, account)) {
            return;
        }
        String cause;
        if (account == null) {
            cause = "RENAMED";
        } else if (kind != kindNow()) {
            cause = kind == AccessFinding.LEAVER_ACTIVE_ACCOUNT ? "NOT_A_LEAVER" : "IDENTITY_KNOWN";
        } else if (!account.mayBeUsed()) {
            cause = "ACCOUNT_" + account.state();
        } else {
            cause = trigger.kind() == Trigger.Kind.POLICY ? "POLICY" : "NOT_A_LEAVER";
        }
        book.resolve(
                finding,
                cause,
                "Account " + finding.account() + " of " + state.key() + " in " + finding.system() + " is no longer "
                        + kind.name());
    }

    private void open(AccessFinding kind, AccountKey key, Account account) {
        String what = "account " + key.name() + " in " + key.system();
        String summary = kind == AccessFinding.LEAVER_ACTIVE_ACCOUNT
                ? state.key() + " left at " + Instant.ofEpochMilli(standing.endedAt()) + ", but " + what
                        + " is still in use"
                : nobody() + " has had " + what + " since " + Instant.ofEpochMilli(account.firstSeen());
        book.stand(
                new FindingBook.Draft(
                        Ids.finding(kind.name(), state.key(), key.system(), key.name()),
                        kind.name(),
                        key,
                        policies.system(key.system()).finding(kind).severity(),
                        List.of(),
                        summary),
                () -> evidence(kind));
    }

    private String nobody() {
        return SubjectKeys.isAccount(state.key())
                ? "Somebody of whom nobody says who it is"
                : state.key() + ", of whom HR knows nothing,";
    }

    private List<Evidence> evidence(AccessFinding kind) {
        return kind == AccessFinding.LEAVER_ACTIVE_ACCOUNT
                ? List.of(new Evidence(
                        standing.endEventId(),
                        List.of(),
                        "Employment ended at " + Instant.ofEpochMilli(standing.endedAt()) + "."))
                : List.of();
    }

    /**
     * The next instant at which such a finding opens.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        if (kindNow() == null) {
            return Long.MAX_VALUE;
        }
        long next = Long.MAX_VALUE;
        for (Map.Entry<AccountKey, Account> account : state.access().accounts().entrySet()) {
            long opensAt = opensAt(account.getKey(), account.getValue());
            next = opensAt > now ? Math.min(next, opensAt) : next;
        }
        return next;
    }
}
