package dev.sluice.stream;

import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import dev.sluice.domain.spray.SourceAddress;
import dev.sluice.domain.spray.Tried;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What tasks tell each other about log-ins that fail: of each address, user and minute how many more there are, once per commit. Nothing
 * of it is stored where it is counted: it is sent in the transaction of the events that it counts, or they come again.
 */
final class SprayMail {
    /** So many may wait for a commit. */
    static final int MAX_WAITING = 10_000;

    /** How far a try may lie ahead of its message: no policy lets an event lie ahead of its arrival by more. */
    private static final long AHEAD_MS = 86_400_000;

    private record Place(String address, String subject, long minute) {}

    private static final class Failures {
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private long arrivedAt = Long.MAX_VALUE;
        private long count;
    }

    private final StageOptions options;
    private final Codecs codecs;
    private final Outbox outbox;
    private final int partition;
    private final Map<Place, Failures> waiting = new LinkedHashMap<>();

    SprayMail(StageOptions options, Codecs codecs, Outbox outbox, int partition) {
        this.options = options;
        this.codecs = codecs;
        this.outbox = outbox;
        this.partition = partition;
    }

    /** Counts a log-in that failed; from where nobody knows it is not. To be called when the unit of work is committed. */
    void note(String subject, AuthenticationEvent event, long arrivedAt) {
        SourceAddress.keyOf(event.getSourceIp()).ifPresent(address -> {
            long at = event.getHeader().getOccurredAt().toEpochMilli();
            Place place = new Place(address, subject, Math.floorDiv(at, Tried.MINUTE_MS));
            Failures failures = waiting.computeIfAbsent(place, key -> new Failures());
            failures.first = Math.min(failures.first, at);
            failures.last = Math.max(failures.last, at);
            failures.arrivedAt = Math.min(failures.arrivedAt, arrivedAt);
            failures.count++;
        });
    }

    /** Whether it has to be sent before the next commit. */
    boolean isFull() {
        return waiting.size() >= MAX_WAITING;
    }

    /** Sends what was counted since it was sent last: all of it, or nothing if that fails. */
    void send() {
        int mark = outbox.mark();
        try {
            waiting.forEach(this::add);
        } catch (RuntimeException e) {
            outbox.rollback(mark);
            throw e;
        }
        waiting.clear();
    }

    private void add(Place place, Failures failures) {
        Exchange message = Exchange.newBuilder()
                .setKind(ExchangeKind.COUNT)
                .setReceiver(place.address())
                .setSender(place.subject())
                .setSentAt(Instant.ofEpochMilli(failures.last))
                .setSince(Instant.ofEpochMilli(failures.first))
                .setBucket(Instant.ofEpochMilli(place.minute() * Tried.MINUTE_MS))
                .setCount(failures.count)
                .build();
        byte[] bytes = codecs.exchange().encode(options.topic(Names.EXCHANGE), message);
        int to = Partitioning.of(place.address(), options.partitions());
        outbox.add(Names.EXCHANGE, place.address(), bytes, to, failures.arrivedAt);
    }

    /** Forgets what was not sent. */
    void drop() {
        waiting.clear();
    }

    static boolean takes(Exchange message) {
        return message.getKind() == ExchangeKind.COUNT && SubjectKeys.isAddress(message.getReceiver());
    }

    /** A count that no task can have written is refused: anybody who may write to the topic can forge it. */
    Optional<Rejection> check(Exchange message, long arrivedAt) {
        boolean wellFormed = SourceAddress.isKey(message.getReceiver())
                && Partitioning.of(message.getReceiver(), options.partitions()) == partition
                && Validation.isSubjectKey(message.getSender())
                && isInstant(message.getBucket())
                && isInstant(message.getSince())
                && isInstant(message.getSentAt())
                && isOfOneMinute(message)
                && message.getSentAt().toEpochMilli() <= arrivedAt + AHEAD_MS
                && message.getCount() != null
                && message.getCount() >= 1
                && message.getCount() <= Tried.MOST;
        return wellFormed
                ? Optional.empty()
                : Optional.of(new Rejection(ReasonCode.INVALID_FIELD, "Refused: no task has counted these log-ins."));
    }

    private static boolean isInstant(Instant instant) {
        return instant != null && Validation.isInstant(instant);
    }

    private static boolean isOfOneMinute(Exchange message) {
        long bucket = message.getBucket().toEpochMilli();
        long first = message.getSince().toEpochMilli();
        long last = message.getSentAt().toEpochMilli();
        return bucket % Tried.MINUTE_MS == 0 && bucket <= first && first <= last && last < bucket + Tried.MINUTE_MS;
    }

    /** The count in a message that was checked. */
    static Tried read(Exchange message) {
        return new Tried(
                Tried.user(message.getSender()),
                message.getSince().toEpochMilli(),
                message.getSentAt().toEpochMilli(),
                message.getCount());
    }
}
