package dev.sluice.generate;

import dev.sluice.event.CertificationDecision;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.EntitlementRef;
import java.time.Duration;
import java.time.Instant;

/** What happens in one review: to whom it is about, and to who is to answer. */
final class ReviewScript {
    private static final Duration BEFORE_IT_IS_GIVEN = Duration.ofMinutes(1);

    private final Cast cast;
    private final String campaignId;

    ReviewScript(Cast cast, String campaignId) {
        this.cast = cast;
        this.campaignId = campaignId;
    }

    Figure subject() {
        return cast.figure("subject");
    }

    /** Hired by a department, with a manager and an account that holds something from then on. */
    FigureAccount holds(String department, EntitlementRef item, Instant at) {
        Figure manager = cast.figure("manager");
        manager.hired(at.minus(BEFORE_IT_IS_GIVEN.multipliedBy(2)), worker -> worker);
        subject().hired(at.minus(BEFORE_IT_IS_GIVEN), worker -> worker.setManagerId(manager.identityId())
                .setDepartment(department));
        return subject().holds(at.minusSeconds(1), item.getSystem(), item.getName());
    }

    void managerSays(CertificationDecision decision, EntitlementRef item, Instant at) {
        says("manager", decision, item, at);
    }

    void subjectSays(CertificationDecision decision, EntitlementRef item, Instant at) {
        says("subject", decision, item, at);
    }

    private void says(String reviewer, CertificationDecision decision, EntitlementRef item, Instant at) {
        subject().compliance(ComplianceAction.CERTIFICATION_ITEM_DECIDED, at, event -> event.setCampaignId(campaignId)
                .setReviewerId(cast.figure(reviewer).identityId())
                .setEntitlement(item)
                .setDecision(decision));
    }
}
