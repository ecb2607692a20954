package dev.sluice.domain.certification;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.certification.PageTold.Stage;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Campaign;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.CertificationItem;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import dev.sluice.event.TicketStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tells reviewers what to look through: a ticket for each {@value #PAGE} items of an identity, which opens with the campaign, moves with
 * the reviewer, reminds, and closes when all of it is decided or the campaign has ended. Then a summary goes to the audit.
 */
final class CertificationTickets {
    /** The kind of these tickets. */
    static final String KIND = "CERTIFICATION";

    /** Items of one ticket. */
    static final int PAGE = 200;

    private final IdentityState state;
    private final String campaignId;
    private final Course course;
    private final Trigger trigger;
    private final Decisions out;

    CertificationTickets(IdentityState state, String campaignId, Course course, Trigger trigger, Decisions out) {
        this.state = state;
        this.campaignId = campaignId;
        this.course = course;
        this.trigger = trigger;
        this.out = out;
    }

    void evaluate(Review review, Map<EntitlementKey, Outcome> outcomes, Stage stage, String reviewer) {
        List<Map.Entry<EntitlementKey, Outcome>> all = List.copyOf(outcomes.entrySet());
        int pages = (all.size() + PAGE - 1) / PAGE;
        for (int page = 0; page < pages; page++) {
            evaluate(review, page, all.subList(page * PAGE, Math.min(all.size(), (page + 1) * PAGE)), stage, reviewer);
        }
        for (Integer page : List.copyOf(course.pages().keySet())) {
            if (page >= pages && !course.pages().get(page).stage().isClosed()) {
                // What was thought to be held had been removed before, as was told later.
                close(review, page, List.of(), Stage.CANCELLED);
            }
        }
        if (stage.isClosed()) {
            summarise(review, outcomes, stage);
        }
    }

    private void evaluate(
            Review review, int page, List<Map.Entry<EntitlementKey, Outcome>> items, Stage ofAll, String reviewer) {
        boolean open = items.stream().anyMatch(item -> item.getValue().isOpen());
        Stage stage = open || ofAll == Stage.LEFT ? ofAll : Stage.DONE;
        PageTold before = course.pages().get(page);
        if (stage.isClosed()) {
            if (before == null && ofAll != Stage.DONE || before != null && before.stage() != stage) {
                close(review, page, items, stage);
            } else if (before == null) {
                course.pages().put(page, new PageTold(stage, null, number(review, items)));
            }
            return;
        }
        PageTold after = new PageTold(stage, reviewer, number(review, items));
        if (after.equals(before)) {
            return;
        }
        course.pages().put(page, after);
        boolean opens = before == null || before.stage().isClosed();
        TicketAction action = opens ? TicketAction.OPEN : TicketAction.UPDATE;
        out.ticket(ticket(review, page, items, after, action, summary(review, items, before, after)), trigger);
    }

    private void close(Review review, int page, List<Map.Entry<EntitlementKey, Outcome>> items, Stage stage) {
        PageTold before = course.pages().get(page);
        PageTold after = new PageTold(stage, null, number(review, items));
        course.pages().put(page, after);
        if (before != null && !before.stage().isClosed()) {
            out.ticket(
                    ticket(review, page, items, after, TicketAction.CLOSE, summary(review, items, before, after)),
                    trigger);
        }
    }

    /** Closes what is open: the campaign was withdrawn. */
    void withdraw() {
        for (Map.Entry<Integer, PageTold> page : course.pages().entrySet()) {
            if (!page.getValue().stage().isClosed()) {
                page.setValue(new PageTold(Stage.CANCELLED, null, 0));
                out.ticket(
                        Ticket.newBuilder()
                                .setTicketId(Ids.certificationTicket(campaignId, state.key(), page.getKey()))
                                .setAction(TicketAction.CLOSE)
                                .setKind(KIND)
                                .setStatus(TicketStatus.CANCELLED)
                                .setIdentityId(state.key())
                                .setCampaignId(campaignId)
                                .setChangedAt(Instant.ofEpochMilli(state.clock()))
                                .setSummary("The review of " + state.key() + " in campaign " + campaignId
                                        + " is void: the campaign was withdrawn, or another one has taken its place.")
                                .build(),
                        trigger);
            }
        }
    }

    /** Another one for other items, whatever was decided of them, or when they are due at another time. */
    private static long number(Review review, List<Map.Entry<EntitlementKey, Outcome>> items) {
        long number = items.size() * 31L + review.dueAt();
        for (Map.Entry<EntitlementKey, Outcome> item : items) {
            number = number * 31 + item.getKey().hashCode();
        }
        return number;
    }

    private Ticket ticket(
            Review review,
            int page,
            List<Map.Entry<EntitlementKey, Outcome>> items,
            PageTold told,
            TicketAction action,
            String summary) {
        List<CertificationItem> listed = new ArrayList<>();
        items.forEach(item -> listed.add(CertificationItem.newBuilder()
                .setItemId(Ids.certificationItem(campaignId, state.key(), item.getKey()))
                .setEntitlement(
                        new EntitlementRef(item.getKey().system(), item.getKey().name()))
                .setDecision(decision(item.getValue()))
                .build()));
        boolean waits = !told.stage().isClosed();
        return Ticket.newBuilder()
                .setTicketId(Ids.certificationTicket(campaignId, state.key(), page))
                .setAction(action)
                .setKind(KIND)
                .setStatus(status(told.stage()))
                .setIdentityId(state.key())
                .setAssigneeId(told.assignee())
                .setCampaignId(campaignId)
                .setItems(listed)
                .setDueAt(waits ? Instant.ofEpochMilli(review.dueAt()) : null)
                .setChangedAt(Instant.ofEpochMilli(state.clock()))
                .setSummary(summary)
                .build();
    }

    private static CertificationDecision decision(Outcome outcome) {
        return switch (outcome) {
            case CERTIFIED -> CertificationDecision.CERTIFY;
            case REVOKED -> CertificationDecision.REVOKE;
            case ABSTAINED -> CertificationDecision.ABSTAIN;
            default -> null;
        };
    }

    private static TicketStatus status(Stage stage) {
        return switch (stage) {
            case PENDING, REMINDED, OVERDUE -> TicketStatus.PENDING_APPROVAL;
            case DONE -> TicketStatus.FULFILLED;
            case ENDED -> TicketStatus.CLOSED;
            case LEFT, CANCELLED -> TicketStatus.CANCELLED;
        };
    }

    private String summary(
            Review review, List<Map.Entry<EntitlementKey, Outcome>> items, PageTold before, PageTold after) {
        String what = "What " + state.key() + " held at " + Instant.ofEpochMilli(review.startedAt()) + " ("
                + items.size() + (items.size() == 1 ? " entitlement" : " entitlements") + "), in campaign " + campaignId
                + ", ";
        String reviewer = after.assignee() == null ? "nobody that is known" : after.assignee();
        boolean moved = before != null
                && before.stage() == after.stage()
                && !Objects.equals(before.assignee(), after.assignee());
        if (moved) {
            return what + "is for " + reviewer + " to review: "
                    + (before.assignee() == null ? "nobody" : before.assignee())
                    + " is away, would not decide, or manages " + state.key() + " no longer.";
        }
        return what
                + switch (after.stage()) {
                    case PENDING ->
                        "is for " + reviewer + " to review until " + Instant.ofEpochMilli(review.dueAt()) + ".";
                    case REMINDED ->
                        (before == null ? "is for " : "still waits for ") + reviewer + " to review until "
                                + Instant.ofEpochMilli(review.dueAt()) + ".";
                    case OVERDUE ->
                        "is overdue and for " + reviewer + " to review until " + Instant.ofEpochMilli(review.endsAt())
                                + "; " + silence(review) + ".";
                    case DONE -> "is reviewed: " + counts(items) + ".";
                    case ENDED -> "was not reviewed in time: " + counts(items) + "; " + silence(review) + ".";
                    case LEFT -> "needs no review any more: " + state.key() + " has left.";
                    case CANCELLED ->
                        review.isReplaced()
                                ? "is void: another change has started another review."
                                : "needs no review any more: nothing of it was held.";
                };
    }

    private static String silence(Review review) {
        return review.campaign().onSilence() == Campaign.OnSilence.REVOKE
                ? "what nobody answers is revoked then"
                : "what nobody answers is kept, uncertified";
    }

    private static Map<Outcome, Long> count(Iterable<Outcome> outcomes) {
        Map<Outcome, Long> count = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            count.put(outcome, 0L);
        }
        outcomes.forEach(outcome -> count.merge(outcome, 1L, Long::sum));
        return count;
    }

    private static String counts(List<Map.Entry<EntitlementKey, Outcome>> items) {
        Map<Outcome, Long> count = count(items.stream().map(Map.Entry::getValue).toList());
        return count.get(Outcome.CERTIFIED) + " certified, " + count.get(Outcome.REVOKED) + " revoked, "
                + count.get(Outcome.GONE) + " gone before, "
                + (count.get(Outcome.OPEN) + count.get(Outcome.ABSTAINED)) + " undecided";
    }

    private long silentSince(Review review) {
        return course.silent().values().stream()
                .filter(at -> at >= review.startedAt())
                .count();
    }

    private void summarise(Review review, Map<EntitlementKey, Outcome> outcomes, Stage stage) {
        Map<Outcome, Long> count = count(outcomes.values());
        long undecided = count.get(Outcome.OPEN) + count.get(Outcome.ABSTAINED);
        CertificationSummary summary = CertificationSummary.newBuilder()
                .setCampaignId(campaignId)
                .setStartedAt(Instant.ofEpochMilli(review.startedAt()))
                .setStage(stage.name())
                .setItems(outcomes.size())
                .setCertified(count.get(Outcome.CERTIFIED))
                .setRevoked(count.get(Outcome.REVOKED))
                .setRevokedBySilence(stage == Stage.ENDED ? silentSince(review) : 0)
                .setGone(count.get(Outcome.GONE))
                .setUndecided(undecided)
                .build();
        long number = Math.max(1, summary.toString().hashCode() & 0xffffffffL);
        if (number != course.summary()) {
            course.summarised(number);
            out.certification(summary, trigger);
        }
    }
}
