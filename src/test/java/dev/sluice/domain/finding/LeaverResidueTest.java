package dev.sluice.domain.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Evidence;
import dev.sluice.event.Finding;
import dev.sluice.event.Severity;
import org.junit.jupiter.api.Test;

/** Access that a leaver still holds when all should be gone. */
class LeaverResidueTest {
    private final Story story = Story.ofAClerk();

    @Test
    void residueOpensADayAfterTheRevokeInstant() {
        story.at("2026-03-31T17:00:00Z").terminate();
        assertThat(story.until("2026-04-02T16:59:59.999Z").findings()).isEmpty();

        assertThat(story.until("2026-04-02T17:00:00Z").findings())
                .containsExactly("OPEN DETECTED [sap:AP_CLERK] 2026-04-02T17:00:00Z");
        Finding finding = story.harness().findings().get(0);
        assertThat(finding.getKind()).isEqualTo("LEAVER_RESIDUAL_ACCESS");
        assertThat(finding.getSeverity()).isEqualTo(Severity.HIGH);
        assertThat(finding.getEpisode()).isEqualTo(1);
        assertThat(finding.getEvidence()).extracting(Evidence::getEventId).containsExactly("event-4", "event-3");
        // Computed with another implementation: Python's uuid.uuid5.
        assertThat(finding.getFindingId()).isEqualTo("edbdac51-29b1-5430-9e58-1ec827e048e6");
        assertThat(story.harness().pages().head().getOpenFindings()).containsExactly(finding.getFindingId());
    }

    @Test
    void residueIsReportedWithOrWithoutAPolicyButNotWhereItIsIgnored() {
        Story reported = new Story(Story.usualPolicies());
        reported.at("2020-01-01T00:00:00Z").hire();
        reported.at("2020-01-02T00:00:00Z").grant("ad", "ada", "ad:STAFF");
        reported.at("2020-01-02T00:00:00Z").grant("hr", "ada", "hr:STAFF");
        reported.at("2020-01-02T00:00:00Z").grant("jira", "ada", "jira:DEV");
        reported.at("2026-03-31T17:00:00Z").terminate();

        assertThat(reported.until("2026-05-01T00:00:00Z").findings())
                .containsExactly(
                        "OPEN DETECTED [ad:STAFF] 2026-04-02T17:00:00Z",
                        "OPEN DETECTED [hr:STAFF] 2026-04-02T17:00:00Z");
    }

    @Test
    void whatIsGoneInTimeIsNoResidue() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-02T16:00:00Z").revoke("sap", "ada", "sap:AP_CLERK");

        assertThat(story.until("2026-05-01T00:00:00Z").findings()).isEmpty();
    }

    @Test
    void anEnabledAccountThatHoldsNothingIsNoResidue() {
        Story empty = new Story(Story.usualPolicies());
        empty.at("2020-01-01T00:00:00Z").hire();
        empty.at("2020-01-02T00:00:00Z").createAccount("sap", "ada");
        empty.at("2026-03-31T17:00:00Z").terminate();

        assertThat(empty.until("2026-05-01T00:00:00Z").findings()).isEmpty();
    }

    @Test
    void aLaterGrantExtendsItAPartialRemovalShrinksItTheLastRemovalResolvesIt() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-05T00:00:00Z").grant("sap", "ada", "sap:AA_FIRST");
        story.at("2026-04-06T00:00:00Z").revoke("sap", "ada", "sap:AP_CLERK");
        story.at("2026-04-07T00:00:00Z").revoke("sap", "ada", "sap:AA_FIRST");

        assertThat(story.findings())
                .containsExactly(
                        "OPEN DETECTED [sap:AP_CLERK] 2026-04-02T17:00:00Z",
                        "OPEN ENTITLEMENTS_CHANGED [sap:AA_FIRST, sap:AP_CLERK] 2026-04-05T00:00:00Z",
                        "OPEN ENTITLEMENTS_CHANGED [sap:AA_FIRST] 2026-04-06T00:00:00Z",
                        "RESOLVED ACCESS_REMOVED [sap:AA_FIRST] 2026-04-07T00:00:00Z");
        assertThat(story.harness().findings())
                .extracting(Finding::getOpenedAt)
                .containsOnly(java.time.Instant.parse("2026-04-02T17:00:00Z"));
    }

    @Test
    void accessGrantedToALeaverLaterOpensItAtOnce() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-01T00:00:00Z").revoke("sap", "ada", "sap:AP_CLERK");
        story.at("2026-04-20T00:00:00Z").grant("sap", "ada", "sap:PAY");

        assertThat(story.findings()).containsExactly("OPEN DETECTED [sap:PAY] 2026-04-20T00:00:00Z");
    }

    @Test
    void recurrenceReopensTheSameFindingAsTheNextEpisode() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-05T00:00:00Z").revoke("sap", "ada", "sap:AP_CLERK");
        story.at("2026-04-20T00:00:00Z").grant("sap", "ada", "sap:PAY");

        assertThat(story.findings())
                .containsExactly(
                        "OPEN DETECTED [sap:AP_CLERK] 2026-04-02T17:00:00Z",
                        "RESOLVED ACCESS_REMOVED [sap:AP_CLERK] 2026-04-05T00:00:00Z",
                        "OPEN DETECTED [sap:PAY] 2026-04-20T00:00:00Z");
        assertThat(story.harness().findings()).extracting(Finding::getEpisode).containsExactly(1, 1, 2);
        assertThat(story.harness().findings()).extracting(Finding::getFindingId).containsOnly(id());
    }

    @Test
    void aRehireResolvesItAtItsStart() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-05T00:00:00Z").effective("2026-04-10T00:00:00Z").rehire();

        assertThat(story.until("2026-05-01T00:00:00Z").findings())
                .endsWith("RESOLVED NOT_A_LEAVER [sap:AP_CLERK] 2026-04-10T00:00:00Z");
    }

    @Test
    void aMovedEndResolvesIt() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-05T00:00:00Z").effective("2026-06-30T00:00:00Z").scheduleTermination();

        assertThat(story.findings()).endsWith("RESOLVED NOT_A_LEAVER [sap:AP_CLERK] 2026-04-05T00:00:00Z");
    }

    @Test
    void aFactThatHappenedBeforeItOpenedRetractsIt() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.until("2026-04-03T00:00:00Z");
        story.at("2026-04-02T16:00:00Z").arriving("2026-04-03T00:00:00Z").revoke("sap", "ada", "sap:AP_CLERK");

        assertThat(story.findings()).endsWith("RESOLVED RETRACTED [sap:AP_CLERK] 2026-04-02T17:00:00Z");
    }

    @Test
    void aLateRescissionRetractsItToo() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.until("2026-04-03T00:00:00Z");
        story.at("2026-04-01T00:00:00Z").arriving("2026-04-03T00:00:00Z").rescind();

        assertThat(story.findings()).endsWith("RESOLVED RETRACTED [sap:AP_CLERK] 2026-04-02T17:00:00Z");
    }

    @Test
    void accessThatRunsOutByItselfResolvesItAtThatInstant() {
        Story limited = new Story(Story.usualPolicies());
        limited.at("2020-01-01T00:00:00Z").hire();
        limited.at("2026-03-01T00:00:00Z").validTo("2026-04-10T00:00:00Z").grant("ad", "ada", "ad:STAFF");
        limited.at("2026-03-31T17:00:00Z").terminate();

        assertThat(limited.until("2026-05-01T00:00:00Z").findings())
                .endsWith("RESOLVED ACCESS_REMOVED [ad:STAFF] 2026-04-10T00:00:00Z");
    }

    @Test
    void aRenamedAccountCarriesItUnderItsNewName() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.at("2026-04-05T00:00:00Z").rename("sap", "ada", "Ada");

        assertThat(story.findings())
                .endsWith(
                        "RESOLVED RENAMED [sap:AP_CLERK] 2026-04-05T00:00:00Z",
                        "OPEN DETECTED [sap:AP_CLERK] 2026-04-05T00:00:00Z");
        assertThat(story.harness().pages().head().getOpenFindings()).hasSize(1);
    }

    @Test
    void aSystemThatIsIgnoredFromNowOnHasNoFindingsAnyMore() {
        story.at("2026-03-31T17:00:00Z").terminate();
        story.until("2026-04-05T00:00:00Z");
        story.harness().activate(Policies.of(2, Story.ignored("sap")), Harness.ms("2026-04-06T00:00:00Z"));

        assertThat(story.findings()).endsWith("RESOLVED POLICY [sap:AP_CLERK] 2026-04-06T00:00:00Z");
    }

    private String id() {
        return story.harness().findings().get(0).getFindingId();
    }

    @Test
    void aFindingAboutMoreThanARecordHoldsListsTheFirstAndSaysSo() {
        String longName = "R".repeat(500);
        for (int i = 0; i < 2000; i++) {
            story.at("2020-01-04T00:00:00Z").grant("sap", "ada", "sap:" + (10_000 + i) + longName);
        }
        story.at("2026-03-31T17:00:00Z").terminate();
        Finding finding =
                story.until("2026-04-05T00:00:00Z").harness().findings().get(0);

        assertThat(finding.getEntitlements()).hasSize(261);
        assertThat(finding.getSummary()).contains("still holds 2001 entitlements; this record lists the first 261.");
    }
}
