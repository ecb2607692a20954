package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.owner.Loss;
import dev.sluice.domain.owner.Owners;
import dev.sluice.domain.owner.Owners.Verdict;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.Evidence;
import dev.sluice.event.Severity;
import java.util.List;

/**
 * OWNERLESS_SERVICE_ACCOUNT: nobody answers for an account of a service, or for one that many use. One for each such account that
 * may be used; of a service of which no account is known, one for itself. The owner's manager is to find another owner.
 */
public final class OwnerlessAccounts {
    private static final AccessFinding KIND = AccessFinding.OWNERLESS_SERVICE_ACCOUNT;

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Trigger trigger;
    private final FindingBook book;
    private final Owners owners;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public OwnerlessAccounts(
            IdentityState state, Policies policies, Standing standing, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.trigger = trigger;
        this.book = new FindingBook(state, policies, trigger, out);
        this.owners = new Owners(state, policies, standing);
    }

    /** Resolves what no longer stands, then opens what does. */
    public void evaluate() {
        book.open(KIND.name()).forEach(this::resolveIfGone);
        if (owners.loss() == null) {
            return;
        }
        state.access().accounts().forEach((key, account) -> {
            if (owners.of(key, account) == Verdict.LOST) {
                open(key, policies.system(key.system()).finding(KIND).severity());
            }
        });
        if (owners.ofIdentity() == Verdict.LOST) {
            open(null, KIND.defaults().severity());
        }
    }

    private void resolveIfGone(FindingState finding) {
        boolean ofIdentity = finding.system().isEmpty();
        AccountKey key = new AccountKey(finding.system(), finding.account());
        Account account = state.access().accounts().get(key);
        if (!ofIdentity && account == null) {
            resolve(finding, "RENAMED");
            return;
        }
        Verdict verdict = ofIdentity ? owners.ofIdentity() : owners.of(key, account);
        switch (verdict) {
            case LOST, OPEN -> {
                // It stands.
            }
            case OWNED -> resolve(finding, trigger.kind() == Trigger.Kind.POLICY ? "POLICY" : "OWNED");
            case NOT_CONCERNED -> resolve(finding, ofIdentity ? causeOfIdentity() : cause(key, account));
        }
    }

    private String cause(AccountKey key, Account account) {
        SystemPolicy policy = policies.system(key.system());
        if (!account.mayBeUsed()) {
            return "ACCOUNT_" + account.state();
        }
        if (policy.mode() == Mode.IGNORE || !policy.finding(KIND).reported()) {
            return "POLICY";
        }
        return owners.isService() && standing.isLeaver() ? "LEAVER" : "NOT_CONCERNED";
    }

    private String causeOfIdentity() {
        if (!policies.settings().owners().withoutAccounts()) {
            return "POLICY";
        }
        if (!owners.isService()) {
            return "NOT_CONCERNED";
        }
        // What stands is told of the accounts from now on.
        return standing.isLeaver() ? "LEAVER" : "RECLASSIFIED";
    }

    private void resolve(FindingState finding, String cause) {
        String what = finding.system().isEmpty()
                ? state.key()
                : "Account " + finding.account() + " of " + state.key() + " in " + finding.system();
        book.resolve(finding, cause, what + " is no longer " + KIND);
    }

    /** About an account, or with null about the identity itself. */
    private void open(AccountKey key, Severity severity) {
        Loss loss = owners.loss();
        String of = owners.isService() || key == null ? state.key() : "account " + key.name() + " in " + key.system();
        String what = key == null || !owners.isService()
                ? ""
                : "; its account " + key.name() + " in " + key.system() + " may be used";
        FindingBook.Draft draft = new FindingBook.Draft(
                Ids.finding(KIND.name(), state.key(), key == null ? "" : key.system(), key == null ? "" : key.name()),
                KIND.name(),
                key,
                severity,
                List.of(),
                loss.text(of) + what);
        book.stand(
                draft, loss.managerId(), () -> List.of(new Evidence(loss.eventId(), List.of(), loss.text(of) + ".")));
    }

    /**
     * The next instant at which such a finding opens.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        return owners.nextDue();
    }
}
