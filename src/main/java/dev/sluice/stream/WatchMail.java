package dev.sluice.stream;

import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.Validation;
import dev.sluice.domain.identity.AttributeTimeline;
import dev.sluice.domain.watch.Known;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.IdentityStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** What identities tell each other: that one is to be told of another, and what it is told. */
final class WatchMail {
    private static final String ENDED = "ENDED";

    private final StageOptions options;
    private final Codecs codecs;
    private final Outbox outbox;
    private final int partition;

    WatchMail(StageOptions options, Codecs codecs, Outbox outbox, int partition) {
        this.options = options;
        this.codecs = codecs;
        this.outbox = outbox;
        this.partition = partition;
    }

    static boolean takes(ExchangeKind kind) {
        return kind == ExchangeKind.WATCH || kind == ExchangeKind.STATUS;
    }

    void send(String from, long at, DecisionLog.Mail mail) {
        Exchange.Builder message =
                Exchange.newBuilder().setReceiver(mail.to()).setSender(from).setIdentityId(from);
        if (mail.known() == null) {
            message.setKind(ExchangeKind.WATCH)
                    .setStatus(mail.on() ? null : ENDED)
                    .setSentAt(Instant.ofEpochMilli(at));
        } else {
            message.setKind(ExchangeKind.STATUS)
                    .setStatus(mail.known().status().name())
                    .setManagerId(mail.known().managerId())
                    .setAnswersUntil(instantOrNull(mail.known().answersUntil()))
                    .setDepartment(mail.known().department())
                    .setDepartmentSince(
                            mail.known().department() == null
                                    ? null
                                    : instantOrNull(mail.known().departmentSince()))
                    .setSentAt(Instant.ofEpochMilli(mail.known().at()));
        }
        byte[] bytes = codecs.exchange().encode(options.topic(Names.EXCHANGE), message.build());
        outbox.add(Names.EXCHANGE, mail.to(), bytes, Partitioning.of(mail.to(), options.partitions()));
    }

    /** Why no stage can have written a message: anybody who may write to the topic can forge it. */
    Optional<Rejection> check(Exchange message) {
        boolean wellFormed = Validation.isIdentityId(message.getReceiver())
                && Validation.isIdentityId(message.getSender())
                && Partitioning.of(message.getReceiver(), options.partitions()) == partition
                // Of the sender's own clock, which may be far ahead of the record that it answers.
                && Validation.isInstant(message.getSentAt())
                && (message.getKind() == ExchangeKind.WATCH || isStatus(message.getStatus()))
                && isAtMost(message.getManagerId(), Validation.MAX_NAME)
                && isAtMost(message.getDepartment(), AttributeTimeline.MAX_VALUE)
                && isInstantOrNull(message.getAnswersUntil())
                && isInstantOrNull(message.getDepartmentSince());
        return wellFormed
                ? Optional.empty()
                : Optional.of(new Rejection(
                        ReasonCode.INVALID_FIELD, "Refused: no stage has written this " + message.getKind() + "."));
    }

    private static boolean isAtMost(String text, int length) {
        return text == null || text.length() <= length;
    }

    private static boolean isInstantOrNull(Instant instant) {
        return instant == null || Validation.isInstant(instant);
    }

    /** What is later than can be told is never. */
    private static Instant instantOrNull(long at) {
        Instant instant = Instant.ofEpochMilli(at);
        return Validation.isInstant(instant) ? instant : null;
    }

    private static boolean isStatus(String text) {
        return Arrays.stream(IdentityStatus.values())
                .anyMatch(status -> status.name().equals(text));
    }

    /** Whether a message that was checked asks to be told, and not to be told no longer. */
    static boolean asks(Exchange message) {
        return !ENDED.equals(message.getStatus());
    }

    /** What a message that was checked tells. */
    static Known known(Exchange message) {
        return new Known(
                IdentityStatus.valueOf(message.getStatus()),
                message.getManagerId(),
                message.getSentAt().toEpochMilli(),
                millis(message.getAnswersUntil(), Long.MAX_VALUE),
                message.getDepartment(),
                millis(message.getDepartmentSince(), 0));
    }

    private static long millis(Instant instant, long otherwise) {
        return instant == null ? otherwise : instant.toEpochMilli();
    }
}
