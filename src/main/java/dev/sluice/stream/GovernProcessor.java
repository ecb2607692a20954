package dev.sluice.stream;

import dev.sluice.audit.AuditRecords;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AuditCheckpoint;
import dev.sluice.registry.Transience;
import dev.sluice.stream.TaskFigures.Figure;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one stateful stage: reads every input of its partition, and writes what follows from it. */
final class GovernProcessor implements Processor<byte[], byte[], byte[], Outgoing>, WriteBack.Pending {
    private static final Logger LOG = LoggerFactory.getLogger(GovernProcessor.class);
    private static final Duration WALL_CLOCK_TICK = Duration.ofMillis(100);

    /** Ticks for which an identity must not have been touched to be stored between commits: two seconds at least. */
    private static final int QUIET_TICKS = 21;

    private static final int STORED_PER_TICK = 256;

    /** The same of those that were evaluated because everybody is, while records are many. */
    private static final int SWEPT_PER_TICK = 32;

    /** Identities that are stored by a commit of its own, where commits are rare: each takes some 0.1 ms of the records' time. */
    private static final int MANY_TO_STORE = 64;

    /** Ticks between such commits at least: each also waits for the brokers, and is one of all tasks of the thread. */
    private static final int COMMIT_TICKS = 3;

    /** Records between two ticks, or still to come, with which a task has enough to do. */
    private static final int BUSY = 500;

    private final StageOptions options;
    private final Codecs codecs;
    private final PolicyReader policyReader;
    private final RegistryPatience patience;
    private final CacheBudget cache;
    private final CacheBudget keyCache;
    private final Paces paces;
    private final Governor governor;
    private final StageMetrics metrics;
    private ProcessorContext<byte[], Outgoing> context;
    private StageStores stores;
    private Schedule schedule;
    private Pace pace;
    private boolean isAtLeastOnce;
    private int ticksSinceCommit;
    private Inputs inputs;
    private Stage stage;
    private Cancellable tick;
    private int recordsSinceTick;
    private TaskFigures figures;

    GovernProcessor(
            StageOptions options,
            Codecs codecs,
            PolicyReader policyReader,
            RegistryPatience patience,
            CacheBudget cache,
            CacheBudget keyCache,
            Paces paces,
            Governor governor,
            StageMetrics metrics) {
        this.options = options;
        this.codecs = codecs;
        this.policyReader = policyReader;
        this.patience = patience;
        this.cache = cache;
        this.keyCache = keyCache;
        this.paces = paces;
        this.governor = governor;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> processorContext) {
        context = processorContext;
        int partition = context.taskId().partition();
        if (stores != null) {
            // A task that is revived after its state was corrupt is initialised again without having been closed.
            close();
        }
        CacheBudget.Share share = cache.join();
        CacheBudget.Share keyShare = keyCache.join();
        figures = new TaskFigures();
        try {
            stores = StageStores.of(context, options, codecs, policyReader, share, keyShare, figures);
        } catch (RuntimeException e) {
            share.leave();
            keyShare.leave();
            throw e;
        }
        AuditRecords records = new AuditRecords(options.applicationId(), partition);
        stage = new Stage(options, codecs, stores, records, governor, metrics, partition);
        pace = paces.ofThisThread();
        isAtLeastOnce = StageStores.isAtLeastOnce(context);
        schedule = new Schedule(options, stage, stores, pace, partition);
        inputs = new Inputs(options, codecs, stores, stage, schedule, metrics, partition);
        WriteBack writeBack = context.getStateStore(Names.WRITE_BACK);
        writeBack.announceTo(this);
        Readiness.withoutTexts(context);
        metrics.join(figures);
        // What is due by the stream's time is done with the record that moves it. A punctuator for that, due after
        // nearly each
        // record, would keep Kafka Streams at one record of each task per round of its loop (StreamThread.runOnce
        // halves
        // the number whenever anything was punctuated).
        tick = context.schedule(WALL_CLOCK_TICK, PunctuationType.WALL_CLOCK_TIME, at -> wallClockTick());
    }

    @Override
    public void close() {
        if (stores != null) {
            stores.identities().close();
            stores.details().close();
        }
        metrics.leave(figures);
        if (tick != null) {
            tick.cancel();
            tick = null;
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        pace.goesOn();
        Incoming in = Incoming.of(context, record);
        schedule.recordSeen(context.currentSystemTimeMs());
        recordsSinceTick++;
        stores.outbox().follows(TraceContext.of(in.headers(), options.isSealed()));
        UnitOfWork.Mark before = stores.unit().mark();
        try {
            patience.call(() -> {
                stores.unit().rollback(before);
                inputs.take(in);
                return null;
            });
        } catch (RuntimeException e) {
            stores.unit().rollback(before);
            if (Transience.isRegistryFailure(e)) {
                metrics.registryWatch().failed(in.place());
            }
            throw e;
        } finally {
            stores.outbox().follows(TraceContext.NONE);
        }
        if (metrics.registryWatch().isDown()) {
            metrics.registryWatch().answered(in.place());
        }
        stores.unit().commit();
        stores.outbox().flush(context, in.arrivedAt());
        tickAfterRecord();
    }

    private void wallClockTick() {
        pace.goesOn();
        int partition = context.taskId().partition();
        pace.ticked(
                recordsSinceTick, schedule.isEvaluating() ? options.inputLag().records(partition) : 0);
        // Few records may mean that few come, or that little time was left for those that do: one is enough to hurry.
        tick(recordsSinceTick > 0);
        stores.identities().tick();
        sendCheckpoint();
        if (stores.details().tick()) {
            stores.outbox().flush(context, context.currentSystemTimeMs());
        }
        boolean isBusy = isBusy();
        storeQuiet(isBusy);
        askForCommit(isBusy);
        recordsSinceTick = 0;
        stores.identities().countSome(options.evaluationBatch());
        tellFigures();
    }

    /** A commit stores all that waits, for all tasks of the thread, so none is asked for beside a backlog of any of them. */
    private void askForCommit(boolean isBusy) {
        if (isBusy) {
            pace.noteBusy();
        }
        if (isAtLeastOnce
                && ++ticksSinceCommit >= COMMIT_TICKS
                && stores.identities().waiting() >= MANY_TO_STORE
                && pace.mayCommit()
                && !pace.isBusy()) {
            context.commit();
        }
    }

    private void tellFigures() {
        figures.set(Figure.EARLIEST_TIMER, stores.timers().earliest());
        figures.set(Figure.POLICY_VERSION, stores.policySets().active().setVersion());
        boolean evaluating = schedule.isEvaluating();
        figures.set(Figure.EVALUATED, evaluating ? schedule.evaluated() : 0);
        long all = figures.get(Figure.IDENTITIES);
        figures.set(Figure.TO_EVALUATE, evaluating ? Math.max(1, all - schedule.evaluated()) : 0);
        figures.set(Figure.HELD_SOURCES, stores.brakes().heldSources());
        figures.set(Figure.HELD_IDENTITIES, stores.brakes().held().count());
        figures.set(Figure.AWAITS_CHECKPOINT, stores.ledger().awaitsCheckpointSince());
    }

    /** A slow machine takes few records between two ticks; the more it stored then, the slower it would be. */
    private boolean isBusy() {
        return recordsSinceTick >= BUSY
                || recordsSinceTick > 0
                        && options.inputLag().records(context.taskId().partition()) >= BUSY;
    }

    /**
     * Where commits are rare, what one of them has to store would hold records up for seconds. So what was not touched lately is
     * stored between them, unless there is a backlog, which would touch it again. Lately, because what was told of it must
     * be with the broker: a process that dies with its state stored and its commands not sent has nobody to send them.
     */
    private void storeQuiet(boolean isBusy) {
        int swept = pace.recordsAreMany() ? SWEPT_PER_TICK : STORED_PER_TICK;
        // An evaluation of everybody waits for what it has evaluated to be stored, so that goes on beside a backlog.
        int left = STORED_PER_TICK - storeQuiet(swept, () -> stores.identities().nextQuietSwept(QUIET_TICKS));
        if (!isBusy) {
            storeQuiet(left, () -> stores.identities().nextQuiet(QUIET_TICKS));
            if (stores.identities().nextChanged() == null) {
                stores.timers().storeRemoved();
            }
        }
    }

    private int storeQuiet(int limit, Supplier<CachedIdentity> next) {
        int stored = 0;
        CachedIdentity quiet = limit == 0 ? null : next.get();
        if (quiet != null) {
            // Rows that are no more stay while anything is to be stored: one too many does no harm.
            stores.timers().storeAdded();
            stores.tried().storeRemoved();
        }
        while (quiet != null) {
            store(quiet);
            stored++;
            quiet = stored < limit ? next.get() : null;
        }
        return stored;
    }

    private void tickAfterRecord() {
        try {
            tick(true);
        } catch (RuntimeException e) {
            LOG.warn("Working off what is due failed; the record that Kafka Streams names has nothing to do with it.");
            throw e;
        }
    }

    private void keepWithinLimits() {
        if (stores.identities().isFull()
                || stores.activities().isFull()
                || stores.sessions().isFull()
                || stores.tried().isFull()
                || stores.timers().isFull()
                || stores.seen().isFull()) {
            // All of it: what is known as a repeat after a crash must not be ahead of what followed from it.
            storeAll();
            stores.identities().trim();
            stores.activities().trim();
        }
    }

    /** Runs what is due on the stream's time, or on the wall clock's when the input has long been silent. */
    private void tick(boolean isRecord) {
        // Where this task has none, the records of the thread's others wait for it.
        boolean isWaitedFor = isRecord || pace.recordsAreMany();
        long until = schedule.horizon(context.currentStreamTimeMs(), context.currentSystemTimeMs());
        if (schedule.hasWork(until, isWaitedFor)) {
            try {
                patience.call(() -> schedule.work(until, isWaitedFor));
            } finally {
                // What was stored before a failure has to be told too: at least once, nobody takes the stores back.
                stores.outbox().flush(context, Math.max(0, until));
            }
        }
        schedule.passed(until);
        if (stores.sprayMail().isFull()) {
            sendFailures();
        }
        // Also where no record comes: timers and evaluations read identities, and the share shrinks as tasks come.
        keepWithinLimits();
    }

    /** A commit begins: what changed since the last one is published and stored, once however often it changed. */
    @Override
    public void flush() {
        ticksSinceCommit = 0;
        pace.commits();
        storeAll();
        stores.ledger().committing();
    }

    private void storeAll() {
        // Before what is known as a repeat is stored: what was not sent then would never be.
        sendFailures();
        stores.tried().storeRemoved();
        storeIdentities();
        stores.activities().store();
        stores.sessions().store();
        stores.tried().store();
        stores.correlations().flush();
        stores.seen().flush();
        schedule.stored();
        stores.brakes().held().save();
        stores.feeds().save();
        stores.values().save();
        stores.effects().save();
        stores.tally().save(stores.values().auditSequence());
        stores.ledger().save();
    }

    private void sendCheckpoint() {
        AuditCheckpoint checkpoint = stores.ledger().checkpoint();
        if (checkpoint == null) {
            return;
        }
        patience.call(() -> {
            byte[] encoded = codecs.auditCheckpoint().encode(options.topic(Names.AUDIT_CHECKPOINT), checkpoint);
            stores.outbox().add(Names.AUDIT_CHECKPOINT, checkpoint.getChainId(), encoded);
            return null;
        });
        stores.outbox().flush(context, checkpoint.getAt().toEpochMilli());
    }

    private void sendFailures() {
        patience.call(() -> {
            stores.sprayMail().send();
            return null;
        });
        // Each has its own time: how late something was follows from when it arrived, not from when commits come.
        stores.outbox().flush(context, 0);
    }

    private void storeIdentities() {
        stores.timers().storeAdded();
        CachedIdentity changed = stores.identities().nextChanged();
        while (changed != null) {
            store(changed);
            changed = stores.identities().nextChanged();
        }
        stores.timers().storeRemoved();
    }

    private void store(CachedIdentity changed) {
        Policies policies = stores.policySets().history().current().policies();
        long[] published = patience.call(() -> stage.views().publish(changed, policies));
        // Before the state that says so: of a process that dies in between the view is told again rather than never.
        stores.outbox().flush(context, Math.max(0, changed.touchedAt()));
        stores.identities().store(changed, published);
    }

    /** The task gives its stores up: what was not committed comes again. */
    @Override
    public void drop() {
        stores.identities().drop();
        stores.activities().drop();
        stores.sessions().drop();
        stores.tried().drop();
        stores.sprayMail().drop();
        stores.correlations().drop();
        stores.timers().drop();
    }
}
