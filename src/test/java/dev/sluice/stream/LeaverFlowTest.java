package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.IdentityAction;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing that an event or an identity carries along keeps a leaver's access in place. */
class LeaverFlowTest {
    @Test
    void aTerminationIsAppliedHoweverLongItsTextsAre() {
        String huge = "t".repeat(4_097);
        try (StageRig rig = StageRig.with().start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
            for (String identity : new String[] {"E1", "E2", "E3"}) {
                rig.hire("2026-01-02T00:00:00Z", identity).grant("2026-01-03T00:00:00Z", identity, "sap", "PAY_RUN");
            }
            rig.identity("2026-02-01T00:00:00Z", "E1", IdentityAction.TERMINATED, event -> event.setReason(huge))
                    .identity("2026-02-01T00:00:00Z", "E2", IdentityAction.TERMINATED, event -> {
                        event.setWorker(Events.worker(Events.title(huge), Events.extra(huge, huge)));
                        event.getHeader().setCorrelationId(huge);
                    })
                    .identity("2026-02-01T00:00:00Z", "E3", IdentityAction.TERMINATED, event -> {
                        event.setWorker(Events.worker());
                        for (int i = 0; i < 257; i++) {
                            event.getWorker().getExtra().put("extra" + i, "x");
                        }
                    });

            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.commandTexts())
                    .containsExactly(
                            "E1 DISABLE_ACCOUNT ISSUED 2026-02-01T00:00:00Z",
                            "E2 DISABLE_ACCOUNT ISSUED 2026-02-01T00:00:00Z",
                            "E3 DISABLE_ACCOUNT ISSUED 2026-02-01T00:00:00Z");
        }
    }

    /** Names of one hash code are all on one page, which is then larger than its topic takes. */
    @Test
    void aPageThatIsTooLargeIsCutAndKeepsNoCommandBack() {
        try (StageRig rig = StageRig.with().start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE").hire("2026-01-02T00:00:00Z", "E1");
            for (int i = 0; i < 2_600; i++) {
                String name = colliding(i);
                rig.access("2026-01-03T00:00:00Z", "E1", "sap", AccessAction.ENTITLEMENT_GRANTED, event -> {
                    event.setEntitlement(new EntitlementRef("sap", name));
                    event.setValidFrom(Instant.parse("2026-01-20T00:00:00Z"));
                });
            }
            rig.hire("2026-01-21T00:00:00Z", "E2");
            assertThat(rig.access())
                    .filteredOn(view -> Boolean.TRUE.equals(view.getTruncated()))
                    .singleElement()
                    .satisfies(page -> assertThat(page.getEntitlements()).hasSize(1_300));

            rig.terminate("2026-02-01T00:00:00Z", "E1", "2026-02-01T00:00:00Z").hire("2026-02-05T00:00:00Z", "E2");

            assertThat(rig.deadLetters()).isEmpty();
            assertThat(count(rig, CommandAction.DISABLE_ACCOUNT)).isEqualTo(1);
            assertThat(count(rig, CommandAction.REVOKE)).isEqualTo(2_600);
        }
    }

    /** Rows with little text lead to far more than they are: commands, findings, and what is remembered of them. */
    @ParameterizedTest
    @CsvSource({"2026-02-01T00:00:00Z, 2026-02-03T00:00:00Z", "2026-02-10T00:00:00Z, 2026-02-10T00:00:00Z"})
    void anIdentityThatIsFullOfSmallRowsLosesThemAllWhenItLeaves(String toldAt, String residueAt) {
        try (StageRig rig = StageRig.with().start()) {
            rig.policies("2026-01-01T00:00:00Z", "s0 ENFORCE", "s1 ENFORCE", "s2 ENFORCE", "s3 ENFORCE", "s4 ENFORCE")
                    .hire("2026-01-02T00:00:00Z", "E1");
            int whole = 0;
            while (rig.deadLetters().isEmpty()) {
                String system = "s" + whole;
                part(rig, system, 1, 2, names("R", 0, 5_000));
                part(rig, system, 2, 2, names("R", 5_000, 10_000));
                whole += rig.deadLetters().isEmpty() ? 1 : 0;
            }
            rig.terminate(toldAt, "E1", "2026-02-01T00:00:00Z").hire("2026-02-11T00:00:00Z", "E2");

            assertThat(whole).isBetween(2, 4);
            assertThat(rig.deadLetterReasons()).containsExactly("TOO_LARGE");
            // Of the system whose snapshot never was whole, the account is known and what it holds is not.
            assertThat(count(rig, CommandAction.DISABLE_ACCOUNT)).isEqualTo(whole + 1);
            assertThat(count(rig, CommandAction.REVOKE)).isEqualTo(whole * 10_000L);
            assertThat(rig.findings()).hasSize(whole).allSatisfy(finding -> assertThat(finding.getOpenedAt())
                    .isEqualTo(residueAt));
        }
    }

    @Test
    void aBulkySystemShutsOutNoOther() {
        try (StageRig rig = StageRig.with().start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE").hire("2026-01-02T00:00:00Z", "E1");
            int accounts = 0;
            for (int rows : new int[] {800, 80, 8, 1}) {
                int refused = rig.deadLetters().size();
                while (rig.deadLetters().size() == refused) {
                    String account = "a" + accounts++;
                    List<EntitlementRef> listed = names("wiki", account + "R".repeat(470), 0, rows);
                    rig.access("2026-01-03T00:00:00Z", "E1", "wiki", AccessAction.ACCESS_SNAPSHOT, event -> {
                        event.getSubject().getAccount().setName(account);
                        event.setSnapshot(listed);
                    });
                }
            }
            assertThat(rig.deadLetterReasons()).hasSize(4).containsOnly("TOO_LARGE");

            rig.access("2026-01-10T00:00:00Z", "E1", "sap", AccessAction.ACCOUNT_CREATED, event -> {})
                    .grant("2026-01-10T00:00:01Z", "E1", "sap", "PAY_RUN")
                    .terminate("2026-02-02T00:00:00Z", "E1", "2026-02-02T00:00:00Z")
                    .hire("2026-02-09T00:00:00Z", "E2");

            assertThat(rig.deadLetters()).hasSize(4);
            assertThat(rig.commandTexts())
                    .containsExactly(
                            "E1 DISABLE_ACCOUNT ISSUED 2026-02-02T00:00:00Z", "E1 REVOKE ISSUED 2026-02-03T00:00:00Z");
        }
    }

    @Test
    void removalsAreAdmittedHoweverMuchALeaverHeld() {
        try (StageRig rig = StageRig.with().start()) {
            rig.policies("2026-01-01T00:00:00Z", "ad ENFORCE").hire("2026-01-02T00:00:00Z", "E1");
            String group = "OU=Groups,DC=corp,DC=example,DC=com,CN=SG-Application-Role-";
            for (int part = 1; part <= 3; part++) {
                part(rig, "ad", part, 3, names("ad", group, (part - 1) * 6_800, part * 6_800));
            }
            rig.terminate("2026-02-01T00:00:00Z", "E1", "2026-02-01T00:00:00Z").hire("2026-02-05T00:00:00Z", "E2");
            assertThat(count(rig, CommandAction.REVOKE)).isEqualTo(20_400);
            for (int i = 0; i < 20; i++) {
                String name = group + i;
                rig.access(
                        "2026-02-06T00:00:00Z",
                        "E1",
                        "ad",
                        AccessAction.ENTITLEMENT_REVOKED,
                        event -> event.setEntitlement(new EntitlementRef("ad", name)));
            }

            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.commands())
                    .filteredOn(command -> command.getStatus() == CommandStatus.DONE)
                    .hasSize(20);
        }
    }

    private static void part(StageRig rig, String system, int part, int parts, List<EntitlementRef> listed) {
        rig.access("2026-01-03T00:00:00Z", "E1", system, AccessAction.ACCESS_SNAPSHOT, event -> {
            event.getHeader().setFeedId("nightly");
            event.setSnapshotPart(part);
            event.setSnapshotParts(parts);
            event.setSnapshot(listed);
        });
    }

    private static List<EntitlementRef> names(String name, int from, int to) {
        return names("app", name, from, to);
    }

    private static List<EntitlementRef> names(String system, String name, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new EntitlementRef(system, name + i))
                .toList();
    }

    private static String colliding(int number) {
        StringBuilder name = new StringBuilder("Aa".repeat(228));
        for (int bit = 0; bit < 12; bit++) {
            name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return name.toString();
    }

    private static long count(StageRig rig, CommandAction action) {
        return rig.commands().stream()
                .filter(command -> command.getStatus() == CommandStatus.ISSUED && command.getAction() == action)
                .count();
    }
}
