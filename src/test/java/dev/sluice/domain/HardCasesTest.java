package dev.sluice.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Leave;
import dev.sluice.domain.policy.Leaver;
import dev.sluice.domain.policy.OnLeave;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Retry;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.IdentityStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The cases in which products of this field differ, each with the answer that is given here. Where it is not that of most others,
 * the decision record is named.
 */
class HardCasesTest {
    private static final Policies POLICIES = Story.governedPolicies();

    private static Story inTreasury() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
        story.at("2026-01-02T00:00:00Z").createAccount("sap", "ada");
        story.at("2026-01-02T01:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-01-02T02:00:00Z").grant("sap", "ada", "sap:PAY");
        return story;
    }

    private static List<String> commands(Story story, String action) {
        return story.commands().stream().filter(c -> c.startsWith(action + " ")).toList();
    }

    /** What makes somebody active. Others weigh a state, a flag and dates; here only starts and ends of employments do. */
    @Nested
    class Activation {
        @Test
        void nobodyIsActiveBeforeTheStartOrFromTheEndOn() {
            Story story = new Story(POLICIES);
            story.at("2026-01-01T00:00:00Z").effective("2026-02-01T00:00:00Z").hire();
            story.at("2026-01-01T01:00:00Z").effective("2026-03-01T00:00:00Z").scheduleTermination();
            assertThat(story.statusAt("2026-01-31T23:59:59.999Z")).isEqualTo(IdentityStatus.PRE_HIRE);
            assertThat(story.statusAt("2026-02-01T00:00:00Z")).isEqualTo(IdentityStatus.ACTIVE);
            assertThat(story.statusAt("2026-02-28T23:59:59.999Z")).isEqualTo(IdentityStatus.ACTIVE);
            assertThat(story.statusAt("2026-03-01T00:00:00Z")).isEqualTo(IdentityStatus.TERMINATED);
        }

        @Test
        void aMissingDateIsNoLimit() {
            Story story = new Story(POLICIES);
            story.at("2026-01-01T00:00:00Z").update(Events.department("Treasury"));
            assertThat(story.status()).isEqualTo(IdentityStatus.ACTIVE);
        }

        @Test
        void anAccountThatSomebodyElseDisabledIsLeftAlone() {
            Story story = inTreasury();
            story.at("2026-02-01T00:00:00Z").disable("sap", "ada");
            assertThat(commands(story, "ENABLE_ACCOUNT")).isEmpty();
        }
    }

    @Nested
    class LeaveOfAbsence {
        @Test
        void accessIsSuspendedAndNothingIsTaken() {
            Story story = inTreasury();
            story.at("2026-02-01T00:00:00Z").startLeave();
            story.at("2026-02-01T01:00:00Z").disable("sap", "ada");
            assertThat(commands(story, "DISABLE_ACCOUNT"))
                    .containsExactly(
                            "DISABLE_ACCOUNT sap/ada ISSUED 2026-02-01T00:00:00Z",
                            "DISABLE_ACCOUNT sap/ada DONE 2026-02-01T01:00:00Z");
            assertThat(commands(story, "REVOKE")).isEmpty();
            assertThat(story.held()).hasSize(2);
            story.at("2026-05-01T00:00:00Z").endLeave();
            assertThat(commands(story, "ENABLE_ACCOUNT"))
                    .containsExactly("ENABLE_ACCOUNT sap/ada ISSUED 2026-05-01T00:00:00Z");
        }

        @Test
        void aSystemKeepsAccessDuringSomeKindsOfLeave() {
            Policies keeping = Policies.of(
                    1,
                    Story.governed("sap").withLeave(new Leave(OnLeave.DISABLE, Map.of("UNSPECIFIED", OnLeave.KEEP))));
            Story story = new Story(keeping);
            story.at("2026-01-01T00:00:00Z").hire();
            story.at("2026-01-02T00:00:00Z").createAccount("sap", "ada");
            story.at("2026-02-01T00:00:00Z").startLeave();
            assertThat(story.status()).isEqualTo(IdentityStatus.ON_LEAVE);
            assertThat(story.commands()).isEmpty();
        }

        @Test
        void whoLeavesDuringALeaveIsALeaver() {
            Story story = inTreasury();
            story.at("2026-02-01T00:00:00Z").startLeave();
            story.at("2026-03-01T00:00:00Z").terminate();
            story.at("2026-04-01T00:00:00Z").endLeave();
            assertThat(story.status()).isEqualTo(IdentityStatus.TERMINATED);
            assertThat(commands(story, "ENABLE_ACCOUNT")).isEmpty();
        }
    }

    @Nested
    class Grace {
        @Test
        void disableThenRevokeThenDelete() {
            Story story = inTreasury();
            story.at("2026-02-01T00:00:00Z").terminate();
            story.at("2026-02-01T01:00:00Z").disable("sap", "ada");
            story.until("2026-04-01T00:00:00Z");
            assertThat(commands(story, "REVOKE")).allMatch(c -> c.endsWith("ISSUED 2026-02-02T00:00:00Z"));
            assertThat(commands(story, "DELETE_ACCOUNT"))
                    .containsExactly("DELETE_ACCOUNT sap/ada ISSUED 2026-03-03T01:00:00Z");
        }

        @Test
        void whatWasEnabledInBetweenIsDisabledAgainAndItsTimeBeginsAnew() {
            Story story = inTreasury();
            story.at("2026-02-01T00:00:00Z").terminate();
            story.at("2026-02-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-02-20T00:00:00Z").enable("sap", "ada");
            story.at("2026-02-21T00:00:00Z").disable("sap", "ada");
            story.until("2026-03-20T00:00:00Z");
            assertThat(commands(story, "DELETE_ACCOUNT")).isEmpty();
            story.until("2026-03-24T00:00:00Z");
            assertThat(commands(story, "DELETE_ACCOUNT"))
                    .containsExactly("DELETE_ACCOUNT sap/ada ISSUED 2026-03-23T00:00:00Z");
        }

        @Test
        void whoComesBackWithinTheRetentionKeepsTheAccount() {
            Story story = inTreasury();
            story.at("2026-02-01T00:00:00Z").terminate();
            story.at("2026-02-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-02-20T00:00:00Z").rehire(Events.department("Treasury"));
            story.until("2026-06-01T00:00:00Z");
            assertThat(commands(story, "DELETE_ACCOUNT")).isEmpty();
            assertThat(commands(story, "ENABLE_ACCOUNT")).hasSize(1);
        }

        @Test
        void aMoverKeepsWhatTheOldRoleGaveForItsOverlap() {
            Story story = inTreasury();
            story.at("2026-02-01T00:00:00Z").update(Events.department("Sales"));
            story.until("2026-02-03T23:59:59Z");
            assertThat(commands(story, "REVOKE")).isEmpty();
            story.until("2026-02-05T00:00:00Z");
            assertThat(commands(story, "REVOKE")).containsExactly("REVOKE sap/ada sap:PAY ISSUED 2026-02-04T00:00:00Z");
        }
    }

    @Nested
    class RehireAndConversion {
        @Test
        void aContractorWhoIsEmployedTheNextDayNeverLeaves() {
            Story story = new Story(POLICIES);
            story.at("2026-01-01T00:00:00Z").hire(Events.employment("C-1"), Events.department("Treasury"));
            story.at("2026-01-02T00:00:00Z").createAccount("sap", "ada");
            story.at("2026-02-20T00:00:00Z")
                    .effective("2026-03-01T00:00:00Z")
                    .scheduleTermination(Events.employment("C-1"));
            story.at("2026-02-21T00:00:00Z").effective("2026-03-01T00:00:00Z").hire(Events.employment("E-1"));
            story.until("2026-06-01T00:00:00Z");
            assertThat(story.status()).isEqualTo(IdentityStatus.ACTIVE);
            assertThat(commands(story, "DISABLE_ACCOUNT")).isEmpty();
        }

        @Test
        void whoWillComeBackIsALeaverUntilThen() {
            Story story = inTreasury();
            story.at("2026-02-01T00:00:00Z").terminate();
            story.at("2026-02-02T00:00:00Z").effective("2026-06-01T00:00:00Z").rehire();
            assertThat(story.status()).isEqualTo(IdentityStatus.TERMINATED);
            assertThat(story.statusAt("2026-06-01T00:00:00Z")).isEqualTo(IdentityStatus.ACTIVE);
        }

        @Test
        void aStartThatIsMovedIsNoRescind() {
            Story story = new Story(POLICIES);
            story.at("2026-01-01T00:00:00Z").effective("2026-03-01T00:00:00Z").hire(Events.department("Treasury"));
            story.at("2026-02-01T00:00:00Z").effective("2026-04-01T00:00:00Z").hire(Events.department("Treasury"));
            assertThat(story.status()).isEqualTo(IdentityStatus.PRE_HIRE);
            story.until("2026-03-05T00:00:00Z");
            assertThat(story.status()).isEqualTo(IdentityStatus.PRE_HIRE);
            story.until("2026-04-01T00:00:00Z");
            assertThat(story.status()).isEqualTo(IdentityStatus.ACTIVE);
        }
    }

    @Nested
    class Rename {
        @Test
        void anotherNameIsNoLeaveAndNoJoin() {
            Story story = inTreasury();
            int before = story.commands().size();
            story.at("2026-02-01T00:00:00Z").rename("sap", "ada", "lovelace");
            assertThat(story.held()).containsExactly("lovelace holds sap:CLERK", "lovelace holds sap:PAY");
            assertThat(story.commands()).hasSize(before);
        }

        @Test
        void ofUpperAndLowerCaseEither() {
            Story story = inTreasury();
            int before = story.commands().size();
            story.at("2026-02-01T00:00:00Z").rename("sap", "ada", "Ada");
            assertThat(story.held()).containsExactly("Ada holds sap:CLERK", "Ada holds sap:PAY");
            assertThat(story.commands()).hasSize(before);
        }

        @Test
        void aLeaversCommandsFollowTheAccount() {
            Story story = inTreasury();
            story.at("2026-02-01T00:00:00Z").terminate();
            story.at("2026-02-01T01:00:00Z").rename("sap", "ada", "x-ada");
            assertThat(commands(story, "DISABLE_ACCOUNT"))
                    .containsExactly(
                            "DISABLE_ACCOUNT sap/ada ISSUED 2026-02-01T00:00:00Z",
                            "DISABLE_ACCOUNT sap/ada CANCELLED 2026-02-01T01:00:00Z",
                            "DISABLE_ACCOUNT sap/x-ada ISSUED 2026-02-01T01:00:00Z");
        }
    }

    /** What holds where nobody has said anything else. */
    @Test
    void constants() {
        assertThat(Retry.DEFAULTS).isEqualTo(new Retry(Duration.ofMinutes(5), 2, Duration.ofHours(6), 8));
        assertThat(Leaver.DEFAULTS)
                .isEqualTo(new Leaver(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(30), Duration.ofDays(1)));
        assertThat(Brake.DEFAULTS).isEqualTo(new Brake(Duration.ofDays(1), 100));
        assertThat(SystemPolicy.defaults("any").leave().during("any")).isEqualTo(OnLeave.DISABLE);
    }
}
