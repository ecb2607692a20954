package dev.sluice.torture.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * C1: what the audit says was decided of findings, commands and tickets is on their topics, in the same order at each writer,
 * and nothing else is; so no transaction was torn. No finding or command says twice, one after the other, the same of an id.
 */
public final class DecisionsTold implements Check {
    private static final List<String> TOPICS = List.of("finding", "provisioning-command", "ticket");

    private final List<AuditLine> audit;
    private final List<Told> told;

    /**
     * A check.
     *
     * @param audit the audit, each partition in its order
     * @param told the records of the topics of decisions, each partition in its order
     */
    public DecisionsTold(List<AuditLine> audit, List<Told> told) {
        this.audit = audit;
        this.told = told;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C1 decisions as audited");
        Map<String, List<String>> decided = new TreeMap<>();
        for (AuditLine line : audit) {
            if (!line.isInput() && TOPICS.contains(line.category()) && line.subjectId() != null) {
                decided.computeIfAbsent(line.category() + "-" + line.writer(), key -> new ArrayList<>())
                        .add(line.subjectId() + " " + line.action());
            }
        }
        Map<String, List<String>> found = new TreeMap<>();
        Map<String, String> last = new HashMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (Told record : told) {
            found.computeIfAbsent(record.topic() + "-" + record.partition(), key -> new ArrayList<>())
                    .add(record.id() + " " + record.status());
            counts.merge(record.topic(), 1, Integer::sum);
            // That something is still not done may be said again in the same words.
            boolean isReminder = record.topic().equals("ticket");
            String before = last.put(record.topic() + " " + record.id(), record.text());
            if (!isReminder && record.text().equals(before)) {
                notes.problem("duplicate: " + record.topic() + " has twice, one after the other, " + record.text());
            }
        }
        Set<String> places = new HashSet<>(decided.keySet());
        places.addAll(found.keySet());
        for (String place : places) {
            compare(place, decided.getOrDefault(place, List.of()), found.getOrDefault(place, List.of()), notes);
        }
        counts.forEach(notes::figure);
        return notes.verdict();
    }

    private static void compare(String place, List<String> decided, List<String> found, Verdict.Notes notes) {
        int common = Math.min(decided.size(), found.size());
        for (int i = 0; i < common; i++) {
            if (!decided.get(i).equals(found.get(i))) {
                notes.problem(place + ": decision " + i + " is " + decided.get(i) + " in the audit and " + found.get(i)
                        + " on the topic");
                return;
            }
        }
        if (decided.size() != found.size()) {
            notes.problem(place + ": the audit has " + decided.size() + " decisions, the topic " + found.size());
        }
    }
}
