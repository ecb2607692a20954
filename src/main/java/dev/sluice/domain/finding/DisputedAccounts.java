package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Evidence;
import dev.sluice.event.Severity;
import java.util.List;
import java.util.Set;

/**
 * DISPUTED_ACCOUNT: more than one identity may own an account. What is told of it waits until somebody says whose it is; it is never
 * guessed.
 */
public final class DisputedAccounts {
    /** The finding kind. */
    public static final String KIND = "DISPUTED_ACCOUNT";

    /** Identities that are named; there may be more. */
    private static final int NAMED = 10;

    private final IdentityState state;
    private final FindingBook book;

    /**
     * One evaluation.
     *
     * @param state the account, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public DisputedAccounts(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.book = new FindingBook(state, policies, trigger, out);
    }

    /**
     * Opens the finding, or resolves it.
     *
     * @param account the account
     * @param candidates who may own it
     * @param shared whether it is known to be of several
     */
    public void evaluate(AccountKey account, Set<String> candidates, boolean shared) {
        if (candidates.size() > 1 && !shared) {
            String names = String.join(", ", candidates.stream().limit(NAMED).toList());
            String summary = "Account " + account.name() + " in " + account.system() + " may be that of " + names
                    + (candidates.size() > NAMED ? " or another" : "") + "; assign it";
            String id = Ids.finding(KIND, account.system(), account.name());
            book.stand(
                    new FindingBook.Draft(id, KIND, account, Severity.HIGH, List.of(), summary),
                    () -> candidates.stream()
                            .limit(FindingBook.MAX_EVIDENCE)
                            .map(identity -> new Evidence(null, List.of(), identity + " has a claim to it."))
                            .toList());
        } else {
            book.open(KIND)
                    .forEach(finding -> book.resolve(
                            finding,
                            "CORRELATED",
                            "Account " + account.name() + " in " + account.system() + " is disputed no longer"));
        }
    }

    /**
     * Resolves what is found of whoever owns it, because that has become known. What was done stays found: it may be too long ago to be
     * found once more.
     */
    public void dissolve() {
        for (FindingState finding : List.copyOf(state.findings().values())) {
            if (finding.isOpen() && !ActivityFindings.isKind(finding.kind())) {
                book.resolve(finding, "CORRELATED", "It is known whose account " + state.key() + " is");
            }
        }
    }
}
