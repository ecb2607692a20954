package dev.sluice.stream;

import static dev.sluice.stream.GroupStory.failed;
import static dev.sluice.stream.GroupStory.ofHr;
import static dev.sluice.stream.GroupStory.ofTarget;
import static dev.sluice.stream.StageRig.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.group.ClaimedGroup;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.GroupRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.SourceKind;
import dev.sluice.event.TicketAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Groups of a target are created while somebody asks for them, and shown as they are called. */
class GroupFlowTest {
    private final StageRig rig = StageRig.with().policies(GroupStory::read).start();

    @AfterEach
    void close() {
        rig.close();
    }

    private GroupFlowTest enforced() {
        rig.policies("2026-01-01T00:00:00Z", "okta ENFORCE");
        return this;
    }

    private void hire(String at, String identity, String department) {
        rig.pipe(Events.identity(rig.header(at), identity, IdentityAction.HIRED, Events.department(department)));
    }

    private void target(String at, IdentityAction action, String name, String displayName) {
        rig.pipe(ofTarget(rig.header(at), action, name, displayName));
    }

    private void hr(String at, IdentityAction action, String name, String displayName) {
        rig.pipe(ofHr(rig.header(at), action, name, displayName));
    }

    private List<ProvisioningCommand> groupCommands() {
        return rig.commands().stream()
                .filter(command -> command.getGroup() != null)
                .toList();
    }

    private List<String> texts() {
        return groupCommands().stream().map(GroupStory::text).toList();
    }

    @Test
    void aDepartmentThatSomebodyIsHiredIntoGetsAGroup() {
        enforced().hire("2026-01-02T00:00:00Z", "E1", "Treasury");

        ProvisioningCommand command = groupCommands().get(0);
        assertThat(texts()).containsExactly("CREATE_GROUP dept-treasury ISSUED");
        assertThat(command.getIdentityId()).isNull();
        assertThat(command.getSystem()).isEqualTo("okta");
        assertThat(command.getCause()).isEqualTo("GROUP_MISSING");
        assertThat(command.getReason())
                .isEqualTo("Create group dept-treasury in okta: it is asked for, and okta has none.");
        assertThat(command.getScim().getMethod()).isEqualTo("POST");
        assertThat(command.getScim().getPath()).isEqualTo("/Groups");
        assertThat(command.getScim().getBody())
                .isEqualTo("{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],"
                        + "\"externalId\":\"dept-treasury\",\"displayName\":\"Dept Treasury\"}");
        assertThat(rig.records(Names.PROVISIONING_COMMAND))
                .extracting(StageRig::key)
                .contains("group:okta/dept-treasury");
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.auditHasNoGap()).isTrue();
        // An identity, not a unit or a group, is what is published.
        assertThat(rig.access()).extracting(view -> view.getIdentityId()).containsOnly("E1");
    }

    @Test
    void theCommandIsDoneWhenTheTargetTellsOfTheGroup() {
        enforced().hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        target("2026-01-02T00:01:00Z", IdentityAction.GROUP_CREATED, "dept-treasury", "Dept Treasury");
        hire("2026-01-03T00:00:00Z", "E2", "Treasury");
        rig.hire("2026-02-03T00:00:00Z", "E3");

        assertThat(texts()).containsExactly("CREATE_GROUP dept-treasury ISSUED", "CREATE_GROUP dept-treasury DONE");
        assertThat(groupCommands().get(1).getCause()).isEqualTo("OBSERVED");
        assertThat(groupCommands().get(1).getScim()).isNull();
        AuditEvent told = rig.audit(AuditType.INPUT).stream()
                .filter(audit -> audit.getAction().equals("GROUP_CREATED"))
                .findFirst()
                .orElseThrow();
        assertThat(told.getOutcome()).isEqualTo(AuditOutcome.APPLIED);
        assertThat(rig.findings()).isEmpty();
    }

    @Test
    void aGroupThatIsThereUnderTheSameNameIsTakenAsItIs() {
        enforced().target("2026-01-01T12:00:00Z", IdentityAction.GROUP_CREATED, "Dept-Treasury", null);
        hire("2026-01-02T00:00:00Z", "E1", "Treasury");

        assertThat(texts()).isEmpty();

        target("2026-01-03T00:00:00Z", IdentityAction.GROUP_CHANGED, "Dept-Treasury", "Kasse");
        assertThat(texts()).containsExactly("UPDATE_GROUP Dept-Treasury ISSUED");
        assertThat(groupCommands().get(0).getScim().getPath()).isEqualTo("/Groups/Dept-Treasury");
    }

    @Test
    void aDepartmentThatHrRenamesIsShownUnderItsNewName() {
        enforced().hr("2026-01-01T12:00:00Z", IdentityAction.GROUP_CREATED, "D100", "Treasury");
        target("2026-01-01T12:01:00Z", IdentityAction.GROUP_CREATED, "dept-d100", "Dept Treasury");
        hire("2026-01-02T00:00:00Z", "E1", "D100");
        hr("2026-03-01T00:00:00Z", IdentityAction.GROUP_CHANGED, "D100", "Treasury & \"Risk\"");

        ProvisioningCommand update = groupCommands().get(groupCommands().size() - 1);
        assertThat(GroupStory.text(update)).isEqualTo("UPDATE_GROUP dept-d100 ISSUED");
        assertThat(update.getCause()).isEqualTo("GROUP_RENAMED");
        assertThat(update.getScim().getMethod()).isEqualTo("PATCH");
        assertThat(update.getScim().getPath()).isEqualTo("/Groups/dept-d100");
        assertThat(update.getScim().getBody())
                .isEqualTo(
                        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":"
                                + "[{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Dept Treasury & \\\"Risk\\\"\"}]}");

        // Renamed once more before the target answers: what is asked for is the last name, under an id of its own.
        hr("2026-03-01T00:01:00Z", IdentityAction.GROUP_CHANGED, "D100", "Finance");
        target("2026-03-01T00:02:00Z", IdentityAction.GROUP_CHANGED, "dept-d100", "Dept Finance");
        assertThat(texts())
                .containsExactly(
                        "CREATE_GROUP dept-d100 ISSUED",
                        "CREATE_GROUP dept-d100 DONE",
                        "UPDATE_GROUP dept-d100 ISSUED",
                        "UPDATE_GROUP dept-d100 CANCELLED",
                        "UPDATE_GROUP dept-d100 ISSUED",
                        "UPDATE_GROUP dept-d100 DONE");
        assertThat(groupCommands().get(3).getCause()).isEqualTo("REPLACED");
        assertThat(groupCommands().get(4).getCommandId())
                .isNotEqualTo(groupCommands().get(3).getCommandId());
    }

    @Test
    void aDepartmentWithoutPeopleGetsAGroupIfHrTellsOfItAndNoneIsDeleted() {
        enforced().hr("2026-01-02T00:00:00Z", IdentityAction.GROUP_CREATED, "Treasury", null);
        assertThat(texts()).containsExactly("CREATE_GROUP dept-treasury ISSUED");

        hr("2026-01-02T00:01:00Z", IdentityAction.GROUP_DELETED, "Treasury", null);
        assertThat(texts()).hasSize(2).endsWith("CREATE_GROUP dept-treasury CANCELLED");
        assertThat(groupCommands().get(1).getCause()).isEqualTo("GROUP_NOT_WANTED");

        hr("2026-01-03T00:00:00Z", IdentityAction.GROUP_CHANGED, "Treasury", null);
        target("2026-01-03T00:01:00Z", IdentityAction.GROUP_CREATED, "dept-treasury", null);
        hr("2026-01-04T00:00:00Z", IdentityAction.GROUP_DELETED, "Treasury", null);
        assertThat(texts()).hasSize(4).endsWith("CREATE_GROUP dept-treasury DONE");
        // The same need as before it was cancelled, asked for once more.
        assertThat(groupCommands().get(2).getCommandId())
                .isEqualTo(groupCommands().get(0).getCommandId());
        assertThat(groupCommands().get(2).getAttempt()).isEqualTo(2);
    }

    @Test
    void spellingsOfOneDepartmentAreOneGroupShownAsMostSpellIt() {
        enforced().hire("2026-01-02T00:00:00Z", "E1", "TREASURY");
        target("2026-01-02T00:01:00Z", IdentityAction.GROUP_CREATED, "dept-treasury", "Dept TREASURY");
        hire("2026-01-03T00:00:00Z", "E2", " Treasury ");
        hire("2026-01-03T00:00:01Z", "E3", "Treasury");

        assertThat(texts())
                .containsExactly(
                        "CREATE_GROUP dept-treasury ISSUED",
                        "CREATE_GROUP dept-treasury DONE",
                        "UPDATE_GROUP dept-treasury ISSUED");
        assertThat(groupCommands().get(2).getGroup().getDisplayName()).isEqualTo("Dept Treasury");
    }

    @Test
    void whatIsAskedForStaysAskedForWhenItIsSpelledOtherwise() {
        enforced().hire("2026-01-02T00:00:00Z", "E1", "TREASURY");
        rig.identity("2026-01-02T00:00:30Z", "E1", IdentityAction.UPDATED, event -> {
            event.setWorker(Events.worker(Events.department("Treasury")));
        });

        assertThat(texts()).containsExactly("CREATE_GROUP dept-treasury ISSUED");

        // Whoever hears of the first name only makes a group that is shown so; it is renamed then.
        target("2026-01-02T00:01:00Z", IdentityAction.GROUP_CREATED, "dept-treasury", "Dept TREASURY");
        assertThat(texts())
                .containsExactly(
                        "CREATE_GROUP dept-treasury ISSUED",
                        "CREATE_GROUP dept-treasury DONE",
                        "UPDATE_GROUP dept-treasury ISSUED");
    }

    @Test
    void aFailureIsRepeatedThenToldAndSettledByTheFact() {
        enforced().hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        rig.pipe(failed(rig.header("2026-01-02T00:01:00Z"), "dept-treasury"));
        // Time passes, by what others do.
        rig.hire("2026-01-02T01:00:00Z", "E8");
        assertThat(texts())
                .containsExactly(
                        "CREATE_GROUP dept-treasury ISSUED",
                        "CREATE_GROUP dept-treasury ISSUED",
                        "CREATE_GROUP dept-treasury FAILED");
        assertThat(groupCommands().get(1).getCause()).isEqualTo("REFUSED");
        assertThat(groupCommands()).extracting(ProvisioningCommand::getAttempt).containsExactly(1, 2, 2);
        assertThat(groupCommands().stream()
                        .map(ProvisioningCommand::getCommandId)
                        .distinct())
                .hasSize(1);
        Finding finding = rig.findings().get(0);
        assertThat(finding.getKind()).isEqualTo("PROVISIONING_OVERDUE");
        assertThat(finding.getIdentityId()).isNull();
        assertThat(finding.getAccount()).isNull();
        assertThat(finding.getSummary())
                .isEqualTo(
                        "1 command about group dept-treasury in okta had no answer as often as the policy repeats it.");
        assertThat(rig.tickets()).singleElement().satisfies(ticket -> {
            assertThat(ticket.getAction()).isEqualTo(TicketAction.OPEN);
            assertThat(ticket.getIdentityId()).isNull();
        });

        target("2026-01-03T00:00:00Z", IdentityAction.GROUP_CREATED, "dept-treasury", null);
        assertThat(texts()).endsWith("CREATE_GROUP dept-treasury DONE");
        assertThat(rig.findings()).extracting(Finding::getStatus).endsWith(FindingStatus.RESOLVED);
        assertThat(rig.tickets()).extracting(ticket -> ticket.getAction()).endsWith(TicketAction.CLOSE);
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void aGroupThatSomebodyDeletedIsCreatedAgainAsANeedOfItsOwn() {
        enforced().hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        target("2026-01-02T00:01:00Z", IdentityAction.GROUP_CREATED, "dept-treasury", "Dept Treasury");
        target("2026-02-02T00:00:00Z", IdentityAction.GROUP_DELETED, "dept-treasury", null);
        target("2026-02-02T00:01:00Z", IdentityAction.GROUP_CREATED, "dept-treasury", "Dept Treasury");

        assertThat(texts())
                .containsExactly(
                        "CREATE_GROUP dept-treasury ISSUED",
                        "CREATE_GROUP dept-treasury DONE",
                        "CREATE_GROUP dept-treasury ISSUED",
                        "CREATE_GROUP dept-treasury DONE");
        assertThat(groupCommands().get(2).getCommandId())
                .isNotEqualTo(groupCommands().get(0).getCommandId());

        // What was told late of before the deletion does not bring it back.
        rig.arriving("2026-02-02T00:03:00Z", () -> {
            target("2026-02-02T00:02:00Z", IdentityAction.GROUP_DELETED, "dept-treasury", null);
            target("2026-02-01T00:00:00Z", IdentityAction.GROUP_CHANGED, "dept-treasury", "Dept Treasury");
        });
        assertThat(texts()).hasSize(5).endsWith("CREATE_GROUP dept-treasury ISSUED");
    }

    @Test
    void whoLeavesOrMovesTakesNothingWithThemButWhatIsNotThereYet() {
        enforced().hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        target("2026-01-02T00:00:01Z", IdentityAction.GROUP_CREATED, "dept-treasury", "Dept Treasury");
        rig.identity("2026-01-02T00:00:30Z", "E1", IdentityAction.TRANSFERRED, event -> {
            event.setWorker(Events.worker(Events.department("Tax")));
        });
        rig.terminate("2026-01-02T00:01:00Z", "E1", "2026-01-02T00:01:00Z");

        assertThat(texts())
                .containsExactly(
                        "CREATE_GROUP dept-treasury ISSUED",
                        "CREATE_GROUP dept-treasury DONE",
                        "CREATE_GROUP dept-tax ISSUED",
                        "CREATE_GROUP dept-tax CANCELLED");
        // The group is there, and nobody is of the department any more: whoever deletes it now is left alone.
        target("2026-01-03T00:00:00Z", IdentityAction.GROUP_DELETED, "dept-treasury", null);
        assertThat(texts()).hasSize(4);
    }

    @Test
    void theGroupOfWhoeverHasYetToBeginIsThereBeforeThem() {
        enforced();
        rig.identity("2026-01-02T00:00:00Z", "E1", IdentityAction.HIRED, event -> {
            event.setEffectiveAt(Instant.parse("2026-06-01T00:00:00Z"));
            event.setWorker(Events.worker(Events.department("Treasury")));
        });

        assertThat(texts()).containsExactly("CREATE_GROUP dept-treasury ISSUED");
        assertThat(groupCommands().get(0).getIssuedAt()).isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
    }

    @Test
    void aSystemThatIsReportedOnGetsItsGroupsWithEnforcement() {
        rig.policies("2026-01-01T00:00:00Z", "okta REPORT");
        hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        hire("2026-01-02T00:00:01Z", "E2", "Tax");
        assertThat(texts()).isEmpty();

        rig.policies("2026-01-03T00:00:00Z", "okta ENFORCE");
        rig.wallClock(Duration.ofSeconds(1));
        assertThat(texts())
                .containsExactlyInAnyOrder("CREATE_GROUP dept-treasury ISSUED", "CREATE_GROUP dept-tax ISSUED");

        rig.policies("2026-01-03T00:01:00Z", "okta REPORT");
        rig.wallClock(Duration.ofSeconds(1));
        assertThat(groupCommands().subList(2, 4)).allSatisfy(command -> {
            assertThat(command.getStatus()).isEqualTo(CommandStatus.CANCELLED);
            assertThat(command.getCause()).isEqualTo("POLICY");
        });
    }

    @Test
    void aPolicySetThatAsksForGroupsFirstAsksThoseWhoAreThere() {
        rig.policies("2026-01-01T00:00:00Z", "okta ENFORCE NONE");
        hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        hr("2026-01-02T00:00:01Z", IdentityAction.GROUP_CREATED, "Tax", "Taxes");

        rig.policies("2026-01-03T00:00:00Z", "okta ENFORCE");
        rig.wallClock(Duration.ofSeconds(1));
        assertThat(texts())
                .containsExactlyInAnyOrder("CREATE_GROUP dept-treasury ISSUED", "CREATE_GROUP dept-tax ISSUED");

        rig.policies("2026-01-03T00:01:00Z", "okta ENFORCE NONE");
        rig.wallClock(Duration.ofSeconds(1));
        assertThat(groupCommands().subList(2, 4)).allMatch(c -> c.getStatus() == CommandStatus.CANCELLED);
    }

    @Test
    void theBrakeNeitherCountsNorHoldsWhatNobodyLosesBy() {
        rig.policies("2026-01-01T00:00:00Z", "okta REPORT BRAKED");
        for (String department : List.of("Treasury", "Tax", "IT", "Legal", "Sales")) {
            hire("2026-01-02T00:00:00Z", "E" + department.length() + department, department);
        }
        rig.policies("2026-01-03T00:00:00Z", "okta ENFORCE BRAKED");
        rig.wallClock(Duration.ofSeconds(1));

        assertThat(texts()).hasSize(5).allMatch(text -> text.endsWith("ISSUED"));
        assertThat(rig.findings()).isEmpty();
    }

    @Test
    void aGroupThatARoleGivesIsCreatedWithThePolicySet() {
        rig.policies("2026-01-01T00:00:00Z", "okta ENFORCE ROLES");
        rig.wallClock(Duration.ofSeconds(1));

        assertThat(texts()).containsExactly("CREATE_GROUP APP_Payments ISSUED");
        assertThat(groupCommands().get(0).getIssuedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(groupCommands().get(0).getScim().getBody()).contains("\"displayName\":\"APP_Payments\"");
        // How it is shown is not for a role to say.
        target("2026-01-01T00:01:00Z", IdentityAction.GROUP_CREATED, "APP_Payments", "All who pay");
        assertThat(texts()).hasSize(2).endsWith("CREATE_GROUP APP_Payments DONE");

        // Whoever gets it is added to it, as ever.
        hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        assertThat(rig.exchange()).isEmpty();
        rig.access("2026-01-02T00:01:00Z", "E1", "okta", AccessAction.ACCOUNT_CREATED, event -> {});
        assertThat(rig.commands())
                .filteredOn(command -> command.getAction() == CommandAction.GRANT)
                .filteredOn(command -> command.getEntitlement().getName().equals("APP_Payments"))
                .singleElement()
                .satisfies(command -> assertThat(command.getScim().getPath()).isEqualTo("/Groups/APP_Payments"));
    }

    @Test
    void withoutAPolicyThatAsksForGroupsNobodyTellsAnybodyOfDepartments() {
        rig.policies("2026-01-01T00:00:00Z", "okta ENFORCE NONE");
        hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        rig.identity("2026-01-03T00:00:00Z", "E1", IdentityAction.TRANSFERRED, event -> {
            event.setWorker(Events.worker(Events.department("Tax")));
        });

        assertThat(rig.exchange()).isEmpty();
        assertThat(groupCommands()).isEmpty();
        assertThat(rig.store(Names.CORRELATION_STORE).all().hasNext()).isFalse();
    }

    @Test
    void whoeverMakesUpDepartmentsFillsNeitherTheDirectoryNorTheFindings() {
        rig.policies("2026-01-01T00:00:00Z", "okta ENFORCE 3");
        for (int i = 0; i < 20; i++) {
            hire("2026-01-02T00:00:00Z", "E" + i, "Made up " + i);
        }

        assertThat(texts()).hasSize(3);
        assertThat(rig.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.getKind()).isEqualTo("GROUP_LIMIT");
            assertThat(finding.getSummary()).contains("the limit of 3 groups");
        });

        // More are allowed: now those that are there get theirs, and the finding is settled.
        rig.policies("2026-01-03T00:00:00Z", "okta ENFORCE 30");
        rig.wallClock(Duration.ofSeconds(1));
        assertThat(groupCommands().stream()
                        .map(ProvisioningCommand::getCommandId)
                        .distinct())
                .hasSize(20);
        assertThat(rig.findings()).extracting(Finding::getStatus).endsWith(FindingStatus.RESOLVED);
    }

    @Test
    void whoMovesThroughMadeUpDepartmentsFillsNoDirectoryEither() {
        rig.policies("2026-01-01T00:00:00Z", "okta ENFORCE 3");
        hire("2026-01-02T00:00:00Z", "E1", "Made up 0");
        for (int i = 1; i < 20; i++) {
            String department = "Made up " + i;
            rig.identity("2026-01-02T00:00:%02dZ".formatted(i), "E1", IdentityAction.TRANSFERRED, event -> {
                event.setWorker(Events.worker(Events.department(department)));
            });
        }

        // Those of whom nobody asks any more may be there by now, though the target has not said so.
        assertThat(groupCommands().stream()
                        .map(ProvisioningCommand::getCommandId)
                        .distinct())
                .hasSize(3);
        target("2026-01-02T00:01:00Z", IdentityAction.GROUP_DELETED, "dept-made up 0", null);
        // Time passes, by what others do.
        rig.hire("2026-01-03T00:00:20Z", "E8");
        assertThat(texts()).hasSize(3 * 2 + 1).endsWith("CREATE_GROUP dept-made up 19 ISSUED");
    }

    @Test
    void aGroupThatWasRefusedIsLookedAtAgainTheNextDay() {
        rig.policies("2026-01-01T00:00:00Z", "okta ENFORCE 1");
        hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        target("2026-01-02T00:01:00Z", IdentityAction.GROUP_CREATED, "dept-treasury", null);
        hire("2026-01-02T00:02:00Z", "E2", "Tax");
        hire("2026-01-02T00:03:00Z", "E3", "Legal");
        rig.terminate("2026-01-02T00:04:00Z", "E1", "2026-01-02T00:04:00Z");
        assertThat(rig.findings()).hasSize(1);
        target("2026-01-02T00:05:00Z", IdentityAction.GROUP_DELETED, "dept-treasury", null);
        assertThat(texts()).hasSize(2);

        // Time passes, by what others do.
        rig.hire("2026-01-03T00:05:00Z", "E8");
        assertThat(texts()).contains("CREATE_GROUP dept-tax ISSUED").doesNotContain("CREATE_GROUP dept-legal ISSUED");
        assertThat(rig.findings())
                .extracting(finding -> finding.getKind() + " " + finding.getStatus())
                .containsExactly("GROUP_LIMIT OPEN", "GROUP_LIMIT RESOLVED", "GROUP_LIMIT OPEN");
    }

    @Test
    void aTargetThatCutsNamesIsAskedAsOneThatIsSilent() {
        enforced().hr("2026-01-01T12:00:00Z", IdentityAction.GROUP_CREATED, "D100", "Treasury");
        target("2026-01-01T12:01:00Z", IdentityAction.GROUP_CREATED, "dept-d100", "Dept Treasury");
        hr("2026-03-01T00:00:00Z", IdentityAction.GROUP_CHANGED, "D100", "Treasury & Risk");
        for (int minute = 1; minute < 30; minute++) {
            String at = "2026-03-01T00:%02d:00Z".formatted(minute);
            target(at, IdentityAction.GROUP_CHANGED, "dept-d100", "Dept Treasury &".substring(0, 14 + minute % 2));
        }
        rig.hire("2026-03-02T00:00:00Z", "E8");

        assertThat(texts().subList(2, texts().size()))
                .containsExactly(
                        "UPDATE_GROUP dept-d100 ISSUED",
                        "UPDATE_GROUP dept-d100 ISSUED",
                        "UPDATE_GROUP dept-d100 FAILED");
        assertThat(rig.findings()).extracting(Finding::getKind).containsExactly("PROVISIONING_OVERDUE");

        // In letters that are written otherwise and look the same it would be the same name.
        hr("2026-03-02T00:01:00Z", IdentityAction.GROUP_CHANGED, "D100", "Caf\u00e9");
        target("2026-03-02T00:02:00Z", IdentityAction.GROUP_CHANGED, "dept-d100", "Dept Cafe\u0301");
        assertThat(texts()).endsWith("UPDATE_GROUP dept-d100 ISSUED", "UPDATE_GROUP dept-d100 DONE");
    }

    @Test
    void aRenamingThatNobodyWantsAnyMoreIsCancelledAndNotDone() {
        enforced().hr("2026-01-01T12:00:00Z", IdentityAction.GROUP_CREATED, "D100", "Treasury");
        target("2026-01-01T12:01:00Z", IdentityAction.GROUP_CREATED, "dept-d100", "Dept Treasury");
        hr("2026-03-01T00:00:00Z", IdentityAction.GROUP_CHANGED, "D100", "Risk");
        hr("2026-03-01T00:00:01Z", IdentityAction.GROUP_CHANGED, "D100", "Treasury");
        assertThat(texts()).endsWith("UPDATE_GROUP dept-d100 CANCELLED");
        assertThat(groupCommands().get(3).getCause()).isEqualTo("REPLACED");

        hr("2026-03-01T00:00:02Z", IdentityAction.GROUP_CHANGED, "D100", "Risk");
        hr("2026-03-01T00:00:03Z", IdentityAction.GROUP_DELETED, "D100", null);
        assertThat(texts()).hasSize(6).endsWith("UPDATE_GROUP dept-d100 CANCELLED");
        assertThat(groupCommands().get(5).getCause()).isEqualTo("GROUP_NOT_WANTED");
    }

    @Test
    void noDepartmentRenamesWhatARoleGives() {
        rig.policies("2026-01-01T00:00:00Z", "okta ENFORCE CLASH");
        rig.wallClock(Duration.ofSeconds(1));
        hire("2026-01-01T00:00:01Z", "E1", "Payments");
        target("2026-01-01T00:00:02Z", IdentityAction.GROUP_CREATED, "APP_Payments", "All who pay");

        assertThat(texts()).containsExactly("CREATE_GROUP APP_Payments ISSUED", "CREATE_GROUP APP_Payments DONE");
        assertThat(groupCommands().get(0).getScim().getBody()).contains("\"displayName\":\"APP_Payments\"");
    }

    @Test
    void whatATargetHasIsNotForHrToSay() {
        enforced().hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        Header header = rig.header("2026-01-02T00:01:00Z");
        header.setSourceKind(SourceKind.HRIS);
        rig.pipe(ofTarget(header, IdentityAction.GROUP_CREATED, "dept-treasury", null));

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
        assertThat(texts()).containsExactly("CREATE_GROUP dept-treasury ISSUED");
    }

    @Test
    void namesThatCannotBeNamesAreLeftOut() {
        enforced().hire("2026-01-02T00:00:00Z", "E1", "x".repeat(513));
        hire("2026-01-02T00:00:01Z", "E2", "x".repeat(510));
        hire("2026-01-02T00:00:02Z", "E3", "a\u0000b");
        hr("2026-01-02T00:00:03Z", IdentityAction.GROUP_CREATED, " ", null);
        target("2026-01-02T00:00:04Z", IdentityAction.GROUP_CREATED, "x".repeat(600), null);
        hire("2026-01-02T00:00:05Z", "E4", "{name}");

        // The second fits as a department, but not as a group.
        assertThat(groupCommands())
                .extracting(command -> command.getGroup().getName())
                .containsExactlyInAnyOrder("dept-a b", "dept-{name}");
        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
        assertThat(groupCommands())
                .allSatisfy(command ->
                        assertThat(command.getGroup().getDisplayName().length()).isLessThanOrEqualTo(256));
    }

    @Test
    void claimsThatNoStageHasWrittenAreRefused() {
        enforced();
        forged("group:okta/dept-treasury", "E1", new GroupRef("dept-treasury", "x", null, null, null));
        forged("group:okta/dept-treasury", "unit:department/t", new GroupRef("dept-other", "x", null, null, null));
        forged("group:okta/dept-treasury", "unit:email/t", new GroupRef("dept-treasury", "x", null, null, null));
        forged("unit:department/treasury", "unit:department/t", new GroupRef("Treasury", null, null, null, null));
        forged("unit:email/treasury", "E1", new GroupRef("Treasury", null, null, null, null));
        forged("unit:department/treasury", "E1", null);
        forged("group:okta", "unit:department/t", new GroupRef("x", "x", null, null, null));

        assertThat(rig.deadLetterReasons()).hasSize(7).containsOnly("INVALID_FIELD");
        assertThat(groupCommands()).isEmpty();
    }

    private void forged(String receiver, String sender, GroupRef group) {
        Exchange message = Exchange.newBuilder()
                .setKind(ExchangeKind.CLAIM)
                .setReceiver(receiver)
                .setSender(sender)
                .setSentAt(Instant.parse("2026-01-01T00:00:00Z"))
                .setStatus("MADE")
                .setGroup(group)
                .build();
        rig.pipeBytes(
                Names.EXCHANGE,
                receiver,
                rig.encode(Names.EXCHANGE, message),
                new RecordHeaders(),
                ms("2026-01-01T00:00:00Z"));
    }

    @Test
    void aClaimOnWhichTheRulesFailIsKnownAllTheSame() {
        boolean[] fails = {true};
        Governor failing = new Governor() {
            @Override
            public boolean claimed(
                    IdentityState state,
                    Policies policies,
                    String sender,
                    ClaimedGroup claimed,
                    boolean holds,
                    long at,
                    long arrivedAt,
                    Decisions out) {
                if (fails[0]) {
                    throw new IllegalStateException("a rule that fails");
                }
                return super.claimed(state, policies, sender, claimed, holds, at, arrivedAt, out);
            }
        };
        try (StageRig broken =
                StageRig.with().governor(failing).policies(GroupStory::read).start()) {
            broken.policies("2026-01-01T00:00:00Z", "okta ENFORCE");
            broken.pipe(Events.identity(
                    broken.header("2026-01-02T00:00:00Z"), "E1", IdentityAction.HIRED, Events.department("Treasury")));
            assertThat(broken.deadLetterReasons()).containsExactly("PROCESSING_ERROR");

            fails[0] = false;
            broken.hire("2026-01-02T01:00:30Z", "E2");
            assertThat(broken.commands().stream()
                            .filter(command -> command.getGroup() != null)
                            .map(GroupStory::text))
                    .containsExactly("CREATE_GROUP dept-treasury ISSUED");
            assertThat(broken.auditHasNoGap()).isTrue();
        }
    }

    @Test
    void aGroupThatAPolicyNamesAndOnWhichTheRulesFailIsTriedAgain() {
        boolean[] fails = {true};
        Governor failing = new Governor() {
            @Override
            public void named(IdentityState state, Policies policies, long activatedAt, Decisions out) {
                if (fails[0]) {
                    throw new IllegalStateException("a rule that fails");
                }
                super.named(state, policies, activatedAt, out);
            }
        };
        try (StageRig broken =
                StageRig.with().governor(failing).policies(GroupStory::read).start()) {
            broken.policies("2026-01-01T00:00:00Z", "okta ENFORCE ROLES");
            broken.wallClock(Duration.ofSeconds(1));
            assertThat(broken.deadLetterReasons()).containsExactly("PROCESSING_ERROR");

            broken.hire("2026-01-01T00:30:00Z", "E2");
            broken.hire("2026-01-01T00:59:00Z", "E3");
            assertThat(broken.deadLetterReasons()).as("not with each record").hasSize(1);

            fails[0] = false;
            broken.hire("2026-01-01T02:00:00Z", "E4");
            assertThat(broken.commands().stream()
                            .filter(command -> command.getGroup() != null)
                            .map(GroupStory::text))
                    .startsWith("CREATE_GROUP APP_Payments ISSUED");
            assertThat(broken.auditHasNoGap()).isTrue();
        }
    }

    @Test
    void whatIsToldUnderAnotherKeyFindsItsWay() {
        enforced().hire("2026-01-02T00:00:00Z", "E1", "Treasury");
        rig.pipe(
                null,
                ofTarget(rig.header("2026-01-02T00:01:00Z"), IdentityAction.GROUP_CREATED, "dept-treasury", null),
                ms("2026-01-02T00:01:00Z"));
        rig.pipe("anything", failed(rig.header("2026-01-02T00:02:00Z"), "dept-treasury"), ms("2026-01-02T00:02:00Z"));

        assertThat(texts()).endsWith("CREATE_GROUP dept-treasury DONE");
        assertThat(rig.deadLetters()).isEmpty();
    }
}
