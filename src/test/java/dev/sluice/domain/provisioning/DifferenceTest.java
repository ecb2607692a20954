package dev.sluice.domain.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Joiner;
import dev.sluice.domain.policy.Leave;
import dev.sluice.domain.policy.Leaver;
import dev.sluice.domain.policy.OnLeave;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Retry;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.ProvisioningCommand;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What an identity should have, less what it has. */
class DifferenceTest {
    private static final Policies POLICIES = policies(Story.enforced("sap"), treasury(), tax());

    private static Policies policies(SystemPolicy sap, Role... roles) {
        return Policies.of(1, sap, Story.enforced("ldap")).withRoles(Roles.of(List.of(roles)));
    }

    private static Policies next(Policies policies, Role... roles) {
        return new Policies(
                policies.setVersion() + 1, policies.settings(), policies.systems(), Roles.of(List.of(roles)));
    }

    private static Role treasury() {
        return role("treasury", "Treasury", Duration.ofDays(7), "sap:PAY", "sap:LEDGER");
    }

    private static Role tax() {
        return role("tax", "Tax", Duration.ZERO, "sap:TAX", "sap:LEDGER");
    }

    private static Role role(String id, String department, Duration overlap, String... grants) {
        return new Role(
                id,
                new Condition.OneOf("department", Set.of(department)),
                List.of(grants).stream().map(EntitlementKey::parse).toList(),
                List.of(),
                overlap);
    }

    private static Story treasurer() {
        Story story = new Story(POLICIES);
        story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
        story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
        story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:LEDGER");
        story.at("2026-01-01T02:00:01Z").grant("sap", "ada", "sap:PAY");
        return story;
    }

    /** The changes after the first few. */
    private static List<String> after(Story story, int changes) {
        return story.commands().subList(changes, story.commands().size());
    }

    private static List<String> open(Story story) {
        return story.harness().state().commands().keySet().stream()
                .map(key -> key.action() + " " + key.system() + "/" + key.account()
                        + (key.object().isEmpty() ? "" : " " + key.object()))
                .toList();
    }

    private static List<String> causes(Story story) {
        return story.harness().commands().stream()
                .map(command -> command.getAction() + " " + command.getStatus() + " " + command.getCause())
                .toList();
    }

    @Nested
    class Joiners {
        @Test
        void getAnAccountFirstThenWhatTheirRoleGives() {
            Story story = new Story(POLICIES);
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
            assertThat(story.commands()).containsExactly("CREATE_ACCOUNT sap/null ISSUED 2026-01-01T00:00:00Z");

            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            assertThat(after(story, 1))
                    .containsExactly(
                            "CREATE_ACCOUNT sap/null DONE 2026-01-01T01:00:00Z",
                            "GRANT sap/ada sap:LEDGER ISSUED 2026-01-01T01:00:00Z",
                            "GRANT sap/ada sap:PAY ISSUED 2026-01-01T01:00:00Z");
            story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:PAY");
            assertThat(after(story, 4)).containsExactly("GRANT sap/ada sap:PAY DONE 2026-01-01T02:00:00Z");
            assertThat(open(story)).containsExactly("GRANT sap/ada LEDGER");
        }

        @Test
        void areToldWhyAndHow() {
            Story story = new Story(POLICIES);
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"), Events.title("Treasury \"Lead\""));
            ProvisioningCommand create = story.harness().commands().get(0);
            assertThat(create.getCause()).isEqualTo("BIRTHRIGHT");
            assertThat(create.getReason())
                    .isEqualTo("Create an account in sap: E1001 is to have sap:LEDGER by ROLE treasury.");
            assertThat(create.getScim().getMethod() + " " + create.getScim().getPath())
                    .isEqualTo("POST /Users");
            assertThat(create.getScim().getBody())
                    .isEqualTo("{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\","
                            + "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],"
                            + "\"externalId\":\"E1001\",\"userName\":\"E1001\",\"active\":true,"
                            + "\"title\":\"Treasury \\\"Lead\\\"\","
                            + "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":"
                            + "{\"department\":\"Treasury\"}}");

            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            List<ProvisioningCommand> commands = story.harness().commands();
            assertThat(commands.get(1).getScim())
                    .as("what is done asks for nothing")
                    .isNull();
            assertThat(commands.get(2).getScim().getBody())
                    .isEqualTo(
                            "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],"
                                    + "\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"ada\"}]}]}");
        }

        @Test
        void arePreparedForByTheSystemsLeadAndNotBefore() {
            SystemPolicy sap = Story.enforced("sap").withJoiner(new Joiner(Duration.ofDays(2)));
            Story story = new Story(policies(sap, treasury()));
            story.at("2026-01-01T00:00:00Z").hire(Events.firstDay("2026-02-01"), Events.department("Treasury"));
            assertThat(story.commands()).isEmpty();
            assertThat(story.harness().nextDue()).isEqualTo(Harness.ms("2026-01-30T00:00:00Z"));
            story.until("2026-01-30T00:00:00Z");
            assertThat(story.commands()).containsExactly("CREATE_ACCOUNT sap/null ISSUED 2026-01-30T00:00:00Z");
        }

        @Test
        void whoseStartIsMovedBackKeepWhatTheyHave() {
            SystemPolicy sap = Story.enforced("sap").withJoiner(new Joiner(Duration.ofDays(2)));
            Story story = new Story(policies(sap, treasury()));
            story.at("2026-01-01T00:00:00Z").hire(Events.firstDay("2026-02-01"), Events.department("Treasury"));
            story.at("2026-01-30T01:00:00Z").createAccount("sap", "ada");
            story.at("2026-01-30T02:00:00Z").grant("sap", "ada", "sap:PAY");
            story.at("2026-01-31T00:00:00Z").update(Events.firstDay("2026-04-01"));

            assertThat(after(story, 5)).containsExactly("GRANT sap/ada sap:LEDGER CANCELLED 2026-01-31T00:00:00Z");
            story.until("2026-03-30T00:00:00Z");
            assertThat(open(story)).containsExactly("GRANT sap/ada LEDGER");
        }

        @Test
        void getNothingFromWhatIsOnlyReportedOn() {
            Story story = new Story(Policies.of(1, SystemPolicy.defaults("sap")).withRoles(Roles.of(List.of(tax()))));
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Tax"));
            assertThat(story.commands()).isEmpty();
        }

        @Test
        void ofWhomHrKnowsNothingGetNothing() {
            Story story = new Story(POLICIES);
            story.at("2026-01-01T00:00:00Z").createAccount("sap", "ada");
            story.at("2026-01-01T00:00:01Z").grant("sap", "ada", "sap:PAY");
            assertThat(story.commands()).isEmpty();
        }
    }

    @Nested
    class Movers {
        @Test
        void keepTheOldRoleForItsOverlapAndThenLoseWhatTheNewOneDoesNotGive() {
            Story story = treasurer();
            int before = story.commands().size();
            story.at("2026-03-01T00:00:00Z").update(Events.department("Tax"));
            assertThat(after(story, before)).containsExactly("GRANT sap/ada sap:TAX ISSUED 2026-03-01T00:00:00Z");
            story.at("2026-03-01T01:00:00Z").grant("sap", "ada", "sap:TAX");

            story.until("2026-03-08T00:00:00Z");
            assertThat(after(story, before + 2)).containsExactly("REVOKE sap/ada sap:PAY ISSUED 2026-03-08T00:00:00Z");
            assertThat(causes(story)).last().isEqualTo("REVOKE ISSUED REASON_LOST");
            story.at("2026-03-08T01:00:00Z").revoke("sap", "ada", "sap:PAY");
            assertThat(open(story)).isEmpty();
        }

        @Test
        void getNothingNewInTheOverlap() {
            Story story = treasurer();
            story.at("2026-03-01T00:00:00Z").update(Events.department("Tax"));
            story.at("2026-03-02T00:00:00Z").revoke("sap", "ada", "sap:PAY");
            assertThat(open(story)).containsExactly("GRANT sap/ada TAX");
        }

        @Test
        void keepWhatTheyWereGivenInTheOverlapUntilItsEnd() {
            Story story = treasurer();
            story.at("2026-03-01T00:00:00Z").update(Events.department("Tax"));
            story.at("2026-03-02T00:00:00Z").revoke("sap", "ada", "sap:PAY");
            story.at("2026-03-03T00:00:00Z").grant("sap", "ada", "sap:PAY");
            story.until("2026-03-08T00:00:00Z");
            assertThat(open(story)).containsExactly("GRANT sap/ada TAX", "REVOKE sap/ada PAY");
        }

        @Test
        void whoGoBackKeepEverything() {
            Story story = treasurer();
            story.at("2026-03-01T00:00:00Z").update(Events.department("Audit"));
            story.until("2026-03-08T00:00:00Z");
            assertThat(open(story)).containsExactly("REVOKE sap/ada LEDGER", "REVOKE sap/ada PAY");
            story.at("2026-03-09T00:00:00Z").update(Events.department("Treasury"));
            assertThat(open(story)).isEmpty();
            assertThat(causes(story)).endsWith("REVOKE CANCELLED ENTITLED", "REVOKE CANCELLED ENTITLED");
        }

        @Test
        void loseOnlyWhatHadAReason() {
            Story story = treasurer();
            story.at("2026-01-05T00:00:00Z").grant("sap", "ada", "sap:OTHER");
            story.at("2026-03-01T00:00:00Z").update(Events.department("Audit"));
            story.at("2026-03-09T00:00:00Z").revoke("sap", "ada", "sap:PAY");
            story.at("2026-03-10T00:00:00Z").grant("sap", "ada", "sap:PAY");
            assertThat(open(story)).containsExactly("REVOKE sap/ada LEDGER");
        }

        @Test
        void loseWhatTheyHadBeforeTheRoleGaveItAReason() {
            Story story = new Story(POLICIES);
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Audit"));
            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:TAX");
            story.at("2026-02-01T00:00:00Z").update(Events.department("Tax"));
            story.at("2026-03-01T00:00:00Z").update(Events.department("Audit"));
            assertThat(open(story)).containsExactly("REVOKE sap/ada TAX");
        }

        @Test
        void ofWhomItIsToldLateLoseItAllTheSame() {
            Story story = new Story(POLICIES);
            story.at("2026-03-01T00:00:00Z").update(Events.department("Audit"));
            story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:TAX");
            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            assertThat(open(story)).isEmpty();
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Tax"));
            assertThat(open(story)).containsExactly("REVOKE sap/ada TAX");
        }
    }

    /** A target may do what was withdrawn meanwhile: then nobody else would ever take it. */
    @Nested
    class Crossings {
        @Test
        void whatAWithdrawnGrantGivesIsTaken() {
            Story story = new Story(policies(Story.enforced("sap").withRetry(Retry.DEFAULTS), tax()));
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Tax"));
            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            story.at("2026-01-01T01:01:00Z").update(Events.department("Audit"));
            assertThat(open(story)).isEmpty();
            story.at("2026-01-01T01:02:00Z").grant("sap", "ada", "sap:TAX");
            assertThat(open(story)).containsExactly("REVOKE sap/ada TAX");
            assertThat(causes(story)).last().isEqualTo("REVOKE ISSUED REASON_LOST");
            story.at("2026-01-01T01:03:00Z").revoke("sap", "ada", "sap:TAX");

            story.at("2026-01-20T00:00:00Z").grant("sap", "ada", "sap:TAX");
            assertThat(open(story)).as("long after it").isEmpty();
        }

        @Test
        void whatAWithdrawnGrantGivesIsTakenAlsoUnderAnotherName() {
            Story story = new Story(policies(Story.enforced("sap").withRetry(Retry.DEFAULTS), tax()));
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Tax"));
            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            story.at("2026-01-01T01:01:00Z").update(Events.department("Audit"));
            story.at("2026-01-01T01:02:00Z").grant("sap", "ada", "sap:TAX");
            story.at("2026-01-01T01:03:00Z").rename("sap", "ada", "ada.k");

            assertThat(open(story)).containsExactly("REVOKE sap/ada.k TAX");
        }
    }

    /** What is no one person's is neither given nor taken with one person's comings and goings. */
    @Nested
    class AccountsOfMany {
        private final Policies policies = policies(
                Story.governed("sap")
                        .withUnsanctioned(Unsanctioned.REVOKE)
                        .withLeaver(
                                new Leaver(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(30), Duration.ofDays(1))),
                tax());

        private Story operator() {
            Story story = new Story(policies);
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Tax"));
            story.at("2026-01-01T02:00:00Z").grantToService("sap", "svc", "sap:TAX");
            story.at("2026-01-01T02:00:01Z").grantToService("sap", "svc", "sap:BATCH");
            return story;
        }

        @Test
        void holdNothingForAnybody() {
            assertThat(open(operator())).containsExactly("CREATE_ACCOUNT sap/");
        }

        @Test
        void areNotDisabledOnLeaveNorEmptiedByAMove() {
            Story story = operator();
            story.at("2026-02-01T00:00:00Z").update(Events.department("Audit"));
            story.at("2026-02-02T00:00:00Z").startLeave();
            assertThat(open(story)).isEmpty();
        }

        @Test
        void areNotDeletedWithTheirOwner() {
            Story story = operator();
            story.at("2026-02-01T00:00:00Z").terminate();
            story.at("2026-02-01T01:00:00Z").disable("sap", "svc");
            story.until("2026-06-01T00:00:00Z");
            assertThat(open(story)).noneMatch(command -> command.startsWith("DELETE"));
        }
    }

    @Nested
    class Drift {
        @Test
        void whatIsTakenAwayIsGivenAgainUnderAnotherId() {
            Story story = treasurer();
            story.at("2026-02-01T00:00:00Z").revoke("sap", "ada", "sap:PAY");
            assertThat(open(story)).containsExactly("GRANT sap/ada PAY");
            story.at("2026-02-01T01:00:00Z").grant("sap", "ada", "sap:PAY");
            story.at("2026-02-02T00:00:00Z").snapshot("sap", "ada", "sap:LEDGER");
            assertThat(open(story)).containsExactly("GRANT sap/ada PAY");
            assertThat(story.harness().commands().stream()
                            .filter(c -> c.getStatus() == CommandStatus.ISSUED)
                            .map(ProvisioningCommand::getCommandId))
                    .doesNotHaveDuplicates();
        }

        @Test
        void whatRunsOutAtTheTargetIsGivenAgain() {
            Story story = treasurer();
            story.at("2026-02-01T00:00:00Z").revoke("sap", "ada", "sap:PAY");
            story.at("2026-02-01T01:00:00Z").validTo("2026-02-10T00:00:00Z").grant("sap", "ada", "sap:PAY");
            assertThat(open(story)).isEmpty();
            story.until("2026-02-10T00:00:00Z");
            assertThat(open(story)).containsExactly("GRANT sap/ada PAY");
        }

        @Test
        void anAccountThatIsDeletedIsMadeAgain() {
            Story story = treasurer();
            story.at("2026-02-01T00:00:00Z").deleteAccount("sap", "ada");
            assertThat(open(story)).containsExactly("CREATE_ACCOUNT sap/");
            story.at("2026-02-01T01:00:00Z").createAccount("sap", "ada.l");
            assertThat(open(story)).containsExactly("GRANT sap/ada.l LEDGER", "GRANT sap/ada.l PAY");
        }

        @Test
        void whatAnyOfSeveralAccountsHoldsIsHeld() {
            Story story = treasurer();
            story.at("2026-02-01T00:00:00Z").createAccount("sap", "aaa");
            story.at("2026-02-01T00:00:01Z").revoke("sap", "ada", "sap:PAY");
            assertThat(open(story)).containsExactly("GRANT sap/aaa PAY");
            story.at("2026-02-01T00:00:02Z").grant("sap", "ada", "sap:PAY");
            assertThat(open(story)).isEmpty();
        }

        @Test
        void whatSecurityDisabledStaysDisabled() {
            Story story = treasurer();
            story.at("2026-02-01T00:00:00Z").disable("sap", "ada");
            assertThat(open(story)).isEmpty();
        }
    }

    @Nested
    class Leavers {
        private final Policies month = policies(
                Story.enforced("sap")
                        .withLeaver(new Leaver(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(30), Duration.ZERO)),
                treasury(),
                tax());

        private Story left() {
            Story story = new Story(month);
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:LEDGER");
            story.at("2026-01-01T02:00:01Z").grant("sap", "ada", "sap:PAY");
            story.at("2026-03-01T00:00:00Z").terminate();
            return story;
        }

        @Test
        void areDeletedAMonthAfterTheyWereDisabled() {
            Story story = left();
            story.at("2026-03-03T00:00:00Z").disable("sap", "ada");
            story.at("2026-03-20T00:00:00Z").disable("sap", "ada");
            story.until("2026-04-01T23:59:59Z");
            assertThat(open(story)).containsExactly("REVOKE sap/ada LEDGER", "REVOKE sap/ada PAY");
            story.until("2026-04-02T00:00:00Z");
            assertThat(open(story))
                    .containsExactly("DELETE_ACCOUNT sap/ada", "REVOKE sap/ada LEDGER", "REVOKE sap/ada PAY");
            ProvisioningCommand delete =
                    story.harness().commands().get(story.commands().size() - 1);
            assertThat(delete.getCause()).isEqualTo("RETENTION_OVER");
            assertThat(delete.getScim().getMethod() + " " + delete.getScim().getPath())
                    .isEqualTo("DELETE /Users/ada");
            story.at("2026-04-02T01:00:00Z").deleteAccount("sap", "ada");
            assertThat(open(story)).isEmpty();
        }

        /** Two feeds that tell of it each night, the one of the state and the other that it is there, do not put off the deletion. */
        @Test
        void areDeletedHoweverOftenItIsToldThatTheyAreDisabled() {
            Story story = left();
            story.at("2026-03-02T00:00:00Z").disable("sap", "ada");
            for (int day = 3; day <= 30; day++) {
                String at = "2026-03-" + (day < 10 ? "0" : "") + day;
                story.at(at + "T01:00:00Z").by("idp").link("sap", "ada");
                story.at(at + "T02:00:00Z").by("dir").disable("sap", "ada");
            }
            story.until("2026-04-01T00:00:00Z");
            assertThat(open(story)).contains("DELETE_ACCOUNT sap/ada");
        }

        @Test
        void whoseAccountWasDisabledBeforeTheyLeftAreKeptFromTheirLeavingOn() {
            Story story = new Story(month);
            story.at("2026-01-01T00:00:00Z").hire();
            story.at("2026-01-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-03-01T00:00:00Z").terminate();
            story.until("2026-03-30T23:59:59Z");
            assertThat(open(story)).isEmpty();
            story.until("2026-03-31T00:00:00Z");
            assertThat(open(story)).containsExactly("DELETE_ACCOUNT sap/ada");
        }

        @Test
        void whoseAccountIsInUseAgainAreDisabledAgainNotDeleted() {
            Story story = left();
            story.at("2026-03-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-03-29T00:00:00Z").enable("sap", "ada");
            story.until("2026-04-05T00:00:00Z");
            assertThat(open(story)).contains("DISABLE_ACCOUNT sap/ada").doesNotContain("DELETE_ACCOUNT sap/ada");
            story.at("2026-04-05T01:00:00Z").disable("sap", "ada");
            story.until("2026-05-05T00:00:00Z");
            assertThat(open(story)).doesNotContain("DELETE_ACCOUNT sap/ada");
            story.until("2026-05-05T01:00:00Z");
            assertThat(open(story)).contains("DELETE_ACCOUNT sap/ada");
        }

        @Test
        void neverGetAnything() {
            Story story = left();
            story.at("2026-03-01T01:00:00Z").revoke("sap", "ada", "sap:PAY");
            story.at("2026-03-02T00:00:00Z").update(Events.department("Tax"));
            assertThat(open(story)).noneMatch(command -> command.startsWith("GRANT"));
        }

        @Test
        void loseAtOnceWhatHadLostItsReasonBefore() {
            Story story = new Story(month);
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Tax"));
            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:LEDGER");
            story.at("2026-01-01T02:00:01Z").grant("sap", "ada", "sap:TAX");
            story.at("2026-02-28T00:00:00Z").update(Events.department("Treasury"));
            assertThat(open(story)).contains("REVOKE sap/ada TAX");
            story.at("2026-03-01T00:00:00Z").terminate();
            assertThat(open(story)).containsExactly("DISABLE_ACCOUNT sap/ada", "REVOKE sap/ada TAX");
        }

        @Test
        void whoComeBackElsewhereGetTheirAccountBackAndNotTheirAccess() {
            Story story = left();
            story.at("2026-03-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-03-05T00:00:00Z").rehire(Events.department("Tax"));
            assertThat(open(story))
                    .containsExactly("ENABLE_ACCOUNT sap/ada", "GRANT sap/ada TAX", "REVOKE sap/ada PAY");
            assertThat(causes(story)).contains("ENABLE_ACCOUNT ISSUED RETURNED", "REVOKE CANCELLED NOT_A_LEAVER");
        }

        @Test
        void whoComeBackWithoutNeedOfAnAccountDoNotGetItBack() {
            Story story = left();
            story.at("2026-03-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-03-05T00:00:00Z").rehire(Events.department("Audit"));
            assertThat(open(story)).containsExactly("REVOKE sap/ada LEDGER", "REVOKE sap/ada PAY");
        }

        /** Disabled for a leave, left during it, and back elsewhere: the leave is no reason for an account any more. */
        @Test
        void whoLeftDuringALeaveAndComeBackGetOnlyWhatTheyNeed() {
            Story story = new Story(policies(Story.governed("sap"), treasury()));
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            story.at("2026-02-01T00:00:00Z").startLeave();
            story.at("2026-02-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-02-10T00:00:00Z").terminate();
            story.at("2026-02-20T00:00:00Z").rehire(Events.department("Audit"));
            assertThat(open(story)).isEmpty();
            story.at("2026-02-21T00:00:00Z").update(Events.department("Treasury"));
            assertThat(open(story)).contains("ENABLE_ACCOUNT sap/ada");
        }

        /** Notice of another end must not bring back a leave that ended with the employment before. */
        @Test
        void whoWereOnLeaveAndComeBackAreNotOnLeaveAgainWithTheNextNotice() {
            Story story = new Story(policies(Story.governed("sap"), treasury()));
            story.at("2026-01-01T00:00:00Z").hire();
            story.at("2026-01-02T00:00:00Z").createAccount("sap", "ada");
            story.at("2026-02-01T00:00:00Z").startLeave();
            story.at("2026-02-15T00:00:00Z").terminate();
            story.at("2026-02-20T00:00:00Z").rehire();
            story.at("2026-03-01T00:00:00Z").effective("2026-05-01T00:00:00Z").scheduleTermination();
            assertThat(open(story)).isEmpty();
        }

        @Test
        void whoNeverLeftAfterAllGetBackWhatWeDisabled() {
            Story story = left();
            story.at("2026-03-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-03-01T06:00:00Z").rescind();
            assertThat(open(story)).containsExactly("ENABLE_ACCOUNT sap/ada");
            story.at("2026-03-01T07:00:00Z").enable("sap", "ada");
            story.at("2026-03-02T07:00:00Z").disable("sap", "ada");
            assertThat(open(story)).as("disabled by somebody else").isEmpty();
        }

        /** Directories rename those who leave. */
        @Test
        void whoNeverLeftAfterAllGetsBackWhatWeDisabledAlsoUnderAnotherName() {
            Story story = left();
            story.at("2026-03-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-03-01T02:00:00Z").rename("sap", "ada", "zz-ada");
            story.at("2026-03-01T06:00:00Z").rescind();

            assertThat(open(story)).containsExactly("ENABLE_ACCOUNT sap/zz-ada");
        }

        @Test
        void whoNeverLeftAfterAllGetsBackWhatWeDisabledHoweverItsNamesAreTold() {
            Story story = left();
            story.at("2026-03-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-03-01T03:00:00Z").rename("sap", "zz-ada", "zz-ada-2");
            story.at("2026-03-01T02:00:00Z").rename("sap", "ada", "zz-ada");
            story.at("2026-03-01T06:00:00Z").rescind();

            assertThat(open(story)).containsExactly("ENABLE_ACCOUNT sap/zz-ada-2");
        }
    }

    @Nested
    class OnLeaves {
        private final Policies policies = policies(
                Story.enforced("sap").withLeave(new Leave(OnLeave.DISABLE, Map.of("UNSPECIFIED_SHORT", OnLeave.KEEP))),
                treasury());

        private Story away() {
            Story story = new Story(policies);
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:LEDGER");
            story.at("2026-01-01T02:00:01Z").grant("sap", "ada", "sap:PAY");
            story.at("2026-03-01T00:00:00Z").startLeave();
            return story;
        }

        @Test
        void accountsAreDisabledAndEnabledAgainAndNothingIsTaken() {
            Story story = away();
            assertThat(open(story)).containsExactly("DISABLE_ACCOUNT sap/ada");
            assertThat(causes(story)).last().isEqualTo("DISABLE_ACCOUNT ISSUED LEAVE");
            story.at("2026-03-01T01:00:00Z").disable("sap", "ada");
            assertThat(open(story)).isEmpty();
            story.until("2026-06-01T00:00:00Z");
            story.at("2026-06-02T00:00:00Z").endLeave();
            assertThat(open(story)).containsExactly("ENABLE_ACCOUNT sap/ada");
            story.at("2026-06-02T01:00:00Z").enable("sap", "ada");
            assertThat(open(story)).isEmpty();
        }

        @Test
        void aDisableThatNobodyAnsweredIsCancelledByTheReturn() {
            Story story = away();
            story.at("2026-03-02T00:00:00Z").endLeave();
            assertThat(open(story)).isEmpty();
            assertThat(causes(story)).last().isEqualTo("DISABLE_ACCOUNT CANCELLED NOT_ON_LEAVE");
        }

        @Test
        void somebodyWhoLeavesDuringTheLeaveStaysDisabled() {
            Story story = away();
            story.at("2026-03-01T01:00:00Z").disable("sap", "ada");
            story.at("2026-04-01T00:00:00Z").terminate();
            assertThat(open(story)).isEmpty();
            story.at("2026-04-01T12:00:00Z").endLeave();
            assertThat(open(story)).isEmpty();
        }

        @Test
        void nothingIsMadeForSomebodyWhoIsAway() {
            Story story = new Story(policies);
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Audit"));
            story.at("2026-03-01T00:00:00Z").startLeave();
            story.at("2026-03-02T00:00:00Z").update(Events.department("Treasury"));
            assertThat(open(story)).isEmpty();
            story.at("2026-03-03T00:00:00Z").endLeave();
            assertThat(open(story)).containsExactly("CREATE_ACCOUNT sap/");
        }

        @Test
        void aSystemMayKeepAccountsDuringSomeKindsOfLeave() {
            Story story = new Story(policies(
                    Story.enforced("sap").withLeave(new Leave(OnLeave.DISABLE, Map.of("UNSPECIFIED", OnLeave.KEEP))),
                    treasury()));
            story.at("2026-01-01T00:00:00Z").hire();
            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            story.at("2026-03-01T00:00:00Z").startLeave();
            assertThat(open(story)).isEmpty();
            story.at("2026-03-02T00:00:00Z").disable("sap", "ada");
            story.at("2026-03-03T00:00:00Z").endLeave();
            assertThat(open(story)).as("disabled by somebody else").isEmpty();
        }
    }

    @Nested
    class ChangesOfPolicy {
        @Test
        void aRoleThatIsRemovedTakesWhatItGave() {
            Story story = treasurer();
            story.harness().activate(next(POLICIES, tax()), Harness.ms("2026-02-01T00:00:00Z"));
            assertThat(open(story)).containsExactly("REVOKE sap/ada LEDGER", "REVOKE sap/ada PAY");
            story.at("2026-02-01T01:00:00Z").revoke("sap", "ada", "sap:PAY");
            story.at("2026-02-01T02:00:00Z").grant("sap", "ada", "sap:PAY");
            assertThat(open(story)).as("given again without a reason").containsExactly("REVOKE sap/ada LEDGER");
        }

        @Test
        void aRoleThatComesBackCancelsIt() {
            Story story = treasurer();
            Policies without = next(POLICIES, tax());
            story.harness().activate(without, Harness.ms("2026-02-01T00:00:00Z"));
            story.harness().activate(next(without, treasury(), tax()), Harness.ms("2026-02-02T00:00:00Z"));
            assertThat(open(story)).isEmpty();
            assertThat(story.harness().state().lapsed()).isEmpty();
        }

        @Test
        void aRoleThatGivesMoreGivesItToThoseWhoHaveIt() {
            Story story = treasurer();
            Role more = role("treasury", "Treasury", Duration.ofDays(7), "sap:PAY", "sap:LEDGER", "ldap:CASH");
            story.harness().activate(next(POLICIES, more, tax()), Harness.ms("2026-02-01T00:00:00Z"));
            assertThat(open(story)).containsExactly("CREATE_ACCOUNT ldap/");
        }

        @Test
        void aSystemThatIsNoLongerEnforcedCancelsEverything() {
            Story story = new Story(POLICIES);
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
            Map<String, SystemPolicy> systems = new HashMap<>();
            story.harness()
                    .activate(
                            new Policies(2, POLICIES.settings(), systems, POLICIES.roles()),
                            Harness.ms("2026-01-02T00:00:00Z"));
            assertThat(causes(story)).last().isEqualTo("CREATE_ACCOUNT CANCELLED POLICY");
        }

        @Test
        void aSystemThatIsEnforcedFromNowOnIssuesTheDifferenceOnce() {
            Policies reported = new Policies(1, POLICIES.settings(), Map.of(), POLICIES.roles());
            Story story = new Story(reported);
            story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
            story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
            assertThat(story.commands()).isEmpty();
            Policies enforced = new Policies(2, POLICIES.settings(), POLICIES.systems(), POLICIES.roles());
            story.harness().activate(enforced, Harness.ms("2026-01-02T00:00:00Z"));
            assertThat(open(story)).containsExactly("GRANT sap/ada LEDGER", "GRANT sap/ada PAY");
        }
    }

    /** Ten thousand entitlements of one role are given, a thousand at a time. */
    @Test
    void noMoreThanAThousandGrantsAreOpenAtOnce() {
        String[] many = new String[2500];
        for (int i = 0; i < many.length; i++) {
            many[i] = "sap:E" + i;
        }
        Story story = new Story(policies(Story.enforced("sap"), role("all", "Treasury", Duration.ZERO, many)));
        story.at("2026-01-01T00:00:00Z").hire(Events.department("Treasury"));
        story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
        assertThat(open(story)).hasSize(1000);
        for (int i = 0; i < many.length; i++) {
            Map<CommandKey, OpenCommand> grants = story.harness().state().commands();
            assertThat(grants.size()).isBetween(Math.min(500, many.length - i), 1000);
            String next = grants.keySet().iterator().next().object();
            story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:" + next);
        }
        assertThat(open(story)).isEmpty();
        assertThat(story.held()).hasSize(many.length);
    }
}
