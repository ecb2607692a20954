package dev.sluice.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.request.SodCheck;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request would lead to is what it leads to. */
class RequestTrialTest {
    private static final String POLICIES =
            """
            kind: System
            id: sap
            mode: enforce
            ---
            kind: Entitlement
            id: sap:BUNDLE
            contains: ["sap:PAY"]
            ---
            kind: SodRule
            id: STRICT
            name: Keep vendors and pay
            severity: HIGH
            stage: enforce
            functions:
              - {name: keep vendors, entitlements: ["sap:CLERK"]}
              - {name: pay, entitlements: ["sap:PAY"]}
            required: 2
            ---
            kind: SodRule
            id: MILD
            name: Post and approve
            severity: MEDIUM
            stage: warn
            functions:
              - {name: post, entitlements: ["sap:CLERK"]}
              - {name: approve, entitlements: ["sap:APPROVE"]}
            required: 2
            ---
            kind: SodRule
            id: QUIET
            name: Read and write
            severity: LOW
            stage: record
            functions:
              - {name: read, entitlements: ["sap:READ"]}
              - {name: write, entitlements: ["sap:WRITE"]}
            required: 2
            """;

    private QueryStory story;

    @BeforeEach
    void start() {
        story = new QueryStory()
                .policies("2026-01-01T00:00:00Z", POLICIES)
                .hire("2026-01-02T00:00:00Z", "E1", "Sales")
                .grant("2026-01-03T00:00:00Z", "E1", "sap:CLERK");
    }

    @AfterEach
    void stop() {
        story.close();
    }

    private ObjectNode tried(long from, long to, String... entitlements) {
        return RequestTrial.of(
                        story.state(),
                        "E1",
                        story.rules(),
                        new RequestTrial.Asked(
                                Arrays.stream(entitlements)
                                        .map(EntitlementKey::parse)
                                        .toList(),
                                from,
                                to))
                .orElseThrow();
    }

    private ObjectNode tried(String... entitlements) {
        return tried(Long.MIN_VALUE, Long.MAX_VALUE, entitlements);
    }

    @ParameterizedTest
    @CsvSource({"sap:PAY, REFUSED", "sap:BUNDLE, REFUSED", "sap:APPROVE, SECOND_APPROVAL", "sap:READ, CLEAR"})
    void theOutcomeIsThatOfTheRealRequest(String entitlement, String outcome) {
        String tried = tried(entitlement).get("outcome").textValue();
        story.request("2026-01-04T00:00:00Z", "E1", "R1", entitlement, null)
                .request("2026-01-04T01:00:00Z", "E1", "R1", entitlement, "E7");
        SodCheck.Outcome real = story.state()
                .identity("E1")
                .orElseThrow()
                .state()
                .requests()
                .byId()
                .get("R1")
                .check()
                .outcome();

        assertThat(tried).isEqualTo(outcome).isEqualTo(real.name());
    }

    @Test
    void allConflictsAreToldWithTheWayToEachSide() {
        ObjectNode trial = tried("sap:BUNDLE", "sap:APPROVE", "sap:READ", "sap:WRITE", "sap:CLERK");

        assertThat(trial.get("conflicts").findValuesAsText("ruleId")).containsExactly("MILD", "QUIET", "STRICT");
        assertThat(trial.get("heldAlready").findValuesAsText("name")).containsExactly("CLERK");
        assertThat(trial.get("conflicts").get(2).get("sides").toString())
                .contains("\"path\":[\"sap:BUNDLE\",\"sap:PAY\"]")
                .contains("\"where\":\"of account E1@sap in sap\"");
    }

    @Test
    void onlyTheTimeOfTheRequestCounts() {
        story.terminate("2026-02-01T00:00:00Z", "E1");

        assertThat(tried(QueryStory.ms("2026-03-01T00:00:00Z"), Long.MAX_VALUE, "sap:PAY")
                        .get("outcome")
                        .textValue())
                .as("who has left has no conflicts")
                .isEqualTo("CLEAR");
    }

    @Test
    void twoThatOnlyConflictWithEachOtherAreToldTogether() {
        assertThat(tried("sap:READ").get("outcome").textValue()).isEqualTo("CLEAR");
        assertThat(tried("sap:READ", "sap:WRITE").get("outcome").textValue()).isEqualTo("FOUND");
    }
}
