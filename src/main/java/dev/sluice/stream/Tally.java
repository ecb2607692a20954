package dev.sluice.stream;

import dev.sluice.domain.SubjectKeys;
import dev.sluice.event.CommandAction;
import dev.sluice.event.Severity;
import dev.sluice.stream.TaskFigures.Figure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How many identities a task knows and what is open of them. Kept with the identities: a change of one moves the numbers, and
 * both are in the same transaction, so that the numbers are right after a restart without a look at everybody. Where there are
 * none yet, or where stores may be stored without each other (at_least_once), everybody is counted once, some at a time;
 * meanwhile the numbers are of those that have been counted. So it is where a version that does not count has had the task
 * in between, as during a rolling upgrade or after going back: then the audit has got further than the numbers.
 */
final class Tally {
    private static final String PREFIX = "tally/";
    private static final Bytes STATE = Bytes.wrap("tally".getBytes(StandardCharsets.UTF_8));
    /** Until where the audit had got with the numbers as they are stored. */
    private static final Bytes AUDITED = Bytes.wrap("tally-audited".getBytes(StandardCharsets.UTF_8));

    private static final byte FORMAT = 1;
    private static final byte COUNTED = 1;
    private static final byte COUNTING = 0;
    private static final long NEVER_SAVED = -1;
    private static final String FINDING = PREFIX + "finding/";
    private static final String COMMAND = PREFIX + "command/";
    private static final String IDENTITIES = PREFIX + "identities";
    private static final String TIMERS = PREFIX + "timers";

    private final KeyValueStore<Bytes, byte[]> store;
    private final TaskFigures figures;
    private final long[] findings = new long[FindingKinds.count()];
    private final Map<CommandAction, TreeMap<Long, Long>> commands = new EnumMap<>(CommandAction.class);
    private final BitSet changedFindings = new BitSet();
    private final Set<Long> changedCommands = new HashSet<>();
    private final CommandAction[] actions = CommandAction.values();
    private final long[] open = new long[actions.length];
    private long identities;
    private long timers;
    private boolean numbersChanged;
    private String cursor;
    private boolean stateChanged;
    private long savedWith;

    /**
     * The numbers as they are stored.
     *
     * @param store the store
     * @param figures are told each change
     * @param audited the number of the last record of the audit, as it is stored
     * @param everybody whether everybody is to be counted anew
     */
    Tally(KeyValueStore<Bytes, byte[]> store, TaskFigures figures, long audited, boolean everybody) {
        this.store = store;
        this.figures = figures;
        for (CommandAction action : actions) {
            commands.put(action, new TreeMap<>());
        }
        byte[] state = store.get(STATE);
        boolean known = state != null && state.length > 1 && state[0] == FORMAT && !everybody && isAudited(audited);
        savedWith = known ? audited : NEVER_SAVED;
        if (known) {
            cursor = state[1] == COUNTED ? null : new String(state, 2, state.length - 2, StandardCharsets.UTF_8);
            restore();
        } else {
            forgetRows();
            cursor = "";
            stateChanged = true;
        }
        tellAll();
    }

    private boolean isAudited(long audited) {
        byte[] stored = store.get(AUDITED);
        return stored != null && ByteBuffer.wrap(stored).getLong() == audited;
    }

    private void restore() {
        List<String> unknown = new ArrayList<>();
        eachRow((name, value) -> {
            if (!restore(name, value)) {
                unknown.add(name);
            }
        });
        // What another version has counted under a name that is none here: it is counted again with everybody else.
        if (!unknown.isEmpty()) {
            forgetRows();
            Arrays.fill(findings, 0);
            commands.values().forEach(TreeMap::clear);
            Arrays.fill(open, 0);
            identities = 0;
            timers = 0;
            cursor = "";
            stateChanged = true;
        }
    }

    private boolean restore(String name, long value) {
        try {
            String[] parts = name.split("/");
            if (name.startsWith(FINDING)) {
                int number = FindingKinds.number(parts[2], Severity.valueOf(parts[3]));
                findings[number] = value;
                return FindingKinds.kind(number).equals(parts[2]);
            }
            if (name.startsWith(COMMAND)) {
                CommandAction action = CommandAction.valueOf(parts[2]);
                commands.get(action).put(Long.valueOf(parts[3]), value);
                open[action.ordinal()] += value;
                return true;
            }
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (name.equals(IDENTITIES)) {
            identities = value;
        } else if (name.equals(TIMERS)) {
            timers = value;
        }
        return true;
    }

    private interface Row {
        void read(String name, long value);
    }

    private void eachRow(Row row) {
        try (KeyValueIterator<Bytes, byte[]> rows = store.range(bytes(PREFIX), Prefixes.endOf(PREFIX))) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> next = rows.next();
                row.read(
                        new String(next.key.get(), StandardCharsets.UTF_8),
                        ByteBuffer.wrap(next.value).getLong());
            }
        }
    }

    private void forgetRows() {
        List<String> old = new ArrayList<>();
        eachRow((name, value) -> old.add(name));
        old.forEach(name -> store.delete(bytes(name)));
    }

    /** Whether everybody has not been counted yet. */
    boolean isCounting() {
        return cursor != null;
    }

    /** The identity that was counted last, or null if none was. */
    String countedUntil() {
        return cursor == null || cursor.isEmpty() ? null : cursor;
    }

    /** An identity was counted; the next one is behind it. */
    void counted(String key, OpenItems items, boolean timed) {
        cursor = key;
        stateChanged = true;
        move(OpenItems.NONE, items);
        moveTimer(false, timed);
        moveIdentity(key, 1);
    }

    /** Everybody has been counted. */
    void countedAll() {
        cursor = null;
        stateChanged = true;
        figures.set(Figure.COUNTING, 0);
    }

    /** Something changed of an identity; null where nothing was known of it, or is any more. */
    void changed(String key, OpenItems before, OpenItems after, boolean timedBefore, boolean timedAfter) {
        if (!isAhead(key)) {
            move(before == null ? OpenItems.NONE : before, after == null ? OpenItems.NONE : after);
            moveTimer(timedBefore, timedAfter);
            if ((before == null) != (after == null)) {
                moveIdentity(key, after == null ? -1 : 1);
            }
        }
    }

    /** Whoever is behind the cursor is counted when it comes there. */
    private boolean isAhead(String key) {
        return cursor != null && bytes(key).compareTo(bytes(cursor)) > 0;
    }

    /** Only what lies between the first and the last that differ: of who has thousands, one changes at a time. */
    private void move(OpenItems before, OpenItems after) {
        if (before == after) {
            return;
        }
        int[] oldFindings = before.findings();
        int[] newFindings = after.findings();
        int same = Arrays.mismatch(oldFindings, newFindings);
        if (same >= 0) {
            move(oldFindings, same, -1);
            move(newFindings, same, 1);
        }
        long[] oldCommands = before.commands();
        long[] newCommands = after.commands();
        int from = Arrays.mismatch(oldCommands, newCommands);
        if (from >= 0) {
            int end = commonEnd(oldCommands, newCommands, from);
            int moved = move(oldCommands, from, oldCommands.length - end, -1)
                    | move(newCommands, from, newCommands.length - end, 1);
            tellCommands(moved);
        }
    }

    private static int commonEnd(long[] before, long[] after, int from) {
        int most = Math.min(before.length, after.length) - from;
        int end = 0;
        while (end < most && before[before.length - 1 - end] == after[after.length - 1 - end]) {
            end++;
        }
        return end;
    }

    private void move(int[] numbers, int from, int by) {
        for (int i = from; i < numbers.length; i++) {
            findings[numbers[i]] += by;
            changedFindings.set(numbers[i]);
            figures.findings(numbers[i], findings[numbers[i]]);
        }
    }

    /** The actions of which commands moved, as bits. */
    private int move(long[] moved, int from, int to, int by) {
        int which = 0;
        for (int i = from; i < to; i++) {
            int action = OpenItems.action(moved[i]);
            Long hour = OpenItems.hour(moved[i]);
            TreeMap<Long, Long> hours = commands.get(actions[action]);
            if (hours.merge(hour, (long) by, Long::sum) == 0) {
                hours.remove(hour);
            }
            open[action] += by;
            changedCommands.add(moved[i]);
            which |= 1 << action;
        }
        return which;
    }

    private void moveTimer(boolean before, boolean after) {
        if (before != after) {
            timers += after ? 1 : -1;
            numbersChanged = true;
            figures.set(Figure.TIMERS, timers);
        }
    }

    private void moveIdentity(String key, int by) {
        if (SubjectKeys.identityOf(key) != null) {
            identities += by;
            numbersChanged = true;
            figures.set(Figure.IDENTITIES, identities);
        }
    }

    private void tellCommands(int which) {
        for (int action = 0; action < actions.length; action++) {
            if ((which & 1 << action) != 0) {
                TreeMap<Long, Long> hours = commands.get(actions[action]);
                figures.commands(
                        action,
                        open[action],
                        hours.isEmpty() ? TaskFigures.NEVER : TimeUnit.HOURS.toMillis(hours.firstKey()));
            }
        }
    }

    private void tellAll() {
        figures.set(Figure.COUNTING, isCounting() ? 1 : 0);
        figures.set(Figure.IDENTITIES, identities);
        figures.set(Figure.TIMERS, timers);
        for (int number = 0; number < findings.length; number++) {
            figures.findings(number, findings[number]);
        }
        tellCommands(-1);
    }

    /** Stores what changed; before each commit, with the identities that it speaks of and the number that the audit has reached. */
    void save(long audited) {
        if (audited != savedWith) {
            store.put(AUDITED, number(audited));
            savedWith = audited;
        }
        changedFindings.stream()
                .forEach(number -> put(
                        FINDING + FindingKinds.kind(number) + "/" + FindingKinds.severity(number), findings[number]));
        changedFindings.clear();
        for (long command : changedCommands) {
            CommandAction action = actions[OpenItems.action(command)];
            Long hour = OpenItems.hour(command);
            put(COMMAND + action + "/" + hour, commands.get(action).getOrDefault(hour, 0L));
        }
        changedCommands.clear();
        if (numbersChanged) {
            put(IDENTITIES, identities);
            put(TIMERS, timers);
            numbersChanged = false;
        }
        if (stateChanged) {
            byte[] key = cursor == null ? new byte[0] : cursor.getBytes(StandardCharsets.UTF_8);
            store.put(
                    STATE,
                    ByteBuffer.allocate(2 + key.length)
                            .put(FORMAT)
                            .put(cursor == null ? COUNTED : COUNTING)
                            .put(key)
                            .array());
            stateChanged = false;
        }
    }

    private void put(String name, long value) {
        if (value == 0) {
            store.delete(bytes(name));
        } else {
            store.put(bytes(name), number(value));
        }
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
