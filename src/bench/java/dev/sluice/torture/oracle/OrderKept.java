package dev.sluice.torture.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * C1: at each writer the sequence has neither gap nor fork, and inputs of one partition were applied in the order in which they are
 * there; since a key has one partition, no key's inputs were reordered.
 */
public final class OrderKept implements Check {
    private final List<AuditLine> audit;

    /**
     * A check.
     *
     * @param audit the audit, each partition in its order
     */
    public OrderKept(List<AuditLine> audit) {
        this.audit = audit;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C1 order kept");
        Map<Integer, List<AuditLine>> byWriter = new TreeMap<>();
        for (AuditLine line : audit) {
            byWriter.computeIfAbsent(line.writer(), writer -> new ArrayList<>()).add(line);
            if (line.partition() != line.writer()) {
                notes.problem(
                        "writer " + line.writer() + " wrote " + line.auditId() + " to partition " + line.partition());
            }
        }
        long[] inversions = {0};
        byWriter.forEach((writer, lines) -> {
            long expected = 1;
            for (AuditLine line : lines) {
                if (line.sequence() != expected) {
                    notes.problem("writer " + writer + ": sequence " + line.sequence() + " follows " + (expected - 1));
                }
                expected = line.sequence() + 1;
            }
            inversions[0] += inversions(writer, lines, notes);
        });
        notes.figure("writers", byWriter.size());
        notes.figure("records", audit.size());
        notes.figure("reordered", inversions[0]);
        return notes.verdict();
    }

    private static long inversions(int writer, List<AuditLine> lines, Verdict.Notes notes) {
        List<AuditLine> ordered = new ArrayList<>(lines);
        ordered.sort(Comparator.comparingLong(AuditLine::sequence));
        Map<String, Long> last = new TreeMap<>();
        long inversions = 0;
        for (AuditLine line : ordered) {
            if (line.isOfAnEvent()) {
                String from = line.input().topic() + "-" + line.input().partition();
                Long before = last.put(from, line.input().offset());
                if (before != null && before >= line.input().offset()) {
                    inversions++;
                    notes.problem(
                            "reordered: writer " + writer + " applied " + line.input() + " after offset " + before);
                }
            }
        }
        return inversions;
    }
}
