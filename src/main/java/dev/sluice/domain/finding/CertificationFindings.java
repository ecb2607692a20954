package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.certification.Course;
import dev.sluice.domain.certification.ItemDecision;
import dev.sluice.domain.certification.PageTold;
import dev.sluice.domain.certification.Verdict;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.entitled.Reason;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Evidence;
import dev.sluice.event.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is wrong with reviews: CERTIFICATION_OVERDUE while nobody answers in time, SELF_REVIEW for who decided on what is his own, and
 * CERTIFICATION_CONFLICT where a reviewer revoked what a role gives, so that nothing is taken.
 */
public final class CertificationFindings {
    /** A review that is overdue. */
    public static final String OVERDUE = "CERTIFICATION_OVERDUE";

    /** Somebody decided on what is his own. */
    public static final String SELF_REVIEW = "SELF_REVIEW";

    /** A reviewer revoked what a role gives. */
    public static final String CONFLICT = "CERTIFICATION_CONFLICT";

    private static final Set<String> KINDS = Set.of(OVERDUE, SELF_REVIEW, CONFLICT);

    private final IdentityState state;
    private final Standing standing;
    private final Entitled entitled;
    private final FindingBook book;

    /**
     * One evaluation, after that of the campaigns.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param entitled what it is to have then
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public CertificationFindings(
            IdentityState state,
            Policies policies,
            Standing standing,
            Entitled entitled,
            Trigger trigger,
            Decisions out) {
        this.state = state;
        this.standing = standing;
        this.entitled = entitled;
        this.book = new FindingBook(state, policies, trigger, out);
    }

    /** A finding that stands, and what shows it. */
    private record Case(FindingBook.Draft draft, String owner, List<Evidence> evidence) {}

    /** Resolves what no longer stands, then opens what does. */
    public void evaluate() {
        List<FindingState> open = book.open(KINDS);
        if (open.isEmpty() && state.certifications().isEmpty()) {
            return;
        }
        Map<String, Case> stands = new TreeMap<>();
        if (!standing.isLeaver()) {
            state.certifications().byCampaign().forEach((id, course) -> {
                overdue(id, course, stands);
                selfReviews(id, course, stands);
            });
            conflicts(stands);
        }
        for (FindingState finding : open) {
            if (!stands.containsKey(finding.findingId())) {
                resolve(finding);
            }
        }
        stands.forEach((id, one) -> book.stand(one.draft(), one.owner(), one::evidence));
    }

    private void resolve(FindingState finding) {
        String what =
                switch (finding.kind()) {
                    case OVERDUE -> "A review of " + state.key() + " no longer is overdue";
                    case SELF_REVIEW -> state.key() + "'s decision on what is his own no longer stands alone";
                    default -> "What a reviewer of " + state.key() + " revoked is no longer given by a role";
                };
        book.resolve(finding, cause(finding), what);
    }

    private String cause(FindingState finding) {
        if (standing.isLeaver()) {
            return "LEAVER";
        }
        if (finding.kind().equals(OVERDUE)) {
            return "SETTLED";
        }
        EntitlementKey item = finding.entitlements().get(0);
        if (!isHeld(item)) {
            return "ACCESS_REMOVED";
        }
        return finding.kind().equals(CONFLICT) && entitled.revocationOf(item) != null ? "NOT_CONCERNED" : "DECIDED";
    }

    private void overdue(String campaignId, Course course, Map<String, Case> stands) {
        for (PageTold page : course.pages().values()) {
            if (page.stage() == PageTold.Stage.OVERDUE) {
                String id = Ids.finding(OVERDUE, state.key(), campaignId);
                String summary = "Nobody has reviewed in time what " + state.key() + " held at "
                        + Instant.ofEpochMilli(course.startedAt()) + ", in campaign " + campaignId;
                stands.put(
                        id,
                        new Case(
                                new FindingBook.Draft(id, OVERDUE, null, Severity.MEDIUM, List.of(), summary),
                                page.assignee(),
                                List.of()));
            }
        }
    }

    private void selfReviews(String campaignId, Course course, Map<String, Case> stands) {
        for (EntitlementKey item : course.decisions().keySet()) {
            ItemDecision own = course.ownDecision(item, state.key());
            if (own == null || !isHeld(item)) {
                continue;
            }
            String id = Ids.finding(SELF_REVIEW, state.key(), campaignId, item.toString());
            String summary = state.key() + " has decided in campaign " + campaignId + " on " + item
                    + ", which is his own; the decision counts for nothing";
            stands.put(
                    id,
                    new Case(
                            new FindingBook.Draft(id, SELF_REVIEW, null, Severity.HIGH, List.of(item), summary),
                            null,
                            List.of(new Evidence(
                                    own.key().eventId(),
                                    List.of(),
                                    own.decision() + " by " + own.reviewerId() + "."))));
        }
    }

    private void conflicts(Map<String, Case> stands) {
        for (Map.Entry<EntitlementKey, Verdict> entry :
                state.certifications().verdicts(state.key()).entrySet()) {
            EntitlementKey item = entry.getKey();
            Verdict verdict = entry.getValue();
            boolean byRole = verdict.revoked()
                    && entitled.reasonFor(item)
                            .filter(reason -> reason.kind() == Reason.Kind.ROLE && reason.since() <= verdict.at())
                            .isPresent();
            if (!byRole || !isHeld(item)) {
                continue;
            }
            String id = Ids.finding(CONFLICT, state.key(), item.toString());
            String summary = item + " of " + state.key() + " is given by "
                    + entitled.reasonFor(item).orElseThrow().text() + ", but " + verdict.text()
                    + "; it stays until the role is changed, or somebody decides otherwise";
            stands.put(
                    id,
                    new Case(
                            new FindingBook.Draft(id, CONFLICT, null, Severity.MEDIUM, List.of(item), summary),
                            verdict.reviewerId(),
                            evidence(verdict)));
        }
    }

    private static List<Evidence> evidence(Verdict verdict) {
        List<Evidence> evidence = new ArrayList<>(1);
        evidence.add(new Evidence(
                verdict.eventId(), List.of(), verdict.text() + ", at " + Instant.ofEpochMilli(verdict.at()) + "."));
        return evidence;
    }

    private boolean isHeld(EntitlementKey item) {
        return state.access().isHeldOnOwn(item, state.clock());
    }
}
