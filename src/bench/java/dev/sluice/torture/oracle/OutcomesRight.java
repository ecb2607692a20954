package dev.sluice.torture.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * C5: input = applied + dead-lettered + what is documented as not applied: the same event for the second time is a DUPLICATE, poison is
 * DEAD_LETTERED, and everything else is APPLIED, STALE (activity that is too late) or PARKED (nobody says whose account it is).
 */
public final class OutcomesRight implements Check {
    private static final Set<String> OF_EVENTS = Set.of("APPLIED", "STALE", "PARKED");

    /** A copy of what waits waits, too; it is a duplicate where it arrives. */
    private static final Set<String> OF_DUPLICATES = Set.of("DUPLICATE", "PARKED");

    private final List<Fed> fed;
    private final List<AuditLine> audit;

    /**
     * A check.
     *
     * @param fed what was acknowledged
     * @param audit the audit
     */
    public OutcomesRight(List<Fed> fed, List<AuditLine> audit) {
        this.fed = fed;
        this.audit = audit;
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
        Map<String, Integer> counts = new TreeMap<>();
        for (Fed record : fed) {
            String outcome = outcomes.getOrDefault(record.place(), "NONE");
            counts.merge(record.sort() + " " + outcome, 1, Integer::sum);
            boolean right =
                    switch (record.sort()) {
                        case EVENT -> OF_EVENTS.contains(outcome);
                        case DUPLICATE -> OF_DUPLICATES.contains(outcome);
                        case POISON -> outcome.equals("DEAD_LETTERED");
                    };
            if (!right) {
                notes.problem(record.sort() + " at " + record.place() + " (" + record.eventId() + ") is " + outcome);
            }
        }
        counts.forEach(notes::figure);
        return notes.verdict();
    }
}
