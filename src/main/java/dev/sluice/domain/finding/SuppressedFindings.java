package dev.sluice.domain.finding;

import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Suppression;
import dev.sluice.event.FindingStatus;
import java.time.Instant;
import java.util.List;

/** Findings that somebody accepts for a time: MITIGATED until then, and open again if they still stand. */
public final class SuppressedFindings {
    private final IdentityState state;
    private final Policies policies;
    private final FindingBook book;

    /**
     * One evaluation.
     *
     * @param state the identity
     * @param policies the policies in force
     * @param trigger why it is evaluated; null to ask only when something is due
     * @param out takes the decisions
     */
    public SuppressedFindings(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.book = new FindingBook(state, policies, trigger, out);
    }

    /** Puts each finding where it stands by what is suppressed now. */
    public void evaluate() {
        for (FindingState finding : book.open(kind -> !SodViolations.isOfRule(kind))) {
            Suppression suppression = book.suppression(finding);
            if (suppression != null && finding.status() == FindingStatus.OPEN) {
                String text = finding.kind() + " of " + state.key() + " is accepted until "
                        + Instant.ofEpochMilli(suppression.until()) + " by " + suppression.approvedBy() + ": "
                        + suppression.reason();
                book.put(finding, "SUPPRESSED", text, null, List.of());
            } else if (suppression == null && finding.status() == FindingStatus.MITIGATED) {
                String text = finding.kind() + " of " + state.key() + " stands and is not accepted any more";
                book.put(finding.with(FindingStatus.OPEN), "SUPPRESSION_ENDED", text, null, List.of());
            }
        }
    }

    /**
     * The next instant at which a finding is not accepted any more.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        if (policies.settings().remediation().suppressions().isEmpty()) {
            return Long.MAX_VALUE;
        }
        long next = Long.MAX_VALUE;
        for (FindingState finding : state.findings().values()) {
            Suppression suppression = finding.status() == FindingStatus.MITIGATED ? book.suppression(finding) : null;
            next = suppression == null ? next : Math.min(next, suppression.until());
        }
        return next;
    }
}
