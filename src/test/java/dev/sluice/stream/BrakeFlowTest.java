package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Ids;
import dev.sluice.event.AccessAction;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What counts, what is held, and what people are told. */
class BrakeFlowTest extends BrakeStories {
    @Test
    void beyondTheLimitCommandsAreHeldAndPeopleAreTold() {
        people(5, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 5);

        assertThat(commands())
                .containsExactly(
                        "E1 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E2 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E3 DISABLE_ACCOUNT HELD LEAVER",
                        "E4 DISABLE_ACCOUNT HELD LEAVER",
                        "E5 DISABLE_ACCOUNT HELD LEAVER");
        assertThat(rig.commands().get(2).getScim()).isNull();
        assertThat(rig.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.getFindingId()).isEqualTo(Ids.finding("MASS_CHANGE", SOURCE));
            assertThat(finding.getStatus()).isEqualTo(FindingStatus.OPEN);
            assertThat(finding.getCount()).isEqualTo(3);
            assertThat(finding.getSummary()).contains("more than the limit of 2");
        });
        assertThat(rig.records("finding")).singleElement().satisfies(record -> assertThat(StageRig.key(record))
                .isEqualTo("feed:test"));
        assertThat(rig.tickets())
                .extracting(Ticket::getAction, Ticket::getFindingId)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        TicketAction.OPEN, rig.findings().get(0).getFindingId()));
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void whatWasAnnouncedInTimeComesDueTogether() {
        people(4, "ENFORCE");
        for (int i = 1; i <= 4; i++) {
            rig.terminate("2026-02-0" + (2 * i - 1) + "T00:00:00Z", "E" + i, "2026-03-01T00:00:00Z");
        }
        rig.hire("2026-03-01T00:00:00Z", "E9");

        assertThat(commands()).hasSize(4).allMatch(line -> line.contains("ISSUED"));
        assertThat(rig.findings()).isEmpty();
    }

    @Test
    void anEndInTheFutureThatWasAnnouncedTogetherIsHeldWhenItComes() {
        people(4, "ENFORCE");
        for (int i = 1; i <= 4; i++) {
            rig.terminate("2026-02-01T00:00:00Z", "E" + i, "2026-03-01T00:00:00Z");
        }
        assertThat(commands()).isEmpty();
        assertThat(findings()).hasSize(1);
        rig.hire("2026-03-01T00:00:00Z", "E9");
        assertThat(commands())
                .containsExactlyInAnyOrder(
                        "E1 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E2 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E3 DISABLE_ACCOUNT HELD LEAVER",
                        "E4 DISABLE_ACCOUNT HELD LEAVER");
    }

    @Test
    void whoIsBackIsNotHeldAnyMore() {
        people(3, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 3);
        rig.identity("2026-02-01T10:00:00Z", "E3", IdentityAction.TERMINATION_RESCINDED, event -> {});
        control("2026-02-01T11:00:00Z", ControlAction.BRAKE_RELEASE, null, null);

        assertThat(commands())
                .filteredOn(line -> line.startsWith("E3"))
                .containsExactly("E3 DISABLE_ACCOUNT HELD LEAVER", "E3 DISABLE_ACCOUNT CANCELLED NOT_A_LEAVER");
    }

    @Test
    void aCountThatNoTaskHasWrittenIsRefused() {
        people(1, "ENFORCE");
        Exchange.Builder count = Exchange.newBuilder()
                .setKind(ExchangeKind.COUNT)
                .setReceiver("feed:test")
                .setSender("task:7")
                .setSentAt(Instant.parse("2026-02-01T00:00:00Z"))
                .setSince(Instant.EPOCH)
                .setSeen(1_000L)
                .setBucket(Instant.parse("2026-02-01T00:00:00Z"))
                .setCount(1_000L);
        for (Exchange forged : List.of(
                count.build(),
                Exchange.newBuilder(count).setSender("E1").build(),
                Exchange.newBuilder(count).setSender("task:0").setCount(-1L).build(),
                Exchange.newBuilder(count).setSender("task:0").setSince(null).build(),
                Exchange.newBuilder(count).setReceiver("E1").setSender("task:0").build(),
                Exchange.newBuilder(count).setKind(ExchangeKind.ALLOW).build())) {
            rig.pipeBytes(
                    "exchange",
                    "feed:test",
                    rig.encode("exchange", forged),
                    new RecordHeaders(),
                    StageRig.ms("2026-02-01T00:00:00Z"));
        }
        assertThat(rig.deadLetterReasons()).hasSize(6).containsOnly("INVALID_FIELD");
        assertThat(rig.findings()).isEmpty();
    }

    @Test
    void anEndBeforeAnotherEmploymentBeginsIsAnEnd() {
        people(0, "ENFORCE");
        for (int i = 1; i <= 5; i++) {
            hr("2026-01-02T00:00:00Z", "E" + i, IdentityAction.HIRED, "A", "2026-01-02T00:00:00Z");
            hr("2026-01-02T00:00:00Z", "E" + i, IdentityAction.HIRED, "B", "2026-06-01T00:00:00Z");
            rig.access("2026-01-02T01:00:00Z", "E" + i, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        }
        for (int i = 1; i <= 5; i++) {
            hr("2026-02-01T00:00:00Z", "E" + i, IdentityAction.TERMINATED, "A", "2026-02-01T00:00:00Z");
        }
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(3);
    }

    @Test
    void whoWillComeBackIsALeaverUntilThen() {
        people(4, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 4);
        hr("2026-02-02T00:00:00Z", "E4", IdentityAction.REHIRED, "next", "2026-06-01T00:00:00Z");
        control("2026-02-03T00:00:00Z", ControlAction.BRAKE_RELEASE, null, null);
        assertThat(of("E4")).containsExactly("DISABLE_ACCOUNT HELD LEAVER", "DISABLE_ACCOUNT ISSUED LEAVER");
    }

    @Test
    void aSourceOfTheNameOfPolicySetsIsBrakedLikeAnyOther() {
        people(4, "ENFORCE");
        for (int i = 1; i <= 4; i++) {
            rig.identity("2026-02-01T00:00:00Z", "E" + i, IdentityAction.TERMINATED, event -> event.getHeader()
                    .setSource("policy"));
        }
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(2);
        control("2026-02-01T08:00:00Z", ControlAction.BRAKE_RELEASE, "policy", null, null);
        assertThat(commands()).filteredOn(line -> line.contains("ISSUED")).hasSize(4);
    }

    @Test
    void theLastAnnouncementIsTheOneInEffect() {
        people(5, "ENFORCE");
        for (int i = 1; i <= 5; i++) {
            rig.terminate("2026-02-01T00:00:00Z", "E" + i, "2026-06-01T00:00:00Z");
        }
        rig.identity("2026-02-02T00:00:00Z", "E5", IdentityAction.TERMINATED, event -> {
            event.getHeader().setSource("contractors");
            event.setEffectiveAt(Instant.parse("2026-02-10T00:00:00Z"));
        });
        rig.hire("2026-02-10T00:00:00Z", "E900");
        assertThat(of("E5")).containsExactly("DISABLE_ACCOUNT ISSUED LEAVER");
        control("2026-02-11T00:00:00Z", ControlAction.BRAKE_DISCARD, null, null);
        settle();
        assertThat(of("E5")).hasSize(1);
    }

    @Test
    void endsOfWhoHasNotBegunCount() {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        for (int i = 1; i <= 5; i++) {
            hr("2026-01-02T00:00:00Z", "E" + i, IdentityAction.HIRED, "A", "2026-03-01T00:00:00Z");
            rig.access("2026-01-02T01:00:00Z", "E" + i, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        }
        for (int i = 1; i <= 5; i++) {
            hr("2026-02-01T00:00:00Z", "E" + i, IdentityAction.TERMINATED, "A", "2026-03-02T00:00:00Z");
        }
        rig.hire("2026-03-02T00:00:00Z", "E900");
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(3);
    }

    @Test
    void endsAfterAGapThatIsKnownCount() {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        for (int i = 1; i <= 5; i++) {
            String id = "E" + i;
            String day = "2026-01-0" + i + "T00:00:00Z";
            hr(day, id, IdentityAction.HIRED, "A", day);
            hr(day, id, IdentityAction.HIRED, "B", "2026-02-16T00:00:00Z");
            hr(day, id, IdentityAction.TERMINATED, "A", "2026-02-15T00:00:00Z");
            rig.access(day, id, "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        }
        for (int i = 1; i <= 5; i++) {
            hr("2026-02-01T00:00:00Z", "E" + i, IdentityAction.TERMINATED, "B", "2026-02-17T00:00:00Z");
        }
        assertThat(findings()).containsExactly("MASS_CHANGE test OPEN DETECTED 3 1");
    }

    @Test
    void aRecordThatIsAheadOfItsTimeDoesNotSwitchTheBrakeOff() {
        people(9, "ENFORCE");
        rig.terminate("2026-02-03T00:00:00Z", "E9", "2026-02-03T00:00:00Z");
        for (int i = 1; i <= 5; i++) {
            rig.terminate("2026-02-01T00:00:00Z", "E" + i, "2026-02-01T00:00:00Z");
        }
        assertThat(commands()).filteredOn(line -> line.contains("HELD")).hasSize(4);
    }

    @Test
    void howLongAccessOutlivesAnEmploymentIsMeasured() {
        people(2, "ENFORCE");
        terminate("2026-02-01T00:00:00Z", 1, 1);
        rig.access("2026-02-01T03:00:00Z", "E1", "sap", AccessAction.ACCOUNT_DISABLED, event -> {});
        rig.access("2026-02-01T03:00:00Z", "E2", "sap", AccessAction.ACCOUNT_DISABLED, event -> {});

        assertThat(rig.commands().get(1).getEffectiveAt()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
        Timer removal = rig.meters
                .get("sluice.leaver.removal")
                .tag("action", "DISABLE_ACCOUNT")
                .timer();
        assertThat(removal.count()).isEqualTo(1);
        assertThat(removal.totalTime(TimeUnit.HOURS)).isEqualTo(3);
    }
}
