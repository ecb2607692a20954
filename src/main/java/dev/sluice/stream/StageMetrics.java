package dev.sluice.stream;

import dev.sluice.domain.Category;
import dev.sluice.domain.ReasonCode;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.CommandAction;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.siem.Format;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the stage counts. Every meter exists from the start, so that a rate over it is defined before the first event. */
public final class StageMetrics {
    private final Map<Category, Map<AuditOutcome, Counter>> events = new EnumMap<>(Category.class);
    private final Map<Category, Counter> misrouted = new EnumMap<>(Category.class);
    private final Map<Category, Counter> correlated = new EnumMap<>(Category.class);
    private final Counter parkedDropped;
    private final Map<ReasonCode, Counter> deadLetters = new EnumMap<>(ReasonCode.class);
    private final Counter quarantined;
    private final Counter held;
    private final Map<Format, Counter> rendered = new EnumMap<>(Format.class);
    private final Map<SealedDetails.Omitted, Counter> omitted = new EnumMap<>(SealedDetails.Omitted.class);
    private final Map<CommandAction, Timer> removals = new EnumMap<>(CommandAction.class);

    /**
     * Meters in a registry: {@code sluice.events} by category and outcome, {@code sluice.misrouted} by category,
     * {@code sluice.correlated} by category (events that were sent to the owner of their account),
     * {@code sluice.parked.dropped} (events of accounts that had to go for others before it was known whose the account is),
     * {@code sluice.rendered} by format (records of the audit that were written for a SIEM),
     * {@code sluice.details.omitted} by reason (of these, those without what is personal in them), {@code sluice.dead.letters} by reason, {@code sluice.quarantined}, {@code sluice.commands.held}, and
     * {@code sluice.leaver.removal} by action: how long after the end of an employment it was observed that an account is
     * disabled or deleted, or an entitlement gone.
     *
     * @param registry the registry
     */
    public StageMetrics(MeterRegistry registry) {
        for (Category category : Category.values()) {
            Map<AuditOutcome, Counter> byOutcome = new EnumMap<>(AuditOutcome.class);
            for (AuditOutcome outcome : AuditOutcome.values()) {
                byOutcome.put(
                        outcome,
                        registry.counter("sluice.events", "category", category.topic(), "outcome", outcome.name()));
            }
            events.put(category, byOutcome);
            misrouted.put(category, registry.counter("sluice.misrouted", "category", category.topic()));
            correlated.put(category, registry.counter("sluice.correlated", "category", category.topic()));
        }
        parkedDropped = registry.counter("sluice.parked.dropped");
        quarantined = registry.counter("sluice.quarantined");
        held = registry.counter("sluice.commands.held");
        for (CommandAction action :
                List.of(CommandAction.DISABLE_ACCOUNT, CommandAction.REVOKE, CommandAction.DELETE_ACCOUNT)) {
            removals.put(action, registry.timer("sluice.leaver.removal", "action", action.name()));
        }
        for (SealedDetails.Omitted why : SealedDetails.Omitted.values()) {
            omitted.put(why, registry.counter("sluice.details.omitted", "reason", why.name()));
        }
        for (Format format : Format.values()) {
            rendered.put(format, registry.counter("sluice.rendered", "format", format.word()));
        }
        for (ReasonCode reason : ReasonCode.values()) {
            deadLetters.put(reason, registry.counter("sluice.dead.letters", "reason", reason.name()));
        }
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

    void parkedDropped(int events) {
        parkedDropped.increment(events);
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

    /** A command was done; counts if it was about a leaver. */
    void done(ProvisioningCommand command) {
        Timer removal = removals.get(command.getAction());
        if (removal != null && command.getEffectiveAt() != null) {
            Duration after = Duration.between(command.getEffectiveAt(), command.getChangedAt());
            removal.record(after.isNegative() ? Duration.ZERO : after);
        }
    }

    void held() {
        held.increment();
    }
}
