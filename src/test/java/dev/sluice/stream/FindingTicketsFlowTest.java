package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Deeds;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Severity;
import dev.sluice.event.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people are asked to do about findings: one ticket for each episode, from first to last. */
class FindingTicketsFlowTest {
    private final Deeds ada = new Deeds("E1");
    private Remediation remediation = new Remediation(
            Severity.HIGH, List.of(), Map.of(Severity.HIGH, Duration.ofDays(3), Severity.MEDIUM, Duration.ofDays(9)));
    private final StageRig rig = StageRig.with()
            .policies((version, documents) -> new Policies(
                    version,
                    Settings.DEFAULTS.with(Settings.DEFAULTS.detection(), remediation),
                    Map.of("sap", Story.quiet(SystemPolicy.defaults("sap")))))
            .start()
            .policies("2026-01-01T00:00:00Z", "sap")
            .hire("2026-01-02T00:00:00Z", "E1");

    @AfterEach
    void close() {
        rig.close();
    }

    private void denials(int count, String from) {
        for (int i = 0; i < count; i++) {
            rig.pipe(ada.authentication(Instant.parse(from).plusSeconds(i), AuthenticationAction.MFA_DENIED));
        }
    }

    private List<String> tickets() {
        return rig.tickets().stream()
                .map(t -> t.getAction() + " " + t.getKind() + " " + t.getChangedAt() + " due " + t.getDueAt())
                .toList();
    }

    @Test
    void aTicketFollowsItsFindingFromFirstToLast() {
        rig.terminate("2026-01-03T00:00:00Z", "E1", "2026-02-01T00:00:00Z");
        rig.pipe(ada.login(Instant.parse("2026-02-02T10:00:00Z"), Deeds.ZURICH));
        rig.hire("2026-02-06T00:00:00Z", "E2");
        rig.identity("2026-02-07T00:00:00Z", "E1", IdentityAction.TERMINATION_RESCINDED, event -> {});

        assertThat(tickets())
                .containsExactly(
                        "OPEN POST_TERMINATION_ACTIVITY 2026-02-02T10:00:00Z due 2026-02-05T10:00:00Z",
                        "UPDATE POST_TERMINATION_ACTIVITY 2026-02-05T10:00:00Z due 2026-02-05T10:00:00Z",
                        "CLOSE POST_TERMINATION_ACTIVITY 2026-02-07T00:00:00Z due null");
        assertThat(rig.tickets())
                .extracting(Ticket::getTicketId)
                .containsOnly(rig.tickets().get(0).getTicketId());
        assertThat(rig.tickets().get(1).getSummary()).contains("was to be resolved by now, and stands");
        assertThat(rig.findings())
                .extracting(Finding::getDueAt)
                .containsExactly(Instant.parse("2026-02-05T10:00:00Z"), null);
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void aTicketOpensWhenTheFindingComesToMatterEnough() {
        denials(5, "2026-02-02T10:00:00Z");
        assertThat(tickets()).isEmpty();
        assertThat(rig.findings().get(0).getDueAt()).isEqualTo(Instant.parse("2026-02-11T10:00:04Z"));

        rig.pipe(ada.authentication(Instant.parse("2026-02-02T10:05:00Z"), AuthenticationAction.MFA_SUCCEEDED));

        assertThat(tickets()).containsExactly("OPEN MFA_FATIGUE 2026-02-02T10:05:00Z due 2026-02-05T10:00:04Z");
    }

    @Test
    void whatAPolicyNoLongerAsksForIsClosedAllTheSame() {
        rig.terminate("2026-01-03T00:00:00Z", "E1", "2026-02-01T00:00:00Z");
        rig.pipe(ada.login(Instant.parse("2026-02-02T10:00:00Z"), Deeds.ZURICH));
        remediation = Remediation.NONE;
        rig.policies("2026-02-03T00:00:00Z", "sap");
        rig.hire("2026-02-20T00:00:00Z", "E2");
        assertThat(tickets()).hasSize(1);

        rig.identity("2026-02-21T00:00:00Z", "E1", IdentityAction.TERMINATION_RESCINDED, event -> {});

        assertThat(tickets()).hasSize(2).last().asString().startsWith("CLOSE ");
    }
}
