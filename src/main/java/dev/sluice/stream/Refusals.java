package dev.sluice.stream;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Rejection;
import dev.sluice.event.AuditOutcome;

/** What becomes of a record that can't be decided: a dead letter, a record of the audit, a count. */
final class Refusals {
    private final StageOptions options;
    private final Stage stage;
    private final PolicySets policySets;
    private final Outbox outbox;
    private final UnitOfWork unit;
    private final StageMetrics metrics;

    Refusals(
            StageOptions options,
            Stage stage,
            PolicySets policySets,
            Outbox outbox,
            UnitOfWork unit,
            StageMetrics metrics) {
        this.options = options;
        this.stage = stage;
        this.policySets = policySets;
        this.outbox = outbox;
        this.unit = unit;
        this.metrics = metrics;
    }

    /** Refuses a record; {@code view} is null where it can't be read as an event. */
    void refuse(Incoming in, EventView view, Rejection rejection) {
        DeadLetters.add(outbox, in, rejection, options.isSealed());
        unit.onCommit(() -> metrics.deadLetter(rejection.reason()));
        String reason = rejection.reason().name();
        long setVersion = policySets.active().setVersion();
        if (view != null) {
            stage.auditEvent(in, view, AuditOutcome.DEAD_LETTERED, reason, setVersion);
        } else {
            String topic = in.topic().substring(options.topicPrefix().length());
            stage.auditOther(in, topic, "UNKNOWN", AuditOutcome.DEAD_LETTERED, reason, setVersion);
        }
    }
}
