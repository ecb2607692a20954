package dev.sluice.stream;

import dev.sluice.domain.finding.MassChange;
import dev.sluice.event.CommandAction;
import dev.sluice.event.Severity;
import dev.sluice.stream.TaskFigures.Figure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongBinaryOperator;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What the tasks of this instance say of themselves, together. Read when somebody asks, so that it costs a task nothing. */
final class AllFigures {
    private static final double MS_PER_SECOND = 1000;

    private final Set<TaskFigures> tasks = ConcurrentHashMap.newKeySet();
    private final MeterRegistry registry;
    private final InstantSource clock;

    AllFigures(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
        int held = FindingKinds.number(MassChange.KIND, Severity.CRITICAL);
        for (int i = 0; i < FindingKinds.count(); i++) {
            int number = i;
            // A source that is held is a finding about no identity.
            Supplier<Number> open =
                    number == held ? () -> sum(Figure.HELD_SOURCES) : () -> sum(task -> task.findings(number));
            gauge(
                    "sluice.findings.open",
                    "Findings with status OPEN",
                    open,
                    "kind",
                    FindingKinds.kind(number),
                    "severity",
                    FindingKinds.severity(number).name());
        }
        for (CommandAction action : CommandAction.values()) {
            gauge(
                    "sluice.commands.open",
                    "Commands that were issued and whose fact was not observed",
                    () -> sum(task -> task.commands(action)),
                    "action",
                    action.name());
            seconds(
                    "sluice.commands.open.age",
                    "Time since the oldest of these was issued first, to the hour; 0 if there is none",
                    () -> age(least(task -> task.oldest(action))),
                    "action",
                    action.name());
        }
        gauge("sluice.tasks", "Tasks of the govern stage on this instance", tasks::size);
        gauge("sluice.identities", "Identities of which anything is known", () -> sum(Figure.IDENTITIES));
        gauge(
                "sluice.tasks.counting",
                "Tasks that are still counting identities, findings and commands; until they are done these are too low",
                () -> sum(Figure.COUNTING));
        gauge("sluice.timers", "Identities of which something will be due", () -> sum(Figure.TIMERS));
        seconds(
                "sluice.timers.overdue",
                "Time since the earliest due instant that was not worked off; grows while a backlog is read",
                () -> age(least(Figure.EARLIEST_TIMER)));
        gauge(
                "sluice.policy.set.version",
                "The policy set in force, of the task with the oldest and of that with the newest; 0 is none",
                () -> tasks.isEmpty() ? 0 : least(Figure.POLICY_VERSION),
                "of",
                "oldest");
        gauge(
                "sluice.policy.set.version",
                "The policy set in force, of the task with the oldest and of that with the newest; 0 is none",
                () -> greatest(Figure.POLICY_VERSION),
                "of",
                "newest");
        gauge(
                "sluice.evaluation.done",
                "Identities evaluated in the re-evaluation that is under way",
                () -> sum(Figure.EVALUATED));
        gauge(
                "sluice.evaluation.left",
                "Identities left in the re-evaluation after a policy change, about",
                () -> sum(Figure.TO_EVALUATE));
        gauge("sluice.brake.sources", "Sources that the brake holds", () -> sum(Figure.HELD_SOURCES));
        gauge(
                "sluice.brake.identities",
                "Identities of which the brake holds commands",
                () -> sum(Figure.HELD_IDENTITIES));
        seconds(
                "sluice.audit.checkpoint.age",
                "Time since the last checkpoint where committed records of the audit wait for one",
                () -> age(least(Figure.AWAITS_CHECKPOINT)));
    }

    void join(TaskFigures task) {
        tasks.add(task);
    }

    void leave(TaskFigures task) {
        tasks.remove(task);
    }

    private void gauge(String name, String meaning, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value).description(meaning).tags(tags).register(registry);
    }

    private void seconds(String name, String meaning, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value)
                .description(meaning)
                .tags(tags)
                .baseUnit("seconds")
                .register(registry);
    }

    private long sum(Figure figure) {
        return sum(task -> task.get(figure));
    }

    private long sum(ToLongFunction<TaskFigures> figure) {
        return together(0, Long::sum, figure);
    }

    private long least(Figure figure) {
        return least(task -> task.get(figure));
    }

    private long least(ToLongFunction<TaskFigures> figure) {
        return together(TaskFigures.NEVER, Math::min, figure);
    }

    private long greatest(Figure figure) {
        return together(0, Math::max, task -> task.get(figure));
    }

    private long together(long none, LongBinaryOperator with, ToLongFunction<TaskFigures> figure) {
        long all = none;
        for (TaskFigures task : tasks) {
            all = with.applyAsLong(all, figure.applyAsLong(task));
        }
        return all;
    }

    /** The seconds since an instant; 0 if it has not come. */
    private double age(long since) {
        return since == TaskFigures.NEVER ? 0 : Math.max(0, clock.millis() - since) / MS_PER_SECOND;
    }
}
