package dev.sluice.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an HR system that knows only today's record tells of a history of events: at the start of each day, in UTC, one complete
 * record of every worker it has ever had. It knows a first day and a last day as soon as they were entered, but a return
 * only from that day on, and no instants.
 */
final class DailySnapshots {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What HR knows of one worker. */
    private static final class Card {
        private final ObjectNode worker = JSON.createObjectNode();
        private LocalDate start;
        private LocalDate last;
        private Instant end;
        private LocalDate back;

        ZoneId zone() {
            return ZoneId.of(worker.path("timeZone").asText("UTC"));
        }

        LocalDate day(Instant instant) {
            return instant.atZone(zone()).toLocalDate();
        }

        void take(JsonNode event) {
            JsonNode told = event.path("worker");
            if (event.path("complete").asBoolean()) {
                worker.removeAll();
            }
            told.properties().forEach(field -> worker.set(field.getKey(), field.getValue()));
            Instant effective = effective(event);
            if (told.has("startDate")) {
                start = LocalDate.parse(told.path("startDate").asText());
            }
            switch (event.path("action").asText()) {
                case "HIRED" -> {
                    start = event.has("effectiveAt") || start == null ? day(effective) : start;
                    ends(lastDay(told));
                }
                case "REHIRED" -> back = day(effective);
                case "TERMINATION_SCHEDULED", "TERMINATED" -> {
                    ends(told.has("endDate") ? lastDay(told) : day(effective.minusMillis(1)));
                    end = told.has("endDate") ? end : effective;
                }
                case "TERMINATION_RESCINDED" -> ends(null);
                default -> {
                    if (event.path("complete").asBoolean() || told.has("endDate")) {
                        ends(lastDay(told));
                    }
                }
            }
        }

        private void ends(LocalDate day) {
            last = day;
            end = day == null ? null : midnightAfter(day);
        }

        Instant midnightAfter(LocalDate day) {
            return day.plusDays(1).atStartOfDay(zone()).toInstant();
        }

        /** The return is today's record from its day on. */
        void comeBack() {
            if (back != null) {
                start = back;
                ends(null);
                back = null;
            }
        }

        private static LocalDate lastDay(JsonNode worker) {
            return worker.has("endDate")
                    ? LocalDate.parse(worker.path("endDate").asText())
                    : null;
        }

        ObjectNode asOf(Instant now) {
            if (back != null && !back.isAfter(day(now))) {
                comeBack();
            }
            ObjectNode record = worker.deepCopy();
            record.put("startDate", start.toString());
            record.remove("endDate");
            if (last != null) {
                record.put("endDate", last.toString());
            }
            return record;
        }
    }

    private DailySnapshots() {}

    /**
     * Whether the reports tell all there is to tell of a worker's life. They have no field for a leave of absence and are about
     * one employment. And an end that had come, and was withdrawn, moved or followed by a return just when something was due
     * because of it, is a matter of hours, which days can't tell: the one feed asks for it and the other does not, and both
     * are right.
     */
    static boolean carry(List<JsonNode> life) {
        Card card = new Card();
        for (JsonNode event : life) {
            if (event.path("action").asText().startsWith("LEAVE_")
                    || event.path("worker").has("employmentId")) {
                return false;
            }
            Instant end = card.end;
            LocalDate last = card.last;
            card.take(event);
            boolean another = card.back != null || !Objects.equals(last, card.last);
            if (last != null && another && isAMatterOfHours(end, card.midnightAfter(last), event, card)) {
                return false;
            }
            card.comeBack();
        }
        return true;
    }

    /** Whether anything that an end leads to comes before a change of that end by the one feed and after it by the other. */
    private static boolean isAMatterOfHours(Instant end, Instant reported, JsonNode event, Card card) {
        Instant changes = card.back == null ? at(event) : effective(event);
        Instant changesInReport = nextReport(
                card.back == null
                        ? at(event)
                        : card.back.atStartOfDay(card.zone()).toInstant());
        return TargetSystem.ALL.stream().anyMatch(system -> {
            Instant disabled = system.disableAt(end).plus(SlowTargets.PATIENCE);
            Instant deletion = system.deleteAt(end, disabled);
            return system.disableAt(end).isBefore(changes)
                            != system.disableAt(reported).isBefore(changesInReport)
                    || system.revokeAt(end).isBefore(changes)
                            != system.revokeAt(reported).isBefore(changesInReport)
                    || deletion.isBefore(changes) != deletion.isBefore(changesInReport);
        });
    }

    private static Instant nextReport(Instant instant) {
        Instant midnight = instant.truncatedTo(ChronoUnit.DAYS);
        return midnight.equals(instant) ? instant : midnight.plus(1, ChronoUnit.DAYS);
    }

    private static Instant effective(JsonNode event) {
        return event.has("effectiveAt")
                ? Instant.parse(event.path("effectiveAt").asText())
                : at(event);
    }

    static Instant at(JsonNode event) {
        return Instant.parse(event.path("header").path("occurredAt").asText());
    }

    /** The records, from the day after the first event to that day, as lines of plain JSON. */
    static List<String> of(List<JsonNode> events, LocalDate until) {
        List<String> lines = new ArrayList<>();
        Map<String, Card> cards = new TreeMap<>();
        int next = 0;
        LocalDate first = at(events.get(0)).atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
        for (LocalDate day = first; !day.isAfter(until); day = day.plusDays(1)) {
            Instant now = day.atStartOfDay(ZoneOffset.UTC).toInstant();
            while (next < events.size() && !at(events.get(next)).isAfter(now)) {
                JsonNode event = events.get(next++);
                String identity = event.path("subject").path("identityId").asText();
                cards.computeIfAbsent(identity, id -> new Card()).take(event);
            }
            for (Map.Entry<String, Card> card : cards.entrySet()) {
                lines.add(record(card.getKey(), now, card.getValue().asOf(now)));
            }
        }
        return lines;
    }

    private static String record(String identity, Instant now, ObjectNode worker) {
        ObjectNode record = JSON.createObjectNode();
        record.putObject("header")
                .put("eventId", "snapshot-" + now + "-" + identity)
                .put("source", "hr-report")
                .put("sourceKind", "HRIS")
                .put("occurredAt", now.toString());
        record.putObject("subject").put("identityId", identity);
        record.put("action", "UPDATED").put("complete", true).set("worker", worker);
        return record.toString();
    }
}
