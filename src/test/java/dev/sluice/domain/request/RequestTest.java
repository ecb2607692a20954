package dev.sluice.domain.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Histories;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Finding;
import dev.sluice.event.Ticket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** A request for access, from its submission to the ticket that says fulfilled. */
class RequestTest {
    private static final Policies POLICIES = Policies.of(1, Story.enforced("sap"));

    private static Story employee() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.manager("E7"));
        story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
        return story;
    }

    private static List<String> open(Story story) {
        return story.harness().state().commands().keySet().stream()
                .map(key -> key.action() + " " + key.object())
                .toList();
    }

    private static Ticket lastTicket(Story story) {
        List<Ticket> tickets = story.harness().tickets();
        return tickets.get(tickets.size() - 1);
    }

    @Test
    void isApprovedProvisionedAndFulfilled() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E1001");
        assertThat(story.commands()).isEmpty();
        assertThat(lastTicket(story).getAssigneeId()).isEqualTo("E7");
        assertThat(lastTicket(story).getDueAt()).isEqualTo("2026-02-15T00:00:00Z");

        story.at("2026-02-01T02:00:00Z").approveRequest("R1", null, "E7");
        assertThat(open(story)).containsExactly("GRANT PAY");
        assertThat(story.harness().commands().get(0).getCause()).isEqualTo("REQUEST");
        assertThat(story.harness().commands().get(0).getReason()).endsWith("E1001 is to have it by REQUEST R1.");

        story.at("2026-02-01T03:00:00Z").grant("sap", "ada", "sap:PAY");
        assertThat(story.tickets())
                .containsExactly(
                        "OPEN PENDING_APPROVAL R1 2026-02-01T00:00:00Z",
                        "UPDATE OPEN R1 2026-02-01T02:00:00Z",
                        "CLOSE FULFILLED R1 2026-02-01T03:00:00Z");
        assertThat(lastTicket(story).getAssigneeId())
                .as("the requester is told")
                .isEqualTo("E1001");
        assertThat(story.harness().tickets())
                .extracting(Ticket::getTicketId)
                .containsOnly(story.harness().tickets().get(0).getTicketId());
        assertThat(story.harness().held().get(0).getReason()).isEqualTo("REQUEST R1");
    }

    @Test
    void isRejected() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E1001");
        story.at("2026-02-01T02:00:00Z").rejectRequest("R1");
        assertThat(story.tickets()).last().isEqualTo("CLOSE REJECTED R1 2026-02-01T02:00:00Z");
        assertThat(open(story)).isEmpty();
    }

    @Test
    void worksWhenTheApprovalComesBeforeTheSubmission() {
        Story story = employee();
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        assertThat(open(story)).containsExactly("GRANT PAY");
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E1001");
        assertThat(open(story)).containsExactly("GRANT PAY");
        assertThat(story.tickets()).containsExactly("OPEN OPEN R1 2026-02-01T02:00:00Z");
    }

    @Test
    void needsAnAccountFirst() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire();
        story.at("2026-02-01T00:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        assertThat(open(story)).containsExactly("CREATE_ACCOUNT ");
        story.at("2026-02-01T01:00:00Z").createAccount("sap", "ada");
        assertThat(open(story)).containsExactly("GRANT PAY");
    }

    @Test
    void endsWithItsTimeAndThenItIsRevoked() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").validTo("2026-03-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E1001");
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", null, "E7");
        story.at("2026-02-01T03:00:00Z").grant("sap", "ada", "sap:PAY");
        assertThat(story.harness().nextDue()).isEqualTo(Harness.ms("2026-03-01T00:00:00Z"));
        story.until("2026-03-01T00:00:00Z");
        assertThat(open(story)).containsExactly("REVOKE PAY");
        assertThat(story.harness().commands().get(2).getCause()).isEqualTo("REASON_LOST");
    }

    @Test
    void beginsWithItsTime() {
        Story story = employee();
        story.at("2026-02-01T02:00:00Z").validFrom("2026-02-10T00:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        assertThat(open(story)).isEmpty();
        story.until("2026-02-10T00:00:00Z");
        assertThat(open(story)).containsExactly("GRANT PAY");
    }

    @Test
    void thatIsWithdrawnAfterwardsTakesTheAccessAway() {
        Story story = employee();
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        story.at("2026-02-01T03:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-02-05T00:00:00Z").cancelRequest("R1");
        assertThat(open(story)).containsExactly("REVOKE PAY");
        assertThat(story.tickets()).last().asString().startsWith("CLOSE FULFILLED");
    }

    @Test
    void thatIsWithdrawnBeforeCancelsTheGrant() {
        Story story = employee();
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        story.at("2026-02-01T03:00:00Z").cancelRequest("R1");
        assertThat(story.commands()).last().isEqualTo("GRANT sap/ada sap:PAY CANCELLED 2026-02-01T03:00:00Z");
        assertThat(story.tickets()).last().isEqualTo("CLOSE CANCELLED R1 2026-02-01T03:00:00Z");
    }

    @Test
    void ofSomebodyWhoLeavesMeanwhileIsVoidAndStaysSo() {
        Story story = employee();
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        story.at("2026-02-02T00:00:00Z").terminate();
        assertThat(story.tickets()).last().isEqualTo("CLOSE CANCELLED R1 2026-02-02T00:00:00Z");
        assertThat(open(story)).containsExactly("DISABLE_ACCOUNT ");
        story.at("2026-02-05T00:00:00Z").rehire();
        assertThat(open(story)).isEmpty();
        assertThat(story.tickets()).last().asString().startsWith("CLOSE CANCELLED");
    }

    @Test
    void ofSomebodyWhoNeverLeftAfterAllGoesOn() {
        Story story = employee();
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        story.at("2026-02-02T00:00:00Z").terminate();
        story.at("2026-02-02T06:00:00Z").rescind();
        assertThat(story.tickets()).last().isEqualTo("OPEN OPEN R1 2026-02-02T06:00:00Z");
        assertThat(open(story)).containsExactly("GRANT PAY");
    }

    @Test
    void isNotHelpedByWhoeverApprovesTheirOwn() {
        for (String approver : List.of("E1001", "E5")) {
            Story story = employee();
            story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E5");
            story.at("2026-02-01T02:00:00Z").approveRequest("R1", null, approver);
            assertThat(open(story)).isEmpty();
            Finding finding = story.harness().findings().get(0);
            assertThat(finding.getKind().toString()).isEqualTo("SELF_APPROVAL");
            assertThat(finding.getAccount()).isNull();
            assertThat(finding.getEvidence()).hasSize(2);
            assertThat(story.tickets()).last().asString().startsWith("OPEN PENDING_APPROVAL");

            story.at("2026-02-02T00:00:00Z").approveRequest("R1", null, "E7");
            assertThat(open(story)).containsExactly("GRANT PAY");
            assertThat(story.findings()).last().asString().startsWith("RESOLVED DECIDED");
        }
    }

    @Test
    void whoseApproverTurnsOutToBeTheRequesterLosesWhatItGave() {
        Story story = employee();
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", "sap:PAY", "E5");
        assertThat(open(story)).containsExactly("GRANT PAY");
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E5");
        assertThat(open(story)).isEmpty();
        assertThat(story.findings()).hasSize(1);
    }

    /** What was held by then is taken as well: in the other order it would never have been given. */
    @Test
    void whoseApproverTurnsOutToBeTheRequesterLosesWhatIsHeldToo() {
        Story story = employee();
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", "sap:PAY", "E5");
        story.at("2026-02-01T03:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E5");
        assertThat(open(story)).containsExactly("REVOKE PAY");
        story.at("2026-02-01T04:00:00Z").approveRequest("R1", null, "E7");
        assertThat(open(story)).isEmpty();
    }

    @Test
    void isApprovedForWhatHadBeenAskedAndForNothingThatIsAskedLater() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:READER", "E1001");
        story.at("2026-02-01T01:00:00Z").approveRequest("R1", null, "E7");
        story.at("2026-02-01T02:00:00Z").grant("sap", "ada", "sap:READER");
        story.at("2026-02-01T03:00:00Z").submitRequest("R1", "sap:ADMIN", "E1001");
        assertThat(open(story)).isEmpty();
        story.at("2026-02-01T04:00:00Z").submitRequest("R1", null, "E9");
        story.at("2026-02-01T05:00:00Z").approveRequest("R1", null, "E1001");
        assertThat(open(story)).isEmpty();

        story.at("2026-02-02T00:00:00Z").approveRequest("R1", null, "E7");
        assertThat(open(story)).containsExactly("GRANT ADMIN", "REVOKE READER");
    }

    @Test
    void isNotProlongedByWhatIsToldAfterTheApproval() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").validTo("2026-03-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E1001");
        story.at("2026-02-01T01:00:00Z").approveRequest("R1", null, "E7");
        story.at("2026-02-01T02:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-02-10T00:00:00Z").validTo("2027-03-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E1001");
        story.until("2026-03-01T00:00:00Z");
        assertThat(open(story)).containsExactly("REVOKE PAY");
    }

    /** Who comes back asks again, also for what was only approved in between. */
    @Test
    void ofAnEarlierEmploymentIsNotRevivedByAnApprovalInTheGap() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E1001");
        story.at("2026-02-02T00:00:00Z").terminate();
        story.at("2026-02-03T00:00:00Z").approveRequest("R1", null, "E7");
        story.at("2026-02-03T01:00:00Z").submitRequest("R2", "sap:POST", "E1001");
        story.at("2026-02-03T02:00:00Z").approveRequest("R2", null, "E7");
        story.at("2026-06-01T00:00:00Z").rehire();
        assertThat(open(story)).isEmpty();
        assertThat(story.tickets()).last().asString().startsWith("CLOSE CANCELLED");
    }

    /** A complete record moves the start, and nothing tells of the employment before any more but that it is a rehire. */
    @Test
    void ofAnEarlierEmploymentIsNotRevivedByARehireThatMovesTheStart() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        story.at("2026-02-01T01:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-02-02T00:00:00Z").terminate();
        story.at("2026-02-02T12:00:00Z").complete().rehire(Events.firstDay("2026-02-02"));
        assertThat(open(story)).containsExactly("REVOKE PAY");
    }

    /** A date that is corrected, or a rehire that is sent again, is no second return. */
    @Test
    void goesOnWhenTheRehireIsCorrectedOrSentAgain() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").terminate();
        story.at("2026-02-10T00:00:00Z").effective("2026-03-15T00:00:00Z").rehire();
        story.at("2026-02-20T00:00:00Z").effective("2026-03-01T00:00:00Z").rehire();
        story.at("2026-03-05T00:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        story.at("2026-03-05T01:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-03-10T00:00:00Z").effective("2026-01-01T00:00:00Z").rehire();
        story.until("2026-04-01T00:00:00Z");
        assertThat(open(story)).isEmpty();
        assertThat(story.tickets()).last().asString().startsWith("CLOSE FULFILLED");
    }

    @Test
    void ofOneEmploymentGoesOnWhenAnotherComesBack() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.employment("A"));
        story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
        story.at("2026-01-02T00:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        story.at("2026-01-02T01:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-01-03T00:00:00Z").effective("2026-06-01T00:00:00Z").rehire(Events.employment("B"));
        story.until("2026-07-01T00:00:00Z");
        assertThat(open(story)).isEmpty();
    }

    /** Who prepares a return asks for the time after it. */
    @Test
    void madeForAReturnThatIsKnownHoldsFromTheReturnOn() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").terminate();
        story.at("2026-02-10T00:00:00Z").effective("2026-03-01T00:00:00Z").rehire();
        story.at("2026-02-11T00:00:00Z").submitRequest("R1", "sap:PAY", "E7");
        story.at("2026-02-11T01:00:00Z").approveRequest("R1", null, "E8");
        story.until("2026-03-01T00:00:00Z");
        assertThat(open(story)).containsExactly("GRANT PAY");
        story.at("2026-03-01T01:00:00Z").grant("sap", "ada", "sap:PAY");
        story.until("2026-04-01T00:00:00Z");
        assertThat(open(story)).isEmpty();
    }

    @Test
    void aSelfApprovalOfMoreThanWasApprovedIsFound() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:READER", "E1001");
        story.at("2026-02-01T01:00:00Z").approveRequest("R1", null, "E7");
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", null, "E1001");
        assertThat(story.findings()).isEmpty();
        story.at("2026-02-01T03:00:00Z").submitRequest("R1", "sap:ADMIN", "E1001");
        story.at("2026-02-01T04:00:00Z").approveRequest("R1", null, "E1001");
        assertThat(story.findings()).containsExactly("OPEN DETECTED [sap:ADMIN] 2026-02-01T04:00:00Z");
        story.at("2026-02-01T05:00:00Z").grant("sap", "ada", "sap:ADMIN");
        assertThat(open(story)).contains("REVOKE ADMIN");
    }

    /** However often it is told again or changed, who asked for it and since when stays known, and a refusal is never lost. */
    @Test
    void ofManyFactsOnlyThoseAreForgottenThatChangeNothing() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E5");
        for (int i = 10; i < 60; i++) {
            String to = "2026-03-01T00:00:" + i + "Z";
            story.at("2026-02-01T01:00:" + i + "Z")
                    .validTo(to)
                    .submitRequest("R1", "sap:PAY", i % 2 == 0 ? "E6" : null);
        }
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", null, "E5");
        assertThat(open(story)).isEmpty();
        Request request = story.harness().state().requests().byId().get("R1");
        assertThat(request.facts()).hasSizeLessThanOrEqualTo(Request.MAX_FACTS);
        assertThat(request.submitted().at()).isEqualTo(Harness.ms("2026-02-01T00:00:00Z"));

        story.at("2026-02-02T00:00:00Z").approveRequest("R1", null, "E7");
        for (int i = 10; i < 60; i++) {
            story.at("2026-02-03T01:00:" + i + "Z").submitRequest("R1", "sap:PAY", "E5");
            story.at("2026-02-03T01:00:" + i + "Z").approveRequest("R1", "sap:PAY", "E7");
        }
        assertThat(open(story)).containsExactly("GRANT PAY");
        story.at("2026-02-04T00:00:00Z").cancelRequest("R1");
        assertThat(open(story)).isEmpty();
        assertThat(request.facts()).hasSizeLessThanOrEqualTo(Request.MAX_FACTS);
    }

    @Test
    void remindsAndThenClosesUndecidedAndALateApprovalCountsAllTheSame() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E1001");
        story.until("2026-03-01T00:00:00Z");
        assertThat(story.tickets())
                .containsExactly(
                        "OPEN PENDING_APPROVAL R1 2026-02-01T00:00:00Z",
                        "UPDATE PENDING_APPROVAL R1 2026-02-04T00:00:00Z",
                        "CLOSE CANCELLED R1 2026-02-15T00:00:00Z");
        story.at("2026-03-02T00:00:00Z").approveRequest("R1", null, "E7");
        assertThat(story.tickets()).last().isEqualTo("OPEN OPEN R1 2026-03-02T00:00:00Z");
        assertThat(open(story)).containsExactly("GRANT PAY");
    }

    @Test
    void isReconsideredAfterARejection() {
        Story story = employee();
        story.at("2026-02-01T02:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        story.at("2026-02-02T00:00:00Z").rejectRequest("R1");
        story.at("2026-02-03T00:00:00Z").approveRequest("R1", null, "E7");
        assertThat(open(story)).containsExactly("GRANT PAY");
        assertThat(story.tickets()).last().isEqualTo("OPEN OPEN R1 2026-02-03T00:00:00Z");
    }

    @Test
    void isForgottenLongAfterItWasDecided() {
        Story story = employee();
        story.at("2026-02-01T00:00:00Z").submitRequest("R1", "sap:PAY", "E1001");
        story.at("2026-02-01T02:00:00Z").rejectRequest("R1");
        story.at("2026-02-01T00:00:00Z").approveRequest("R2", "sap:PAY", "E7");
        story.at("2027-06-01T00:00:00Z").submitRequest("R3", "sap:PAY", "E1001");
        assertThat(story.harness().state().requests().byId()).containsOnlyKeys("R2", "R3");
    }

    @Test
    void aRequestOfSomebodyWhoHasYetToBeginWaitsForTheFirstDay() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.firstDay("2026-02-01"));
        story.at("2026-01-10T00:00:00Z").approveRequest("R1", "sap:PAY", "E7");
        assertThat(open(story)).isEmpty();
        story.until("2026-02-01T00:00:00Z");
        assertThat(open(story)).containsExactly("CREATE_ACCOUNT ");
    }

    /** What ITSM was told in the end, and what is open, is the same for any order; fulfilled stays fulfilled. */
    @Property(tries = 1000)
    void whicheverOrderTheFactsArriveInTheSameIsInForce(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        Harness inOrder = run(events, Histories.endOf(events));
        Statistics.collect(inOrder.state().requests().byId().isEmpty() ? "none" : "some");
        Statistics.coverage(c -> c.check("some").percentage(p -> p > 30));
        Harness shuffled = run(Histories.shuffled(events, seed), Histories.endOf(events));
        assertThat(facts(shuffled)).isEqualTo(facts(inOrder));
        assertThat(selfApprovals(shuffled)).isEqualTo(selfApprovals(inOrder));
        assertThat(shuffled.held()).isEqualTo(inOrder.held());
    }

    @Property(tries = 500)
    void aDuplicateTellsNothing(@ForAll("histories") List<SpecificRecordBase> events) {
        Harness harness = new Harness(Story.ADA, Story.governedPolicies());
        for (SpecificRecordBase event : events) {
            harness.take(event);
            int decided = harness.decisions().size() + harness.tickets().size();
            harness.take(event);
            assertThat(harness.decisions().size() + harness.tickets().size()).isEqualTo(decided);
        }
    }

    @Property(tries = 500)
    void howOftenTheClockIsLookedAtMakesNoDifference(@ForAll("histories") List<SpecificRecordBase> events) {
        Harness rarely = run(events, Histories.endOf(events));
        Harness often = new Harness(Story.ADA, Story.governedPolicies());
        for (SpecificRecordBase event : events) {
            long next = EventView.of(event).occurredAt();
            for (long due = often.nextDue(); due <= next; due = often.nextDue()) {
                often.advanceTo(due);
            }
            often.take(event);
        }
        often.advanceTo(Histories.endOf(events));
        assertThat(often.tickets()).isEqualTo(rarely.tickets());
        assertThat(often.decisions()).isEqualTo(rarely.decisions());
    }

    private static Harness run(List<SpecificRecordBase> arrivals, long end) {
        Harness harness = new Harness(Story.ADA, Story.governedPolicies());
        arrivals.forEach(harness::take);
        harness.advanceTo(end);
        return harness;
    }

    private static Map<String, Object> facts(Harness harness) {
        Map<String, Object> facts = new TreeMap<>();
        harness.state()
                .requests()
                .byId()
                .forEach((id, request) ->
                        facts.put(id, List.copyOf(request.facts()) + " " + request.approved(Story.ADA)));
        return facts;
    }

    private static List<String> selfApprovals(Harness harness) {
        return harness.state().findings().values().stream()
                .filter(finding -> finding.isOpen() && finding.kind().equals("SELF_APPROVAL"))
                .map(finding -> finding.findingId() + finding.entitlements())
                .toList();
    }

    @Provide
    Arbitrary<List<SpecificRecordBase>> histories() {
        return Histories.governed();
    }
}
