package dev.sluice.domain.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Histories;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.AccessFinding.Handling;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.event.AccessAction;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** Access and accounts that nobody has a reason for. */
class UnreasonedTest {
    private static Policies policies(SystemPolicy... systems) {
        return Policies.of(1, systems)
                .withRoles(Roles.of(List.of(new Role(
                        "tax",
                        new Condition.OneOf("department", Set.of("Tax")),
                        List.of(EntitlementKey.parse("sap:TAX")),
                        List.of(),
                        Duration.ZERO))));
    }

    private static SystemPolicy enforced() {
        return Story.governed("sap");
    }

    private static Story clerk(SystemPolicy policy) {
        Story story = new Story(policies(policy));
        story.at("2026-01-01T00:00:00Z").hire(Events.department("Tax"));
        story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
        story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:TAX");
        return story;
    }

    /** Each change, as {@code kind STATUS cause severity}. */
    private static List<String> changes(Story story) {
        return story.harness().findings().stream()
                .map(f -> f.getKind() + " " + f.getStatus() + " " + f.getCause() + " " + f.getChangedAt())
                .toList();
    }

    private static List<String> open(Story story) {
        Map<String, Finding> last = new LinkedHashMap<>();
        story.harness().findings().forEach(finding -> last.put(finding.getFindingId(), finding));
        return last.values().stream()
                .filter(finding -> finding.getStatus() == FindingStatus.OPEN)
                .map(finding -> finding.getKind()
                        + (finding.getEntitlements().isEmpty()
                                ? ""
                                : " " + finding.getEntitlements().get(0).getName()))
                .sorted()
                .toList();
    }

    @Test
    void whatNoRoleGivesIsUnsanctionedUntilItIsGoneOrHasAReason() {
        Story story = clerk(enforced());
        assertThat(changes(story)).isEmpty();
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-02-02T00:00:00Z").grant("sap", "ada", "sap:POST");
        assertThat(open(story)).containsExactly("UNSANCTIONED_ACCESS PAY", "UNSANCTIONED_ACCESS POST");
        Finding first = story.harness().findings().get(0);
        assertThat(first.getSeverity()).isEqualTo(Severity.MEDIUM);
        assertThat(first.getSummary())
                .isEqualTo("Account ada of E1001 in sap holds sap:PAY, and no role or request gives it.");
        assertThat(first.getRuleId()).isEqualTo("System/sap");

        story.at("2026-02-03T00:00:00Z").revoke("sap", "ada", "sap:PAY");
        story.at("2026-02-04T00:00:00Z").approveRequest("R1", "sap:POST", "E7");
        assertThat(changes(story))
                .endsWith(
                        "UNSANCTIONED_ACCESS RESOLVED ACCESS_REMOVED 2026-02-03T00:00:00Z",
                        "UNSANCTIONED_ACCESS RESOLVED REASON_FOUND 2026-02-04T00:00:00Z");
        assertThat(story.commands()).noneMatch(command -> command.contains("PAY") || command.contains("POST"));
    }

    @Test
    void itComesBackUnderTheSameIdWithTheNextEpisode() {
        Story story = clerk(enforced());
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-02-03T00:00:00Z").revoke("sap", "ada", "sap:PAY");
        story.at("2026-02-04T00:00:00Z").grant("sap", "ada", "sap:PAY");
        List<Finding> findings = story.harness().findings();
        assertThat(findings).extracting(Finding::getEpisode).containsExactly(1, 1, 2);
        assertThat(findings)
                .extracting(Finding::getFindingId)
                .containsOnly(findings.get(0).getFindingId());
    }

    @Test
    void aGraceDelaysTheFindingAndWhatEndsWithinItIsNeverFound() {
        SystemPolicy sap = enforced()
                .withFindings(Map.of(
                        AccessFinding.UNSANCTIONED_ACCESS, new Handling(Duration.ofHours(6), Severity.LOW, true)));
        Story story = clerk(sap);
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-02-01T01:00:00Z").grant("sap", "ada", "sap:POST");
        assertThat(story.harness().nextDue()).isEqualTo(Harness.ms("2026-02-01T06:00:00Z"));
        story.at("2026-02-01T02:00:00Z").revoke("sap", "ada", "sap:PAY");
        story.until("2026-02-01T06:30:00Z");
        assertThat(changes(story)).isEmpty();
        story.until("2026-02-01T07:00:00Z");
        assertThat(changes(story)).containsExactly("UNSANCTIONED_ACCESS OPEN DETECTED 2026-02-01T07:00:00Z");
        assertThat(story.harness().findings().get(0).getSeverity()).isEqualTo(Severity.LOW);
        assertThat(story.harness().state().graces()).isEmpty();
    }

    @Test
    void theSystemMayHaveItRevokedOrNotCare() {
        Story revoked = clerk(enforced().withUnsanctioned(Unsanctioned.REVOKE));
        revoked.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:PAY");
        assertThat(revoked.commands()).last().isEqualTo("REVOKE sap/ada sap:PAY ISSUED 2026-02-01T00:00:00Z");
        assertThat(open(revoked)).containsExactly("UNSANCTIONED_ACCESS PAY");
        revoked.at("2026-02-01T01:00:00Z").revoke("sap", "ada", "sap:PAY");
        assertThat(open(revoked)).isEmpty();
        assertThat(revoked.harness().state().commands()).isEmpty();

        Story ignored = clerk(enforced().withUnsanctioned(Unsanctioned.IGNORE));
        ignored.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:PAY");
        assertThat(changes(ignored)).isEmpty();

        Story reported = clerk(SystemPolicy.defaults("sap").withUnsanctioned(Unsanctioned.REVOKE));
        reported.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:PAY");
        assertThat(open(reported)).containsExactly("UNSANCTIONED_ACCESS PAY");
        assertThat(reported.commands()).isEmpty();
    }

    @Test
    void whatIsStillHeldADayAfterItsReasonEndedHasExpired() {
        Story story = clerk(enforced());
        story.at("2026-02-01T00:00:00Z").update(Events.department("Audit"));
        assertThat(story.commands()).last().asString().startsWith("REVOKE sap/ada sap:TAX ISSUED");
        story.until("2026-02-01T23:59:59Z");
        assertThat(changes(story)).isEmpty();
        story.until("2026-02-02T00:00:00Z");
        assertThat(open(story)).containsExactly("EXPIRED_ACCESS TAX");
        assertThat(story.harness().findings().get(0).getSummary())
                .endsWith("although the last reason for it ended at 2026-02-01T00:00:00Z.");
        story.at("2026-02-02T01:00:00Z").revoke("sap", "ada", "sap:TAX");
        assertThat(open(story)).isEmpty();
    }

    @Test
    void whatAppearsAgainAfterItWasRevokedIsResurrected() {
        Story story = clerk(enforced());
        story.at("2026-02-01T00:00:00Z").update(Events.department("Audit"));
        story.at("2026-02-01T01:00:00Z").revoke("sap", "ada", "sap:TAX");
        story.at("2026-02-10T00:00:00Z").grant("sap", "ada", "sap:TAX");
        assertThat(open(story)).containsExactly("RESURRECTED_ACCESS TAX");
        story.at("2026-02-11T00:00:00Z").update(Events.department("Tax"));
        assertThat(changes(story)).last().isEqualTo("RESURRECTED_ACCESS RESOLVED REASON_FOUND 2026-02-11T00:00:00Z");
    }

    @Test
    void whatALeaversRevokeTookIsResurrectedToo() {
        Story story = clerk(enforced());
        story.at("2026-02-01T00:00:00Z").terminate();
        story.until("2026-02-02T00:00:00Z");
        story.at("2026-02-02T01:00:00Z").revoke("sap", "ada", "sap:TAX");
        story.at("2026-03-01T00:00:00Z").rehire(Events.department("Audit"));
        story.at("2026-03-02T00:00:00Z").grant("sap", "ada", "sap:TAX");
        assertThat(open(story)).containsExactly("RESURRECTED_ACCESS TAX");
    }

    /** Where nobody cares about access without a reason, what comes back after a revoke is found all the same, and its end. */
    @Test
    void whatIsResurrectedIsFoundThoughTheSystemIgnoresTheUnsanctioned() {
        Story story = clerk(enforced().withUnsanctioned(Unsanctioned.IGNORE));
        story.at("2026-02-01T00:00:00Z").update(Events.department("Audit"));
        story.at("2026-02-01T01:00:00Z").revoke("sap", "ada", "sap:TAX");
        story.harness()
                .activate(
                        new Policies(
                                2,
                                Settings.DEFAULTS,
                                Map.of("sap", enforced().withUnsanctioned(Unsanctioned.IGNORE)),
                                Roles.none()),
                        Harness.ms("2026-02-02T00:00:00Z"));
        story.at("2026-02-03T00:00:00Z").grant("sap", "ada", "sap:TAX");
        assertThat(open(story)).containsExactly("RESURRECTED_ACCESS TAX");
        story.at("2026-02-04T00:00:00Z").revoke("sap", "ada", "sap:TAX");
        assertThat(open(story)).isEmpty();
    }

    @Test
    void anAccountThatTurnsOutToBeAServicesIsJudgedAnew() {
        Story story = clerk(enforced());
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:PAY");
        assertThat(open(story)).containsExactly("UNSANCTIONED_ACCESS PAY");
        story.at("2026-02-02T00:00:00Z").grantToService("sap", "ada", "sap:BATCH");
        assertThat(open(story)).isEmpty();
        assertThat(story.harness().state().commands().keySet())
                .extracting(key -> key.action().name())
                .containsExactly("CREATE_ACCOUNT");
    }

    /** The instant of taking comes although nothing else happens, whatever it is found as, and found or not. */
    @Test
    void theGraceOfTakingIsATimerOfItsOwn() {
        for (boolean reported : List.of(true, false)) {
            SystemPolicy sap = enforced()
                    .withUnsanctioned(Unsanctioned.REVOKE)
                    .withFindings(Map.of(
                            AccessFinding.UNSANCTIONED_ACCESS,
                            new Handling(Duration.ofDays(7), Severity.LOW, reported)));
            Story story = clerk(sap);
            story.at("2026-02-01T00:00:00Z").update(Events.department("Audit"));
            story.at("2026-02-01T01:00:00Z").revoke("sap", "ada", "sap:TAX");
            story.at("2026-02-10T00:00:00Z").grant("sap", "ada", "sap:TAX");
            story.at("2026-02-10T00:00:00Z").grant("sap", "ada", "sap:PAY");
            story.until("2026-02-16T23:00:00Z");
            assertThat(story.harness().state().commands()).isEmpty();
            story.until("2026-02-17T00:00:00Z");
            assertThat(story.harness().state().commands()).hasSize(2);
        }
    }

    @Test
    void whoLeavesHasOtherFindings() {
        Story story = clerk(enforced());
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-02-02T00:00:00Z").terminate();
        assertThat(changes(story)).last().isEqualTo("UNSANCTIONED_ACCESS RESOLVED LEAVER 2026-02-02T00:00:00Z");
        story.until("2026-02-03T00:00:00Z");
        assertThat(open(story)).containsExactly("LEAVER_ACTIVE_ACCOUNT");
        story.until("2026-02-04T00:00:00Z");
        assertThat(open(story)).containsExactly("LEAVER_ACTIVE_ACCOUNT", "LEAVER_RESIDUAL_ACCESS PAY");
        story.at("2026-02-04T01:00:00Z").disable("sap", "ada");
        assertThat(open(story)).containsExactly("LEAVER_RESIDUAL_ACCESS PAY");
        assertThat(changes(story)).last().asString().contains("ACCOUNT_DISABLED");
    }

    @Test
    void aLeaversAccountThatIsEnabledAgainIsFoundAtOnce() {
        Story story = clerk(enforced());
        story.at("2026-02-02T00:00:00Z").terminate();
        story.at("2026-02-02T00:10:00Z").disable("sap", "ada");
        story.at("2026-02-20T00:00:00Z").enable("sap", "ada");
        assertThat(open(story)).contains("LEAVER_ACTIVE_ACCOUNT");
        story.at("2026-02-21T00:00:00Z").rehire();
        assertThat(open(story)).isEmpty();
    }

    @Test
    void ofWhomHrKnowsNothingIsFoundAfterAWeek() {
        Story story = new Story(policies(enforced()));
        story.at("2026-01-01T00:00:00Z").createAccount("sap", "ada");
        story.at("2026-01-01T00:00:01Z").grant("sap", "ada", "sap:PAY");
        assertThat(changes(story)).isEmpty();
        story.until("2026-01-08T00:00:00Z");
        assertThat(open(story)).containsExactly("UNKNOWN_IDENTITY_ACCESS");
        assertThat(story.harness().findings().get(0).getSummary())
                .isEqualTo("E1001, of whom HR knows nothing, has had account ada in sap since 2026-01-01T00:00:00Z.");
        story.at("2026-01-09T00:00:00Z").hire(Events.department("Tax"));
        assertThat(open(story)).containsExactly("UNSANCTIONED_ACCESS PAY");
        assertThat(changes(story)).anyMatch(change -> change.contains("RESOLVED IDENTITY_KNOWN"));
    }

    @Test
    void anAccountOfWhichNobodySaysWhoseItIsIsFoundWithoutAnIdentity() {
        Harness harness = new Harness("account:sap/ghost", policies(enforced()));
        harness.take(Events.access(
                Events.header("e1", "sap", null, Harness.ms("2026-01-01T00:00:00Z")),
                null,
                AccessAction.ACCOUNT_CREATED,
                Events.account("sap", "ghost")));
        harness.advanceTo(Harness.ms("2026-01-08T00:00:00Z"));
        Finding finding = harness.findings().get(0);
        assertThat(finding.getIdentityId()).isNull();
        assertThat(finding.getAccount().getName()).isEqualTo("ghost");
        assertThat(finding.getSummary())
                .startsWith("Somebody of whom nobody says who it is has had account ghost in sap");
    }

    @Test
    void aServiceAccountIsJudgedByOtherRules() {
        Story story = clerk(enforced());
        story.at("2026-02-01T00:00:00Z").grantToService("sap", "svc-batch", "sap:BATCH");
        assertThat(open(story)).isEmpty();
    }

    @Test
    void ofAThousandRecurrencesTheFirstAreForgotten() {
        Story story = clerk(enforced());
        for (int i = 0; i < 1100; i++) {
            story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:E" + i);
            story.at("2026-02-01T00:00:01Z").revoke("sap", "ada", "sap:E" + i);
        }
        story.at("2026-02-02T00:00:00Z").update(Events.title("Clerk"));
        assertThat(story.harness().state().findings()).hasSize(1000);
    }

    /** Why there is no reason depends on what was processed when (docs/adr/0015); that there is none does not. */
    @Property(tries = 1000)
    void whicheverOrderTheFactsArriveInTheSameIsFound(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        List<String> inOrder = found(events, Histories.endOf(events));
        Statistics.collect(inOrder.isEmpty() ? "none" : "some");
        Statistics.coverage(c -> c.check("some").percentage(p -> p > 30));
        assertThat(found(Histories.shuffled(events, seed), Histories.endOf(events)))
                .isEqualTo(inOrder);
    }

    private static List<String> found(List<SpecificRecordBase> arrivals, long end) {
        Policies policies = Policies.of(1, Story.governed("sap"), Story.governed("ldap"))
                .withRoles(Story.governedPolicies().roles());
        Harness harness = new Harness(Story.ADA, policies);
        arrivals.forEach(harness::take);
        harness.advanceTo(end);
        return harness.state().findings().values().stream()
                .filter(FindingState::isOpen)
                .map(finding -> (Unreasoned.isKind(finding.kind()) ? "WITHOUT_REASON" : finding.kind()) + " "
                        + finding.system() + "/" + finding.account() + " "
                        + finding.entitlements())
                .sorted()
                .toList();
    }

    @Provide
    Arbitrary<List<SpecificRecordBase>> histories() {
        return Histories.histories();
    }
}
