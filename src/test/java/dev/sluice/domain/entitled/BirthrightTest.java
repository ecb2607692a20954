package dev.sluice.domain.entitled;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Histories;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.tries.EveryTry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** Who has which role, since when and until when. */
class BirthrightTest {
    private static final Policies POLICIES = Story.usualPolicies().withRoles(roles());

    @Test
    void aMoverKeepsTheOldRoleForItsOverlap() {
        Story story = hired();
        story.at("2026-03-01T00:00:00Z").update(Events.department("Tax"));

        assertThat(inForce(story)).containsExactly("tax", "treasury until 2026-03-08T00:00:00Z");
        assertThat(story.harness().nextDue()).isEqualTo(Harness.ms("2026-03-08T00:00:00Z"));
        story.until("2026-03-08T00:00:00Z");
        assertThat(inForce(story)).containsExactly("tax");
    }

    @Test
    void theOverlapOfAMoveThatIsToldLateBeginsWhenItIsTold() {
        Story story = hired();
        story.at("2026-03-20T00:00:00Z").effective("2026-03-01T00:00:00Z").update(Events.department("Tax"));

        assertThat(inForce(story)).containsExactly("tax", "treasury until 2026-03-27T00:00:00Z");
    }

    @Test
    void theOverlapOfAMoveToComeBeginsWithIt() {
        Story story = hired();
        story.at("2026-03-01T00:00:00Z").effective("2026-04-01T00:00:00Z").update(Events.department("Tax"));

        assertThat(inForce(story)).containsExactly("treasury");
        story.until("2026-04-01T00:00:00Z");
        assertThat(inForce(story)).containsExactly("tax", "treasury until 2026-04-08T00:00:00Z");
    }

    @Test
    void aMoveThatIsCorrectedLeavesNoOverlapOfWhatNeverShowed() {
        Story story = hired();
        story.at("2026-03-01T00:00:00Z").effective("2026-04-01T00:00:00Z").update(Events.department("Tax"));
        story.at("2026-03-02T00:00:00Z").effective("2026-04-01T00:00:00Z").update(Events.department("Audit"));
        story.until("2026-04-02T00:00:00Z");

        assertThat(inForce(story)).containsExactly("treasury until 2026-04-08T00:00:00Z");
    }

    @Test
    void whoGoesBackHasTheRoleAgainAndNoEnd() {
        Story story = hired();
        story.at("2026-03-01T00:00:00Z").update(Events.department("Tax"));
        story.at("2026-03-03T00:00:00Z").update(Events.department("Treasury"));

        assertThat(inForce(story)).containsExactly("treasury");
    }

    @Test
    void aRoleWithoutOverlapEndsAtOnce() {
        Story story = hired();
        story.at("2026-03-01T00:00:00Z").update(Events.department("Tax"));
        story.at("2026-03-02T00:00:00Z").update(Events.department("Audit"));

        assertThat(inForce(story)).containsExactly("treasury until 2026-03-08T00:00:00Z");
    }

    @Test
    void aLeaverHasNoneAndWhoComesBackElsewhereHasNoOverlapFromBefore() {
        Story story = hired();
        story.at("2026-03-01T00:00:00Z").terminate();
        assertThat(inForce(story)).isEmpty();

        story.at("2026-03-03T00:00:00Z").rehire(Events.department("Tax"));
        assertThat(inForce(story)).containsExactly("tax");
    }

    @Test
    void whoComesBackUnderAnotherEmploymentHasNoOverlapFromBefore() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.employment("1"), Events.department("Treasury"));
        story.at("2026-03-01T00:00:00Z").terminate(Events.employment("1"));
        story.at("2026-03-03T00:00:00Z").rehire(Events.employment("2"), Events.department("Tax"));

        assertThat(inForce(story)).containsExactly("tax");
    }

    @Test
    void whoGoesStraightFromOneEmploymentToTheNextHasAnOverlap() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.employment("1"), Events.department("Treasury"));
        story.at("2026-02-20T00:00:00Z").effective("2026-03-01T00:00:00Z").terminate(Events.employment("1"));
        story.at("2026-02-21T00:00:00Z")
                .effective("2026-03-01T00:00:00Z")
                .hire(Events.employment("2"), Events.department("Tax"));
        story.until("2026-03-01T00:00:00Z");

        assertThat(inForce(story)).containsExactly("tax", "treasury until 2026-03-08T00:00:00Z");
    }

    @Test
    void aReturnThatIsToldLateLeavesNoOverlapFromBefore() {
        Story story = hired();
        story.at("2026-03-01T00:00:00Z").terminate();
        story.at("2026-03-04T00:00:00Z").effective("2026-03-03T00:00:00Z").rehire(Events.department("Tax"));

        assertThat(inForce(story)).containsExactly("tax");
    }

    @Test
    void aRoleThatEndedBeforeTheFirstDayLeavesNoOverlap() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.firstDay("2026-02-01"), Events.department("Treasury"));
        story.at("2026-01-30T00:00:00Z").update(Events.department("Tax"));
        story.until("2026-02-01T00:00:00Z");

        assertThat(inForce(story)).containsExactly("tax");
    }

    /** Whoever sends the whole record each hour must not push the hand-over out of memory. */
    @Test
    void anHourlyFullRecordDoesNotShortenTheOverlap() {
        Story story = hired();
        Instant hour = Instant.parse("2026-03-01T00:00:00Z");
        for (int i = 0; i < 100; i++) {
            story.at(hour.plus(Duration.ofHours(i)).toString()).complete().update(Events.department("Tax"));
        }
        assertThat(inForce(story)).containsExactly("tax", "treasury until 2026-03-08T00:00:00Z");
    }

    @Test
    void leaveSuspendsNoRole() {
        Story story = hired();
        story.at("2026-03-01T00:00:00Z").startLeave();
        assertThat(inForce(story)).containsExactly("treasury");
    }

    @Test
    void beforeTheFirstDayThereIsNone() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.firstDay("2026-02-01"), Events.department("Treasury"));
        assertThat(inForce(story)).isEmpty();
        story.until("2026-02-01T00:00:00Z");
        assertThat(inForce(story)).containsExactly("treasury");
    }

    @Test
    void aRoleCanAskForTheEmployment() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.employment("77"));
        assertThat(inForce(story)).containsExactly("seventy-seven");
        story.at("2026-01-02T00:00:00Z").hire(Events.employment("12"));
        assertThat(inForce(story)).containsExactly("seventy-seven");
        story.at("2026-01-03T00:00:00Z").terminate(Events.employment("77"));
        assertThat(inForce(story)).isEmpty();
    }

    @Test
    void theViewSaysWhyAndChangesWhenTheOverlapEnds() {
        Story story = hired();
        story.at("2026-01-02T00:00:00Z").createAccount("sap", "ada");
        story.at("2026-01-02T00:00:01Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-01-02T00:00:02Z").grant("sap", "ada", "sap:LEDGER");
        story.at("2026-01-02T00:00:03Z").grant("sap", "ada", "sap:OTHER");
        assertThat(reasons(story))
                .containsExactly("LEDGER ROLE treasury/reader", "OTHER OBSERVED", "PAY ROLE treasury");

        story.at("2026-03-01T00:00:00Z").update(Events.department("Tax"));
        assertThat(reasons(story)).containsExactly("LEDGER ROLE tax/reader", "OTHER OBSERVED", "PAY OVERLAP treasury");

        story.until("2026-03-08T00:00:00Z");
        assertThat(reasons(story)).containsExactly("LEDGER ROLE tax/reader", "OTHER OBSERVED", "PAY OBSERVED");
    }

    /** Overlaps are within the bound of docs/adr/0012; which roles are met is the same for any order. */
    @EveryTry
    @Property(tries = 1000)
    void whicheverOrderTheFactsArriveInTheSameRolesAreMet(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        List<String> inOrder = met(events, Histories.endOf(events));
        Statistics.collect(inOrder.isEmpty() ? "none" : "some");
        Statistics.coverage(c -> c.check("some").percentage(p -> p > 2));
        assertThat(met(Histories.shuffled(events, seed), Histories.endOf(events)))
                .isEqualTo(inOrder);
    }

    private static List<String> met(List<SpecificRecordBase> arrivals, long end) {
        Harness harness = new Harness(Story.ADA, POLICIES);
        arrivals.forEach(harness::take);
        harness.advanceTo(end);
        IdentityState state = harness.state();
        return Birthright.at(state.hr(), harness.standing(), state.clock(), POLICIES).roles().stream()
                .filter(role -> role.until() == Long.MAX_VALUE)
                .map(role -> role.role().id())
                .toList();
    }

    @Provide
    Arbitrary<List<SpecificRecordBase>> histories() {
        return Histories.histories();
    }

    private static Story hired() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
        return story;
    }

    private static List<String> inForce(Story story) {
        IdentityState state = story.harness().state();
        return Birthright.at(state.hr(), story.harness().standing(), state.clock(), POLICIES).roles().stream()
                .map(role -> role.role().id()
                        + (role.until() == Long.MAX_VALUE ? "" : " until " + Instant.ofEpochMilli(role.until())))
                .toList();
    }

    private static List<String> reasons(Story story) {
        return story.harness().held().stream()
                .map((HeldEntitlement held) -> held.getName() + " " + held.getReason())
                .toList();
    }

    private static Roles roles() {
        return Roles.of(List.of(
                role("treasury", of("Treasury"), Duration.ofDays(7), List.of("reader"), "sap:PAY"),
                role("tax", of("Tax"), Duration.ZERO, List.of("reader"), "sap:TAX"),
                role(
                        "seventy-seven",
                        new Condition.OneOf("employmentId", Set.of("77")),
                        Duration.ZERO,
                        List.of(),
                        "sap:X"),
                role("reader", null, Duration.ZERO, List.of(), "sap:LEDGER")));
    }

    private static Condition of(String department) {
        return new Condition.OneOf("department", Set.of(department));
    }

    private static Role role(String id, Condition when, Duration overlap, List<String> includes, String... grants) {
        return new Role(
                id, when, List.of(grants).stream().map(EntitlementKey::parse).toList(), includes, overlap);
    }
}
