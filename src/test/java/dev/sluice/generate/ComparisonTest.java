package dev.sluice.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.generate.truth.AccountName;
import dev.sluice.generate.truth.CommandTransition;
import dev.sluice.generate.truth.EntitlementName;
import dev.sluice.generate.truth.FindingTransition;
import dev.sluice.generate.truth.Truth;
import dev.sluice.generate.truth.TruthFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static final Instant NOON = Instant.parse("2025-03-01T12:00:00Z");
    private static final AccountName ACCOUNT = new AccountName("sap", "ADA");
    private static final EntitlementName ENTITLEMENT = new EntitlementName("sap", "A");

    private static final String OPEN =
            """
            {"findingId":"f1","kind":"LEAVER_RESIDUAL_ACCESS","status":"OPEN","severity":"HIGH","identityId":"E1",\
            "account":{"system":"sap","name":"ADA"},"entitlements":[{"system":"sap","name":"A"}],\
            "openedAt":"2025-03-01T12:00:00.000Z","changedAt":"2025-03-01T12:00:00.000Z","episode":1,"cause":"X",\
            "summary":"s"}
            """;
    private static final String RESOLVED =
            """
            {"findingId":"f1","kind":"LEAVER_RESIDUAL_ACCESS","status":"RESOLVED","severity":"HIGH","identityId":"E1",\
            "account":{"system":"sap","name":"ADA"},"entitlements":[],"openedAt":"2025-03-01T12:00:00Z",\
            "changedAt":"2025-03-01T12:00:00Z","episode":1,"cause":"ACCESS_REMOVED","summary":"s"}
            """;
    private static final String COMMAND =
            """
            {"commandId":"c1","action":"REVOKE","status":"ISSUED","identityId":"E1","system":"sap","account":"ADA",\
            "entitlement":{"system":"sap","name":"A"},"attempt":1,"issuedAt":"2025-03-01T12:00:00Z",\
            "dueAt":"2025-03-01T13:00:00Z","changedAt":"2025-03-01T12:00:00Z","cause":"LEAVER","reason":"r"}
            """;

    @TempDir
    private Path directory;

    private Path truth;

    @BeforeEach
    void writeTruth() throws IOException {
        truth = directory.resolve("truth");
        TruthFiles.write(
                new Truth(
                        List.of(finding("OPEN", "DETECTED"), finding("RESOLVED", "ACCESS_REMOVED")),
                        List.of(new CommandTransition(
                                "c1", "REVOKE", "E1", ACCOUNT, ENTITLEMENT, "ISSUED", NOON, NOON)),
                        NOON),
                truth);
    }

    private static FindingTransition finding(String status, String cause) {
        List<EntitlementName> entitlements = List.of(ENTITLEMENT);
        return new FindingTransition(
                "f1", "LEAVER_RESIDUAL_ACCESS", "E1", ACCOUNT, status, "HIGH", entitlements, NOON, NOON, 1, cause);
    }

    private Comparison compare(String findings, String commands) throws IOException {
        Files.writeString(directory.resolve(Comparison.FINDINGS), findings);
        Files.writeString(directory.resolve(Comparison.COMMANDS), commands);
        return Comparison.of(directory, truth);
    }

    @Test
    void whatIsAsExpectedIsEqualHoweverInstantsAreWritten() throws IOException {
        Comparison comparison = compare(OPEN + RESOLVED, COMMAND);

        assertThat(comparison.differences()).isEmpty();
        assertThat(comparison.isEqual()).isTrue();
        assertThat(comparison.matched()).isEqualTo(3);
    }

    @Test
    void aTransitionThatIsNotThereIsMissing() throws IOException {
        assertThat(compare(OPEN + RESOLVED, "").differences()).singleElement().satisfies(difference -> {
            assertThat(difference.sort()).isEqualTo(Comparison.Sort.MISSING);
            assertThat(difference.id()).isEqualTo("c1");
        });
    }

    @Test
    void aTransitionTooManyIsUnexpected() throws IOException {
        assertThat(compare(OPEN + RESOLVED, COMMAND + COMMAND).differences())
                .extracting(Comparison.Difference::sort)
                .containsExactly(Comparison.Sort.UNEXPECTED);
    }

    @Test
    void anotherInstantIsMissingAndUnexpected() throws IOException {
        String later = COMMAND.replace("\"changedAt\":\"2025-03-01T12", "\"changedAt\":\"2025-03-01T13");

        assertThat(compare(OPEN + RESOLVED, later).differences())
                .extracting(Comparison.Difference::sort)
                .containsExactlyInAnyOrder(Comparison.Sort.MISSING, Comparison.Sort.UNEXPECTED);
    }

    @Test
    void otherEntitlementsOrAnotherCauseOfResolutionAreDifferent() throws IOException {
        Comparison comparison = compare(
                OPEN.replace("\"name\":\"A\"", "\"name\":\"B\"") + RESOLVED.replace("ACCESS_REMOVED", "NOT_A_LEAVER"),
                COMMAND);

        assertThat(comparison.differences())
                .extracting(Comparison.Difference::sort)
                .containsExactly(Comparison.Sort.DIFFERENT, Comparison.Sort.DIFFERENT);
        assertThat(comparison.report(1)).contains("1 transitions as expected, 2 not", "sap:B", "and 1 more");
    }

    @Test
    void theOrderWithinOneIdMatters() throws IOException {
        assertThat(compare(RESOLVED + OPEN, COMMAND).differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.sort()).isEqualTo(Comparison.Sort.DIFFERENT));
    }
}
