package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.request.Request;
import dev.sluice.domain.request.RequestFact;
import dev.sluice.event.Evidence;
import dev.sluice.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * SELF_APPROVAL: a request was approved only by who made it or is to benefit from it. Such an approval counts for nothing; the
 * finding stands until somebody else decides.
 */
public final class SelfApprovals {
    /** The finding kind. */
    public static final String KIND = "SELF_APPROVAL";

    private final IdentityState state;
    private final FindingBook book;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public SelfApprovals(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.book = new FindingBook(state, policies, trigger, out);
    }

    /** Resolves what no longer stands, then opens what does. */
    public void evaluate() {
        Map<String, String> standing = new TreeMap<>();
        state.requests().byId().forEach((id, request) -> {
            if (request.selfApproval(state.key()) != null) {
                standing.put(Ids.finding(KIND, state.key(), id), id);
            }
        });
        for (FindingState finding : book.open(KIND)) {
            if (!standing.containsKey(finding.findingId())) {
                book.resolve(finding, "DECIDED", "A request of " + state.key() + " no longer rests on a self-approval");
            }
        }
        standing.forEach(this::open);
    }

    private void open(String findingId, String requestId) {
        Request request = state.requests().byId().get(requestId);
        RequestFact approval = request.selfApproval(state.key());
        List<EntitlementKey> entitlements =
                approval.entitlement() == null ? List.of() : List.of(approval.entitlement());
        String summary = "Request " + requestId + " of " + state.key() + " was approved by " + approval.approvedBy()
                + ", who made it or is to benefit from it; the approval counts for nothing";
        book.stand(
                new FindingBook.Draft(findingId, KIND, null, Severity.HIGH, entitlements, summary),
                () -> evidence(request, approval));
    }

    private static List<Evidence> evidence(Request request, RequestFact approval) {
        List<Evidence> evidence = new ArrayList<>();
        for (RequestFact fact : request.facts()) {
            if (fact.requestedBy() != null && evidence.size() < FindingBook.MAX_EVIDENCE - 1) {
                evidence.add(of(fact, "Requested by " + fact.requestedBy() + "."));
            }
        }
        evidence.add(of(approval, "Approved by " + approval.approvedBy() + "."));
        return evidence;
    }

    private static Evidence of(RequestFact fact, String text) {
        return new Evidence(fact.key().eventId(), List.of(), text);
    }
}
