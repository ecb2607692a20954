package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.policy.GroupPolicy;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People are at home in one task, their department in a second, its group in a third: whenever each commits or dies. */
class GroupTasksFlowTest {
    private static final long TEN = Instant.parse("2026-03-02T10:00:00Z").toEpochMilli();

    private int events;

    private static TasksRig tasks(int partitions, String guarantee) {
        return tasks(partitions, guarantee, GroupStory.byDepartment(1000));
    }

    private static TasksRig tasks(int partitions, String guarantee, GroupPolicy groups) {
        return new TasksRig(
                partitions,
                guarantee,
                new Governor(),
                (version, documents) -> Policies.of(version, GroupStory.okta(Mode.ENFORCE, groups)));
    }

    private IdentityEvent event(String identity, IdentityAction action, String department, long at) {
        return Events.identity(
                Events.header("e" + ++events, "test", null, at), identity, action, Events.department(department));
    }

    private IdentityEvent observed(String name, long at) {
        return GroupStory.ofTarget(
                Events.header("e" + ++events, "okta-prod", null, at), IdentityAction.GROUP_CREATED, name, null);
    }

    private static List<String> texts(TasksRig rig) {
        return rig.commands().stream().map(GroupStory::text).toList();
    }

    @Test
    void twoOfOneDepartmentInDifferentTasksLeadToOneCommand() {
        TasksRig rig = tasks(5, StreamsConfig.EXACTLY_ONCE_V2);
        Set<Integer> homes = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            rig.tell(event("E" + i, IdentityAction.HIRED, i % 2 == 0 ? "Treasury" : "TREASURY ", TEN), TEN);
            homes.add(rig.home("E" + i));
        }
        rig.settle();

        assertThat(homes).hasSizeGreaterThan(2);
        assertThat(texts(rig)).containsExactly("CREATE_GROUP dept-treasury ISSUED");

        rig.tell(observed("dept-treasury", TEN + 1000), TEN + 1000);
        rig.settle();
        assertThat(texts(rig)).hasSize(2).endsWith("CREATE_GROUP dept-treasury DONE");
    }

    @ParameterizedTest
    @ValueSource(strings = {StreamsConfig.EXACTLY_ONCE_V2, StreamsConfig.AT_LEAST_ONCE})
    void tasksThatMoveFindInTheirStoresAllThatTheyNeed(String guarantee) {
        TasksRig rig = tasks(3, guarantee);
        rig.tell(event("E1", IdentityAction.HIRED, "Treasury", TEN), TEN);
        rig.settle();
        crashAll(rig);
        rig.tell(event("E2", IdentityAction.HIRED, "Treasury", TEN + 1), TEN + 1);
        rig.settle();
        crashAll(rig);
        rig.tell(event("E1", IdentityAction.TRANSFERRED, "Tax", TEN + 2), TEN + 2);
        rig.settle();
        crashAll(rig);
        // One is left of Treasury, so what is open stays open.
        assertThat(texts(rig))
                .containsExactlyInAnyOrder("CREATE_GROUP dept-treasury ISSUED", "CREATE_GROUP dept-tax ISSUED");

        rig.tell(event("E2", IdentityAction.TRANSFERRED, "Tax", TEN + 3), TEN + 3);
        rig.settle();
        crashAll(rig);
        assertThat(texts(rig)).hasSize(3).endsWith("CREATE_GROUP dept-treasury CANCELLED");

        rig.tell(observed("dept-tax", TEN + 4), TEN + 4);
        rig.settle();
        assertThat(texts(rig)).hasSize(4).endsWith("CREATE_GROUP dept-tax DONE");
    }

    private static void crashAll(TasksRig rig) {
        for (int task = 0; task < rig.tasks(); task++) {
            rig.crash(task);
        }
    }

    /** A claim is as late as the unit's clock, and what it follows from may come from a task that lags behind. */
    @Test
    void tasksThatAreAWeekApartUnderstandEachOther() {
        TasksRig rig = tasks(3, StreamsConfig.EXACTLY_ONCE_V2);
        long ahead = TEN + Duration.ofDays(7).toMillis();
        rig.tell(event("E7", IdentityAction.HIRED, "Treasury", ahead), ahead);
        rig.settle();
        rig.tell(event("E7", IdentityAction.TERMINATED, "Treasury", ahead + 1), ahead + 1);
        rig.settle();
        assertThat(texts(rig)).hasSize(2).endsWith("CREATE_GROUP dept-treasury CANCELLED");

        String behind = IntStream.range(0, 100)
                .mapToObj(i -> "B" + i)
                .filter(identity -> rig.home(identity) != rig.home("E7"))
                .findFirst()
                .orElseThrow();
        rig.tell(event(behind, IdentityAction.HIRED, "Treasury", TEN), TEN);
        rig.settle();
        assertThat(texts(rig)).hasSize(3).endsWith("CREATE_GROUP dept-treasury ISSUED");
    }

    /** What a task had decided and not told when it died is decided again, although the store knows the claim. */
    @ParameterizedTest
    @ValueSource(strings = {StreamsConfig.EXACTLY_ONCE_V2, StreamsConfig.AT_LEAST_ONCE})
    void whatIsReadAgainAfterACrashLeadsToTheSameCommand(String guarantee) {
        TasksRig rig = tasks(3, guarantee);
        rig.tell(event("E1", IdentityAction.HIRED, "Treasury", TEN), TEN);
        int unit = rig.home("unit:department/treasury");
        int group = rig.home("group:okta/dept-treasury");
        rig.commitAll();
        rig.deliver(unit);
        rig.crash(unit);
        rig.deliverAgain(rig.sent().get(0));
        rig.commitAll();
        TasksRig.Message claim = rig.sent().get(rig.sent().size() - 1);
        rig.deliver(group);
        rig.crash(group);
        rig.deliverAgain(claim);
        rig.settle();

        Set<String> ids = rig.commands().stream()
                .map(command -> command.getCommandId() + " " + command.getAttempt())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(texts(rig)).isNotEmpty().containsOnly("CREATE_GROUP dept-treasury ISSUED");
        // Whoever gets it twice takes it for one.
        assertThat(ids).hasSize(1);
    }

    @Test
    void everythingToldTwiceChangesNothing() {
        TasksRig rig = tasks(4, StreamsConfig.AT_LEAST_ONCE);
        rig.tell(event("E1", IdentityAction.HIRED, "Treasury", TEN), TEN);
        rig.settle();
        rig.tell(event("E1", IdentityAction.TRANSFERRED, "Tax", TEN + 1), TEN + 1);
        rig.settle();
        int before = rig.commands().size();
        List<TasksRig.Message> sent = List.copyOf(rig.sent());
        // Also on its own: a process that was taken for dead may still tell what was so before.
        sent.forEach(rig::deliverAgain);
        sent.forEach(message -> {
            rig.deliverAgain(message);
            rig.settle();
        });

        assertThat(rig.commands()).hasSize(before);
        assertThat(texts(rig))
                .containsExactlyInAnyOrder(
                        "CREATE_GROUP dept-treasury ISSUED",
                        "CREATE_GROUP dept-treasury CANCELLED",
                        "CREATE_GROUP dept-tax ISSUED");
    }

    /** A part of the limit is each task's own; together they ask for at most twice as many, and eight each. */
    @Test
    void theLimitHoldsAcrossTasksAndEachTellsOnce() {
        TasksRig rig = tasks(4, StreamsConfig.EXACTLY_ONCE_V2, GroupStory.byDepartment(20));
        for (int i = 0; i < 400; i++) {
            rig.tell(event("E" + i, IdentityAction.HIRED, "Made up " + i, TEN + i), TEN + i);
            if (i % 20 == 0) {
                rig.settle();
                crashAll(rig);
            }
        }
        rig.settle();

        Set<String> asked = rig.commands().stream()
                .filter(command -> command.getStatus() == CommandStatus.ISSUED)
                .map(ProvisioningCommand::getCommandId)
                .collect(Collectors.toSet());
        assertThat(asked).hasSizeBetween(20, 2 * 20 + 4 * 8);
        assertThat(rig.findings()).hasSize(4).extracting(Finding::getKind).containsOnly("GROUP_LIMIT");
    }
}
