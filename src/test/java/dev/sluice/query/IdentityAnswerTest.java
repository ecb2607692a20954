package dev.sluice.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.Evidence;
import dev.sluice.event.Finding;
import dev.sluice.event.ProvisioningCommand;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an identity should and does have, and why, from states that real events have made. */
class IdentityAnswerTest {
    private static final String POLICIES =
            """
            kind: System
            id: sap
            mode: enforce
            retry: {first: P30D, max: P30D, attempts: 2}
            ---
            kind: System
            id: ldap
            mode: report
            ---
            kind: Role
            id: reader
            grants: ["sap:READ"]
            ---
            kind: Role
            id: clerk
            when: {department: [Sales]}
            grants: ["sap:CLERK", "ldap:MAIL"]
            includes: [reader]
            overlap: P7D
            ---
            kind: SodRule
            id: P2P-01
            name: Keep vendors and pay them
            severity: HIGH
            functions:
              - {name: keep vendors, entitlements: ["sap:CLERK"]}
              - {name: pay, entitlements: ["sap:PAY"]}
            required: 2
            """;

    private QueryStory story;

    @BeforeEach
    void start() {
        story = new QueryStory().policies("2026-01-01T00:00:00Z", POLICIES).hire("2026-01-02T00:00:00Z", "E1", "Sales");
    }

    @AfterEach
    void stop() {
        story.close();
    }

    private static JsonNode of(JsonNode list, String entitlement) {
        for (JsonNode one : list) {
            if (entitlement.equals(one.at("/entitlement/system").asText() + ":"
                    + one.at("/entitlement/name").asText())) {
                return one;
            }
        }
        throw new AssertionError(entitlement + " is not in " + list);
    }

    @Test
    void everyReasonIsToldInASentenceWithItsPath() {
        story.request("2026-01-03T00:00:00Z", "E1", "R1", "sap:REPORT", null)
                .request("2026-01-03T01:00:00Z", "E1", "R1", "sap:REPORT", "E7");
        JsonNode should = story.explain("E1").get("should");

        assertThat(of(should, "sap:CLERK").at("/reason/sentence").textValue())
                .isEqualTo("Role clerk gives it because department is Sales.");
        assertThat(of(should, "sap:READ").at("/reason/sentence").textValue())
                .isEqualTo("Role clerk by way of reader gives it because department is Sales.");
        assertThat(of(should, "sap:READ").at("/reason/path").toString()).isEqualTo("[\"clerk\",\"reader\"]");
        JsonNode requested = of(should, "sap:REPORT").get("reason");
        assertThat(requested.get("sentence").textValue()).isEqualTo("Request R1 approved by E7 gives it.");
        assertThat(requested.get("requestId").textValue()).isEqualTo("R1");
        assertThat(requested.get("approvedBy").textValue()).isEqualTo("E7");
    }

    @Test
    void eachDifferenceNamesItsCommandOrWhyThereIsNone() {
        story.grant("2026-01-03T00:00:00Z", "E1", "sap:CLERK").grant("2026-01-03T00:01:00Z", "E1", "sap:OLD");
        JsonNode difference = story.explain("E1").get("difference");

        JsonNode missing = of(difference, "sap:READ");
        assertThat(missing.get("kind").textValue()).isEqualTo("MISSING");
        assertThat(missing.at("/command/action").textValue()).isEqualTo("GRANT");
        assertThat(missing.at("/command/status").textValue()).isEqualTo("ISSUED");
        JsonNode reported = of(difference, "ldap:MAIL");
        assertThat(reported.has("command")).isFalse();
        assertThat(reported.get("noCommand").textValue()).contains("mode report");
        JsonNode surplus = of(difference, "sap:OLD");
        assertThat(surplus.get("why").textValue()).isEqualTo("No role, request or exception has ever given it.");
        assertThat(surplus.get("noCommand").textValue()).contains("unsanctioned: report");
        assertThat(surplus.get("findingIds")).hasSize(1);
        assertThat(difference.findValuesAsText("kind")).doesNotContain("WORK");
    }

    @Test
    void whatLostItsReasonIsSurplusWithTheRevokeAndWhenItEnded() {
        story.grant("2026-01-03T00:00:00Z", "E1", "sap:CLERK")
                .transfer("2026-02-01T00:00:00Z", "E1", "Legal")
                .grant("2026-02-20T00:00:00Z", "E1", "sap:NEW");
        JsonNode surplus = of(story.explain("E1").get("difference"), "sap:CLERK");

        assertThat(surplus.at("/command/action").textValue()).isEqualTo("REVOKE");
        assertThat(surplus.get("why").textValue()).isEqualTo("What gave it ended at 2026-02-08T00:00:00Z.");
    }

    @Test
    void sentencesAndEvidenceAreThoseThatWereTold() {
        story.grant("2026-01-03T00:00:00Z", "E1", "sap:CLERK").grant("2026-01-04T00:00:00Z", "E1", "sap:PAY");
        ObjectNode answer = story.explain("E1");

        assertThat(answer.get("findings")).hasSize(2);
        for (JsonNode finding : answer.get("findings")) {
            Finding told = story.findings.get(finding.get("findingId").textValue());
            assertThat(finding.get("summary").textValue()).isEqualTo(told.getSummary());
            assertThat(finding.get("severity").textValue())
                    .isEqualTo(told.getSeverity().name());
            JsonNode full = Findings.one(story.state(), "E1", told.getFindingId(), story.rules())
                    .orElseThrow();
            assertThat(full.get("evidence").findValuesAsText("text"))
                    .isEqualTo(
                            told.getEvidence().stream().map(Evidence::getText).toList());
            assertThat(full.get("evidence").findValuesAsText("eventId"))
                    .isEqualTo(told.getEvidence().stream()
                            .map(Evidence::getEventId)
                            .toList());
            assertThat(full.path("dueAt").asText(null))
                    .isEqualTo(told.getDueAt() == null ? null : told.getDueAt().toString());
        }
        List<String> open = new ArrayList<>();
        for (JsonNode command : answer.get("commands")) {
            ProvisioningCommand told =
                    story.commands.get(command.get("commandId").textValue());
            assertThat(told.getStatus()).isEqualTo(CommandStatus.ISSUED);
            assertThat(command.get("cause").textValue()).isEqualTo(told.getCause());
            assertThat(command.get("reason").textValue()).isEqualTo(told.getReason());
            open.add(told.getCommandId());
        }
        assertThat(open)
                .containsExactlyInAnyOrderElementsOf(story.commands.values().stream()
                        .filter(command -> command.getStatus() == CommandStatus.ISSUED)
                        .map(ProvisioningCommand::getCommandId)
                        .toList());
    }

    @Test
    void aCommandThatPeopleWereAskedAboutIsToldAsFailedWithItsFinding() {
        story.grant("2026-01-03T00:00:00Z", "E1", "sap:CLERK").grant("2026-12-01T00:00:00Z", "E1", "sap:OLD");
        ObjectNode answer = story.explain("E1");

        JsonNode missing = of(answer.get("difference"), "sap:READ");
        assertThat(missing.at("/command/status").textValue()).isEqualTo("FAILED");
        assertThat(missing.at("/command/attempt").asInt()).isEqualTo(2);
        assertThat(answer.get("findings").findValuesAsText("kind")).contains("PROVISIONING_OVERDUE");
        for (JsonNode finding : answer.get("findings")) {
            assertThat(finding.get("summary").textValue())
                    .isEqualTo(story.findings
                            .get(finding.get("findingId").textValue())
                            .getSummary());
        }
    }

    @Test
    void aLeaverIsToldWithItsEndAndWhatIsToBeDone() {
        story.grant("2026-01-03T00:00:00Z", "E1", "sap:CLERK").terminate("2026-03-01T00:00:00Z", "E1");
        ObjectNode answer = story.explain("E1");

        assertThat(answer.get("status").textValue()).isEqualTo("TERMINATED");
        assertThat(answer.get("endedAt").textValue()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(answer.get("should")).isEmpty();
        assertThat(answer.get("difference").findValuesAsText("action")).contains("DISABLE_ACCOUNT");
        assertThat(answer.has("nextDue")).isTrue();
    }

    @Test
    void whatWasIsToldAsOfThenWithWhatHasBeenToldSince() {
        story.grant("2026-01-03T00:00:00Z", "E1", "sap:CLERK")
                .transfer("2026-02-01T00:00:00Z", "E1", "Legal")
                .revoke("2026-02-10T00:00:00Z", "E1", "sap:CLERK");

        ObjectNode then = story.past("E1", "2026-01-15T00:00:00Z");
        assertThat(then.at("/attributes/department").textValue()).isEqualTo("Sales");
        assertThat(of(then.get("does"), "sap:CLERK").at("/reason/kind").textValue())
                .isEqualTo("ROLE");
        assertThat(of(then.get("does"), "sap:CLERK").get("until").textValue()).isEqualTo("2026-02-10T00:00:00Z");
        ObjectNode inOverlap = story.past("E1", "2026-02-05T00:00:00Z");
        assertThat(of(inOverlap.get("does"), "sap:CLERK").at("/reason/kind").textValue())
                .isEqualTo("OVERLAP");
        ObjectNode before = story.past("E1", "2026-01-02T12:00:00Z");
        assertThat(before.get("does")).isEmpty();
        assertThat(before.get("should").findValuesAsText("name")).contains("CLERK", "READ", "MAIL");
        assertThat(story.past("E1", "2025-12-01T00:00:00Z").get("status").textValue())
                .isNotEqualTo("ACTIVE");
        assertThat(then.at("/completeFrom/does").textValue()).isEqualTo("2025-12-27T00:00:00Z");
        assertThat(story.explain("E1").get("does"))
                .as("the copy is looked at, not the state")
                .isEmpty();
    }

    @Test
    void aLongPartIsCutAndSaysByHowMuch() {
        for (int i = 0; i < 12; i++) {
            story.grant("2026-01-03T00:00:" + (10 + i) + "Z", "E1", "sap:X" + i);
        }
        ObjectNode answer =
                IdentityAnswer.of(story.state(), "E1", story.rules(), 5).orElseThrow();

        assertThat(answer.get("does")).hasSize(5);
        assertThat(answer.at("/more/does").asInt()).isEqualTo(7);
    }

    @Test
    void askingChangesNothing() {
        story.grant("2026-01-03T00:00:00Z", "E1", "sap:CLERK").grant("2026-01-04T00:00:00Z", "E1", "sap:PAY");
        ObjectNode first = story.explain("E1");
        RequestTrial.of(
                story.state(),
                "E1",
                story.rules(),
                new RequestTrial.Asked(List.of(new EntitlementKey("sap", "PAY")), Long.MIN_VALUE, Long.MAX_VALUE));
        story.past("E1", "2026-01-03T12:00:00Z");

        assertThat(story.explain("E1")).isEqualTo(first);
        assertThat(IdentityAnswer.of(story.state(), "nobody", story.rules(), 5)).isEmpty();
    }
}
