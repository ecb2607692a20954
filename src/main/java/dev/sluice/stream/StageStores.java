package dev.sluice.stream;

import java.util.function.LongSupplier;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * What a task keeps, and what it has decided and not stored yet.
 *
 * @param identities the state of each identity
 * @param tally how many there are, and what is open of them
 * @param activities what each identity did
 * @param sessions its sessions, credentials, leases and pipelines
 * @param tried what was tried from each address
 * @param correlations whose accounts are
 * @param timers what is due when
 * @param policySets the policies
 * @param effects what the set in force has changed
 * @param seen the ids of events seen
 * @param values single values
 * @param ledger the chain of the audit
 * @param details seals personal details of the audit
 * @param outbox the outputs of the unit of work
 * @param unit the unit of work
 * @param brakes what the brake counts and holds
 * @param brakeMail what tasks tell each other about it
 * @param sprayMail what tasks tell each other about failed log-ins
 * @param feeds the completed runs of feeds that list everybody
 * @param follows pipelines and credentials at home
 * @param groups units and groups at home
 * @param streamTime how far the task is in time (ms since the epoch)
 * @param wallTime what time it is (ms since the epoch)
 */
record StageStores(
        Identities identities,
        Tally tally,
        Activities activities,
        SessionRows sessions,
        TriedRows tried,
        Correlations correlations,
        Timers timers,
        PolicySets policySets,
        PolicyEffects effects,
        SeenEvents seen,
        TaskValues values,
        AuditLedger ledger,
        DetailSeal details,
        Outbox outbox,
        UnitOfWork unit,
        Brakes brakes,
        BrakeMail brakeMail,
        SprayMail sprayMail,
        FeedRuns feeds,
        FollowDesk follows,
        GroupRows groups,
        LongSupplier streamTime,
        LongSupplier wallTime) {
    /** Whether what is written may outlive the state that goes with it; commits are rare then. */
    static boolean isAtLeastOnce(ProcessorContext<byte[], Outgoing> context) {
        return StreamsConfig.AT_LEAST_ONCE.equals(context.appConfigs().get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
    }

    static StageStores of(
            ProcessorContext<byte[], Outgoing> context,
            StageOptions options,
            Codecs codecs,
            PolicyReader policyReader,
            CacheBudget.Share cache,
            CacheBudget.Share keyCache,
            TaskFigures figures) {
        boolean atLeastOnce = isAtLeastOnce(context);
        TaskValues values = new TaskValues(context.getStateStore(Names.TASK_STORE), atLeastOnce);
        int partition = context.taskId().partition();
        AuditLedger ledger = new AuditLedger(
                context.getStateStore(Names.TASK_STORE), options, partition, context::currentSystemTimeMs);
        Outbox outbox = new Outbox(partition, ledger::seal);
        UnitOfWork unit = new UnitOfWork(outbox, values);
        BrakeMail mail = new BrakeMail(options, codecs, outbox, partition);
        Timers timers = new Timers(context.getStateStore(Names.TIMER_STORE));
        Tally tally = new Tally(context.getStateStore(Names.TASK_STORE), figures, values.auditSequence(), atLeastOnce);
        return new StageStores(
                new Identities(context.getStateStore(Names.IDENTITY_STORE), timers, cache, tally, !atLeastOnce),
                tally,
                new Activities(context.getStateStore(Names.ACTIVITY_STORE), cache),
                new SessionRows(context.getStateStore(Names.ACTIVITY_STORE)),
                new TriedRows(context.getStateStore(Names.ACTIVITY_STORE)),
                new Correlations(context.getStateStore(Names.CORRELATION_STORE), atLeastOnce),
                timers,
                new PolicySets(context.getStateStore(Names.POLICY_STORE), policyReader),
                new PolicyEffects(context.getStateStore(Names.TASK_STORE)),
                new SeenEvents(context.getStateStore(Names.SEEN_EVENT_STORE)),
                values,
                ledger,
                new DetailSeal(
                        options.masterKeys() == null ? null : context.getStateStore(Names.SUBJECT_KEY_STORE),
                        options,
                        codecs,
                        outbox,
                        unit,
                        partition,
                        context::currentSystemTimeMs,
                        new OpenKeys(keyCache)),
                outbox,
                unit,
                new Brakes(context.getStateStore(Names.TASK_STORE), unit, mail, partition, options.partitions()),
                mail,
                new SprayMail(options, codecs, outbox, partition),
                new FeedRuns(context.getStateStore(Names.TASK_STORE)),
                new FollowDesk(
                        options, codecs, context.getStateStore(Names.ACTIVITY_STORE), timers, outbox, unit, partition),
                new GroupRows(context.getStateStore(Names.CORRELATION_STORE), options.partitions()),
                context::currentStreamTimeMs,
                context::currentSystemTimeMs);
    }
}
