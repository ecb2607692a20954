package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.LastUse;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccountKind;
import java.time.Instant;
import java.util.List;

/**
 * DORMANT_ACCOUNT: an account that may be used has not been for {@code System.dormantAfter}, since it is known, enabled or was
 * used last. Only where the policy says so: of many systems nobody tells who uses them.
 */
public final class DormantAccounts {
    private static final String KIND = ActivityFinding.DORMANT_ACCOUNT.name();

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Trigger trigger;
    private final FindingBook book;
    private AccountUses uses;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param trigger why it is evaluated; null to ask only when something is due
     * @param out takes the decisions
     */
    public DormantAccounts(IdentityState state, Policies policies, Standing standing, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.trigger = trigger;
        this.book = new FindingBook(state, policies, trigger, out);
    }

    /**
     * Whether an account counts as dormant.
     *
     * @param state the identity
     * @param account the account, or null
     * @param policies the policies in force
     * @return true if a finding about it is open
     */
    public static boolean isOpen(IdentityState state, AccountKey account, Policies policies) {
        if (account == null || policies.system(account.system()).dormantAfter() == null) {
            return false;
        }
        FindingState finding = state.findings().get(Ids.finding(KIND, state.key(), account.system(), account.name()));
        return finding != null && finding.isOpen();
    }

    /** Resolves what no longer stands, then opens what does. */
    public void evaluate() {
        book.open(KIND).forEach(this::resolveIfGone);
        state.access().accounts().forEach((key, account) -> {
            if (state.clock() >= dormantAt(key, account)) {
                open(key, account);
            }
        });
    }

    private void resolveIfGone(FindingState finding) {
        AccountKey key = new AccountKey(finding.system(), finding.account());
        Account account = state.access().accounts().get(key);
        if (account != null
                && isJudged(key, account)
                && (isForgotten(key) || state.clock() >= dormantAt(key, account))) {
            return;
        }
        String cause;
        if (account == null) {
            cause = "RENAMED";
        } else if (!account.mayBeUsed()) {
            cause = "ACCOUNT_" + account.state();
        } else if (standing.isLeaver()) {
            cause = "LEAVER";
        } else {
            cause = trigger.kind() == Trigger.Kind.POLICY ? "POLICY" : "USED";
        }
        book.resolve(finding, cause, "Account " + key.name() + " in " + key.system() + " is no longer " + KIND);
    }

    /** When an account becomes dormant (ms since the epoch), or the end of all time. */
    private long dormantAt(AccountKey key, Account account) {
        if (!isJudged(key, account) || isForgotten(key)) {
            return Long.MAX_VALUE;
        }
        return Math.max(account.stateSince(), uses().of(key).at())
                + policies.system(key.system()).dormantAfter().toMillis();
    }

    /** Whether it may have been used, and nobody knows any more. */
    private boolean isForgotten(AccountKey key) {
        return state.activity().forgotAccounts() && uses().of(key).equals(LastUse.NONE);
    }

    private AccountUses uses() {
        if (uses == null) {
            uses = new AccountUses(state);
        }
        return uses;
    }

    private boolean isJudged(AccountKey key, Account account) {
        SystemPolicy policy = policies.system(key.system());
        return policy.dormantAfter() != null
                && policy.mode() != Mode.IGNORE
                && policies.settings()
                        .detection()
                        .finding(ActivityFinding.DORMANT_ACCOUNT)
                        .reported()
                && !key.name().isEmpty()
                && account.mayBeUsed()
                && account.kind() != AccountKind.BREAK_GLASS
                && !standing.isLeaver();
    }

    private void open(AccountKey key, Account account) {
        LastUse use = uses().of(key);
        String since = use.at() == LastUse.NEVER
                ? "never, although it is known since " + Instant.ofEpochMilli(account.firstSeen())
                : "last at " + Instant.ofEpochMilli(use.at())
                        + (use.otherAt() > use.interactiveAt() ? ", by a programme" : "");
        book.stand(
                new FindingBook.Draft(
                        Ids.finding(KIND, state.key(), key.system(), key.name()),
                        KIND,
                        key,
                        policies.settings()
                                .detection()
                                .finding(ActivityFinding.DORMANT_ACCOUNT)
                                .severity(),
                        List.of(),
                        "Account " + key.name() + " of " + state.key() + " in " + key.system() + " was used " + since),
                List::of);
    }

    /**
     * The next instant at which an account becomes dormant.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        long[] next = {Long.MAX_VALUE};
        state.access().accounts().forEach((key, account) -> {
            long at = dormantAt(key, account);
            next[0] = at > state.clock() ? Math.min(next[0], at) : next[0];
        });
        return next[0];
    }
}
