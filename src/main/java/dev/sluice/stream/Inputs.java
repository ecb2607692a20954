package dev.sluice.stream;

import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.LoggedFailure;
import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.registry.Transience;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the records of a partition: reads, validates, and hands each to what it concerns. Queues, commits nothing. */
final class Inputs {
    private static final Logger LOG = LoggerFactory.getLogger(Inputs.class);

    private final StageOptions options;
    private final Codecs codecs;
    private final StageStores stores;
    private final Stage stage;
    private final Schedule schedule;
    private final Refusals refusals;
    private final ExchangeMail mail;
    private final BrakeDesk brake;
    private final WatchMail watchMail;
    private final CorrelationDesk correlation;
    private final ErasureDesk erasure;
    private final StageMetrics metrics;
    private final int partition;

    Inputs(
            StageOptions options,
            Codecs codecs,
            StageStores stores,
            Stage stage,
            Schedule schedule,
            StageMetrics metrics,
            int partition) {
        this.options = options;
        this.codecs = codecs;
        this.stores = stores;
        this.stage = stage;
        this.schedule = schedule;
        this.refusals = new Refusals(options, stage, stores.policySets(), stores.outbox(), stores.unit(), metrics);
        this.mail = new ExchangeMail(options.topicPrefix());
        this.brake = new BrakeDesk(options, stage, stores, partition);
        this.watchMail = new WatchMail(options, codecs, stores.outbox(), partition);
        this.correlation = new CorrelationDesk(options, codecs, stores, stage, mail, metrics, partition);
        this.erasure = new ErasureDesk(stores.details(), partition, options.partitions());
        stage.asking(correlation::asks);
        this.metrics = metrics;
        this.partition = partition;
    }

    /**
     * Takes a record. What its own bytes or the rules make impossible becomes a dead letter; every other failure, of
     * stores, state, registry or encoding, goes up: no record may be given up for it.
     */
    void take(Incoming in) {
        String topic = in.topic().substring(options.topicPrefix().length());
        if (in.value() == null) {
            refusals.refuse(in, null, new Rejection(ReasonCode.NULL_VALUE, "The record has no value."));
            return;
        }
        switch (topic) {
            case Names.POLICY -> policy(in);
            case Names.CONTROL -> control(in);
            case Names.EXCHANGE -> exchange(in);
            default -> event(in, Category.ofTopic(topic), null);
        }
    }

    private void policy(Incoming in) {
        Optional<Policy> read = read(in, () -> codecs.policy().decode(in.topic(), in.headers(), in.value()));
        if (read.isEmpty()) {
            return;
        }
        Policy policy = read.get();
        PolicySets.Taken taken;
        try {
            taken = stores.policySets().take(policy, in.arrivedAt());
        } catch (PolicySets.Refused e) {
            stores.unit().onCommit(e.commit());
            refusals.refuse(in, null, new Rejection(ReasonCode.INVALID_POLICY, e.getMessage()));
            return;
        }
        stores.unit().onCommit(taken.commit());
        if (taken.intake() == PolicySets.Intake.ACTIVATED) {
            if (stores.effects().isOn()) {
                // Of the set before, which nobody sees through to its end any more.
                stage.policyEvaluated(stores.effects().summary(false));
            }
            stores.unit().onCommit(schedule::policyActivated);
            stores.unit().onCommit(() -> stores.brakes()
                    .policyActivated(in.arrivedAt(), policies().settings().brake()));
        }
        AuditOutcome outcome = taken.intake() == PolicySets.Intake.STALE ? AuditOutcome.STALE : AuditOutcome.APPLIED;
        stage.auditPolicy(in, policy, outcome, taken.setVersion());
    }

    private void control(Incoming in) {
        Optional<Control> read = read(in, () -> codecs.control().decode(in.topic(), in.headers(), in.value()));
        if (read.isEmpty()) {
            return;
        }
        Control control = read.get();
        if (control.getAction() == ControlAction.UNKNOWN) {
            refusals.refuse(
                    in,
                    null,
                    new Rejection(
                            ReasonCode.UNKNOWN_ACTION, "The action is not known to this version; redrive it later."));
            return;
        }
        if (control.getAction() == ControlAction.FINDING_SUPPRESSED) {
            suppressesNothing(in, control);
            return;
        }
        AuditOutcome outcome = AuditOutcome.APPLIED;
        if (control.getAction() == ControlAction.ACCOUNT_ASSIGNED) {
            Optional<Rejection> rejection = correlation.check(
                    control, in.arrivedAt(), policies().settings().skew());
            if (rejection.isPresent()) {
                refusals.refuse(in, null, rejection.get());
                return;
            }
            outcome = correlation.take(in, control, stores.policySets().history());
        }
        if (control.getAction() == ControlAction.SUBJECT_ERASED) {
            Optional<Rejection> rejection =
                    erasure.check(control, in.arrivedAt(), policies().settings().skew());
            if (rejection.isPresent()) {
                refusals.refuse(in, null, rejection.get());
                return;
            }
            outcome =
                    erasure.take(control, in.arrivedAt(), policies().settings().skew());
        }
        if (BrakeDesk.takes(control.getAction())) {
            Optional<Rejection> rejection =
                    brake.check(control, in.arrivedAt(), policies().settings().skew());
            if (rejection.isPresent()) {
                refusals.refuse(in, null, rejection.get());
                return;
            }
            UnitOfWork.Mark before = stores.unit().mark();
            try {
                outcome = brake.take(in, control, stores.policySets().history());
            } catch (CoreFailure e) {
                stores.unit().rollback(before);
                LOG.error(
                        "The rules failed on what the brake holds of an identity, which stays held.",
                        LoggedFailure.of(e));
                LOG.debug("The failure in full.", e);
                refusals.refuse(in, null, new Rejection(ReasonCode.PROCESSING_ERROR, e.getMessage()));
                return;
            } catch (TooLarge e) {
                stores.unit().rollback(before);
                refusals.refuse(in, null, new Rejection(ReasonCode.TOO_LARGE, e.getMessage()));
                return;
            }
        }
        stage.auditControl(in, control, outcome, policies().setVersion());
    }

    /** Whoever reads the audit must not take the finding for suppressed. Refused once, though it is in each partition. */
    private void suppressesNothing(Incoming in, Control control) {
        if (partition != 0) {
            stage.auditControl(in, control, AuditOutcome.STALE, policies().setVersion());
            return;
        }
        refusals.refuse(
                in,
                null,
                new Rejection(
                        ReasonCode.INVALID_FIELD,
                        "No finding is suppressed by this action; name it in Settings.remediation.suppressions of the policy."));
    }

    private void exchange(Incoming in) {
        Optional<Exchange> read = read(in, () -> codecs.exchange().decode(in.topic(), in.headers(), in.value()));
        if (read.isEmpty()) {
            return;
        }
        Exchange message = read.get();
        Optional<Rejection> rejection = check(message, in.arrivedAt());
        if (rejection.isPresent()) {
            refusals.refuse(in, null, rejection.get());
        } else if (SprayMail.takes(message)) {
            tried(in, message);
        } else if (GroupMail.takes(message)) {
            claimed(in, message);
        } else if (BrakeDesk.takes(message.getKind())) {
            brake.take(message, policies());
            stage.auditOther(
                    in,
                    Names.EXCHANGE,
                    message.getKind().name(),
                    AuditOutcome.APPLIED,
                    null,
                    policies().setVersion());
        } else if (FollowDesk.takes(message) && FollowDesk.isForHome(message)) {
            boolean news = stores.follows().take(in, message, policies());
            stage.auditOther(
                    in,
                    Names.EXCHANGE,
                    message.getKind().name(),
                    news ? AuditOutcome.APPLIED : AuditOutcome.STALE,
                    null,
                    policies().setVersion());
        } else if (AccessMail.takes(message.getKind())) {
            stage.auditAccess(in, message.getAccess(), policies().setVersion());
        } else if (WatchMail.takes(message.getKind())) {
            heard(in, message);
        } else if (CorrelationDesk.takes(message.getKind())) {
            correlation.take(in, message, stores.policySets().history());
        } else if (CorrelationDesk.disowns(message)) {
            disowned(in, message);
        } else {
            Incoming original = mail.unwrap(message, in);
            TraceContext trace = TraceContext.of(original.headers(), options.isSealed());
            if (trace.isPresent()) {
                // One that waited follows from what it was itself, not from what made it go on.
                stores.outbox().follows(trace);
            }
            event(original, mail.category(message), message);
        }
    }

    /** What the rules fail on is refused: what was told of the account stays with whoever owned it. */
    private void disowned(Incoming in, Exchange message) {
        UnitOfWork.Mark before = stores.unit().mark();
        Rejection why;
        try {
            stage.disowned(in, message, stores.policySets().history());
            return;
        } catch (CoreFailure e) {
            why = failed("The rules failed on forgetting {}, which is refused.", message.getSender(), e);
        } catch (TooLarge e) {
            why = new Rejection(ReasonCode.TOO_LARGE, e.getMessage());
        }
        stores.unit().rollback(before);
        refusals.refuse(in, null, why);
    }

    /** What the rules fail on is refused: it was one try, and others of the address are told for themselves. */
    private void tried(Incoming in, Exchange message) {
        UnitOfWork.Mark before = stores.unit().mark();
        Rejection why;
        try {
            stage.tried(in, message, stores.policySets().history());
            return;
        } catch (CoreFailure e) {
            why = failed("The rules failed on what was tried from {}, which is refused.", message.getReceiver(), e);
        } catch (TooLarge e) {
            why = new Rejection(ReasonCode.TOO_LARGE, e.getMessage());
        }
        stores.unit().rollback(before);
        refusals.refuse(in, null, why);
    }

    private Optional<Rejection> check(Exchange message, long arrivedAt) {
        if (SprayMail.takes(message)) {
            return stores.sprayMail().check(message, arrivedAt);
        }
        if (GroupMail.takes(message)) {
            return GroupMail.check(message, arrivedAt, options.partitions(), partition);
        }
        if (BrakeDesk.takes(message.getKind())) {
            return brake.check(message, arrivedAt);
        }
        if (CorrelationDesk.takes(message.getKind())) {
            return correlation.check(message, arrivedAt);
        }
        if (CorrelationDesk.disowns(message)) {
            return correlation.checkDisowned(message);
        }
        if (FollowDesk.takes(message)) {
            return stores.follows().check(message);
        }
        if (AccessMail.takes(message.getKind())) {
            return AccessMail.check(message);
        }
        return WatchMail.takes(message.getKind()) ? watchMail.check(message) : mail.check(message, arrivedAt);
    }

    /** Says which key the rules failed on, without anybody's name. */
    private static Rejection failed(String sentence, String key, CoreFailure e) {
        LOG.error(sentence, AuditKeys.pseudonym(key), LoggedFailure.of(e));
        LOG.debug("The failure in full.", e);
        return new Rejection(ReasonCode.PROCESSING_ERROR, e.getMessage());
    }

    /** What follows from a claim may fail; that it is made is known all the same. */
    private void claimed(Incoming in, Exchange message) {
        UnitOfWork.Mark before = stores.unit().mark();
        Rejection why;
        try {
            stage.claimed(in, message, stores.policySets().history());
            return;
        } catch (CoreFailure e) {
            why = failed(
                    "The rules failed on {}, which is set aside; a claim to it is merged only.",
                    message.getReceiver(),
                    e);
        } catch (TooLarge e) {
            why = new Rejection(ReasonCode.TOO_LARGE, e.getMessage());
        }
        stores.unit().rollback(before);
        stage.claimedAlone(in, message, policies(), in.arrivedAt() + Schedule.TRY_AGAIN_MS, why);
    }

    /** What the rules fail on is refused: the next change of whoever tells is told again. */
    private void heard(Incoming in, Exchange message) {
        UnitOfWork.Mark before = stores.unit().mark();
        Rejection why;
        try {
            stage.heard(in, message, stores.policySets().history());
            return;
        } catch (CoreFailure e) {
            why = failed("The rules failed on what {} was told, which is refused.", message.getReceiver(), e);
        } catch (TooLarge e) {
            why = new Rejection(ReasonCode.TOO_LARGE, e.getMessage());
        }
        stores.unit().rollback(before);
        refusals.refuse(in, null, why);
    }

    /** Takes an event; {@code message} is that by which it was forwarded, or null for one at first hand. */
    private void event(Incoming in, Category category, Exchange message) {
        int limit = policies().settings().maxEventBytes();
        if (in.value().length > limit) {
            String detail = in.value().length + " bytes; at most " + limit + " are allowed.";
            refusals.refuse(in, null, new Rejection(ReasonCode.TOO_LARGE, detail));
            return;
        }
        Optional<EventView> read =
                read(in, () -> EventView.of(codecs.event(category, in.topic(), in.headers(), in.value())));
        if (read.isEmpty()) {
            return;
        }
        EventView view = read.get();
        if (message != null && message.getIdentityId() != null) {
            Optional<Rejection> forged = CorrelationDesk.check(message, view);
            if (forged.isPresent()) {
                refusals.refuse(in, view, forged.get());
                return;
            }
            view.subject().setIdentityId(message.getIdentityId());
            view = EventView.of(view.event());
        }
        decide(in, view, message == null ? null : message.getReceiver());
    }

    private void decide(Incoming in, EventView view, String receiver) {
        UnitOfWork.Mark before = stores.unit().mark();
        try {
            judge(in, view, receiver);
        } catch (CoreFailure e) {
            stores.unit().rollback(before);
            LOG.warn(
                    "The rules failed on a record, which goes to the dead-letter topic: {}-{}@{}",
                    in.topic(),
                    in.partition(),
                    in.offset(),
                    LoggedFailure.of(e));
            LOG.debug("The failure in full.", e);
            refusals.refuse(in, view, new Rejection(ReasonCode.PROCESSING_ERROR, e.getMessage()));
        } catch (TooLarge e) {
            stores.unit().rollback(before);
            refusals.refuse(in, view, new Rejection(ReasonCode.TOO_LARGE, e.getMessage()));
        }
    }

    private void judge(Incoming in, EventView view, String receiver) {
        Policies policies = policies();
        Optional<Rejection> rejection = CoreFailure.of(
                () -> Validation.check(view, in.arrivedAt(), policies.settings().skew()));
        if (rejection.isPresent()) {
            refusals.refuse(in, view, rejection.get());
            if (isListing(view) && isAtHome(in, view, receiver)) {
                stage.listed(in, view);
            }
        } else if (view.subjectKey() == null) {
            stage.auditEvent(in, view, AuditOutcome.APPLIED, null, policies.setVersion());
        } else if (!isAtHome(in, view, receiver)) {
            sendHome(in, view, receiver);
        } else {
            apply(in, view, policies);
        }
    }

    /** Whoever's record is refused was listed all the same: they are not absent. */
    private static boolean isListing(EventView view) {
        String identity = view.subject().getIdentityId();
        return view.event() instanceof IdentityEvent
                && view.header().getFeedId() != null
                && identity != null
                && Validation.isIdentityId(identity)
                && Validation.isText(view.header().getSource());
    }

    private void apply(Incoming in, EventView view, Policies policies) {
        long hash = CoreFailure.of(view::contentHash);
        SeenEvents seen = stores.seen();
        switch (seen.look(view, hash)) {
            case DUPLICATE -> {
                if (in.again() != null && !Stage.isAct(view)) {
                    // It was this identity's before, and then another's.
                    applyOrMerge(in, view, policies);
                } else {
                    stage.auditEvent(in, view, AuditOutcome.DUPLICATE, null, policies.setVersion());
                }
            }
            case ID_REUSED ->
                refusals.refuse(
                        in,
                        view,
                        new Rejection(
                                ReasonCode.EVENT_ID_REUSED,
                                "The source has sent other content under this eventId before."));
            case NEW -> {
                if (!SubjectKeys.isAccount(view.subjectKey())) {
                    applyOrMerge(in, view, policies);
                } else if (!ofAccount(in, view, policies)) {
                    return;
                }
                stores.unit().onCommit(() -> {
                    seen.remember(view, hash, in.arrivedAt());
                    seen.sweep(in.arrivedAt() - policies.settings().dedupe().toMillis());
                });
            }
        }
    }

    /** Takes an event that names only an account: to its owner, or here until there is one; false if it is refused. */
    private boolean ofAccount(Incoming in, EventView view, Policies policies) {
        if (correlation.forward(in, view, policies)) {
            return true;
        }
        boolean parks = !CoreFailure.of(() -> stage.isOfNobody(view, policies));
        Optional<Rejection> full = parks ? correlation.refuses(view, Stage.isAct(view)) : Optional.empty();
        if (full.isPresent()) {
            refusals.refuse(in, view, full.get());
            return false;
        }
        applyOrMerge(in, view, policies);
        if (parks) {
            correlation.park(in, view);
        }
        return true;
    }

    /**
     * Applies an event that is new. Where what is due of its identity, or what follows, can't be decided, the event is
     * merged all the same: a fact that is given up for the rules' or another fact's fault may be the end of an employment.
     * What can't even be merged, or has itself no room, is the event's own and goes up.
     */
    private void applyOrMerge(Incoming in, EventView view, Policies policies) {
        UnitOfWork.Mark before = stores.unit().mark();
        Rejection why;
        try {
            stage.apply(in, view, stores.policySets().history());
            return;
        } catch (CoreFailure e) {
            LOG.error(
                    "The rules failed on an identity, which is set aside; {}-{}@{} is merged only.",
                    in.topic(),
                    in.partition(),
                    in.offset(),
                    LoggedFailure.of(e));
            LOG.debug("The failure in full.", e);
            why = new Rejection(ReasonCode.PROCESSING_ERROR, e.getMessage());
        } catch (TooLarge e) {
            why = new Rejection(ReasonCode.TOO_LARGE, e.getMessage());
        }
        stores.unit().rollback(before);
        stage.mergeAlone(in, view, policies, in.arrivedAt() + Schedule.TRY_AGAIN_MS, why);
    }

    private boolean isAtHome(Incoming in, EventView view, String receiver) {
        String subject = view.subjectKey();
        String key = receiver != null || in.key() == null ? receiver : new String(in.key(), StandardCharsets.UTF_8);
        return subject.equals(key) && Partitioning.of(subject, options.partitions()) == partition;
    }

    private void sendHome(Incoming in, EventView view, String receiver) {
        if (receiver != null) {
            String detail = "It was forwarded to its partition and is not at home there.";
            refusals.refuse(in, view, new Rejection(ReasonCode.MISROUTED, detail));
            return;
        }
        String subject = view.subjectKey();
        byte[] message = codecs.exchange().encode(options.topic(Names.EXCHANGE), mail.wrap(in, view));
        stores.outbox().add(Names.EXCHANGE, subject, message, Partitioning.of(subject, options.partitions()));
        stores.unit().onCommit(() -> metrics.misrouted(view.category()));
    }

    /** Reads a record; one that can't be read goes to the dead-letter topic, one that can't be read now is waited for. */
    private <T> Optional<T> read(Incoming in, Supplier<T> decode) {
        try {
            return Optional.of(decode.get());
        } catch (RuntimeException e) {
            if (Transience.isTransient(e)) {
                throw e;
            }
            refusals.refuse(in, null, new Rejection(ReasonCode.UNDECODABLE, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private Policies policies() {
        return stores.policySets().active();
    }
}
