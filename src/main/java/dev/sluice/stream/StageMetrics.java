package dev.sluice.stream;

import dev.sluice.domain.Category;
import dev.sluice.domain.ReasonCode;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.siem.Format;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the stage counts, and what its tasks say of themselves; {@code docs/metrics.md} has the names and their meanings. Every
 * meter exists from the start, so that a rate over it is defined before the first event.
 */
public final class StageMetrics {
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(6),
        Duration.ofDays(1)
    };

    private static final Duration[] REMOVALS = {
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4),
        Duration.ofHours(12),
        Duration.ofDays(1),
        Duration.ofDays(2),
        Duration.ofDays(7),
        Duration.ofDays(30)
    };

    private final Map<Category, Map<AuditOutcome, Counter>> events = new EnumMap<>(Category.class);
    private final Map<Category, Counter> misrouted = new EnumMap<>(Category.class);
    private final Map<Category, Counter> correlated = new EnumMap<>(Category.class);
    private final Counter parkedDropped;
    private final Map<ReasonCode, Counter> deadLetters = new EnumMap<>(ReasonCode.class);
    private final Counter quarantined;
    private final Counter fired;
    private final Map<CommandAction, Map<CommandStatus, Counter>> commands = new EnumMap<>(CommandAction.class);
    private final Map<Format, Counter> rendered = new EnumMap<>(Format.class);
    private final Map<SealedDetails.Omitted, Counter> omitted = new EnumMap<>(SealedDetails.Omitted.class);
    private final Map<CommandAction, Timer> removals = new EnumMap<>(CommandAction.class);
    private final Timer sinceArrival;
    private final Timer sinceOccurrence;
    private final AllFigures tasks;
    private final RegistryWatch registryWatch;

    /**
     * Meters in a registry, by the system's clock.
     *
     * @param registry the registry
     */
    public StageMetrics(MeterRegistry registry) {
        this(registry, InstantSource.system());
    }

    /**
     * Meters in a registry.
     *
     * @param registry the registry
     * @param clock tells by when something is late
     */
    public StageMetrics(MeterRegistry registry, InstantSource clock) {
        for (Category category : Category.values()) {
            Map<AuditOutcome, Counter> byOutcome = new EnumMap<>(AuditOutcome.class);
            for (AuditOutcome outcome : AuditOutcome.values()) {
                byOutcome.put(
                        outcome,
                        counter(
                                registry,
                                "sluice.events",
                                "Events, by what came of them",
                                "category",
                                category.topic(),
                                "outcome",
                                outcome.name()));
            }
            events.put(category, byOutcome);
            misrouted.put(
                    category,
                    counter(
                            registry,
                            "sluice.misrouted",
                            "Events that came to another partition than their subject's and were sent home",
                            "category",
                            category.topic()));
            correlated.put(
                    category,
                    counter(
                            registry,
                            "sluice.correlated",
                            "Events that name only an account and were sent to its owner",
                            "category",
                            category.topic()));
        }
        parkedDropped = counter(
                registry,
                "sluice.parked.dropped",
                "Events of accounts that had to go for others before it was known whose the account is");
        quarantined = counter(
                registry,
                "sluice.quarantined",
                "Times that an identity was set aside because the rules failed on it; it is tried again");
        fired = counter(registry, "sluice.timers.fired", "Due instants of identities that were worked off");
        for (CommandAction action : CommandAction.values()) {
            Map<CommandStatus, Counter> byStatus = new EnumMap<>(CommandStatus.class);
            for (CommandStatus status : CommandStatus.values()) {
                byStatus.put(
                        status,
                        counter(
                                registry,
                                "sluice.commands",
                                "Commands told, by the status that they took on; repeats are ISSUED again",
                                "action",
                                action.name(),
                                "status",
                                status.name()));
            }
            commands.put(action, byStatus);
        }
        for (CommandAction action :
                List.of(CommandAction.DISABLE_ACCOUNT, CommandAction.REVOKE, CommandAction.DELETE_ACCOUNT)) {
            removals.put(
                    action,
                    Timer.builder("sluice.leaver.removal")
                            .description("How long after the end of an employment the removal of access was observed")
                            .tag("action", action.name())
                            .serviceLevelObjectives(REMOVALS)
                            .register(registry));
        }
        for (SealedDetails.Omitted why : SealedDetails.Omitted.values()) {
            omitted.put(
                    why,
                    counter(
                            registry,
                            "sluice.details.omitted",
                            "Records written for a SIEM without what is personal in them",
                            "reason",
                            why.name()));
        }
        for (Format format : Format.values()) {
            rendered.put(
                    format,
                    counter(
                            registry,
                            "sluice.rendered",
                            "Records of the audit that were written for a SIEM",
                            "format",
                            format.word()));
        }
        for (ReasonCode reason : ReasonCode.values()) {
            deadLetters.put(
                    reason,
                    counter(
                            registry,
                            "sluice.dead.letters",
                            "Records that could not be decided and went to dead-letter",
                            "reason",
                            reason.name()));
        }
        sinceArrival = latency(registry, "arrival");
        sinceOccurrence = latency(registry, "occurrence");
        tasks = new AllFigures(registry, clock);
        registryWatch = new RegistryWatch(clock);
        Gauge.builder("sluice.registry.unavailable", () -> registryWatch.isDown() ? 1 : 0)
                .description("1 while records wait for the schema registry")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String meaning, String... tags) {
        return Counter.builder(name).description(meaning).tags(tags).register(registry);
    }

    private static Timer latency(MeterRegistry registry, String since) {
        return Timer.builder("sluice.decision.latency")
                .description("From the arrival, or the occurrence, of an event to the decisions that follow from it")
                .tag("since", since)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }

    /**
     * Whether records wait for the registry.
     *
     * @return what those who wait tell
     */
    public RegistryWatch registryWatch() {
        return registryWatch;
    }

    void join(TaskFigures task) {
        tasks.join(task);
    }

    void leave(TaskFigures task) {
        tasks.leave(task);
    }

    void event(Category category, AuditOutcome outcome) {
        events.get(category).get(outcome).increment();
    }

    void misrouted(Category category) {
        misrouted.get(category).increment();
    }

    void correlated(Category category) {
        correlated.get(category).increment();
    }

    void parkedDropped(int count) {
        parkedDropped.increment(count);
    }

    void deadLetter(ReasonCode reason) {
        deadLetters.get(reason).increment();
    }

    void omitted(SealedDetails.Omitted why) {
        omitted.get(why).increment();
    }

    void rendered(Format format) {
        rendered.get(format).increment();
    }

    void quarantined() {
        quarantined.increment();
    }

    void fired() {
        fired.increment();
    }

    /** Something was decided by an event; all in ms since the epoch. */
    void decided(long now, long arrivedAt, long occurredAt) {
        sinceArrival.record(Math.max(0, now - arrivedAt), TimeUnit.MILLISECONDS);
        sinceOccurrence.record(Math.max(0, now - occurredAt), TimeUnit.MILLISECONDS);
    }

    /** A command was told; one that was done about a leaver also tells how long that took. */
    void command(ProvisioningCommand command) {
        commands.get(command.getAction()).get(command.getStatus()).increment();
        if (command.getStatus() == CommandStatus.DONE) {
            Timer removal = removals.get(command.getAction());
            if (removal != null && command.getEffectiveAt() != null) {
                Duration after = Duration.between(command.getEffectiveAt(), command.getChangedAt());
                removal.record(after.isNegative() ? Duration.ZERO : after);
            }
        }
    }
}
