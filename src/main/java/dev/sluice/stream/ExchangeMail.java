package dev.sluice.stream;

import dev.sluice.audit.AuditKeys;
import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeHeader;
import dev.sluice.event.ExchangeKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A record on its way to the partition where it is at home: all of it, so that it is there as if it had come there. */
final class ExchangeMail {
    /**
     * How far a forwarded arrival may lie ahead of the record that carries it. The two are the same, but the clocks of
     * two instances may bound a timestamp from the future to different instants.
     */
    static final long CLOCKS_DIFFER_MS = 3_600_000;

    private final String topicPrefix;

    ExchangeMail(String topicPrefix) {
        this.topicPrefix = topicPrefix;
    }

    Exchange wrap(Incoming in, EventView view) {
        List<ExchangeHeader> headers = new ArrayList<>();
        for (Header header : in.headers()) {
            headers.add(new ExchangeHeader(header.key(), buffer(header.value())));
        }
        return Exchange.newBuilder()
                .setKind(ExchangeKind.EVENT)
                .setReceiver(view.subjectKey())
                .setSender(AuditKeys.of(in.key()))
                .setSentAt(view.header().getOccurredAt())
                .setTopic(in.topic())
                .setPartition(in.partition())
                .setOffset(in.offset())
                .setArrivedAt(Instant.ofEpochMilli(in.arrivedAt()))
                .setPayload(buffer(in.value()))
                .setKey(buffer(in.key()))
                .setHeaders(headers)
                .build();
    }

    /** Why a message can't be what a stage has forwarded: anybody who may write to the topic may have made it up. */
    Optional<Rejection> check(Exchange message, long carriedAt) {
        if (message.getKind() != ExchangeKind.EVENT) {
            return Optional.of(new Rejection(
                    ReasonCode.UNKNOWN_ACTION,
                    "Exchange " + message.getKind() + " is not known to this version; redrive it after an upgrade."));
        }
        String wrong = null;
        if (message.getTopic() == null || category(message) == null) {
            wrong = "topic is not one of events";
        } else if (message.getPartition() == null || message.getPartition() < 0) {
            wrong = "partition is absent or negative";
        } else if (message.getOffset() == null || message.getOffset() < 0) {
            wrong = "offset is absent or negative";
        } else if (message.getPayload() == null) {
            wrong = "payload is absent";
        } else if (!arrivedBefore(message.getArrivedAt(), carriedAt)) {
            wrong = "arrivedAt is absent, negative, or later than the message itself";
        }
        return Optional.ofNullable(wrong)
                .map(what -> new Rejection(ReasonCode.INVALID_FIELD, "Refused: the exchange's " + what + "."));
    }

    private static boolean arrivedBefore(Instant arrivedAt, long carriedAt) {
        return arrivedAt != null
                && !arrivedAt.isBefore(Instant.EPOCH)
                && !arrivedAt.isAfter(Instant.ofEpochMilli(carriedAt).plusMillis(CLOCKS_DIFFER_MS));
    }

    /** The category of a message that was checked. */
    Category category(Exchange message) {
        String topic = message.getTopic();
        return topic.startsWith(topicPrefix) ? Category.ofTopic(topic.substring(topicPrefix.length())) : null;
    }

    /** The original record of a message that was checked; one that was audited before is audited as this message now. */
    Incoming unwrap(Exchange message, Incoming carrier) {
        Headers headers = new RecordHeaders();
        message.getHeaders().forEach(header -> headers.add(header.getKey(), bytes(header.getValue())));
        return new Incoming(
                message.getTopic(),
                message.getPartition(),
                message.getOffset(),
                Math.min(message.getArrivedAt().toEpochMilli(), carrier.arrivedAt()),
                bytes(message.getKey()),
                bytes(message.getPayload()),
                headers,
                message.getIdentityId() != null,
                CorrelationDesk.PARKED.equals(message.getStatus()) ? carrier.ref() : null);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
