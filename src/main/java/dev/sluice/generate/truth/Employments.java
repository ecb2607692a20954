package dev.sluice.generate.truth;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What HR's records mean for one question: is this identity a leaver at an instant, and since when? Answered anew from
 * all records known, for every question.
 */
final class Employments {
    private static final Set<String> START_ACTIONS = Set.of("HIRED", "REHIRED");
    private static final Set<String> END_ACTIONS = Set.of("TERMINATION_SCHEDULED", "TERMINATED");

    private final ZoneId fallback;

    Employments(ZoneId fallback) {
        this.fallback = fallback;
    }

    /** The instant at which the identity became TERMINATED, empty if it isn't at that instant. */
    Optional<Instant> leaverSince(List<Fact.Hr> known, Instant t) {
        Map<String, List<Integer>> employments = new LinkedHashMap<>();
        for (int i = 0; i < known.size(); i++) {
            employments
                    .computeIfAbsent(known.get(i).employment(), id -> new ArrayList<>())
                    .add(i);
        }
        List<Instant> ends = new ArrayList<>();
        for (List<Integer> records : employments.values()) {
            Optional<Instant> ended = endedAt(known, records, t);
            if (ended.isPresent()) {
                ends.add(ended.get());
            } else if (started(known, records, t)) {
                return Optional.empty();
            }
        }
        return ends.stream().max(Comparator.naturalOrder());
    }

    /** Every instant that any record speaks of: status can change there and nowhere else between two records. */
    List<Instant> instants(List<Fact.Hr> all) {
        List<Instant> instants = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            instants.add(startOf(all, i));
            instants.add(endOf(all, i));
        }
        instants.removeIf(Objects::isNull);
        return instants;
    }

    private boolean started(List<Fact.Hr> known, List<Integer> records, Instant t) {
        Instant start = null;
        for (int i : records) {
            Instant next = startOf(known, i);
            start = next == null ? start : next;
        }
        return start != null && !start.isAfter(t);
    }

    private Optional<Instant> endedAt(List<Fact.Hr> known, List<Integer> records, Instant t) {
        Instant end = null;
        int recorded = -1;
        for (int i : records) {
            Fact.Hr fact = known.get(i);
            Instant next = endOf(known, i);
            boolean withdrawn = fact.action().equals("TERMINATION_RESCINDED") || fact.complete();
            if (next != null || withdrawn) {
                end = next;
                recorded = i;
            }
        }
        if (end == null || t.isBefore(end) || startedAgain(known, records, recorded, end, t)) {
            return Optional.empty();
        }
        return Optional.of(end);
    }

    private boolean startedAgain(List<Fact.Hr> known, List<Integer> records, int recorded, Instant end, Instant t) {
        for (int i : records) {
            if (i > recorded && START_ACTIONS.contains(known.get(i).action())) {
                Instant start = startOf(known, i);
                if (!start.isBefore(end) && !start.isAfter(t)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Instant startOf(List<Fact.Hr> known, int i) {
        Fact.Hr fact = known.get(i);
        boolean starts = START_ACTIONS.contains(fact.action());
        if (starts && fact.effectiveAt() != null) {
            return fact.effectiveAt();
        }
        if (fact.startDate() != null) {
            return startOfDay(fact.startDate(), known, i);
        }
        return starts ? fact.at() : null;
    }

    private Instant endOf(List<Fact.Hr> known, int i) {
        Fact.Hr fact = known.get(i);
        boolean ends = END_ACTIONS.contains(fact.action());
        if (ends && fact.effectiveAt() != null) {
            return fact.effectiveAt();
        }
        if (fact.endDate() != null) {
            return startOfDay(fact.endDate().plusDays(1), known, i);
        }
        return ends ? fact.at() : null;
    }

    private Instant startOfDay(LocalDate day, List<Fact.Hr> known, int i) {
        return day.atStartOfDay(zone(known, i)).toInstant();
    }

    private ZoneId zone(List<Fact.Hr> known, int i) {
        if (known.get(i).timeZone() != null) {
            return ZoneId.of(known.get(i).timeZone());
        }
        Fact.Hr inForce = null;
        for (Fact.Hr fact : known.subList(0, i)) {
            boolean later = inForce == null || !effective(fact).isBefore(effective(inForce));
            if (fact.timeZone() != null
                    && later
                    && !effective(fact).isAfter(known.get(i).at())) {
                inForce = fact;
            }
        }
        return inForce == null ? fallback : ZoneId.of(inForce.timeZone());
    }

    private static Instant effective(Fact.Hr fact) {
        return fact.effectiveAt() == null ? fact.at() : fact.effectiveAt();
    }
}
