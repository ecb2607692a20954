package dev.sluice.mapping;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts of an ingest, so that nothing is dropped silently. For one thread. */
public final class IngestSummary {
    private static final int MAX_TYPES = 1000;
    private static final String OTHER = "(further types)";

    private long read;
    private boolean isCutShort;
    private final SortedMap<String, Long> produced = new TreeMap<>();
    private final SortedMap<String, Long> unmapped = new TreeMap<>();
    private final SortedMap<String, Long> failed = new TreeMap<>();
    private final Set<String> unusedColumns = new TreeSet<>();

    void count(MappingResult result) {
        read++;
        if (result instanceof MappingResult.Mapped mapped) {
            mapped.events().forEach(event -> add(produced, event.topic().topic(), 1));
        } else if (result instanceof MappingResult.Unmapped type) {
            add(unmapped, type.type(), 1);
        } else if (result instanceof MappingResult.Failed failure) {
            add(failed, failure.reason(), 1);
        }
    }

    /**
     * Whether a file could not be read to its end.
     *
     * @return true if nobody knows what followed
     */
    public boolean isCutShort() {
        return isCutShort;
    }

    void whole(MappingEngine.Reading reading) {
        unusedColumns.addAll(reading.unusedColumns());
        isCutShort |= reading.isCutShort();
    }

    /**
     * Adds the counts of another file.
     *
     * @param other its summary
     */
    public void add(IngestSummary other) {
        read += other.read;
        isCutShort |= other.isCutShort;
        other.produced.forEach((topic, count) -> add(produced, topic, count));
        other.unmapped.forEach((type, count) -> add(unmapped, type, count));
        other.failed.forEach((reason, count) -> add(failed, reason, count));
        unusedColumns.addAll(other.unusedColumns);
    }

    /** Types come from payloads, so their number is bounded. */
    private static void add(Map<String, Long> counts, String type, long count) {
        counts.merge(counts.size() < MAX_TYPES || counts.containsKey(type) ? type : OTHER, count, Long::sum);
    }

    /**
     * How many records were read.
     *
     * @return mapped, not covered and failed ones together
     */
    public long read() {
        return read;
    }

    /**
     * Events by topic without prefix.
     *
     * @return a copy
     */
    public SortedMap<String, Long> produced() {
        return new TreeMap<>(produced);
    }

    /**
     * Records that the mapping does not cover, by the vendor's name of their type.
     *
     * @return a copy
     */
    public SortedMap<String, Long> unmapped() {
        return new TreeMap<>(unmapped);
    }

    /**
     * Records that could not be used, by reason.
     *
     * @return a copy
     */
    public SortedMap<String, Long> failed() {
        return new TreeMap<>(failed);
    }

    /**
     * Columns that were read and that the column map does not name.
     *
     * @return a copy
     */
    public Set<String> unusedColumns() {
        return new TreeSet<>(unusedColumns);
    }

    /**
     * The summary for a person.
     *
     * @return several lines, the last one ended
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("read ").append(read).append(" records\n");
        section(text, "produced", produced);
        section(text, "not covered by the mapping", unmapped);
        section(text, "failed, sent to dead-letter", failed);
        if (!unusedColumns.isEmpty()) {
            text.append("columns not used: ")
                    .append(RecordRefusal.bounded(String.join(", ", unusedColumns)))
                    .append('\n');
        }
        return text.toString();
    }

    private static void section(StringBuilder text, String title, Map<String, Long> counts) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        text.append(title).append(": ").append(total).append('\n');
        counts.forEach((name, count) -> text.append(String.format("  %8d  %s%n", count, name)));
    }
}
