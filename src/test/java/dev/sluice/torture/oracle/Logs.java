package dev.sluice.torture.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Hand-made logs: what three inputs and a decision look like when all is well, and the same with one thing wrong. */
final class Logs {
    static final long HOUR_MS = 3_600_000;
    static final Place FIRST = new Place("access", 0, 0);
    static final Place SECOND = new Place("access", 0, 1);
    static final Place POISONED = new Place("access", 0, 2);
    static final Place AGAIN = new Place("access", 0, 3);

    private Logs() {}

    static List<Fed> fed() {
        return new ArrayList<>(List.of(
                event(FIRST, "iga/1"),
                event(SECOND, "iga/2"),
                poison(POISONED, "bad"),
                new Fed(AGAIN, Fed.Sort.DUPLICATE, "iga/2", 3 * HOUR_MS, "d1", bytes("E1"), null)));
    }

    static Fed event(Place place, String eventId) {
        return new Fed(
                place, Fed.Sort.EVENT, eventId, place.offset() * HOUR_MS, "d" + place.offset(), bytes("E1"), null);
    }

    static Fed poison(Place place, String value) {
        return new Fed(
                place,
                Fed.Sort.POISON,
                null,
                place.offset() * HOUR_MS,
                "d" + place.offset(),
                bytes("E1"),
                bytes(value));
    }

    static List<AuditLine> audit() {
        return new ArrayList<>(List.of(
                input(1, FIRST, "iga/1", "APPLIED"),
                decision(2, "finding", "f1", "OPEN"),
                input(3, SECOND, "iga/2", "APPLIED"),
                input(4, POISONED, null, "DEAD_LETTERED"),
                input(5, AGAIN, "iga/2", "DUPLICATE")));
    }

    static AuditLine input(long sequence, Place place, String eventId, String outcome) {
        return input(sequence, place, eventId, outcome, sequence * 100);
    }

    static AuditLine input(long sequence, Place place, String eventId, String outcome, long at) {
        return new AuditLine(
                0,
                "a" + sequence,
                true,
                outcome,
                0,
                sequence,
                place.topic(),
                "",
                eventId,
                place,
                "E1",
                null,
                at,
                "c",
                hash(sequence - 1),
                hash(sequence));
    }

    static AuditLine decision(long sequence, String category, String id, String status) {
        return decision(sequence, category, id, status, null);
    }

    static AuditLine decision(long sequence, String category, String id, String status, Place input) {
        return new AuditLine(
                0,
                "a" + sequence,
                false,
                "DECIDED",
                0,
                sequence,
                category,
                status,
                null,
                input,
                "E1",
                id,
                sequence * 100,
                "c",
                hash(sequence - 1),
                hash(sequence));
    }

    static String hash(long sequence) {
        return String.format("%064x", sequence);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
