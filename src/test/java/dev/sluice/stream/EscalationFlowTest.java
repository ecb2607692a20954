package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request waits with the manager, and with the manager's manager while that one is away: each hears of the other. */
class EscalationFlowTest {
    private final StageRig rig = StageRig.with().start();

    @BeforeEach
    void people() {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        person("E1", "M1");
        person("M1", "M2");
        person("M2", "M3");
        person("M3", null);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void person(String id, String manager) {
        managed("2026-01-02T00:00:00Z", id, IdentityAction.HIRED, manager);
    }

    private void managed(String at, String id, IdentityAction action, String manager) {
        rig.identity(
                at,
                id,
                action,
                event -> event.setWorker(
                        Worker.newBuilder().setManagerId(manager).build()));
    }

    private void happens(String at, String id, IdentityAction action) {
        rig.identity(at, id, action, event -> {});
    }

    private void request(String at, AccessAction action, String approver) {
        AccessEvent event = Events.access(rig.header(at), "E1", action, null);
        event.setEntitlement(Events.entitlement("sap:PAY"));
        event.setRequest(new AccessRequest("R1", "E1", approver, null, null));
        rig.pipe(event);
    }

    private List<String> tickets() {
        return rig.tickets().stream()
                .map(t -> t.getAction() + " " + t.getStatus() + " " + t.getAssigneeId())
                .toList();
    }

    @Test
    void whileTheManagerIsAwayTheirManagerDecides() {
        request("2026-02-01T00:00:00Z", AccessAction.REQUEST_SUBMITTED, null);
        happens("2026-02-01T10:00:00Z", "M1", IdentityAction.LEAVE_STARTED);
        happens("2026-02-01T20:00:00Z", "M1", IdentityAction.LEAVE_ENDED);
        assertThat(tickets())
                .containsExactly(
                        "OPEN PENDING_APPROVAL M1", "UPDATE PENDING_APPROVAL M2", "UPDATE PENDING_APPROVAL M1");
        assertThat(rig.tickets().get(1).getSummary())
                .isEqualTo("Request R1 of E1 is for M2 to decide: M1 is away, or manages E1 no longer.");
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void whoWasAwayBeforeIsNotAskedToDecide() {
        happens("2026-01-20T00:00:00Z", "M1", IdentityAction.TERMINATED);
        happens("2026-01-21T00:00:00Z", "M2", IdentityAction.LEAVE_STARTED);
        request("2026-02-01T00:00:00Z", AccessAction.REQUEST_SUBMITTED, null);
        assertThat(tickets()).last().isEqualTo("UPDATE PENDING_APPROVAL M3");
    }

    @Test
    void whereEverybodyIsAwayItStaysWithTheManager() {
        managed("2026-01-10T00:00:00Z", "M3", IdentityAction.UPDATED, "M1");
        for (String id : List.of("M1", "M2", "M3")) {
            happens("2026-01-20T00:00:00Z", id, IdentityAction.LEAVE_STARTED);
        }
        request("2026-02-01T00:00:00Z", AccessAction.REQUEST_SUBMITTED, null);
        assertThat(tickets()).last().asString().endsWith("M1");
    }

    @Test
    void anotherManagerIsAskedInstead() {
        request("2026-02-01T00:00:00Z", AccessAction.REQUEST_SUBMITTED, null);
        managed("2026-02-01T10:00:00Z", "E1", IdentityAction.MANAGER_CHANGED, "M3");
        assertThat(tickets()).containsExactly("OPEN PENDING_APPROVAL M1", "UPDATE PENDING_APPROVAL M3");
    }

    @Test
    void afterTheDecisionNobodyIsWatchedAnyMore() {
        request("2026-02-01T00:00:00Z", AccessAction.REQUEST_SUBMITTED, null);
        request("2026-02-01T01:00:00Z", AccessAction.REQUEST_APPROVED, "M1");
        int told = rig.exchange().size();
        happens("2026-02-01T10:00:00Z", "M1", IdentityAction.LEAVE_STARTED);
        assertThat(rig.exchange()).hasSize(told);
        assertThat(tickets()).hasSize(2);
    }

    @Test
    void aManagerOfWhomHrKnowsNothingIsTakenToBeThere() {
        managed("2026-01-10T00:00:00Z", "E1", IdentityAction.MANAGER_CHANGED, "nobody");
        request("2026-02-01T00:00:00Z", AccessAction.REQUEST_SUBMITTED, null);
        assertThat(tickets()).containsExactly("OPEN PENDING_APPROVAL nobody");
        rig.wallClock(Duration.ofSeconds(5));
        assertThat(rig.access()).noneMatch(access -> access.getIdentityId().equals("nobody"));
    }

    @Test
    void aStatusThatNoStageHasWrittenIsRefusedOrMeansNothing() {
        request("2026-02-01T00:00:00Z", AccessAction.REQUEST_SUBMITTED, null);
        Exchange.Builder status = Exchange.newBuilder()
                .setKind(ExchangeKind.STATUS)
                .setReceiver("E1")
                .setSender("M1")
                .setSentAt(Instant.parse("2026-02-01T00:00:00Z"))
                .setStatus("GONE");
        for (Exchange forged : List.of(
                status.build(),
                Exchange.newBuilder(status).setStatus(null).build(),
                Exchange.newBuilder(status)
                        .setStatus("ACTIVE")
                        .setSender("account:a/b")
                        .build())) {
            pipe(forged);
        }
        assertThat(rig.deadLetterReasons()).hasSize(3).containsOnly("INVALID_FIELD");
        // Of somebody who is not watched, and older than what is known.
        pipe(Exchange.newBuilder(status).setSender("M9").setStatus("TERMINATED").build());
        pipe(Exchange.newBuilder(status)
                .setStatus("TERMINATED")
                .setSentAt(Instant.parse("2026-01-01T00:00:00Z"))
                .build());
        assertThat(tickets()).hasSize(1);
    }

    private void pipe(Exchange message) {
        rig.pipeBytes(
                "exchange",
                message.getReceiver(),
                rig.encode("exchange", message),
                new RecordHeaders(),
                StageRig.ms("2026-02-01T00:00:00Z"));
    }

    @Test
    void anAnswerMayBeOfLongAfterTheQuestion() {
        request("2026-02-01T00:00:00Z", AccessAction.REQUEST_SUBMITTED, null);
        pipe(Exchange.newBuilder()
                .setKind(ExchangeKind.STATUS)
                .setReceiver("E1")
                .setSender("M1")
                .setSentAt(Instant.parse("2026-06-01T00:00:00Z"))
                .setStatus("ON_LEAVE")
                .setManagerId("M2")
                .build());
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(tickets()).last().isEqualTo("UPDATE PENDING_APPROVAL M2");
    }

    @Test
    void whoIsOnlyAskedForAndIsSetAsideIsNotDueForEver() {
        boolean[] fails = {false};
        Governor failing = new Governor() {
            @Override
            public boolean reevaluate(IdentityState state, PolicyHistory history, Decisions out) {
                if (fails[0] && state.key().equals("M9")) {
                    throw new IllegalStateException("a rule that fails");
                }
                return super.reevaluate(state, history, out);
            }
        };
        try (StageRig broken = StageRig.with().governor(failing).start()) {
            broken.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
            broken.identity(
                    "2026-01-02T00:00:00Z",
                    "E1",
                    IdentityAction.HIRED,
                    event -> event.setWorker(
                            Worker.newBuilder().setManagerId("M9").build()));
            AccessEvent event =
                    Events.access(broken.header("2026-02-01T00:00:00Z"), "E1", AccessAction.REQUEST_SUBMITTED, null);
            event.setEntitlement(Events.entitlement("sap:PAY"));
            event.setRequest(new AccessRequest("R1", "E1", null, null, null));
            broken.pipe(event);
            fails[0] = true;
            broken.policies("2026-02-01T01:00:00Z", "sap REPORT");
            broken.wallClock(Duration.ofSeconds(1));
            assertThat(broken.deadLetterReasons()).containsExactly("PROCESSING_ERROR");
            double due = timers(broken);

            fails[0] = false;
            broken.hire("2026-02-01T03:00:00Z", "E2");
            broken.wallClock(Duration.ofSeconds(1));

            assertThat(timers(broken)).isEqualTo(due - 1);
        }
    }

    private static double timers(StageRig rig) {
        return rig.meters.get("sluice.timers").gauge().value();
    }
}
