package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.Sha256;
import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Precedence;
import dev.sluice.domain.policy.Absence;
import dev.sluice.domain.policy.Approvals;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** Nothing that a broker would refuse is stored or told; what is too large is told so, and the rest goes on. */
class SizeFlowTest {
    private static final Bytes E1 = Bytes.wrap("E1".getBytes(StandardCharsets.UTF_8));

    @Test
    void accountsThatOutgrowAnIdentityAreRefusedAndItsTerminationIsNot() {
        try (StageRig rig = StageRig.with().start()) {
            rig.policies(
                            "2026-01-01T00:00:00Z",
                            "sap0 REPORT",
                            "sap1 REPORT",
                            "sap2 REPORT",
                            "sap3 REPORT",
                            "sap4 REPORT")
                    .hire("2026-01-02T00:00:00Z", "E1");
            for (int account = 0; account < 5; account++) {
                snapshot(rig, "2026-01-03T00:00:00Z", "sap" + account, 1_500);
            }
            assertThat(rig.deadLetterReasons()).containsExactly("TOO_LARGE");
            assertThat(StageRig.header(rig.deadLetters().get(0), DeadLetters.DETAIL))
                    .matches("The state of the identity, with what it can lead to, would have 4[0-9]{6} bytes; "
                            + "at most 3670016 are allowed here.");
            assertThat(rig.identityBytes("E1")).isBetween(2_500_000L, (long) Room.SOFT);

            rig.terminate("2026-02-01T00:00:00Z", "E1", "2026-02-01T00:00:00Z");
            snapshot(rig, "2026-02-02T00:00:00Z", "sap0", 0);

            assertThat(rig.deadLetters()).hasSize(1);
            assertThat(rig.audit(AuditType.INPUT))
                    .extracting(AuditEvent::getOutcome)
                    .filteredOn(outcome -> outcome == AuditOutcome.DEAD_LETTERED)
                    .hasSize(1);
            assertThat(rig.auditHasNoGap()).isTrue();
        }
    }

    @Test
    void aDecisionThatIsTooLargeKeepsTheEventFromNothingButTheDecision() {
        try (StageRig rig = StageRig.with().governor(new BulkyRules()).start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                    .hire("2026-01-02T00:00:00Z", "E1")
                    .terminate("2026-01-03T00:00:00Z", "E1", "2026-02-01T00:00:00Z");
            int published = rig.access().size();
            rig.grant("2026-02-02T00:00:00Z", "E1", "sap", "PAY_RUN");

            assertThat(rig.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(StageRig.header(letter, DeadLetters.REASON)).isEqualTo("TOO_LARGE");
                assertThat(StageRig.header(letter, DeadLetters.TOPIC)).isEqualTo("timer-store");
                assertThat(StageRig.header(letter, DeadLetters.DETAIL))
                        .startsWith("The record for provisioning-command would have 1");
            });
            // What is known is published, also where nothing can be decided from it.
            assertThat(rig.access()).hasSize(published + 1);
            assertThat(rig.commands()).isEmpty();
            assertThat(rig.audit(AuditType.INPUT)).last().satisfies(audit -> assertThat(audit.getOutcome())
                    .isEqualTo(AuditOutcome.APPLIED));
            assertThat(rig.auditHasNoGap()).isTrue();
        }
    }

    @Test
    void aTimersDecisionThatIsTooLargeSetsTheIdentityAside() {
        try (StageRig rig = StageRig.with().governor(new BulkyRules()).start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                    .hire("2026-01-02T00:00:00Z", "E1")
                    .terminate("2026-01-03T00:00:00Z", "E1", "2026-02-01T00:00:00Z")
                    .hire("2026-02-02T00:00:00Z", "E2")
                    .hire("2026-02-02T00:59:00Z", "E3");

            assertThat(rig.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(StageRig.key(letter)).isEqualTo("E1");
                assertThat(StageRig.header(letter, DeadLetters.REASON)).isEqualTo("TOO_LARGE");
                assertThat(StageRig.header(letter, DeadLetters.TOPIC)).isEqualTo("timer-store");
            });
            assertThat(rig.access()).hasSize(3);
            assertThat(rig.auditHasNoGap()).isTrue();
        }
    }

    @Test
    void aDeadLetterThatWouldBeTooLargeNamesItsValueInstead() {
        byte[] value = new byte[3_999_000];
        byte[] larger = new byte[4_000_000];
        try (StageRig rig = StageRig.with().start()) {
            rig.pipeBytes("access", "E1", value, new RecordHeaders(), 1)
                    .pipeBytes("access", "E1", larger, new RecordHeaders(), 2);

            assertThat(rig.deadLetterReasons()).containsExactly("TOO_LARGE", "TOO_LARGE");
            assertThat(rig.deadLetters().get(0).value()).isEqualTo(value);
            assertThat(rig.deadLetters().get(1)).satisfies(letter -> {
                assertThat(letter.value()).isNull();
                assertThat(StageRig.header(letter, DeadLetters.VALUE_BYTES)).isEqualTo("4000000");
                assertThat(StageRig.header(letter, DeadLetters.VALUE_SHA256)).isEqualTo(Sha256.hex(larger));
                assertThat(StageRig.header(letter, DeadLetters.OFFSET)).isEqualTo("1");
            });
        }
    }

    @Test
    void aKeyOrHeadersThatAreTooLargeAreNamedOnly() {
        String key = "k".repeat((64 << 10) + 1);
        Headers few = new RecordHeaders().add("trace", new byte[60_000]).add(DeadLetters.KEY_SHA256, new byte[1]);
        Headers many = new RecordHeaders().add("trace", new byte[60_000]).add("other", new byte[6_000]);
        try (StageRig rig = StageRig.with().start()) {
            rig.pipeBytes("access", key, new byte[1], few, 1).pipeBytes("access", "E1", new byte[1], many, 2);

            assertThat(rig.deadLetterReasons()).containsExactly("UNDECODABLE", "UNDECODABLE");
            assertThat(rig.deadLetters().get(0)).satisfies(letter -> {
                assertThat(letter.key()).isNull();
                assertThat(StageRig.header(letter, DeadLetters.KEY_SHA256))
                        .isEqualTo(Sha256.hex(key.getBytes(StandardCharsets.UTF_8)));
                assertThat(letter.headers().lastHeader("trace")).isNotNull();
            });
            assertThat(rig.deadLetters().get(1)).satisfies(letter -> {
                assertThat(StageRig.key(letter)).isEqualTo("E1");
                assertThat(letter.headers().lastHeader("trace")).isNull();
                assertThat(StageRig.header(letter, DeadLetters.HEADERS_DROPPED)).isEqualTo("2");
            });
        }
    }

    @Test
    void aMisplacedEventThatTheExchangeCannotCarryIsADeadLetterInPlace() {
        Settings large = new Settings(
                Duration.ZERO,
                Duration.ZERO,
                ZoneId.of("UTC"),
                Duration.ofDays(7),
                16 << 20,
                Brake.DEFAULTS,
                Approvals.DEFAULTS,
                Absence.DEFAULTS,
                Precedence.NONE,
                Detection.DEFAULTS,
                Remediation.NONE,
                SessionRules.DEFAULTS);
        try (StageRig rig = StageRig.with()
                .policies((version, documents) -> new Policies(
                        version,
                        large,
                        Map.of("sap", Story.quiet(SystemPolicy.defaults("sap")).withMode(Mode.ENFORCE))))
                .start()) {
            AuthenticationEvent login = AuthenticationEvent.newBuilder()
                    .setHeader(rig.header("2026-01-02T00:00:00Z"))
                    .setSubject(Subject.newBuilder().setIdentityId("E1").build())
                    .setAction(AuthenticationAction.LOGIN_FAILED)
                    .setReason("x".repeat(4_000_000))
                    .build();
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                    .pipe("elsewhere", login, StageRig.ms("2026-01-02T00:00:00Z"));

            assertThat(rig.deadLetterReasons()).containsExactly("TOO_LARGE");
            assertThat(StageRig.header(rig.deadLetters().get(0), DeadLetters.DETAIL))
                    .startsWith("The record for exchange would have");
            assertThat(rig.exchange()).isEmpty();
        }
    }

    @Test
    void theAuditOfARefusedEventFitsWhateverTheEventHolds() {
        String huge = "h".repeat(300_000);
        try (StageRig rig = StageRig.with().start()) {
            var event = Events.access(
                    Events.header(huge, huge, null, StageRig.ms("2026-01-02T00:00:00Z")),
                    "E1",
                    AccessAction.ENTITLEMENT_GRANTED,
                    Events.account(huge, "n"));
            rig.pipe("E1", event, StageRig.ms("2026-01-02T00:00:00Z"));

            assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
            assertThat(rig.records(Names.AUDIT)).singleElement().satisfies(record -> assertThat(record.value().length)
                    .isLessThan(20_000));
        }
    }

    private static void snapshot(StageRig rig, String at, String system, int count) {
        List<EntitlementRef> listed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            listed.add(new EntitlementRef(system, "R".repeat(480) + system + i));
        }
        rig.access(at, "E1", system, AccessAction.ACCESS_SNAPSHOT, event -> event.setSnapshot(listed));
    }

    /** Rules that, when something comes due, ask for something that no topic takes. */
    private static final class BulkyRules extends Governor {
        @Override
        public boolean advance(IdentityState state, Policies policies, long until, Decisions out) {
            boolean advanced = super.advance(state, policies, until, out);
            if (advanced) {
                out.command(
                        ProvisioningCommand.newBuilder()
                                .setCommandId("c")
                                .setIdentityId(state.key())
                                .setSystem("sap")
                                .setAction(CommandAction.REVOKE)
                                .setStatus(CommandStatus.ISSUED)
                                .setAttempt(1)
                                .setIssuedAt(Instant.EPOCH)
                                .setDueAt(Instant.EPOCH)
                                .setChangedAt(Instant.EPOCH)
                                .setCause("LEAVER")
                                .setReason("x".repeat(1_000_000))
                                .build(),
                        Trigger.timer(state.clock()));
            }
            return advanced;
        }
    }
}
