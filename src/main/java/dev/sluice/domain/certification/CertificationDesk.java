package dev.sluice.domain.certification;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.certification.PageTold.Stage;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Campaign;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.request.Approvers;
import dev.sluice.domain.watch.Known;
import dev.sluice.event.CertificationDecision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Runs the campaigns of the policies for one identity: who is to review what, by when, and what becomes of what nobody answers. What
 * it is about follows from what was held at the start, as is known by now; so do the reviewer, the stage and the end.
 */
public final class CertificationDesk {
    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Trigger trigger;
    private final Decisions out;
    private final long now;
    private final Set<String> asked = new LinkedHashSet<>();

    /**
     * The campaigns of one identity at an instant.
     *
     * @param state the identity, whose clock is the instant
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param trigger why it is evaluated; null to ask only when something is due
     * @param out takes the decisions; null to ask only when something is due
     */
    public CertificationDesk(
            IdentityState state, Policies policies, Standing standing, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.trigger = trigger;
        this.out = out;
        this.now = state.clock();
    }

    /**
     * Whether a fact can change anything of a campaign.
     *
     * @param state the identity
     * @param policies the policies in force
     * @param occurredAt when it happened (ms since the epoch)
     * @return false if no campaign goes on, and none has started since
     */
    public static boolean mayChange(IdentityState state, Policies policies, long occurredAt) {
        if (state.certifications().mayChangeBy(occurredAt)) {
            return true;
        }
        for (Campaign campaign : policies.campaigns()) {
            for (long start :
                    Review.startsOf(campaign, state, policies.settings().hrRules())) {
                if (occurredAt <= start && state.clock() - start < Campaign.LONGEST.toMillis()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Starts what has to start, and says what silence means, before anything is decided by it. */
    public void settle() {
        Certifications certifications = state.certifications();
        if (policies.campaigns().isEmpty() && certifications.isEmpty()) {
            return;
        }
        Set<String> current = new LinkedHashSet<>();
        for (Review review : reviews()) {
            current.add(review.campaignId());
            Course course = certifications.byCampaign().get(review.campaignId());
            boolean mayStart = state.time() < review.endsAt()
                    && !hasLeftBefore(review)
                    && !review.items(state).isEmpty();
            if (course == null && !mayStart) {
                continue;
            }
            course = certifications.course(review.campaignId());
            course.runs(review.startedAt(), review.endsAt());
            if (course.isOurs() || mayStart) {
                course.reviews();
                course.asksFor(review.dueAt());
                fallSilent(course, review);
            }
        }
        for (Map.Entry<String, Course> entry : certifications.byCampaign().entrySet()) {
            if (!current.contains(entry.getKey())) {
                settleOther(entry.getKey(), entry.getValue());
            }
        }
        certifications.changed();
        certifications.condense(state.key(), now, item -> state.access().isHeldOnOwn(item, now), this::isMentioned);
    }

    /** Of which there is no review of the identity, or none any more. */
    private void settleOther(String campaignId, Course course) {
        Campaign campaign = campaignOf(campaignId);
        if (!course.isOurs()) {
            // Decisions are measured by the policies as they are; without one, by what others tell.
            long start = campaign == null ? Long.MIN_VALUE : Review.startIn(campaignId, campaign);
            course.runs(
                    start,
                    campaign == null ? Long.MAX_VALUE : start + campaign.lasts().toMillis());
            return;
        }
        boolean stoodNever = campaign != null && course.startedAt() <= now && Review.isKnown(course.startedAt(), now);
        if (stoodNever) {
            // What is known by now says that the identity was not to be reviewed, so nobody's silence means anything.
            course.silent().clear();
            course.asked().clear();
        }
        if (!course.isClosed()) {
            if (campaign == null) {
                course.withdraw(now);
            }
            course.close(true);
            new CertificationTickets(state, campaignId, course, trigger, out).withdraw();
        }
    }

    /** The campaign of the policies that has an id, or has started by a change under it; or null. */
    private Campaign campaignOf(String campaignId) {
        for (Campaign campaign : policies.campaigns()) {
            boolean isIt = campaign.start().isByChange()
                    ? campaignId.startsWith(campaign.id() + "/")
                            && Review.startIn(campaignId, campaign) != Long.MAX_VALUE
                    : campaignId.equals(campaign.id());
            if (isIt) {
                return campaign;
            }
        }
        return null;
    }

    /** What silence means as of now: what is told late may show that something was gone, or decided, or not to be asked about. */
    private void fallSilent(Course course, Review review) {
        course.silent().values().removeIf(at -> at >= review.startedAt());
        boolean revokes = review.campaign().onSilence() == Campaign.OnSilence.REVOKE
                && now >= review.endsAt()
                && !review.isReplaced()
                && review.isStayedFor(state, policies.settings().hrRules());
        if (!revokes) {
            return;
        }
        Set<EntitlementKey> approved = approvedIn(review);
        outcomes(review, course).forEach((item, outcome) -> {
            boolean inTime = course.asked().getOrDefault(item, Long.MAX_VALUE) < review.dueAt();
            if (outcome.isOpen() && inTime && !approved.contains(item)) {
                course.silent().put(item, review.endsAt());
            }
        });
    }

    /** Who approves of something while it is reviewed, or says elsewhere that it may stay, has looked at it. */
    private Set<EntitlementKey> approvedIn(Review review) {
        LongPredicate inTime = at -> at >= review.startedAt() && at < review.endsAt();
        Set<EntitlementKey> approved = new HashSet<>();
        state.requests().byId().values().forEach(request -> request.approved(state.key()).stream()
                .filter(one -> inTime.test(one.approvedAt()))
                .forEach(one -> approved.add(one.entitlement())));
        state.exceptions().bySubject().forEach((subject, exception) -> {
            boolean counts = subject.ruleId().isEmpty()
                    && exception.grant() != null
                    && !state.key().equals(exception.grant().approvedBy())
                    && inTime.test(exception.grant().key().at());
            if (counts) {
                approved.add(subject.entitlement());
            }
        });
        state.certifications().changed();
        state.certifications().verdicts(state.key()).forEach((item, verdict) -> {
            if (!verdict.revoked() && inTime.test(verdict.at())) {
                approved.add(item);
            }
        });
        return approved;
    }

    private boolean isMentioned(EntitlementKey item) {
        return state.exceptions().mentions(item)
                || state.requests().byId().values().stream().anyMatch(request -> request.mentions(item));
    }

    private boolean hasLeftBefore(Review review) {
        return standing.isLeaver() && standing.endedAt() < review.endsAt();
    }

    private List<Review> reviews() {
        List<Review> reviews = new ArrayList<>();
        for (Campaign campaign : policies.campaigns()) {
            reviews.addAll(Review.of(campaign, state, policies));
        }
        return reviews;
    }

    /**
     * Tells what has changed since it was last told.
     *
     * @return whose status decides who reviews
     */
    public Set<String> evaluate() {
        if (state.certifications().isEmpty()) {
            return asked;
        }
        for (Review review : reviews()) {
            Course course = state.certifications().byCampaign().get(review.campaignId());
            if (course != null && course.isOurs()) {
                evaluate(review, course);
            }
        }
        return asked;
    }

    private void evaluate(Review review, Course course) {
        Map<EntitlementKey, Outcome> outcomes = outcomes(review, course);
        boolean open = outcomes.values().stream().anyMatch(Outcome::isOpen);
        Stage stage = stage(review, open);
        Reviewer reviewer = stage.isClosed() ? Reviewer.NOBODY : reviewer(review, course, outcomes, stage);
        boolean isAnswerable = !stage.isClosed() && state.time() < review.dueAt();
        if (isAnswerable && !reviewer.isThere()) {
            // Who was there only for a while can't be taken at his silence.
            course.asked().clear();
        }
        if (reviewer.isThere() && review.campaign().onSilence() == Campaign.OnSilence.REVOKE) {
            outcomes.keySet().forEach(item -> course.asked().putIfAbsent(item, state.time()));
        }
        if (stage == Stage.LEFT) {
            course.asked().clear();
        }
        new CertificationTickets(state, review.campaignId(), course, trigger, out)
                .evaluate(review, outcomes, stage, reviewer.id());
        course.close(stage.isClosed() && (stage != Stage.DONE || now >= review.endsAt()));
    }

    private Stage stage(Review review, boolean open) {
        if (hasLeftBefore(review)) {
            return Stage.LEFT;
        }
        if (!open) {
            return Stage.DONE;
        }
        if (now >= review.endsAt()) {
            return review.isReplaced() ? Stage.CANCELLED : Stage.ENDED;
        }
        // What becomes known late is told as late as it is, not as late as it was.
        if (state.time() >= review.dueAt()) {
            return Stage.OVERDUE;
        }
        return state.time() >= review.remindsAt() ? Stage.REMINDED : Stage.PENDING;
    }

    private Map<EntitlementKey, Outcome> outcomes(Review review, Course course) {
        Set<EntitlementKey> held = review.heldUntil(state, Math.min(now, review.endsAt()));
        Map<EntitlementKey, Outcome> outcomes = new LinkedHashMap<>();
        for (EntitlementKey item : review.items(state)) {
            outcomes.put(item, outcome(course, item, held));
        }
        return outcomes;
    }

    private Outcome outcome(Course course, EntitlementKey item, Set<EntitlementKey> held) {
        ItemDecision decision = course.counted(item, state.key());
        if (decision != null && decision.decision() == CertificationDecision.CERTIFY) {
            return Outcome.CERTIFIED;
        }
        if (decision != null && decision.decision() == CertificationDecision.REVOKE) {
            return Outcome.REVOKED;
        }
        if (!held.contains(item)) {
            return Outcome.GONE;
        }
        return decision == null ? Outcome.OPEN : Outcome.ABSTAINED;
    }

    /** Who is to review: null if nobody is known; and whether that one is there, as far as is known. */
    private record Reviewer(String id, boolean isThere) {
        static final Reviewer NOBODY = new Reviewer(null, false);
    }

    /** Who was asked and would not decide is not asked again; what is overdue is with whom that one answers to. */
    private Reviewer reviewer(Review review, Course course, Map<EntitlementKey, Outcome> outcomes, Stage stage) {
        Campaign campaign = review.campaign();
        String first = campaign.reviewer() == null
                ? Approvers.managerOf(state, policies.settings().precedence())
                : campaign.reviewer();
        Set<String> silent = new LinkedHashSet<>();
        if (outcomes.values().stream().allMatch(outcome -> outcome != Outcome.OPEN)) {
            outcomes.forEach((item, outcome) -> {
                if (outcome == Outcome.ABSTAINED) {
                    silent.addAll(course.abstained(item));
                }
            });
        }
        Approvers intended = new Approvers(state, first, id -> !silent.contains(id));
        asked.addAll(intended.asked());
        String found = intended.found();
        if (stage == Stage.OVERDUE && found != null) {
            String late = found;
            Approvers above = new Approvers(state, first, id -> !silent.contains(id) && !id.equals(late));
            asked.addAll(above.asked());
            found = above.found() == null ? found : above.found();
        }
        if (found != null) {
            return new Reviewer(found, isHeardToBeThere(found));
        }
        String last = campaign.fallback();
        if (last != null && !last.equals(state.key())) {
            asked.add(last);
            return new Reviewer(last, isHeardToBeThere(last));
        }
        // Somebody has to have it, but who is away can't be taken at his silence.
        return state.key().equals(first) ? Reviewer.NOBODY : new Reviewer(first, false);
    }

    /** Of whom nothing was heard yet it is not known; when it is, it is looked at again. */
    private boolean isHeardToBeThere(String id) {
        Known known = state.watches().watched().get(id);
        return known != null && known.isHeard() && !known.isAway();
    }

    /**
     * The next instant at which a campaign starts, reminds, is due or ends.
     *
     * @return after the clock (ms since the epoch), or {@link Long#MAX_VALUE}
     */
    public long nextDue() {
        long next = Long.MAX_VALUE;
        for (Campaign campaign : policies.campaigns()) {
            if (!campaign.start().isByChange()) {
                next = Math.min(next, later(campaign.start().at()));
            }
        }
        if (!state.certifications().isAnyOpen()) {
            return next;
        }
        for (Review review : reviews()) {
            Course course = state.certifications().byCampaign().get(review.campaignId());
            if (course != null && !course.isClosed()) {
                next = Math.min(next, later(review.remindsAt()));
                next = Math.min(next, later(review.dueAt()));
                next = Math.min(next, later(review.endsAt()));
            }
        }
        return next;
    }

    private long later(long candidate) {
        return candidate > now ? candidate : Long.MAX_VALUE;
    }
}
