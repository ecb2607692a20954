package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AccessAction;
import dev.sluice.event.ControlAction;
import dev.sluice.event.IdentityAction;
import org.junit.jupiter.api.Test;

/** What a policy set asks for goes through the brake. */
class BrakePolicySetFlowTest extends BrakeStories {
    @Test
    void enforcingASystemGoesThroughTheBrake() {
        people(5, "REPORT");
        for (int i = 1; i <= 5; i++) {
            // Each in a window of its own: nobody holds their source.
            rig.terminate("2026-02-0" + i + "T0" + i + ":00:00Z", "E" + i, "2026-02-0" + i + "T0" + i + ":00:00Z");
        }
        assertThat(commands()).isEmpty();
        rig.policies("2026-03-01T00:00:00Z", "sap ENFORCE");

        assertThat(commands())
                .containsExactly(
                        "E1 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E2 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E3 DISABLE_ACCOUNT HELD LEAVER",
                        "E4 DISABLE_ACCOUNT HELD LEAVER",
                        "E5 DISABLE_ACCOUNT HELD LEAVER");
        assertThat(findings()).containsExactly("MASS_CHANGE policy OPEN DETECTED 3 1");

        control("2026-03-01T01:00:00Z", ControlAction.BRAKE_DISCARD, "policy", null, null);
        rig.access("2026-03-02T00:00:00Z", "E5", "sap", AccessAction.ACCOUNT_LINKED, event -> {});
        assertThat(commands().subList(5, commands().size()))
                .containsExactly(
                        "E3 DISABLE_ACCOUNT CANCELLED DISCARDED",
                        "E4 DISABLE_ACCOUNT CANCELLED DISCARDED",
                        "E5 DISABLE_ACCOUNT CANCELLED DISCARDED");
        // The next set asks anew.
        rig.policies("2026-03-10T00:00:00Z", "sap ENFORCE");
        assertThat(commands().subList(8, commands().size()))
                .containsExactly(
                        "E3 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E4 DISABLE_ACCOUNT ISSUED LEAVER",
                        "E5 DISABLE_ACCOUNT HELD LEAVER");
    }

    @Test
    void aHoldOfAPolicySetDelaysNobodyWhoLeavesByThemself() {
        people(5, "REPORT");
        for (int i = 1; i <= 5; i++) {
            rig.identity("2026-01-10T00:00:00Z", "E" + i, IdentityAction.LEAVE_STARTED, event -> {});
        }
        rig.policies("2026-03-01T00:00:00Z", "sap ENFORCE");
        assertThat(of("E5")).containsExactly("DISABLE_ACCOUNT HELD LEAVE");
        terminate("2026-03-05T00:00:00Z", 5, 5);
        assertThat(of("E5"))
                .containsExactly(
                        "DISABLE_ACCOUNT HELD LEAVE",
                        "DISABLE_ACCOUNT CANCELLED REPLACED",
                        "DISABLE_ACCOUNT ISSUED LEAVER");
        control("2026-03-06T00:00:00Z", ControlAction.BRAKE_DISCARD, "policy", null, null);
        settle();
        assertThat(of("E5")).hasSize(3);
        assertThat(of("E4").get(1)).isEqualTo("DISABLE_ACCOUNT CANCELLED DISCARDED");
        terminate("2026-03-10T00:00:00Z", 4, 4);
        assertThat(of("E4").get(2)).isEqualTo("DISABLE_ACCOUNT ISSUED LEAVER");
    }

    @Test
    void aSetWhoseWorkIsDiscardedDoesNotComeBackByAnotherId() {
        people(5, "REPORT");
        for (int i = 1; i <= 5; i++) {
            rig.identity("2026-01-10T00:00:00Z", "E" + i, IdentityAction.LEAVE_STARTED, event -> {});
        }
        rig.policies("2026-03-01T00:00:00Z", "sap ENFORCE");
        for (int i = 3; i <= 5; i++) {
            rig.identity("2026-03-02T00:00:00Z", "E" + i, IdentityAction.LEAVE_STARTED, event -> {});
        }
        control("2026-03-03T00:00:00Z", ControlAction.BRAKE_DISCARD, "policy", null, null);
        settle();
        assertThat(commands()).filteredOn(line -> line.contains("ISSUED")).hasSize(2);
    }

    @Test
    void whatASetAsksForStaysHeldUnderAnotherNameAndWhenItComesDueLater() {
        people(5, "REPORT");
        for (int i = 1; i <= 5; i++) {
            rig.grant("2026-01-03T00:00:00Z", "E" + i, "sap", "CLERK");
            rig.terminate("2026-01-1" + i + "T00:00:00Z", "E" + i, "2026-02-28T12:00:00Z");
        }
        rig.policies("2026-03-01T00:00:00Z", "sap ENFORCE");
        rig.access("2026-03-01T01:00:00Z", "E5", "sap", AccessAction.ACCOUNT_RENAMED, event -> {
            event.setPreviousName("E5@sap");
            event.getSubject().getAccount().setName("other");
        });
        rig.hire("2026-03-02T00:00:00Z", "E900");
        assertThat(commands())
                .filteredOn(line -> line.contains("ISSUED"))
                .extracting(line -> line.substring(0, 2))
                .containsOnly("E1", "E2");
        assertThat(commands()).filteredOn(line -> line.contains("REVOKE HELD")).hasSize(3);
    }
}
