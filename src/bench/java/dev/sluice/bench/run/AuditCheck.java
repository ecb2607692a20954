package dev.sluice.bench.run;

import dev.sluice.domain.Category;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.registry.AvroDeserializer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the audit of a run says: every event that was read has exactly one record, and every one was applied.
 *
 * @param events audit records of events
 * @param decisions audit records of decisions
 * @param outcomes what became of the events
 */
record AuditCheck(long events, long decisions, Map<AuditOutcome, Long> outcomes) {
    private static final Set<String> CATEGORIES =
            Arrays.stream(Category.values()).map(Category::topic).collect(Collectors.toUnmodifiableSet());

    static AuditCheck read(Cluster cluster, String prefix) throws Exception {
        long[] counts = new long[2];
        Map<AuditOutcome, Long> outcomes = new EnumMap<>(AuditOutcome.class);
        try (AvroDeserializer<AuditEvent> deserializer = new AvroDeserializer<>()) {
            deserializer.configure(ViewCheck.reading(cluster, AuditEvent.class), false);
            Readers.readAll(cluster, prefix + "audit", record -> {
                AuditEvent audit = deserializer.deserialize(record.topic(), record.headers(), record.value());
                if (audit.getType() == AuditType.DECISION) {
                    counts[1]++;
                } else if (CATEGORIES.contains(audit.getCategory())) {
                    counts[0]++;
                    outcomes.merge(audit.getOutcome(), 1L, Long::sum);
                }
            });
        }
        return new AuditCheck(counts[0], counts[1], outcomes);
    }

    /** Fails unless the audit has one record for each event that was committed as read. */
    void require(String who, long committed) {
        if (events != committed) {
            throw new BenchException(who + " committed " + committed + " events as read, but its audit has " + events
                    + " records of events. No figure is given.");
        }
        long notApplied = events - outcomes.getOrDefault(AuditOutcome.APPLIED, 0L);
        if (notApplied > 0) {
            throw new BenchException(who + " did not apply " + notApplied + " of " + events + " events: " + outcomes
                    + ". No figure is given.");
        }
    }
}
