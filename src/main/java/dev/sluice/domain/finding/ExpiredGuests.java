package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccountKind;
import dev.sluice.event.WorkerType;
import java.time.Instant;
import java.util.List;

/**
 * GUEST_EXPIRED: an account of a guest may be used for longer than {@code System.guests} after it was created or enabled last, and
 * nothing that it holds is covered by a request or an exception in force. Leavers have findings of their own.
 */
public final class ExpiredGuests {
    private static final AccessFinding KIND = AccessFinding.GUEST_EXPIRED;

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Entitled entitled;
    private final Trigger trigger;
    private final FindingBook book;
    private final long now;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param entitled what the identity is to have at that instant; null to ask only when something is due
     * @param trigger why it is evaluated; null as well
     * @param out takes the decisions; null as well
     */
    public ExpiredGuests(
            IdentityState state,
            Policies policies,
            Standing standing,
            Entitled entitled,
            Trigger trigger,
            Decisions out) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.entitled = entitled;
        this.trigger = trigger;
        this.book = new FindingBook(state, policies, trigger, out);
        this.now = state.clock();
    }

    /** Resolves what no longer stands, then opens what does. */
    public void evaluate() {
        book.open(KIND.name()).forEach(this::resolveIfGone);
        state.access().accounts().forEach((key, account) -> {
            if (now >= opensAt(key, account) && !isCovered(account)) {
                open(key, account);
            }
        });
    }

    /** When a finding about an account opens, unless what it holds is covered then; or {@link Long#MAX_VALUE}. */
    private long opensAt(AccountKey key, Account account) {
        if (!isConcerned(key, account)) {
            return Long.MAX_VALUE;
        }
        SystemPolicy policy = policies.system(key.system());
        return account.stateSince()
                + policy.guests().toMillis()
                + policy.finding(KIND).grace().toMillis();
    }

    private boolean isConcerned(AccountKey key, Account account) {
        return isAskedFor(key) && account.mayBeUsed() && !standing.isLeaver() && isOfAGuest(account);
    }

    private boolean isAskedFor(AccountKey key) {
        SystemPolicy policy = policies.system(key.system());
        return policy.guests() != null
                && policy.mode() != Mode.IGNORE
                && policy.finding(KIND).reported()
                && !key.name().isEmpty();
    }

    private boolean isOfAGuest(Account account) {
        if (account.kind() == AccountKind.GUEST) {
            return true;
        }
        AttributeEntry type = state.hr()
                .attributes()
                .at("workerType", now, policies.settings().precedence());
        return type != null && WorkerType.GUEST.name().equals(type.value());
    }

    private boolean isCovered(Account account) {
        if (!entitled.hasApprovals()) {
            return false;
        }
        boolean[] covered = {false};
        AccessLedger.eachHeld(
                account, now, (entitlement, held) -> covered[0] = covered[0] || entitled.isApproved(entitlement));
        return covered[0];
    }

    private void resolveIfGone(FindingState finding) {
        AccountKey key = new AccountKey(finding.system(), finding.account());
        Account account = state.access().accounts().get(key);
        String cause;
        if (account == null) {
            cause = "RENAMED";
        } else if (!account.mayBeUsed()) {
            cause = "ACCOUNT_" + account.state();
        } else if (standing.isLeaver()) {
            cause = "LEAVER";
        } else if (!isAskedFor(key)) {
            cause = "POLICY";
        } else if (now < opensAt(key, account)) {
            cause = trigger.kind() == Trigger.Kind.POLICY ? "POLICY" : "NOT_CONCERNED";
        } else if (isCovered(account)) {
            cause = "REASON_FOUND";
        } else {
            return;
        }
        book.resolve(
                finding,
                cause,
                "Account " + key.name() + " of " + state.key() + " in " + key.system() + " is no longer " + KIND);
    }

    private void open(AccountKey key, Account account) {
        SystemPolicy policy = policies.system(key.system());
        book.stand(
                new FindingBook.Draft(
                        Ids.finding(KIND.name(), state.key(), key.system(), key.name()),
                        KIND.name(),
                        key,
                        policy.finding(KIND).severity(),
                        List.of(),
                        "Account " + key.name() + " of guest " + state.key() + " in " + key.system()
                                + " may be used since " + Instant.ofEpochMilli(account.stateSince())
                                + ", longer than the " + policy.guests() + " for which guests stay"),
                List::of);
    }

    /**
     * Whether the time of any account is limited.
     *
     * @return true if one is a guest's, and the policy asks for those
     */
    public boolean areAny() {
        return state.access().accounts().entrySet().stream()
                .anyMatch(account -> isConcerned(account.getKey(), account.getValue()));
    }

    /**
     * The next instant at which the time of an account is over.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        return state.access().accounts().entrySet().stream()
                .mapToLong(account -> opensAt(account.getKey(), account.getValue()))
                .filter(at -> at > now)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
