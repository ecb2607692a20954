package dev.sluice.torture.oracle;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** C1: each record that was fed has one INPUT record of the audit, with its event's id; no other input has one. */
public final class InputsOnce implements Check {
    private final List<Fed> fed;
    private final List<AuditLine> audit;

    /**
     * A check.
     *
     * @param fed what was acknowledged
     * @param audit the audit
     */
    public InputsOnce(List<Fed> fed, List<AuditLine> audit) {
        this.fed = fed;
        this.audit = audit;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C1 each input once");
        Map<Place, AuditLine> seen = new HashMap<>();
        Set<String> ids = new HashSet<>();
        long duplicates = 0;
        for (AuditLine line : audit) {
            if (!ids.add(line.auditId())) {
                notes.problem("duplicate: audit record " + line.auditId() + " is there twice");
            }
            if (line.isOfAnEvent() && seen.put(line.input(), line) != null) {
                duplicates++;
                notes.problem("duplicate: " + line.input() + " has more than one INPUT record");
            }
        }
        long lost = 0;
        for (Fed record : fed) {
            AuditLine line = seen.remove(record.place());
            if (line == null) {
                lost++;
                notes.problem("lost: " + record.place() + " (" + record.eventId() + ") has no INPUT record");
            } else if (record.sort() != Fed.Sort.POISON && !Objects.equals(record.eventId(), line.eventId())) {
                notes.problem("mixed up: " + record.place() + " is " + record.eventId() + ", its INPUT record says "
                        + line.eventId());
            }
        }
        seen.keySet().forEach(place -> notes.problem("phantom: " + place + " was never fed, and has an INPUT record"));
        notes.figure("inputs", fed.size());
        notes.figure("lost", lost);
        notes.figure("duplicate", duplicates);
        notes.figure("phantom", seen.size());
        return notes.verdict();
    }
}
