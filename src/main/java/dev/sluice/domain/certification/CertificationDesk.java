package dev.sluice.domain.certification;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.certification.PageTold.Stage;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Campaign;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.request.Approvers;
import dev.sluice.event.CertificationDecision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

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
            long start = campaign.start().at();
            boolean goesOn = start <= state.clock() && state.clock() - start < Campaign.LONGEST.toMillis();
            if (goesOn && occurredAt <= start) {
                return true;
            }
        }
        return false;
    }

    /** Starts what has to start, and says what silence means, before anything is decided by it. */
    public void settle() {
        Certifications certifications = state.certifications();
        Set<String> current = new LinkedHashSet<>();
        for (Review review : reviews()) {
            current.add(review.campaignId());
            Course course = certifications.byCampaign().get(review.campaignId());
            boolean isOver = now >= review.endsAt() || standing.isLeaver();
            if (course == null && (isOver || review.items(state).isEmpty())) {
                continue;
            }
            course = certifications.course(review.campaignId());
            course.run(review.startedAt(), review.endsAt());
            boolean silenceRevokes = review.campaign().onSilence() == Campaign.OnSilence.REVOKE;
            if (silenceRevokes && now >= review.endsAt() && isKnown(review) && !standing.isLeaver()) {
                fallSilent(course, review);
            }
        }
        for (Map.Entry<String, Course> entry : certifications.byCampaign().entrySet()) {
            Course course = entry.getValue();
            if (course.isOurs() && !course.isClosed() && !current.contains(entry.getKey())) {
                course.withdraw(now);
                new CertificationTickets(state, entry.getKey(), course, trigger, out).withdraw();
            }
        }
        certifications.changed();
    }

    private void fallSilent(Course course, Review review) {
        // A fact that arrives late may show that something was gone, or decided, by then.
        course.silent().clear();
        outcomes(review, course).forEach((item, outcome) -> {
            if (outcome.isOpen() && course.asked().contains(item)) {
                course.silent().add(item);
            }
        });
    }

    /** Whether it can still be told what was held when it started. */
    private boolean isKnown(Review review) {
        return now - review.startedAt() < AccessLedger.HISTORY_MS;
    }

    private List<Review> reviews() {
        List<Review> reviews = new ArrayList<>();
        for (Campaign campaign : policies.campaigns()) {
            Review review = Review.of(campaign, state, policies);
            if (review != null) {
                reviews.add(review);
            }
        }
        return reviews;
    }

    /**
     * Tells what has changed since it was last told.
     *
     * @return whose status decides who reviews
     */
    public Set<String> evaluate() {
        for (Review review : reviews()) {
            Course course = state.certifications().byCampaign().get(review.campaignId());
            if (course != null && course.isOurs()) {
                evaluate(review, course);
            }
        }
        return asked;
    }

    private void evaluate(Review review, Course course) {
        if (!isKnown(review)) {
            course.close(true);
            return;
        }
        Map<EntitlementKey, Outcome> outcomes = outcomes(review, course);
        boolean open = outcomes.values().stream().anyMatch(Outcome::isOpen);
        Stage stage = stage(review, open);
        if (!stage.isClosed() && review.campaign().onSilence() == Campaign.OnSilence.REVOKE) {
            course.asked().addAll(outcomes.keySet());
        }
        String reviewer = stage.isClosed() ? null : reviewer(review, course, outcomes, stage);
        new CertificationTickets(state, review.campaignId(), course, trigger, out)
                .evaluate(review, outcomes, stage, reviewer);
        course.close(stage == Stage.ENDED || stage == Stage.LEFT || stage == Stage.DONE && now >= review.endsAt());
    }

    private Stage stage(Review review, boolean open) {
        if (standing.isLeaver()) {
            return Stage.LEFT;
        }
        if (!open) {
            return Stage.DONE;
        }
        if (now >= review.endsAt()) {
            return Stage.ENDED;
        }
        if (now >= review.dueAt()) {
            return Stage.OVERDUE;
        }
        return now >= review.remindsAt() ? Stage.REMINDED : Stage.PENDING;
    }

    private Map<EntitlementKey, Outcome> outcomes(Review review, Course course) {
        SortedSet<EntitlementKey> items = review.items(state);
        Set<EntitlementKey> held = now < review.endsAt() ? heldNow(items) : review.heldAt(state, review.endsAt());
        Map<EntitlementKey, Outcome> outcomes = new LinkedHashMap<>();
        for (EntitlementKey item : items) {
            outcomes.put(item, outcome(course, item, held));
        }
        return outcomes;
    }

    private Set<EntitlementKey> heldNow(SortedSet<EntitlementKey> items) {
        Set<EntitlementKey> held = new HashSet<>();
        for (EntitlementKey item : items) {
            boolean isHeld = state.access().accounts().values().stream()
                    .anyMatch(account -> account.isPersonal()
                            && AccessLedger.heldAt(account, item, now).isPresent());
            if (isHeld) {
                held.add(item);
            }
        }
        return held;
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

    /** Who was asked and would not decide is not asked again; what is overdue is with whom that one answers to. */
    private String reviewer(Review review, Course course, Map<EntitlementKey, Outcome> outcomes, Stage stage) {
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
        boolean fallback = campaign.fallback() != null && !campaign.fallback().equals(state.key());
        if (found == null && fallback) {
            return campaign.fallback();
        }
        return found == null && !state.key().equals(first) ? first : found;
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
