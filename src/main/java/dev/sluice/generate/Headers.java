package dev.sluice.generate;

import dev.sluice.event.Header;
import dev.sluice.event.SourceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Writes headers as the sources would: an event id in the source's own style, unique within the source. */
final class Headers {
    private final Map<String, Long> counters = new HashMap<>();
    private final Dice dice;

    Headers(Dice dice) {
        this.dice = dice;
    }

    Header next(String source, SourceKind kind, Instant occurredAt, String correlationId) {
        long number = counters.merge(source, 1L, Long::sum);
        Header.Builder header = Header.newBuilder()
                .setEventId(eventId(source, kind, number))
                .setSource(source)
                .setSourceKind(kind)
                .setOccurredAt(occurredAt)
                .setCorrelationId(correlationId);
        if (dice.chance(0.5)) {
            header.setObservedAt(occurredAt.plus(dice.between(Duration.ofMillis(40), Duration.ofSeconds(30))));
        }
        return header.build();
    }

    private String eventId(String source, SourceKind kind, long number) {
        return switch (kind) {
            case IDP, CLOUD, DEVOPS ->
                new UUID(dice.next() & ~0xf000L | 0x4000L, dice.next() >>> 2 | Long.MIN_VALUE).toString();
            case HRIS -> String.format(Locale.ROOT, "WD-TXN-%08d", number);
            case DIRECTORY -> String.format(Locale.ROOT, "dc01:%d", 4_700_000 + number);
            case PAM -> String.format(Locale.ROOT, "%s-%012x", source, number);
            default -> String.format(Locale.ROOT, "%s-%07d", source.toUpperCase(Locale.ROOT), number);
        };
    }
}
