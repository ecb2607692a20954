package dev.sluice.stream;

import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.LoggedFailure;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.stream.Timers.Due;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens without an input: due instants, and the re-evaluation of everyone after a policy change, both in bounded
 * slices. Time is the stream's; the wall clock counts only after a long silence of an input that has been read to its
 * end, so that a backlog's facts come before the timers they cancel.
 */
final class Schedule {
    private static final long SILENCE_MS = 10_000;

    /** When an identity whose work failed is tried again; in event time, as everything here. */
    static final long TRY_AGAIN_MS = 3_600_000;

    /** Identities for which there may be time while records are waiting. */
    private static final int PIECE = 50;

    /** Evaluated identities that may wait to be stored while records do: a commit stores all that wait, and the records wait for it. */
    private static final int MAX_SWEPT = 1_000;

    /** The same while records are many. */
    private static final int MAX_SWEPT_OF_MANY = 500;

    /** The same while no records wait, although one may come. */
    private static final int MAX_SWEPT_IDLE = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

    private final StageOptions options;
    private final Stage stage;
    private final PolicySets policySets;
    private final PolicyEffects effects;
    private final TaskValues values;
    private final Timers timers;
    private final UnitOfWork unit;
    private final HeldRows held;
    private final FeedRuns feeds;
    private final Pace pace;
    private final int partition;
    private final ArrayDeque<String> turns = new ArrayDeque<>();
    private boolean turnsAreLast;
    private long lastRecordAt = Long.MIN_VALUE;
    private String cursor;
    private boolean swept;
    private FeedRuns.Completed sweeping;
    private String sweptUntil;
    private boolean sweepFailed;
    private long evaluated;

    Schedule(StageOptions options, Stage stage, StageStores stores, Pace pace, int partition) {
        this.options = options;
        this.stage = stage;
        this.policySets = stores.policySets();
        this.effects = stores.effects();
        this.values = stores.values();
        this.timers = stores.timers();
        this.unit = stores.unit();
        this.held = stores.brakes().held();
        this.feeds = stores.feeds();
        this.pace = pace;
        this.partition = partition;
        this.cursor = values.evaluationCursor();
    }

    void recordSeen(long wallTime) {
        lastRecordAt = wallTime;
    }

    void policyActivated() {
        cursor = "";
        turns.clear();
        turnsAreLast = false;
        evaluated = 0;
        swept = false;
        values.beginEvaluation();
        effects.begin(
                policySets.history().current().policies().setVersion(),
                policySets.history().current().at());
    }

    /** Says that a tick is over: what is not due by then is looked at later than then. */
    void passed(long until) {
        if (cursor == null && !timers.mayBeDue(until)) {
            stage.timeIs(until);
        }
    }

    /** Whether identities are still to be evaluated under the set in force. */
    boolean isEvaluating() {
        return cursor != null;
    }

    /** How many identities were evaluated since the set in force came, or since the task did. */
    long evaluated() {
        return evaluated;
    }

    /** Whether a slice until then could have anything in it; costs nothing. With whether records are waiting, as in {@link #work}. */
    boolean hasWork(long until, boolean isWaitedFor) {
        return mayEvaluate(isWaitedFor) || held.hasWork(until) || feeds.isDue(until) || timers.mayBeDue(until);
    }

    /**
     * Works off one slice.
     *
     * @param until the {@link #horizon}; what is decided is also told with it
     * @param isWaitedFor whether records are waiting, so that an evaluation of everybody takes a fifth of the time at most, or a fortieth
     * @return true if there was anything to do
     */
    boolean work(long until, boolean isWaitedFor) {
        boolean evaluated = mayEvaluate(isWaitedFor) && evaluateSlice(until, isWaitedFor);
        boolean released = held.hasWork(until) && releaseSlice(until);
        boolean looked = feeds.isDue(until) && lookForAbsent(until);
        return fireSlice(until) || evaluated || released || looked;
    }

    private boolean mayEvaluate(boolean isWaitedFor) {
        return cursor != null
                && stage.identities().sweptWaiting() < maxSwept(isWaitedFor)
                && (!isWaitedFor || pace.isRested());
    }

    private int maxSwept(boolean isWaitedFor) {
        if (!isWaitedFor) {
            return MAX_SWEPT_IDLE;
        }
        return pace.recordsAreMany() ? MAX_SWEPT_OF_MANY : MAX_SWEPT;
    }

    /** Looks at some more people whether a feed that lists everybody misses them. */
    private boolean lookForAbsent(long until) {
        FeedRuns.Completed next = feeds.next();
        if (!next.equals(sweeping)) {
            sweeping = next;
            sweptUntil = null;
            sweepFailed = false;
        }
        List<String> keys = stage.identities().keysAfter(sweptUntil, options.evaluationBatch());
        PolicyHistory history = policySets.history();
        for (String key : keys) {
            Due due = new Due(next.completedAt(), key);
            sweepFailed |= !attempt(due, until, () -> stage.absent(key, next, history));
            sweptUntil = key;
        }
        if (keys.size() < options.evaluationBatch()) {
            feeds.lookAgain(next, sweepFailed ? until + TRY_AGAIN_MS : Long.MAX_VALUE);
            sweeping = null;
        }
        return true;
    }

    /** Works off some of those whose hold has ended. */
    private boolean releaseSlice(long until) {
        PolicyHistory history = policySets.history();
        try {
            for (HeldRows.Ended ended : held.next(options.evaluationBatch())) {
                Due due = new Due(ended.order().at(), ended.key());
                boolean done = attempt(
                        due, until, () -> stage.release(ended.source(), ended.key(), ended.order(), false, history));
                if (!done) {
                    held.failed(until + TRY_AGAIN_MS);
                }
            }
        } catch (RuntimeException e) {
            held.lookAgain();
            throw e;
        }
        held.passed();
        return true;
    }

    /** The instant until which everything due is to be decided now. */
    long horizon(long streamTime, long wallTime) {
        if (lastRecordAt == Long.MIN_VALUE) {
            // A task that has just been assigned waits as long as one whose input has just gone silent.
            lastRecordAt = wallTime;
        }
        boolean silent = wallTime - lastRecordAt >= SILENCE_MS;
        boolean byWallClock = silent
                && (timers.mayBeDue(wallTime) || feeds.isDue(wallTime))
                && options.inputLag().records(partition) == 0;
        return byWallClock ? Math.max(streamTime, wallTime) : streamTime;
    }

    /** As many as there is time for. */
    private boolean evaluateSlice(long until, boolean isWaitedFor) {
        int limit = isWaitedFor ? Math.min(PIECE, options.evaluationBatch()) : options.evaluationBatch();
        PolicyHistory history = policySets.history();
        // To find them takes time as well.
        pace.begin();
        boolean failed = values.evaluationFailed();
        int done = 0;
        while (done < limit && isSomebodysTurn(history, limit)) {
            String key = turns.getFirst();
            Due due = new Due(history.current().at(), key);
            failed |= !attempt(due, until, () -> stage.reevaluate(key, history));
            turns.removeFirst();
            // Also past one that failed: it is evaluated when its timer comes. The next may end the slice.
            cursor = key;
            evaluated++;
            values.evaluated(cursor, failed);
            done++;
            if (pace.isLong(isWaitedFor)) {
                break;
            }
        }
        pace.end();
        if (turns.isEmpty() && turnsAreLast) {
            // Before the evaluation counts as over: where the registry is away, both come again.
            tellEffects(!failed);
            cursor = null;
            // One that failed is still to be brought through the sets before: they are kept until a later sweep is
            // whole.
            swept = !failed;
        }
        values.evaluated(cursor, failed);
        return true;
    }

    /**
     * Whether anybody is left. Who comes next is asked for several at once: a slice may have time for one, and to open the store takes
     * as long as some do. Who is told of first meanwhile is evaluated under the set in force then, or set aside until a timer comes.
     */
    private boolean isSomebodysTurn(PolicyHistory history, int several) {
        if (turns.isEmpty() && !turnsAreLast) {
            turns.addAll(stage.keysAfter(
                    cursor.isEmpty() ? null : cursor, several, history.current().policies()));
            turnsAreLast = turns.size() < several;
        }
        return !turns.isEmpty();
    }

    private void tellEffects(boolean isComplete) {
        if (!effects.isOn()) {
            return;
        }
        UnitOfWork.Mark before = unit.mark();
        try {
            stage.policyEvaluated(effects.summary(isComplete));
        } catch (RuntimeException e) {
            unit.rollback(before);
            throw e;
        }
        unit.onCommit(effects::end);
        unit.commit();
    }

    /** Everything that was decided is stored: sets that nobody has to be brought through any more can go. */
    void stored() {
        if (swept) {
            swept = false;
            policySets.allEvaluated();
        }
    }

    private boolean fireSlice(long until) {
        List<Due> rows = timers.due(until, options.timerBatch());
        if (rows.isEmpty()) {
            return false;
        }
        PriorityQueue<Due> queue =
                new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparing(Due::key));
        queue.addAll(rows);
        PolicyHistory history = policySets.history();
        int left = options.timerBatch();
        while (!queue.isEmpty() && left-- > 0) {
            Due due = queue.poll();
            long[] next = {Long.MAX_VALUE};
            attempt(due, until, () -> next[0] = stage.fire(due, history));
            if (next[0] <= until) {
                queue.add(new Due(next[0], due.key()));
            }
        }
        return true;
    }

    /**
     * One identity's work is stored whole or not at all, also when the registry fails in the middle of it. An identity
     * that the rules fail on stops nobody else: it is set aside, told, and tried again later.
     *
     * @return false if it was set aside
     */
    private boolean attempt(Due due, long until, Runnable work) {
        UnitOfWork.Mark before = unit.mark();
        boolean done = false;
        try {
            work.run();
            done = true;
        } catch (CoreFailure e) {
            unit.rollback(before);
            LOG.error(
                    "The rules failed on identity {} at {}; it is set aside and tried again.",
                    AuditKeys.pseudonym(due.key()),
                    Instant.ofEpochMilli(due.at()),
                    LoggedFailure.of(e));
            LOG.debug("The failure in full.", e);
            quarantine(due, until, ReasonCode.PROCESSING_ERROR, e.getMessage());
        } catch (TooLarge e) {
            unit.rollback(before);
            LOG.error(
                    "What is due of identity {} at {} is too large; it is set aside and tried again. {}",
                    AuditKeys.pseudonym(due.key()),
                    Instant.ofEpochMilli(due.at()),
                    e.getMessage());
            quarantine(due, until, ReasonCode.TOO_LARGE, e.getMessage());
        } catch (RuntimeException e) {
            unit.rollback(before);
            timers.lookAgain();
            throw e;
        }
        unit.commit();
        return done;
    }

    private void quarantine(Due due, long until, ReasonCode reason, String detail) {
        stage.quarantine(due, until, until + TRY_AGAIN_MS, new Rejection(reason, detail));
    }
}
