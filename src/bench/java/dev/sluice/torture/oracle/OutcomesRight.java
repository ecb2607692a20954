package dev.sluice.torture.oracle;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * C5: input = applied + dead-lettered + what is documented as not applied: the same event for the second time is a DUPLICATE, poison is
 * DEAD_LETTERED, and everything else is APPLIED, STALE (activity that is too late) or PARKED (nobody says whose account it is).
 *
 * <p>Ids are remembered for a period of arrivals. A task reads what brokers have: while it can't read one topic, arrivals of another may
 * pass that period, as a run of minutes feeds months. So a repeat may be APPLIED where its task had taken such an arrival since the first.
 */
public final class OutcomesRight implements Check {
    private static final Set<String> OF_EVENTS = Set.of("APPLIED", "STALE", "PARKED");

    /** A copy of what waits waits, too; it is a duplicate where it arrives. */
    private static final Set<String> OF_DUPLICATES = Set.of("DUPLICATE", "PARKED");

    private static final Comparator<AuditLine> AS_JUDGED =
            Comparator.comparingInt(AuditLine::writer).thenComparingLong(AuditLine::sequence);

    private final List<Fed> fed;
    private final List<AuditLine> audit;
    private final Duration dedupe;

    /**
     * A check.
     *
     * @param fed what was acknowledged
     * @param audit the audit
     * @param dedupe how long ids are remembered, in arrivals
     */
    public OutcomesRight(List<Fed> fed, List<AuditLine> audit, Duration dedupe) {
        this.fed = fed;
        this.audit = audit;
        this.dedupe = dedupe;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C5 outcomes as fed");
        Map<Place, String> outcomes = new HashMap<>();
        for (AuditLine line : audit) {
            if (line.isOfAnEvent()) {
                outcomes.put(line.input(), line.outcome());
            }
        }
        Set<Place> forgotten = forgotten();
        Map<String, Integer> counts = new TreeMap<>();
        for (Fed record : fed) {
            String outcome = outcomes.getOrDefault(record.place(), "NONE");
            boolean isForgotten = forgotten.contains(record.place());
            counts.merge((isForgotten ? "FORGOTTEN " : "") + record.sort() + " " + outcome, 1, Integer::sum);
            boolean right =
                    switch (record.sort()) {
                        case EVENT -> OF_EVENTS.contains(outcome);
                        case DUPLICATE -> OF_DUPLICATES.contains(outcome) || isForgotten && OF_EVENTS.contains(outcome);
                        case POISON -> outcome.equals("DEAD_LETTERED");
                    };
            if (!right) {
                notes.problem(record.sort() + " at " + record.place() + " (" + record.eventId() + ") is " + outcome);
            }
        }
        counts.forEach(notes::figure);
        return notes.verdict();
    }

    /** Repeats that were judged when their task, since the first, had taken an arrival so late that it need not remember the first any more. */
    private Set<Place> forgotten() {
        Map<Place, Fed> byPlace = new HashMap<>();
        fed.forEach(record -> byPlace.put(record.place(), record));
        List<AuditLine> inOrder =
                audit.stream().filter(AuditLine::isOfAnEvent).sorted(AS_JUDGED).toList();
        Map<String, Remembered> firsts = new HashMap<>();
        Set<Place> forgotten = new HashSet<>();
        // What is old goes as new events come: repeats and poison let nothing be forgotten.
        Map<Integer, TreeMap<Long, Long>> arrivals = new HashMap<>();
        for (AuditLine line : inOrder) {
            Fed record = byPlace.get(line.input());
            if (record == null) {
                continue;
            }
            TreeMap<Long, Long> ofWriter = arrivals.computeIfAbsent(line.writer(), writer -> new TreeMap<>());
            if (record.sort() == Fed.Sort.EVENT) {
                firsts.put(ofPartition(record), new Remembered(line.writer(), line.sequence(), record.arrivedAt()));
                ofWriter.put(line.sequence(), record.arrivedAt());
            } else if (record.sort() == Fed.Sort.DUPLICATE) {
                Remembered first = firsts.get(ofPartition(record));
                if (first != null && first.writer() == line.writer() && first.mayBeForgotten(ofWriter, dedupe)) {
                    forgotten.add(line.input());
                }
            }
        }
        return forgotten;
    }

    private record Remembered(int writer, long sequence, long arrivedAt) {
        boolean mayBeForgotten(TreeMap<Long, Long> arrivals, Duration dedupe) {
            return arrivals.tailMap(sequence, false).values().stream()
                    .anyMatch(arrival -> arrival > arrivedAt + dedupe.toMillis());
        }
    }

    private static String ofPartition(Fed record) {
        return record.place().topic() + "-" + record.place().partition() + " " + record.eventId();
    }
}
