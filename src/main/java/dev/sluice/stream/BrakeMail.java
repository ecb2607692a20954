package dev.sluice.stream;

import dev.sluice.domain.Ids;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import dev.sluice.domain.brake.Buckets;
import dev.sluice.domain.brake.TaskBrake;
import dev.sluice.domain.policy.Brake;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.Header;
import dev.sluice.event.SourceKind;
import java.time.Instant;
import java.util.Optional;

/** What tasks tell each other about the brake: counts to who adds up, who answers, and the hold to everybody. */
final class BrakeMail {
    /** The source of control records that no person has written. */
    static final String SOURCE = "sluice";

    private static final String TASK = "task:";

    /** More people than there are, so that no sum overflows. */
    private static final long MAX_COUNT = 100_000_000_000L;

    /** What a task has counted of a source. */
    record Count(String source, int task, long at, long since, long bucket, long count, long counted) {}

    /** That what a task has counted of a source is not too much. */
    record Allow(String source, long at, long since, long seen) {}

    private final StageOptions options;
    private final Codecs codecs;
    private final Outbox outbox;
    private final int partition;

    BrakeMail(StageOptions options, Codecs codecs, Outbox outbox, int partition) {
        this.options = options;
        this.codecs = codecs;
        this.outbox = outbox;
        this.partition = partition;
    }

    void count(String source, TaskBrake brake, long at, Brake policy) {
        // What is counted now may have been announced before what was counted last.
        long bucket = Buckets.begin(at, policy);
        String receiver = SubjectKeys.feed(source);
        send(
                Exchange.newBuilder()
                        .setKind(ExchangeKind.COUNT)
                        .setReceiver(receiver)
                        .setSender(TASK + partition)
                        .setSentAt(Instant.ofEpochMilli(at))
                        .setBucket(Instant.ofEpochMilli(bucket))
                        .setCount(brake.buckets().of(bucket))
                        .setSince(Instant.ofEpochMilli(brake.since()))
                        .setSeen(brake.counted())
                        .build(),
                Partitioning.of(receiver, options.partitions()));
    }

    void allow(String source, int task, long at, long since, long seen) {
        send(
                Exchange.newBuilder()
                        .setKind(ExchangeKind.ALLOW)
                        .setReceiver(TASK + task)
                        .setSender(SubjectKeys.feed(source))
                        .setSentAt(Instant.ofEpochMilli(at))
                        .setSince(Instant.ofEpochMilli(since))
                        .setSeen(seen)
                        .build(),
                task);
    }

    private void send(Exchange message, int to) {
        byte[] bytes = codecs.exchange().encode(options.topic(Names.EXCHANGE), message);
        outbox.add(Names.EXCHANGE, message.getReceiver(), bytes, to);
    }

    void hold(String source, long at, long total, Brake policy) {
        Control control = Control.newBuilder()
                .setHeader(Header.newBuilder()
                        .setEventId(Ids.hold(source, at))
                        .setSource(SOURCE)
                        .setSourceKind(SourceKind.OTHER)
                        .setOccurredAt(Instant.ofEpochMilli(at))
                        .build())
                .setAction(ControlAction.BRAKE_HOLD)
                .setSource(source)
                .setCount(total)
                .setReason(
                        total + " identities within " + policy.window() + ", more than the limit of " + policy.limit())
                .build();
        byte[] bytes = codecs.control().encode(options.topic(Names.CONTROL), control);
        for (int to = 0; to < options.partitions(); to++) {
            outbox.add(Names.CONTROL, control.getAction().name(), bytes, to);
        }
    }

    /** A count or an answer that no task can have written is refused: anybody who may write to the topic can forge it. */
    Optional<Rejection> check(Exchange message, long arrivedAt) {
        long latest = arrivedAt + ExchangeMail.CLOCKS_DIFFER_MS;
        boolean count = message.getKind() == ExchangeKind.COUNT;
        boolean wellFormed = isBefore(message.getSentAt(), latest)
                && message.getSince() != null
                && isBefore(message.getSince(), latest)
                && message.getSeen() != null
                && isCount(message.getSeen())
                && (count
                        ? SubjectKeys.isFeed(message.getReceiver())
                                && task(message.getSender()) >= 0
                                && message.getBucket() != null
                                && isBefore(message.getBucket(), latest)
                                && message.getCount() != null
                                && isCount(message.getCount())
                                && Partitioning.of(message.getReceiver(), options.partitions()) == partition
                        : SubjectKeys.isFeed(message.getSender()) && task(message.getReceiver()) == partition);
        return wellFormed
                ? Optional.empty()
                : Optional.of(new Rejection(
                        ReasonCode.INVALID_FIELD, "Refused: no task has written this " + message.getKind() + "."));
    }

    private static boolean isBefore(Instant instant, long latest) {
        return Validation.isInstant(instant) && instant.toEpochMilli() <= latest;
    }

    private static boolean isCount(long count) {
        return count >= 0 && count <= MAX_COUNT;
    }

    private int task(String name) {
        try {
            int task = name.startsWith(TASK) ? Integer.parseInt(name.substring(TASK.length())) : -1;
            return task < options.partitions() ? task : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The count in a message that was checked. */
    Count readCount(Exchange message) {
        return new Count(
                SubjectKeys.sourceOf(message.getReceiver()),
                task(message.getSender()),
                message.getSentAt().toEpochMilli(),
                message.getSince().toEpochMilli(),
                message.getBucket().toEpochMilli(),
                message.getCount(),
                message.getSeen());
    }

    /** The answer in a message that was checked. */
    Allow readAllow(Exchange message) {
        return new Allow(
                SubjectKeys.sourceOf(message.getSender()),
                message.getSentAt().toEpochMilli(),
                message.getSince().toEpochMilli(),
                message.getSeen());
    }
}
