package dev.sluice.stream;

import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import dev.sluice.domain.brake.Announcer.Kind;
import dev.sluice.domain.brake.SourceBrake;
import dev.sluice.domain.brake.Verdict;
import dev.sluice.domain.finding.MassChange;
import dev.sluice.domain.identity.FeedRun;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What people, feeds and other tasks tell of who leaves together; and in the task where a source is at home, what people are told of it. */
final class BrakeDesk {
    /** What can be discarded for itself. */
    private static final List<String> KINDS = List.of(Kind.END.name(), Kind.ABSENCE.name());

    private final StageOptions options;
    private final Stage stage;
    private final Brakes brakes;
    private final BrakeMail mail;
    private final FeedRuns feeds;
    private final UnitOfWork unit;
    private final int partition;

    BrakeDesk(StageOptions options, Stage stage, StageStores stores, int partition) {
        this.options = options;
        this.stage = stage;
        this.brakes = stores.brakes();
        this.mail = stores.brakeMail();
        this.feeds = stores.feeds();
        this.unit = stores.unit();
        this.partition = partition;
    }

    static boolean takes(ControlAction action) {
        return action == ControlAction.FEED_COMPLETED
                || action == ControlAction.BRAKE_HOLD
                || action == ControlAction.BRAKE_RELEASE
                || action == ControlAction.BRAKE_DISCARD;
    }

    static boolean takes(ExchangeKind kind) {
        return kind == ExchangeKind.COUNT || kind == ExchangeKind.ALLOW;
    }

    Optional<Rejection> check(Exchange message, long arrivedAt) {
        return mail.check(message, arrivedAt);
    }

    void take(Exchange message, Policies policies) {
        Brake policy = policies.settings().brake();
        if (message.getKind() == ExchangeKind.COUNT) {
            brakes.told(mail.readCount(message), policy);
        } else {
            brakes.allowed(mail.readAllow(message), policy);
        }
    }

    /** Why a control record can't be acted on, or empty. */
    Optional<Rejection> check(Control control, long arrivedAt, Duration skew) {
        Instant at = control.getHeader().getOccurredAt();
        Instant until = control.getValidTo();
        if (control.getSource() == null || !Validation.isText(control.getSource())) {
            return Optional.of(new Rejection(ReasonCode.MISSING_FIELD, "The action needs source."));
        }
        if (!Validation.isText(control.getHeader().getEventId())) {
            return Optional.of(new Rejection(ReasonCode.MISSING_FIELD, "The action needs header.eventId."));
        }
        if (!Validation.isInstant(at) || until != null && !Validation.isInstant(until)) {
            return Optional.of(new Rejection(
                    ReasonCode.INVALID_FIELD, "Refused: header.occurredAt and validTo lie between 1970 and 9999."));
        }
        boolean names = control.getSubject() == null
                || control.getSubject().getIdentityId() != null
                        && Validation.isIdentityId(control.getSubject().getIdentityId());
        if (control.getAction() != ControlAction.FEED_COMPLETED && !names) {
            // Who means one must not have it done to all.
            return Optional.of(
                    new Rejection(ReasonCode.MISSING_FIELD, "A subject of a decision needs its identityId."));
        }
        if (control.getAction() == ControlAction.BRAKE_HOLD && control.getSubject() != null) {
            return Optional.of(new Rejection(ReasonCode.INVALID_FIELD, "Refused: a source is held for everybody."));
        }
        if (control.getKind() != null && !KINDS.contains(control.getKind())) {
            return Optional.of(new Rejection(ReasonCode.INVALID_FIELD, "Refused: kind is one of " + KINDS + "."));
        }
        if (control.getAction() == ControlAction.FEED_COMPLETED) {
            Instant started = control.getStartedAt();
            if (control.getFeedId() == null || !Validation.isText(control.getFeedId()) || started == null) {
                return Optional.of(new Rejection(ReasonCode.MISSING_FIELD, "The action needs feedId and startedAt."));
            }
            if (!Validation.isInstant(started) || started.isAfter(at)) {
                return Optional.of(new Rejection(
                        ReasonCode.INVALID_FIELD, "Refused: startedAt is not before the feed was completed."));
            }
        }
        // One from the future would shut out everything that people decide until then.
        return at.isAfter(Instant.ofEpochMilli(arrivedAt).plus(skew))
                ? Optional.of(new Rejection(
                        ReasonCode.FUTURE_EVENT, "It was decided at " + at + ", after it arrived; check the clock."))
                : Optional.empty();
    }

    AuditOutcome take(Incoming in, Control control, PolicyHistory history) {
        Policies policies = history.current().policies();
        String source = control.getSource();
        long at = control.getHeader().getOccurredAt().toEpochMilli();
        if (control.getAction() == ControlAction.FEED_COMPLETED) {
            feedCompleted(in, control, at, policies);
            return AuditOutcome.APPLIED;
        }
        if (control.getAction() == ControlAction.BRAKE_HOLD) {
            boolean applied = brakes.hold(source, at);
            hold(in, control, at, policies);
            return outcome(applied);
        }
        Verdict verdict = control.getAction() == ControlAction.BRAKE_RELEASE ? Verdict.FREE : Verdict.DISCARDED;
        String eventId = control.getHeader().getEventId();
        HeldRows.Order order = new HeldRows.Order(verdict, kind(control), at, eventId);
        if (control.getSubject() != null) {
            String identity = control.getSubject().getIdentityId();
            boolean here = Partitioning.of(identity, options.partitions()) == partition;
            return outcome(here && stage.release(source, identity, order, verdict == Verdict.FREE, history));
        }
        if (verdict == Verdict.DISCARDED && order.only() != Kind.END) {
            unit.onCommit(() -> feeds.discard(source, at));
        }
        long until = verdict == Verdict.FREE && control.getValidTo() != null
                ? control.getValidTo().toEpochMilli()
                : 0;
        boolean applied = brakes.release(source, until, order);
        release(in, control, at, policies);
        return outcome(applied);
    }

    /** A run that lists nobody is a failed read rather than the end of everybody, so it is held whatever the limit. */
    private void feedCompleted(Incoming in, Control control, long at, Policies policies) {
        if (control.getCount() != null && control.getCount() == 0) {
            brakes.holdNow(control.getSource(), at);
            hold(in, control, Math.max(at, brakes.source(control.getSource()).since() + 1), policies);
        }
        FeedRuns.Completed completed = new FeedRuns.Completed(
                control.getSource(),
                new FeedRun(control.getStartedAt().toEpochMilli(), control.getFeedId()),
                at,
                in.arrivedAt(),
                control.getHeader().getEventId(),
                in.arrivedAt() + policies.settings().absence().settle().toMillis());
        unit.onCommit(() -> feeds.complete(completed));
    }

    private static Kind kind(Control control) {
        return control.getKind() == null ? null : Kind.valueOf(control.getKind());
    }

    private static AuditOutcome outcome(boolean applied) {
        return applied ? AuditOutcome.APPLIED : AuditOutcome.STALE;
    }

    private boolean isAtHome(String source) {
        return Partitioning.of(SubjectKeys.feed(source), options.partitions()) == partition;
    }

    private void hold(Incoming in, Control control, long at, Policies policies) {
        SourceBrake before = brakes.source(control.getSource());
        SourceBrake after = before.hold(at);
        if (!isAtHome(control.getSource()) || after.equals(before)) {
            return;
        }
        brakes.set(control.getSource(), after);
        if (after.episode() != before.episode()) {
            stage.tell(new MassChange(control, policies).begins(after), in, policies);
        }
    }

    private void release(Incoming in, Control control, long at, Policies policies) {
        SourceBrake before = brakes.source(control.getSource());
        SourceBrake after = before.release(at);
        if (!isAtHome(control.getSource()) || after.equals(before)) {
            return;
        }
        brakes.set(control.getSource(), after);
        brakes.allowAll(control.getSource(), after, at);
        if (before.held() && !after.held()) {
            stage.tell(new MassChange(control, policies).ends(before), in, policies);
        }
    }
}
