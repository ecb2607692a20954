package dev.sluice.stream;

import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.PolicyEffect;
import dev.sluice.event.PolicySummary;
import dev.sluice.stream.DecisionLog.Decided;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Counts what a policy set changes for the identities of a task, until all have been evaluated under it. Survives a restart
 * in the middle: the counts are stored with the cursor of the evaluation.
 */
final class PolicyEffects {
    /** More kinds and rules than a set of policies has; beyond it they are counted together. */
    private static final int MAX_ROWS = 5_000;

    /** What of them a record of the audit holds. */
    private static final int MAX_TOLD = 200;

    private static final Bytes KEY = Bytes.wrap("policy-effects".getBytes(StandardCharsets.UTF_8));
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final String VERSION = "1";
    private static final String SEPARATOR = "\t";

    private enum Count {
        OPENED,
        MITIGATED,
        RESOLVED,
        CHANGED,
        STANDING
    }

    /** A kind of finding, and a rule or null. */
    private record Row(String kind, String ruleId) implements Comparable<Row> {
        /** Of others' words, so without what separates rows and columns where they are stored. */
        static Row of(String kind, String ruleId) {
            boolean isByRule = ruleId != null && !ruleId.isEmpty();
            return new Row(kind, isByRule ? CONTROL.matcher(ruleId).replaceAll(" ") : null);
        }

        private static final Comparator<Row> ORDER = Comparator.comparing(Row::kind)
                .thenComparing(Row::ruleId, Comparator.nullsFirst(Comparator.naturalOrder()));

        @Override
        public int compareTo(Row other) {
            return ORDER.compare(this, other);
        }
    }

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<Row, long[]> rows = new TreeMap<>();
    private long setVersion;
    private long since;
    private long identities;
    private long concerned;
    private long commands;
    private long omitted;
    private boolean isChanged;

    /**
     * The counts as they were stored.
     *
     * @param store the single values of the task
     */
    PolicyEffects(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        byte[] stored = store.get(KEY);
        if (stored != null) {
            read(new String(stored, StandardCharsets.UTF_8));
        }
    }

    /** Whether a set is being counted. */
    boolean isOn() {
        return setVersion != 0;
    }

    /** A set came into force, and everyone is to be evaluated under it. */
    void begin(long version, long at) {
        clear();
        setVersion = version;
        since = at;
        isChanged = true;
    }

    private void clear() {
        rows.clear();
        setVersion = 0;
        identities = 0;
        concerned = 0;
        commands = 0;
        omitted = 0;
    }

    /** Something was decided about an identity, for whatever reason; what follows from the set counts. */
    void decided(DecisionLog log) {
        if (!isOn()) {
            return;
        }
        boolean isConcerned = false;
        for (Decided decided : log.decided()) {
            if (decided.trigger().kind() == Trigger.Kind.POLICY && decided.setVersion() == setVersion) {
                isConcerned = true;
                count(decided);
            }
        }
        if (isConcerned) {
            concerned++;
            isChanged = true;
        }
    }

    private void count(Decided decided) {
        if (decided.command() != null) {
            commands++;
        } else if (decided.finding() != null) {
            Finding finding = decided.finding();
            add(finding.getKind(), finding.getRuleId(), change(finding));
        }
    }

    private static Count change(Finding finding) {
        if (finding.getStatus() == FindingStatus.RESOLVED) {
            return Count.RESOLVED;
        }
        if (finding.getStatus() == FindingStatus.MITIGATED) {
            return Count.MITIGATED;
        }
        return finding.getOpenedAt().equals(finding.getChangedAt()) ? Count.OPENED : Count.CHANGED;
    }

    private void add(String kind, String ruleId, Count what) {
        Row row = Row.of(kind, ruleId);
        long[] counts = rows.get(row);
        if (counts == null && rows.size() >= MAX_ROWS) {
            omitted++;
            return;
        }
        if (counts == null) {
            counts = new long[Count.values().length];
            rows.put(row, counts);
        }
        counts[what.ordinal()]++;
    }

    /** An identity was looked at in its turn, and is evaluated now. */
    void looked(IdentityState state) {
        if (!isOn()) {
            return;
        }
        identities++;
        for (FindingState finding : state.findings().values()) {
            if (finding.status() == FindingStatus.OPEN || finding.status() == FindingStatus.PENDING) {
                add(finding.kind(), finding.foundBy(), Count.STANDING);
            }
        }
        isChanged = true;
    }

    /**
     * What the set has changed.
     *
     * @param isComplete whether all were evaluated
     * @return to be told before the counting ends
     */
    PolicySummary summary(boolean isComplete) {
        List<Map.Entry<Row, long[]>> told = new ArrayList<>(rows.entrySet());
        told.sort(Comparator.comparingLong((Map.Entry<Row, long[]> row) -> -changes(row.getValue())));
        int shown = Math.min(MAX_TOLD, told.size());
        return new PolicySummary(
                setVersion,
                Instant.ofEpochMilli(since),
                isComplete,
                identities,
                concerned,
                commands,
                told.subList(0, shown).stream().map(PolicyEffects::effect).toList(),
                omitted + told.size() - shown);
    }

    /** Nothing is counted until the next set. */
    void end() {
        clear();
        isChanged = true;
    }

    private static long changes(long[] counts) {
        return counts[Count.OPENED.ordinal()]
                + counts[Count.MITIGATED.ordinal()]
                + counts[Count.RESOLVED.ordinal()]
                + counts[Count.CHANGED.ordinal()];
    }

    private static PolicyEffect effect(Map.Entry<Row, long[]> row) {
        long[] counts = row.getValue();
        return new PolicyEffect(
                row.getKey().kind(),
                row.getKey().ruleId(),
                counts[Count.OPENED.ordinal()],
                counts[Count.MITIGATED.ordinal()],
                counts[Count.RESOLVED.ordinal()],
                counts[Count.CHANGED.ordinal()],
                counts[Count.STANDING.ordinal()]);
    }

    /** Stores what changed; before each commit, with the cursor that it belongs to. */
    void save() {
        if (isChanged) {
            if (isOn()) {
                store.put(KEY, text().getBytes(StandardCharsets.UTF_8));
            } else {
                store.delete(KEY);
            }
            isChanged = false;
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder(String.join(
                SEPARATOR,
                VERSION,
                Long.toString(setVersion),
                Long.toString(since),
                Long.toString(identities),
                Long.toString(concerned),
                Long.toString(commands),
                Long.toString(omitted)));
        rows.forEach((row, counts) -> {
            text.append('\n').append(row.kind()).append(SEPARATOR).append(row.ruleId() == null ? "" : row.ruleId());
            for (long count : counts) {
                text.append(SEPARATOR).append(count);
            }
        });
        return text.toString();
    }

    private void read(String text) {
        String[] lines = text.split("\n");
        String[] head = lines[0].split(SEPARATOR);
        if (!head[0].equals(VERSION)) {
            // Of another version: the set in force is not summed up, everything else goes on.
            return;
        }
        setVersion = Long.parseLong(head[1]);
        since = Long.parseLong(head[2]);
        identities = Long.parseLong(head[3]);
        concerned = Long.parseLong(head[4]);
        commands = Long.parseLong(head[5]);
        omitted = Long.parseLong(head[6]);
        for (int i = 1; i < lines.length; i++) {
            String[] parts = lines[i].split(SEPARATOR, -1);
            long[] counts = new long[Count.values().length];
            for (int c = 0; c < counts.length; c++) {
                counts[c] = Long.parseLong(parts[2 + c]);
            }
            rows.put(new Row(parts[0], parts[1].isEmpty() ? null : parts[1]), counts);
        }
    }
}
