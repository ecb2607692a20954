package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoSummaryTest {
    private static final Instant NOON = Instant.parse("2025-03-01T12:00:00Z");

    private static Finding finding(String id, FindingStatus status, Severity severity, String summary) {
        return Finding.newBuilder()
                .setFindingId(id)
                .setKind("LEAVER_RESIDUAL_ACCESS")
                .setStatus(status)
                .setSeverity(severity)
                .setEntitlements(List.of())
                .setEvidence(List.of())
                .setOpenedAt(NOON)
                .setChangedAt(NOON)
                .setCause("DETECTED")
                .setSummary(summary)
                .build();
    }

    private static ProvisioningCommand command(String id, CommandAction action, CommandStatus status) {
        return ProvisioningCommand.newBuilder()
                .setCommandId(id)
                .setAction(action)
                .setStatus(status)
                .setSystem("sap")
                .setIssuedAt(NOON)
                .setDueAt(NOON)
                .setChangedAt(NOON)
                .setCause("LEAVER")
                .setReason("E1 has left.")
                .build();
    }

    private static String render(List<Finding> findings, List<ProvisioningCommand> commands, int top) {
        Map<String, Long> received = new LinkedHashMap<>();
        received.put("identity", 842L);
        received.put("authentication", 11_132L);
        Map<String, Long> derived = new LinkedHashMap<>();
        derived.put("finding", 49L);
        derived.put("provisioning-command", 731L);
        Map<String, Duration> startUp = new LinkedHashMap<>();
        startUp.put("broker", Duration.ofMillis(2_840));
        startUp.put("registry", Duration.ofMillis(5_010));
        return new DemoSummary(received, derived, findings, commands, startUp, "./sluice tail").render(top);
    }

    @Test
    void saysAllOfItInAFewLines() {
        String text = render(
                List.of(
                        finding(
                                "f1",
                                FindingStatus.OPEN,
                                Severity.HIGH,
                                "E10090 left and still holds sap:VENDOR_DISPLAY."),
                        finding("f2", FindingStatus.OPEN, Severity.HIGH, "gone"),
                        finding("f2", FindingStatus.RESOLVED, Severity.HIGH, "gone"),
                        finding("f3", FindingStatus.OPEN, Severity.CRITICAL, "E10001 is worse.")),
                List.of(
                        command("c1", CommandAction.REVOKE, CommandStatus.ISSUED),
                        command("c2", CommandAction.REVOKE, CommandStatus.ISSUED),
                        command("c1", CommandAction.REVOKE, CommandStatus.DONE),
                        command("c3", CommandAction.DISABLE_ACCOUNT, CommandStatus.CANCELLED)),
                10);

        assertThat(text)
                .isEqualTo(
                        """
                        What came in: 11,974 events
                                842  identity
                             11,132  authentication

                        What was decided: 3 commands, 3 findings
                                  1  DISABLE_ACCOUNT: 1 cancelled
                                  2  REVOKE: 1 waiting, 1 done
                                  3  LEAVER_RESIDUAL_ACCESS: 2 open, 1 resolved

                        Open findings, most severe first (2 of 2):
                          CRITICAL  E10001 is worse.
                          HIGH      E10090 left and still holds sap:VENDOR_DISPLAY.

                        Read on with ./sluice tail TOPIC
                                 49  finding
                                731  provisioning-command

                        Started: broker 2.8 s, registry 5.0 s
                        """);
    }

    @Test
    void explainsTheTopFindingsOnly() {
        List<Finding> findings = List.of(
                finding("f1", FindingStatus.OPEN, Severity.LOW, "least"),
                finding("f2", FindingStatus.OPEN, Severity.MEDIUM, "middle"),
                finding("f3", FindingStatus.OPEN, Severity.HIGH, "worst"));

        assertThat(render(findings, List.of(), 2))
                .contains("(2 of 3)", "worst", "middle")
                .doesNotContain("least");
    }

    @Test
    void saysSoWhenNothingIsOpen() {
        assertThat(render(List.of(), List.of(), 5)).contains("No finding is open.");
    }

    @Test
    void longOrHostileWordsStayOnOneLine() {
        String hostile = "\u001b[2Jcleared\nfaked line \u202e" + "x".repeat(500);

        String text = render(List.of(finding("f1", FindingStatus.OPEN, Severity.HIGH, hostile)), List.of(), 5);

        assertThat(text).doesNotContain("\u001b", "\u202e").contains("[2Jcleared faked line", "…");
        assertThat(text.lines()).allMatch(line -> line.length() <= DemoSummary.WIDTH);
    }
}
