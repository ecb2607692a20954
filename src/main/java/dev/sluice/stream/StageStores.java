package dev.sluice.stream;

import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * What a task keeps, and what it has decided and not stored yet.
 *
 * @param identities the state of each identity
 * @param timers what is due when
 * @param policySets the policies
 * @param seen the ids of events seen
 * @param values single values
 * @param outbox the outputs of the unit of work
 * @param unit the unit of work
 */
record StageStores(
        Identities identities,
        Timers timers,
        PolicySets policySets,
        SeenEvents seen,
        TaskValues values,
        Outbox outbox,
        UnitOfWork unit) {
    static StageStores of(
            ProcessorContext<byte[], Outgoing> context, PolicyReader policyReader, CacheBudget.Share cache) {
        boolean atLeastOnce =
                StreamsConfig.AT_LEAST_ONCE.equals(context.appConfigs().get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
        TaskValues values = new TaskValues(context.getStateStore(Names.TASK_STORE), atLeastOnce);
        Outbox outbox = new Outbox(context.taskId().partition());
        Timers timers = new Timers(context.getStateStore(Names.TIMER_STORE));
        return new StageStores(
                new Identities(context.getStateStore(Names.IDENTITY_STORE), timers, cache),
                timers,
                new PolicySets(context.getStateStore(Names.POLICY_STORE), policyReader),
                new SeenEvents(context.getStateStore(Names.SEEN_EVENT_STORE)),
                values,
                outbox,
                new UnitOfWork(outbox, values));
    }
}
