package dev.sluice.domain.sod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.request.SodCheck;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.Ticket;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.StoredIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Approved requests that would violate a rule, before they give anything. */
class RequestGateTest {
    private static Policies policies(SodStage stage) {
        SodRule rule = RuleOf.paying().stage(stage).owner("E7").build();
        Role clerk = new Role(
                "clerk",
                new Condition.OneOf("department", Set.of("Purchasing")),
                List.of(EntitlementKey.parse("sap:VENDOR_ROLE")),
                List.of(),
                Duration.ZERO);
        return Policies.of(1, Story.enforced("sap"))
                .withRoles(Roles.of(List.of(clerk)))
                .withSod(SodIndex.of(List.of(rule), Catalogue.of(Map.of())));
    }

    private static Story employed(SodStage stage) {
        Story story = new Story(policies(stage));
        story.at("2026-01-01T00:00:00Z").hire();
        story.at("2026-01-01T00:00:00Z").createAccount("sap", "ada");
        return story;
    }

    private static Ticket last(Story story) {
        List<Ticket> tickets = story.harness().tickets();
        return tickets.get(tickets.size() - 1);
    }

    @Test
    void aRuleThatIsEnforcedRefusesAndSaysWhy() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");

        assertThat(story.commands()).isEmpty();
        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
        assertThat(last(story).getAction().name()).isEqualTo("CLOSE");
        assertThat(last(story).getSummary())
                .isEqualTo("Request Q1 for sap:PAY_RUN of E1001 was approved, and is refused:"
                        + " rule P2P-01 (Maintain and pay a vendor) forbids it with sap:VENDOR_X.");
        // Who still wants it asks again.
        story.at("2026-03-01T00:00:00Z").revoke("sap", "ada", "sap:VENDOR_X");
        assertThat(story.commands()).isEmpty();
        ask(story, "Q2", "sap:PAY_RUN", "2026-03-02T00:00:00Z");
        assertThat(story.commands()).containsExactly("GRANT sap/ada sap:PAY_RUN ISSUED 2026-03-02T01:00:00Z");
    }

    @Test
    void aRuleThatWarnsAsksASecondPerson() {
        Story story = employed(SodStage.WARN);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");

        assertThat(story.commands()).isEmpty();
        assertThat(last(story).getStatus().name()).isEqualTo("PENDING_APPROVAL");
        assertThat(last(story).getAssigneeId()).isEqualTo("E7");
        assertThat(last(story).getSummary()).contains("second approval by somebody else", "sap:VENDOR_X");
        // The same person twice is one person.
        story.at("2026-02-03T00:00:00Z").approveRequest("Q1", "sap:PAY_RUN", "E6");
        assertThat(story.commands()).isEmpty();
        story.at("2026-02-04T00:00:00Z").approveRequest("Q1", "sap:PAY_RUN", "E7");
        assertThat(story.commands()).containsExactly("GRANT sap/ada sap:PAY_RUN ISSUED 2026-02-04T00:00:00Z");
        assertThat(last(story).getStatus().name()).isEqualTo("OPEN");
        story.at("2026-02-05T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
        assertThat(last(story).getStatus().name()).isEqualTo("FULFILLED");
        assertThat(story.findings()).endsWith("OPEN BEGAN [sap:PAY_RUN, sap:VENDOR_X] 2026-02-05T00:00:00Z");
    }

    @Test
    void whatConflictsNoLongerNeedsNoSecondPerson() {
        Story story = employed(SodStage.WARN);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");
        story.at("2026-02-03T00:00:00Z").revoke("sap", "ada", "sap:VENDOR_X");

        assertThat(story.commands()).containsExactly("GRANT sap/ada sap:PAY_RUN ISSUED 2026-02-03T00:00:00Z");
    }

    @Test
    void aRuleThatOnlyRecordsStopsNothing() {
        Story story = employed(SodStage.RECORD);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");

        assertThat(story.commands()).hasSize(1);
        assertThat(story.findings())
                .containsExactly("PENDING ANNOUNCED [sap:PAY_RUN, sap:VENDOR_X] 2026-02-02T01:00:00Z");
    }

    @Test
    void ofTwoThatConflictOnlyTogetherTheFirstGoesOn() {
        Story story = employed(SodStage.ENFORCE);
        ofTwo(story);

        assertThat(story.commands()).containsExactly("GRANT sap/ada sap:VENDOR_X ISSUED 2026-02-02T00:00:00Z");
        assertThat(last(story).getRequestId()).isEqualTo("Q1");
        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
    }

    @Test
    void whatARoleGivesCountsBeforeItIsHeld() {
        Story story = new Story(policies(SodStage.ENFORCE));
        story.at("2026-01-01T00:00:00Z").hire(Events.department("Purchasing"));
        ask(story, "Q1", "sap:PAY_RUN");

        assertThat(last(story).getSummary()).contains("forbids it with sap:VENDOR_ROLE");
    }

    @Test
    void whatEndsBeforeItBeginsIsInNobodysWay() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-01-02T00:00:00Z").validTo("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-02-01T00:00:00Z").validFrom("2026-03-01T00:00:00Z").submitRequest("Q1", "sap:PAY_RUN", "E5");
        story.at("2026-02-02T00:00:00Z").validFrom("2026-03-01T00:00:00Z").approveRequest("Q1", "sap:PAY_RUN", "E6");
        story.until("2026-03-01T00:00:00Z");

        assertThat(story.commands()).containsExactly("GRANT sap/ada sap:PAY_RUN ISSUED 2026-03-01T00:00:00Z");
    }

    @Test
    void whatIsToConflictLaterIsRefusedNow() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-01-02T00:00:00Z").validFrom("2026-05-01T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");

        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
    }

    @Test
    void whatSomebodyHasAcceptedIsGiven() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-01-03T00:00:00Z").acceptConflicts("P2P-01", "sap:PAY_RUN", "E8");
        ask(story, "Q1", "sap:PAY_RUN");

        assertThat(story.commands()).hasSize(1);
        story.at("2026-02-05T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
        assertThat(story.findings()).endsWith("MITIGATED EXCEPTION [sap:PAY_RUN, sap:VENDOR_X] 2026-02-05T00:00:00Z");
    }

    /** The other side is granted while the command is under way. */
    @Test
    void aConflictThatComesBeforeTheGrantTakesTheCommandBack() {
        Story story = employed(SodStage.ENFORCE);
        ask(story, "Q1", "sap:PAY_RUN");
        assertThat(story.commands()).hasSize(1);
        story.at("2026-02-03T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");

        assertThat(story.commands()).endsWith("GRANT sap/ada sap:PAY_RUN CANCELLED 2026-02-03T00:00:00Z");
        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
    }

    /** The request begins later, and the conflict is gone by then. */
    @Test
    void whatIsLetGoBeginsWhenItWasToBegin() {
        Story story = employed(SodStage.WARN);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-02-01T00:00:00Z").validFrom("2026-06-01T00:00:00Z").submitRequest("Q1", "sap:PAY_RUN", "E5");
        story.at("2026-02-02T00:00:00Z").validFrom("2026-06-01T00:00:00Z").approveRequest("Q1", "sap:PAY_RUN", "E6");
        story.at("2026-03-01T00:00:00Z").revoke("sap", "ada", "sap:VENDOR_X");
        story.until("2026-12-01T00:00:00Z");

        assertThat(story.commands()).containsExactly("GRANT sap/ada sap:PAY_RUN ISSUED 2026-06-01T00:00:00Z");
    }

    @Test
    void whoHasYetToBeginIsLookedAtAsOfTheFirstDay() {
        Story story = new Story(policies(SodStage.ENFORCE));
        story.at("2026-01-01T00:00:00Z").effective("2026-02-01T00:00:00Z").hire(Events.department("Purchasing"));
        story.at("2026-01-10T00:00:00Z").submitRequest("Q1", "sap:PAY_RUN", "E5");
        story.at("2026-01-11T00:00:00Z").approveRequest("Q1", "sap:PAY_RUN", "E6");

        assertThat(last(story).getSummary()).contains("forbids it with sap:VENDOR_ROLE");
    }

    @Test
    void aRuleThatBeginsLaterIsInTheWayNow() {
        SodRule later = RuleOf.paying()
                .stage(SodStage.ENFORCE)
                .from(Harness.ms("2026-03-01T00:00:00Z"))
                .build();
        Story story = new Story(
                Policies.of(1, Story.enforced("sap")).withSod(SodIndex.of(List.of(later), Catalogue.of(Map.of()))));
        story.at("2026-01-01T00:00:00Z").hire();
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");

        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
    }

    @Test
    void aRequestOfAnEmploymentThatIsOverIsInNobodysWay() {
        Story story = employed(SodStage.ENFORCE);
        ask(story, "Q1", "sap:VENDOR_X", "2026-01-10T00:00:00Z");
        story.at("2026-01-11T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-02-01T00:00:00Z").terminate();
        story.at("2026-02-02T00:00:00Z").revoke("sap", "ada", "sap:VENDOR_X");
        story.at("2026-06-01T00:00:00Z").rehire();
        ask(story, "Q2", "sap:PAY_RUN", "2026-06-02T00:00:00Z");

        assertThat(story.commands()).endsWith("GRANT sap/ada sap:PAY_RUN ISSUED 2026-06-02T01:00:00Z");
    }

    @Test
    void aSecondApprovalCountsAlsoForWhatSomebodyHasGivenMeanwhile() {
        Story story = employed(SodStage.WARN);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");
        story.at("2026-02-03T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
        assertThat(last(story).getStatus().name()).isEqualTo("PENDING_APPROVAL");
        story.at("2026-02-04T00:00:00Z").approveRequest("Q1", "sap:PAY_RUN", "E8");

        assertThat(last(story).getStatus().name()).isEqualTo("FULFILLED");
    }

    /** The other side was gone before the approval, and that is told after it. */
    @Test
    void aFactThatIsToldLateTakesARefusalBack() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");
        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
        story.at("2026-02-01T23:00:00Z").revoke("sap", "ada", "sap:VENDOR_X");

        assertThat(story.commands()).containsExactly("GRANT sap/ada sap:PAY_RUN ISSUED 2026-02-02T01:00:00Z");
        Story held = employed(SodStage.ENFORCE);
        held.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(held, "Q1", "sap:PAY_RUN");
        held.at("2026-01-03T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
        assertThat(last(held).getStatus().name()).isEqualTo("FULFILLED");
    }

    /** The other side is gone since, and something else is told late: it was right when it was refused. */
    @Test
    void aLateFactAboutSomethingElseTakesNothingBack() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");
        story.at("2026-03-01T00:00:00Z").revoke("sap", "ada", "sap:VENDOR_X");
        story.at("2026-01-20T00:00:00Z").update(worker -> worker.setTitle("Analyst"));

        assertThat(story.commands()).isEmpty();
        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
    }

    @Test
    void whoHasApprovedIsNotAskedAgain() {
        Story story = new Story(Policies.of(1, Story.enforced("sap"))
                .withSod(
                        SodIndex.of(List.of(RuleOf.paying().stage(SodStage.WARN).build()), Catalogue.of(Map.of()))));
        story.at("2026-01-01T00:00:00Z").hire(worker -> worker.setManagerId("E6"));
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");

        assertThat(last(story).getStatus().name()).isEqualTo("PENDING_APPROVAL");
        assertThat(last(story).getAssigneeId()).isNull();
    }

    /** A group's exception ends while the request goes on. */
    @Test
    void theWholeTimeOfARequestIsLookedAt() {
        GroupException all = new GroupException(
                new Condition.Not(new Condition.OneOf("department", Set.of("None"))),
                "E8",
                Harness.ms("2026-03-01T00:00:00Z"));
        Story story = new Story(Policies.of(1, Story.enforced("sap"))
                .withSod(SodIndex.of(
                        List.of(RuleOf.paying()
                                .stage(SodStage.ENFORCE)
                                .exceptions(all)
                                .build()),
                        Catalogue.of(Map.of()))));
        story.at("2026-01-01T00:00:00Z").hire();
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");

        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
    }

    @Test
    void whatWasFulfilledIsNotRefusedAfterwards() {
        Story story = employed(SodStage.ENFORCE);
        ask(story, "Q1", "sap:PAY_RUN");
        story.at("2026-02-03T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
        story.at("2026-02-04T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-02-05T00:00:00Z").revoke("sap", "ada", "sap:PAY_RUN");

        assertThat(story.commands()).endsWith("GRANT sap/ada sap:PAY_RUN ISSUED 2026-02-05T00:00:00Z");
    }

    @Test
    void whoMayNotApproveIsNotAsked() {
        SodRule own = RuleOf.paying().stage(SodStage.WARN).owner(Story.ADA).build();
        Story story = new Story(
                Policies.of(1, Story.enforced("sap")).withSod(SodIndex.of(List.of(own), Catalogue.of(Map.of()))));
        story.at("2026-01-01T00:00:00Z").hire(worker -> worker.setManagerId("M1"));
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");

        assertThat(last(story).getAssigneeId()).isEqualTo("M1");
        assertThat(last(story).getDueAt()).isEqualTo("2026-02-16T01:00:00Z");
    }

    /** Asking twice for the same is no way around a second approval. */
    @Test
    void acrossValuesTheSecondRequestForTheSameWaitsAsWell() {
        SodRule across = RuleOf.paying()
                .stage(SodStage.WARN)
                .scope(new SodScope(null, "cc", null))
                .build();
        Map<EntitlementKey, Catalogue.Entry> entries = Map.of(
                EntitlementKey.parse("sap:VENDOR_X"), new Catalogue.Entry(List.of(), Map.of("cc", "1")),
                EntitlementKey.parse("sap:PAY_RUN"), new Catalogue.Entry(List.of(), Map.of("cc", "2")));
        Story story = new Story(
                Policies.of(1, Story.enforced("sap")).withSod(SodIndex.of(List.of(across), Catalogue.of(entries))));
        story.at("2026-01-01T00:00:00Z").hire();
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");
        ask(story, "Q2", "sap:PAY_RUN", "2026-02-03T00:00:00Z");

        assertThat(story.commands()).isEmpty();
        assertThat(last(story).getStatus().name()).isEqualTo("PENDING_APPROVAL");
    }

    /** It was approved later, and still is: what is told late of something else shows nothing of that. */
    @Test
    void aLateFactAboutSomethingElseDoesNotLetTheSecondOfTwoGo() {
        Story story = employed(SodStage.ENFORCE);
        ofTwo(story);
        story.at("2026-01-20T00:00:00Z").update(worker -> worker.setTitle("Analyst"));

        assertThat(story.commands()).containsExactly("GRANT sap/ada sap:VENDOR_X ISSUED 2026-02-02T00:00:00Z");
        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
    }

    @Test
    void aLateFactAboutSomethingElseDoesNotLetTheSecondOfTwoGoAlsoIfTheFirstIsCancelledSince() {
        Story story = employed(SodStage.ENFORCE);
        ofTwo(story);
        story.at("2026-03-01T00:00:00Z").cancelRequest("Q2");
        story.at("2026-01-20T00:00:00Z").update(worker -> worker.setTitle("Analyst"));

        assertThat(story.commands()).noneMatch(command -> command.contains("sap:PAY_RUN"));
    }

    @Test
    void aLateFactAboutSomethingElseDoesNotLetGoWhatConflictsWithARole() {
        Story story = new Story(policies(SodStage.ENFORCE));
        story.at("2026-01-01T00:00:00Z").hire(Events.department("Purchasing"));
        ask(story, "Q1", "sap:PAY_RUN");
        story.at("2026-01-20T00:00:00Z").update(worker -> worker.setTitle("Analyst"));

        assertThat(story.harness().state().requests().byId().get("Q1").check().outcome())
                .isEqualTo(SodCheck.Outcome.REFUSED);
    }

    /** What was in the way then has ended since, each in a way of its own; what is told late is about something else. */
    @Test
    void whatHasEndedSinceWasInTheWayThen() {
        Story expired = employed(SodStage.ENFORCE);
        expired.at("2026-01-02T00:00:00Z").validTo("2026-02-10T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(expired, "Q1", "sap:PAY_RUN");
        expired.until("2026-02-20T00:00:00Z");
        assertStaysRefused(expired);

        Story role = new Story(policies(SodStage.ENFORCE));
        role.at("2026-01-01T00:00:00Z").hire(Events.department("Purchasing"));
        ask(role, "Q1", "sap:PAY_RUN");
        role.at("2026-02-10T00:00:00Z").update(Events.department("Sales"));
        assertStaysRefused(role);

        Story atOnce = employed(SodStage.ENFORCE);
        for (String[] one : new String[][] {{"Q0", "sap:VENDOR_X"}, {"Q1", "sap:PAY_RUN"}}) {
            atOnce.at("2026-02-01T00:00:00Z").submitRequest(one[0], one[1], "E5");
        }
        atOnce.at("2026-02-02T00:00:00Z").approveRequest("Q0", "sap:VENDOR_X", "E6");
        atOnce.at("2026-02-02T00:00:00Z").approveRequest("Q1", "sap:PAY_RUN", "E6");
        atOnce.at("2026-02-05T00:00:00Z").cancelRequest("Q0");
        assertStaysRefused(atOnce);

        Story again = employed(SodStage.ENFORCE);
        ask(again, "Q0", "sap:VENDOR_X", "2026-02-01T00:00:00Z");
        ask(again, "Q1", "sap:PAY_RUN");
        again.at("2026-02-03T00:00:00Z").approveRequest("Q0", "sap:VENDOR_X", "E7");
        assertStaysRefused(again);
        assertThat(again.commands()).containsExactly("GRANT sap/ada sap:VENDOR_X ISSUED 2026-02-01T01:00:00Z");
    }

    private static void assertStaysRefused(Story story) {
        SodCheck check = story.harness().state().requests().byId().get("Q1").check();
        assertThat(check.outcome()).isEqualTo(SodCheck.Outcome.REFUSED);
        story.at("2026-01-20T00:00:00Z").update(worker -> worker.setTitle("Analyst"));
        story.at("2026-01-21T00:00:00Z").grant("sap", "ada", "sap:READER");

        assertThat(story.harness().state().requests().byId().get("Q1").check()).isEqualTo(check);
    }

    /** The first is cancelled before the second was approved, and that is told late. */
    @Test
    void aCancellationThatIsToldLateTakesARefusalBack() {
        Story story = employed(SodStage.ENFORCE);
        ofTwo(story);
        story.at("2026-02-02T00:00:00.500Z").cancelRequest("Q2");

        assertThat(story.commands()).endsWith("GRANT sap/ada sap:PAY_RUN ISSUED 2026-02-02T00:00:01Z");
    }

    /** The refusal was wrong, but another rule is in the way by now. */
    @Test
    void whatIsTakenBackIsLookedAtAnew() {
        SodRule other = RuleOf.id("P2P-02")
                .function("receive", "sap:RECEIVE")
                .function("run payments", "sap:PAY_RUN")
                .stage(SodStage.ENFORCE)
                .build();
        Story story = new Story(Policies.of(1, Story.enforced("sap"))
                .withSod(SodIndex.of(
                        List.of(RuleOf.paying().stage(SodStage.ENFORCE).build(), other), Catalogue.of(Map.of()))));
        story.at("2026-01-01T00:00:00Z").hire();
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");
        story.at("2026-02-10T00:00:00Z").grant("sap", "ada", "sap:RECEIVE");
        story.at("2026-02-01T23:00:00Z").revoke("sap", "ada", "sap:VENDOR_X");

        assertThat(story.commands()).isEmpty();
        assertThat(story.harness().state().requests().byId().get("Q1").check().ruleId())
                .isEqualTo("P2P-02");
    }

    /** A cart of which everything is approved at once. */
    @Test
    void ofSeveralApprovedInTheSameInstantNoTwoThatConflictGoOn() {
        Story story = employed(SodStage.ENFORCE);
        for (String[] one : new String[][] {{"Q1", "sap:VENDOR_X"}, {"Q2", "sap:PAY_RUN"}, {"Q3", "sap:READER"}}) {
            story.at("2026-02-01T00:00:00Z").submitRequest(one[0], one[1], "E5");
        }
        story.at("2026-02-02T00:00:00Z").approveRequest("Q1", "sap:VENDOR_X", "E6");
        story.at("2026-02-02T00:00:00Z").approveRequest("Q2", "sap:PAY_RUN", "E6");
        story.at("2026-02-02T00:00:00Z").approveRequest("Q3", "sap:READER", "E6");

        assertThat(story.commands())
                .containsExactly(
                        "GRANT sap/ada sap:VENDOR_X ISSUED 2026-02-02T00:00:00Z",
                        "GRANT sap/ada sap:READER ISSUED 2026-02-02T00:00:00Z");
    }

    private static void ofTwo(Story story) {
        story.at("2026-02-01T00:00:00Z").submitRequest("Q2", "sap:VENDOR_X", "E5");
        story.at("2026-02-01T00:00:00Z").submitRequest("Q1", "sap:PAY_RUN", "E5");
        story.at("2026-02-02T00:00:00Z").approveRequest("Q2", "sap:VENDOR_X", "E6");
        story.at("2026-02-02T00:00:01Z").approveRequest("Q1", "sap:PAY_RUN", "E6");
    }

    /** The id of a request is no way around the rules. */
    @Test
    void somethingElseUnderTheIdOfAFulfilledRequestIsLookedAt() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:READER");
        story.at("2026-02-03T00:00:00Z").grant("sap", "ada", "sap:READER");
        ask(story, "Q1", "sap:PAY_RUN", "2026-02-04T00:00:00Z");

        assertThat(story.commands()).noneMatch(command -> command.contains("sap:PAY_RUN"));
        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
        assertThat(last(story).getSummary()).contains("P2P-01", "sap:VENDOR_X");
    }

    /** What was given for a time is over; the same under the same id is looked at like any request. */
    @Test
    void theSameOnceMoreUnderTheIdOfAFulfilledRequestIsLookedAt() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-02-01T00:00:00Z").validTo("2026-02-05T00:00:00Z").submitRequest("Q1", "sap:PAY_RUN", "E5");
        story.at("2026-02-02T00:00:00Z").validTo("2026-02-05T00:00:00Z").approveRequest("Q1", "sap:PAY_RUN", "E6");
        story.at("2026-02-03T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
        story.at("2026-02-05T01:00:00Z").revoke("sap", "ada", "sap:PAY_RUN");
        story.at("2026-02-10T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-02-12T00:00:00Z").validTo("2026-12-01T00:00:00Z").approveRequest("Q1", "sap:PAY_RUN", "E6");

        assertThat(story.commands())
                .filteredOn(command -> command.startsWith("GRANT") && command.contains("ISSUED"))
                .hasSize(1);
        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");
    }

    @Test
    void aRefusalOfOneThingIsNoneOfAnotherUnderTheSameId() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");
        ask(story, "Q1", "sap:READER", "2026-02-04T00:00:00Z");

        assertThat(story.commands()).containsExactly("GRANT sap/ada sap:READER ISSUED 2026-02-04T01:00:00Z");
    }

    /** What one person has accepted ends while the request goes on. */
    @Test
    void theWholeTimeOfARequestIsLookedAtAlsoWhereAConflictIsAcceptedForATime() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-01-03T00:00:00Z").validTo("2026-03-01T00:00:00Z").acceptConflicts("P2P-01", "sap:PAY_RUN", "E8");
        ask(story, "Q1", "sap:PAY_RUN");
        assertThat(last(story).getStatus().name()).isEqualTo("REJECTED");

        story.at("2026-02-03T00:00:00Z").validTo("2026-03-01T00:00:00Z").submitRequest("Q2", "sap:PAY_RUN", "E5");
        story.at("2026-02-03T01:00:00Z").validTo("2026-03-01T00:00:00Z").approveRequest("Q2", "sap:PAY_RUN", "E6");
        assertThat(story.commands()).containsExactly("GRANT sap/ada sap:PAY_RUN ISSUED 2026-02-03T01:00:00Z");
    }

    @Test
    void whatAReviewHasEndedIsInNobodysWay() {
        Story story = employed(SodStage.ENFORCE);
        ask(story, "Q1", "sap:VENDOR_X", "2026-01-10T00:00:00Z");
        story.at("2026-01-11T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-01-20T00:00:00Z").review("sap:VENDOR_X", CertificationDecision.REVOKE, "M1");
        story.at("2026-01-21T00:00:00Z").revoke("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q2", "sap:PAY_RUN");

        assertThat(story.commands()).endsWith("GRANT sap/ada sap:PAY_RUN ISSUED 2026-02-02T01:00:00Z");
    }

    @Test
    void aSecondApprovalIsNotWaitedForOnceTheTimeIsOver() {
        Story story = employed(SodStage.WARN);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-02-01T00:00:00Z").validTo("2026-03-01T00:00:00Z").submitRequest("Q1", "sap:PAY_RUN", "E5");
        story.at("2026-02-02T00:00:00Z").validTo("2026-03-01T00:00:00Z").approveRequest("Q1", "sap:PAY_RUN", "E6");
        assertThat(last(story).getStatus().name()).isEqualTo("PENDING_APPROVAL");
        story.until("2026-03-01T00:00:00Z");

        assertThat(last(story).getStatus().name()).isEqualTo("CANCELLED");
        assertThat(last(story).getAction().name()).isEqualTo("CLOSE");
    }

    @Test
    void systemsThatAreIgnoredAreInNobodysWayAndWaitForNobody() {
        SodRule rule = RuleOf.id("L-1")
                .function("old", "legacy:VENDOR")
                .function("run payments", "sap:PAY_RUN")
                .stage(SodStage.ENFORCE)
                .build();
        Role clerk = new Role(
                "clerk",
                new Condition.OneOf("department", Set.of("Purchasing")),
                List.of(EntitlementKey.parse("legacy:VENDOR")),
                List.of(),
                Duration.ZERO);
        Story story = new Story(
                Policies.of(1, Story.enforced("sap"), Story.enforced("legacy").withMode(Mode.IGNORE))
                        .withRoles(Roles.of(List.of(clerk)))
                        .withSod(SodIndex.of(List.of(rule), Catalogue.of(Map.of()))));
        story.at("2026-01-01T00:00:00Z").hire(Events.department("Purchasing"));
        story.at("2026-01-01T00:00:00Z").createAccount("sap", "ada");
        ask(story, "Q1", "sap:PAY_RUN");
        ask(story, "Q2", "legacy:VENDOR", "2026-02-03T00:00:00Z");

        assertThat(story.commands()).contains("GRANT sap/ada sap:PAY_RUN ISSUED 2026-02-02T01:00:00Z");
        assertThat(story.harness().state().requests().byId().get("Q2").check()).isEqualTo(SodCheck.CLEAR);
        assertThat(story.findings()).isEmpty();
    }

    @Test
    void whatWasDecidedIsStored() {
        Story story = employed(SodStage.ENFORCE);
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        ask(story, "Q1", "sap:PAY_RUN");
        IdentityCodec codec = new IdentityCodec();
        Harness harness = story.harness();
        byte[] bytes = codec.encode(new StoredIdentity(harness.state(), new long[0], harness.nextDue()));
        var read = codec.decode(Story.ADA, bytes).state().requests().byId().get("Q1");

        assertThat(read.check())
                .isEqualTo(harness.state().requests().byId().get("Q1").check());
        assertThat(read.check().ruleId()).isEqualTo("P2P-01");
        assertThat(read.ticket())
                .isEqualTo(harness.state().requests().byId().get("Q1").ticket());
    }

    private static void ask(Story story, String id, String entitlement) {
        ask(story, id, entitlement, "2026-02-02T00:00:00Z");
    }

    private static void ask(Story story, String id, String entitlement, String at) {
        String approved = at.replace("T00", "T01");
        story.at(at).submitRequest(id, entitlement, "E5");
        story.at(approved).approveRequest(id, entitlement, "E6");
    }
}
