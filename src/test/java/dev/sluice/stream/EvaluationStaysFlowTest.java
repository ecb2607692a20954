package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Deeds;
import dev.sluice.domain.Story;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.domain.sod.RuleOf;
import dev.sluice.domain.sod.SodIndex;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is under another policy set as before is neither stored nor told again; all the same they are evaluated under it. */
class EvaluationStaysFlowTest {
    private static final SodRule RULE = RuleOf.id("R1")
            .function("a", "sap:VENDOR_*")
            .function("b", "sap:PAY_*")
            .build();

    private static final Role ROLE = Story.role("sales", "Sales", Duration.ZERO, "sap:VENDOR_1");

    private final CountingRules rules = new CountingRules();

    /** From the second set on there is a rule. */
    private final StageRig rig = StageRig.with()
            .policies((version, documents) -> Policies.of(version, Story.quiet(SystemPolicy.defaults("sap")))
                    .withRoles(version == 4 ? Roles.of(List.of(ROLE)) : Roles.none())
                    .withSod(SodIndex.of(version >= 2 ? List.of(RULE) : List.of(), Catalogue.of(Map.of()))))
            .governor(rules)
            .batches(500, 1)
            .start()
            .policies("2026-01-01T00:00:00Z", "sap");

    @AfterEach
    void stop() {
        rig.close();
    }

    /** Both hold what the rule speaks of, the second both sides. */
    private void twoPeople() {
        rig.sweep(2);
        for (String identity : List.of("E1", "E2")) {
            rig.identity(
                    "2026-01-02T00:00:00Z",
                    identity,
                    IdentityAction.HIRED,
                    event -> event.setWorker(
                            Worker.newBuilder().setDepartment("Sales").build()));
        }
        rig.grant("2026-01-03T00:00:00Z", "E1", "sap", "VENDOR_1");
        rig.grant("2026-01-03T00:00:00Z", "E2", "sap", "VENDOR_1").grant("2026-01-03T01:00:00Z", "E2", "sap", "PAY_1");
    }

    private byte[] row(String identity) {
        return rig.store(Names.IDENTITY_STORE).get(Bytes.wrap(identity.getBytes(StandardCharsets.UTF_8)));
    }

    private long views(String identity) {
        return rig.records("identity-access").stream()
                .filter(record -> StageRig.key(record).equals(identity))
                .count();
    }

    @Test
    void whoIsAsBeforeIsNotStoredAgain() {
        twoPeople();
        byte[] first = row("E1");
        byte[] second = row("E2");
        long views = views("E1");
        rig.publish(2, "2026-01-10T00:00:00Z");
        rig.sweep(5);

        assertThat(row("E1")).isEqualTo(first);
        assertThat(row("E2")).isNotEqualTo(second);
        assertThat(views("E1")).isEqualTo(views);
        assertThat(rig.summaries()).last().satisfies(summary -> {
            assertThat(summary.getSetVersion()).isEqualTo(2);
            assertThat(summary.getIdentities()).isEqualTo(2);
            assertThat(summary.getConcerned()).isEqualTo(1);
            assertThat(summary.getComplete()).isTrue();
        });
    }

    @Test
    void whatTheyDoThenIsNotLookedAtForTheSet() {
        twoPeople();
        byte[] first = row("E1");
        rig.publish(2, "2026-01-10T00:00:00Z");
        rig.sweep(5);
        int evaluated = rules.brought;
        Deeds who = new Deeds("E1");
        rig.pipe(login(who, "2026-01-11T00:00:00Z"));
        rig.pipe(login(who, "2026-01-11T00:10:00Z"));
        assertThat(rig.deadLetters()).isEmpty();

        assertThat(rules.brought).isEqualTo(evaluated);
        assertThat(row("E1")).isEqualTo(first);
    }

    /** A slice is one identity, so of those who are last an event comes before their turn. */
    @Test
    void whoDoesSomethingBeforeTheirTurnIsNotStoredForThat() {
        twoPeople();
        for (int i = 3; i < 9; i++) {
            rig.hire("2026-01-04T00:00:00Z", "E" + i);
        }
        byte[] last = row("E8");
        rig.publish(2, "2026-01-10T00:00:00Z");
        int evaluated = rules.brought;
        rig.pipe(login(new Deeds("E8"), "2026-01-10T00:00:01Z"));
        assertThat(rules.brought).isBetween(evaluated + 1, evaluated + 2);
        rig.sweep(20);

        assertThat(row("E8")).isEqualTo(last);
        assertThat(rig.summaries()).last().satisfies(summary -> assertThat(summary.getIdentities())
                .isEqualTo(8));
    }

    @Test
    void whoIsBroughtThroughTwoSetsAtOnceIsStored() {
        twoPeople();
        for (int i = 3; i < 9; i++) {
            rig.hire("2026-01-04T00:00:00Z", "E" + i);
        }
        byte[] last = row("E8");
        rig.publish(2, "2026-01-10T00:00:00Z");
        rig.publish(3, "2026-01-10T00:00:01Z");
        rig.sweep(20);
        assertThat(row("E8")).isNotEqualTo(last);
    }

    @Test
    void whoIsAsBeforeButForTheirViewIsPublished() {
        twoPeople();
        long views = views("E1");
        for (int version = 2; version < 5; version++) {
            rig.publish(version, String.format("2026-01-10T00:00:%02dZ", version));
            rig.sweep(5);
            // The fourth has a role that gives what E1 holds.
            assertThat(views("E1")).as("set " + version).isEqualTo(views + (version < 4 ? 0 : 1));
        }
    }

    @Test
    void oneSetAfterTheOtherIsOneEvaluationEach() {
        twoPeople();
        for (int version = 2; version < 10; version++) {
            rules.sets = 0;
            rig.publish(version, String.format("2026-01-10T00:00:%02dZ", version));
            rig.sweep(5);
            assertThat(rules.sets).as("two people under set " + version).isEqualTo(2);
        }
    }

    /** Counts who is brought to the set in force, and through how many sets. */
    private static final class CountingRules extends Governor {
        private int brought;
        private int sets;

        @Override
        public boolean reevaluate(IdentityState state, PolicyHistory history, Decisions out) {
            int unseen = history.after(state.setVersion()).size();
            sets += unseen;
            brought += unseen > 0 ? 1 : 0;
            return super.reevaluate(state, history, out);
        }
    }

    private static AuthenticationEvent login(Deeds who, String at) {
        return who.authentication(Instant.parse(at), AuthenticationAction.LOGIN_SUCCEEDED);
    }

    @Test
    void whatIsToldOfThemThenIsJudgedByTheSetInForce() {
        twoPeople();
        rig.publish(2, "2026-01-10T00:00:00Z");
        rig.sweep(5);
        rig.grant("2026-01-11T00:00:00Z", "E1", "sap", "PAY_1");

        assertThat(rig.findings())
                .filteredOn(finding -> finding.getIdentityId().equals("E1"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.getRuleVersion()).isEqualTo(2));
    }

    @Test
    void theySkipSetsThatTheyWereNotStoredFor() {
        twoPeople();
        byte[] first = null;
        for (int version = 2; version < 40; version++) {
            rig.publish(version, String.format("2026-01-10T00:00:%02dZ", version));
            rig.sweep(5);
            // Until the set after the one with the role they don't stay.
            first = version == 5 ? row("E1") : first;
        }
        assertThat(row("E1")).isEqualTo(first);
        rig.grant("2026-01-11T00:00:00Z", "E1", "sap", "PAY_1");
        rig.publish(40, "2026-01-12T00:00:00Z");
        rig.sweep(5);

        assertThat(rig.findings())
                .filteredOn(finding -> finding.getIdentityId().equals("E1"))
                .extracting(Finding::getRuleVersion)
                .containsExactly(39L);
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.auditHasNoGap()).isTrue();
    }
}
