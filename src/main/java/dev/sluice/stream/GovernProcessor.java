package dev.sluice.stream;

import dev.sluice.audit.AuditRecords;
import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.Validation;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.Policy;
import dev.sluice.registry.Transience;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one stateful stage: reads every input of its partition, and writes what follows from it. */
final class GovernProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    private static final Logger LOG = LoggerFactory.getLogger(GovernProcessor.class);
    private static final Duration STREAM_TIME_TICK = Duration.ofMillis(1);
    private static final Duration WALL_CLOCK_TICK = Duration.ofMillis(100);

    private final StageOptions options;
    private final Codecs codecs;
    private final PolicyReader policyReader;
    private final RegistryPatience patience;
    private final StageMetrics metrics;
    private ProcessorContext<byte[], Outgoing> context;
    private Outbox outbox;
    private TaskValues values;
    private PolicySets policySets;
    private SeenEvents seen;
    private Stage stage;
    private Schedule schedule;
    private int partition;

    GovernProcessor(
            StageOptions options,
            Codecs codecs,
            PolicyReader policyReader,
            RegistryPatience patience,
            StageMetrics metrics) {
        this.options = options;
        this.codecs = codecs;
        this.policyReader = policyReader;
        this.patience = patience;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> processorContext) {
        context = processorContext;
        partition = context.taskId().partition();
        outbox = new Outbox(partition);
        values = new TaskValues(context.getStateStore(Names.TASK_STORE));
        policySets = new PolicySets(context.getStateStore(Names.POLICY_STORE), policyReader);
        seen = new SeenEvents(context.getStateStore(Names.SEEN_EVENT_STORE));
        Identities identities =
                new Identities(context.getStateStore(Names.IDENTITY_STORE), context.getStateStore(Names.TIMER_STORE));
        AuditRecords records = new AuditRecords(options.applicationId(), partition);
        stage = new Stage(options, codecs, identities, values, records, outbox, new Governor(), metrics);
        schedule = new Schedule(options, stage, policySets, values, outbox, partition);
        context.schedule(STREAM_TIME_TICK, PunctuationType.STREAM_TIME, at -> tick());
        context.schedule(WALL_CLOCK_TICK, PunctuationType.WALL_CLOCK_TIME, at -> tick());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata coordinates = context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("A source record has coordinates"));
        Incoming in = new Incoming(
                coordinates.topic(),
                coordinates.partition(),
                coordinates.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers());
        schedule.recordSeen(context.currentSystemTimeMs());
        guarded(in, () -> dispatch(in));
    }

    /** Runs what is due on the stream's time, or on the wall clock's when the input has long been silent. */
    private void tick() {
        try {
            patience.call(() -> schedule.work(context.currentStreamTimeMs(), context.currentSystemTimeMs()));
        } finally {
            // What was stored before a failure has to be told too: at least once, nobody takes the stores back.
            values.save();
            outbox.flush(context, Math.max(0, context.currentStreamTimeMs()));
        }
    }

    private void guarded(Incoming in, Runnable work) {
        long sequence = values.auditSequence();
        try {
            patience.call(() -> {
                outbox.clear();
                values.restoreAuditSequence(sequence);
                stage.discard();
                work.run();
                return null;
            });
        } catch (RuntimeException e) {
            outbox.clear();
            values.restoreAuditSequence(sequence);
            stage.discard();
            if (Transience.isTransient(e)) {
                throw e;
            }
            LOG.warn(
                    "A record could not be processed and goes to the dead-letter topic: {}-{}@{}",
                    in.topic(),
                    in.partition(),
                    in.offset(),
                    e);
            reject(
                    in,
                    null,
                    new Rejection(ReasonCode.PROCESSING_ERROR, e.getClass().getSimpleName()));
        }
        stage.commit();
        values.save();
        outbox.flush(context, in.arrivedAt());
    }

    private void dispatch(Incoming in) {
        String topic = in.topic().substring(options.topicPrefix().length());
        if (in.value() == null) {
            reject(in, null, new Rejection(ReasonCode.NULL_VALUE, "The record has no value."));
            return;
        }
        switch (topic) {
            case Names.POLICY -> policy(in);
            case Names.CONTROL -> control(in);
            case Names.EXCHANGE -> exchange(in);
            default -> event(in, Category.ofTopic(topic), true);
        }
    }

    private void policy(Incoming in) {
        Optional<Policy> read = read(in, () -> codecs.policy().decode(in.topic(), in.headers(), in.value()));
        if (read.isEmpty()) {
            return;
        }
        Policy policy = read.get();
        try {
            PolicySets.Taken taken = policySets.take(policy, in.arrivedAt());
            stage.onCommit(taken.commit());
            if (taken.intake() == PolicySets.Intake.ACTIVATED) {
                stage.onCommit(schedule::policyActivated);
            }
            AuditOutcome outcome =
                    taken.intake() == PolicySets.Intake.STALE ? AuditOutcome.STALE : AuditOutcome.APPLIED;
            stage.auditOther(
                    in, Names.POLICY, policy.getKind() + "/" + policy.getId(), outcome, null, taken.setVersion());
        } catch (IllegalArgumentException e) {
            reject(in, null, new Rejection(ReasonCode.INVALID_POLICY, String.valueOf(e.getMessage())));
        }
    }

    private void control(Incoming in) {
        Optional<Control> read = read(in, () -> codecs.control().decode(in.topic(), in.headers(), in.value()));
        if (read.isEmpty()) {
            return;
        }
        Control control = read.get();
        if (control.getAction() == ControlAction.UNKNOWN) {
            reject(
                    in,
                    null,
                    new Rejection(
                            ReasonCode.UNKNOWN_ACTION, "The action is not known to this version; redrive it later."));
            return;
        }
        stage.auditOther(in, Names.CONTROL, control.getAction().name(), AuditOutcome.APPLIED, null, version());
    }

    private void exchange(Incoming in) {
        Optional<Exchange> read = read(in, () -> codecs.exchange().decode(in.topic(), in.headers(), in.value()));
        if (read.isEmpty()) {
            return;
        }
        Exchange message = read.get();
        if (message.getKind() != ExchangeKind.EVENT) {
            reject(
                    in,
                    null,
                    new Rejection(ReasonCode.UNKNOWN_ACTION, "Exchange " + message.getKind() + " is not known."));
            return;
        }
        byte[] payload = new byte[message.getPayload().remaining()];
        message.getPayload().duplicate().get(payload);
        Incoming original = new Incoming(
                message.getTopic(),
                message.getPartition(),
                message.getOffset(),
                message.getArrivedAt().toEpochMilli(),
                message.getReceiver().getBytes(StandardCharsets.UTF_8),
                payload,
                in.headers());
        String topic = original.topic().substring(options.topicPrefix().length());
        event(original, Category.ofTopic(topic), false);
    }

    private void event(Incoming in, Category category, boolean firstHand) {
        Policies policies = policySets.active();
        if (in.value().length > policies.settings().maxEventBytes()) {
            reject(
                    in,
                    null,
                    new Rejection(
                            ReasonCode.TOO_LARGE,
                            in.value().length + " bytes; at most "
                                    + policies.settings().maxEventBytes() + " are allowed."));
            return;
        }
        Optional<EventView> read =
                read(in, () -> EventView.of(codecs.event(category, in.topic(), in.headers(), in.value())));
        if (read.isEmpty()) {
            return;
        }
        EventView view = read.get();
        Optional<Rejection> rejection =
                Validation.check(view, in.arrivedAt(), policies.settings().skew());
        if (rejection.isPresent()) {
            reject(in, view, rejection.get());
            return;
        }
        if (view.subjectKey() == null) {
            stage.auditEvent(in, view, AuditOutcome.APPLIED, null, policies.setVersion());
            return;
        }
        if (!isAtHome(in, view)) {
            sendHome(in, view, firstHand);
            return;
        }
        apply(in, view, policies);
    }

    private void apply(Incoming in, EventView view, Policies policies) {
        long hash = view.contentHash();
        switch (seen.look(view, hash)) {
            case DUPLICATE -> stage.auditEvent(in, view, AuditOutcome.DUPLICATE, null, policies.setVersion());
            case ID_REUSED ->
                reject(
                        in,
                        view,
                        new Rejection(
                                ReasonCode.EVENT_ID_REUSED,
                                "The source has sent other content under this eventId before."));
            case NEW -> {
                stage.apply(in, view, policies, policySets.activatedAt());
                stage.onCommit(() -> {
                    seen.remember(view, hash, in.arrivedAt());
                    seen.sweep(in.arrivedAt() - policies.settings().dedupe().toMillis());
                });
            }
        }
    }

    private boolean isAtHome(Incoming in, EventView view) {
        String subject = view.subjectKey();
        boolean keyed = in.key() != null && subject.equals(new String(in.key(), StandardCharsets.UTF_8));
        return keyed && Partitioning.of(subject, options.partitions()) == partition;
    }

    private void sendHome(Incoming in, EventView view, boolean firstHand) {
        if (!firstHand) {
            reject(
                    in,
                    view,
                    new Rejection(ReasonCode.MISROUTED, "It was forwarded to its partition and is not at home there."));
            return;
        }
        metrics.misrouted(view.category());
        String subject = view.subjectKey();
        Exchange message = Exchange.newBuilder()
                .setKind(ExchangeKind.EVENT)
                .setReceiver(subject)
                .setSender(in.key() == null ? "" : new String(in.key(), StandardCharsets.UTF_8))
                .setSentAt(view.header().getOccurredAt())
                .setTopic(in.topic())
                .setPartition(in.partition())
                .setOffset(in.offset())
                .setArrivedAt(Instant.ofEpochMilli(in.arrivedAt()))
                .setPayload(ByteBuffer.wrap(in.value()))
                .build();
        outbox.add(
                Names.EXCHANGE,
                subject,
                codecs.exchange().encode(options.topic(Names.EXCHANGE), message),
                Partitioning.of(subject, options.partitions()));
    }

    /** Reads a record; one that can't be read goes to the dead-letter topic, one that can't be read now is waited for. */
    private <T> Optional<T> read(Incoming in, Supplier<T> decode) {
        try {
            return Optional.of(decode.get());
        } catch (RuntimeException e) {
            if (Transience.isTransient(e)) {
                throw e;
            }
            reject(in, null, new Rejection(ReasonCode.UNDECODABLE, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private void reject(Incoming in, EventView view, Rejection rejection) {
        Incoming plain = in.headers() == null
                ? new Incoming(
                        in.topic(),
                        in.partition(),
                        in.offset(),
                        in.arrivedAt(),
                        in.key(),
                        in.value(),
                        new RecordHeaders())
                : in;
        DeadLetters.add(outbox, plain, rejection);
        String reason = rejection.reason().name();
        metrics.deadLetter(rejection.reason());
        if (view != null) {
            stage.auditEvent(in, view, AuditOutcome.DEAD_LETTERED, reason, version());
        } else {
            String topic = in.topic().substring(options.topicPrefix().length());
            stage.auditOther(in, topic, "UNKNOWN", AuditOutcome.DEAD_LETTERED, reason, version());
        }
    }

    private long version() {
        return policySets.active().setVersion();
    }
}
