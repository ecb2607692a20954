package dev.sluice.app;

import dev.sluice.stream.InputLag;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * The input lag as the consumers of the stream threads measure it: metric {@code records-lag} of the topics that the stage
 * reads. A consumer has it for each partition that a fetch has answered for, be it with no record, and drops it with the
 * assignment; so an input that never had a record is known to be read after the first fetch, and one that nobody has
 * fetched is unknown. ({@code TaskMetadata.endOffsets()} is no source: it holds the last record that was polled.)
 *
 * <p>The measure is as old as the last answer. A zero therefore counts only after a while in which fetches went on being
 * answered: one that was measured before a pause of the process, or before the brokers went away, is not believed. Fetches
 * are counted per consumer, not per broker: while only one of several brokers is out of a consumer's reach, its partitions'
 * last measure stands until their leaders move.
 *
 * <p>Stream threads call this from their punctuators. Nothing here waits for another thread or for the network: metrics
 * are collected at most once a second, under a lock that is never held while another is waited for.
 */
final class ConsumerLag implements InputLag {
    /** What is told where the lag isn't known. */
    private static final long UNKNOWN = 1;

    private static final String FETCHING = "consumer-fetch-manager-metrics";
    private static final String CLIENT = "client-id";
    private static final long SNAPSHOT_MS = 1_000;

    private final Supplier<Map<MetricName, ? extends Metric>> metrics;
    private final Set<String> topics;
    private final LongSupplier clock;
    private final Map<Integer, Watch> watches = new ConcurrentHashMap<>();
    private Collection<Client> clients = List.of();
    private long collectedAt;
    private boolean collected;

    /**
     * A measure.
     *
     * @param metrics gives the metrics of all consumers, of this moment
     * @param topics the full names of the stage's inputs
     * @param clock gives ms that only ever grow
     */
    ConsumerLag(Supplier<Map<MetricName, ? extends Metric>> metrics, Collection<String> topics, LongSupplier clock) {
        this.metrics = metrics;
        this.topics = Set.copyOf(topics);
        this.clock = clock;
    }

    @Override
    public long records(int partition) {
        long now = clock.getAsLong();
        boolean known = false;
        long lag = 0;
        double fetches = 0;
        for (Client client : clients(now)) {
            OptionalLong own = client.lag(partition, topics);
            if (own.isPresent()) {
                // Two know it while a partition moves between threads; what either lacks may be missing.
                known = true;
                lag += own.getAsLong();
                fetches += client.fetches();
            }
        }
        if (!known || lag > 0) {
            watches.remove(partition);
            return known ? lag : UNKNOWN;
        }
        return watches.computeIfAbsent(partition, p -> new Watch()).confirms(now, fetches) ? 0 : UNKNOWN;
    }

    private synchronized Collection<Client> clients(long now) {
        if (!collected || now - collectedAt >= SNAPSHOT_MS) {
            clients = collect();
            collectedAt = now;
            collected = true;
        }
        return clients;
    }

    private Collection<Client> collect() {
        Map<String, Client> byId = new HashMap<>();
        metrics.get().forEach((name, metric) -> {
            if (!name.group().equals(FETCHING)) {
                return;
            }
            Map<String, String> tags = name.tags();
            if (name.name().equals("fetch-total") && tags.keySet().equals(Set.of(CLIENT))) {
                byId.computeIfAbsent(tags.get(CLIENT), id -> new Client()).fetchTotal = metric;
            } else if (name.name().equals("records-lag") && topics.contains(tags.get("topic"))) {
                // A topic with a dot has its lag a second time, under a name without; that one is not among the topics.
                byId.computeIfAbsent(tags.get(CLIENT), id -> new Client()).add(tags, metric);
            }
        });
        return byId.values();
    }

    /** What one consumer measures. The metrics are live, only which ones there are is of the last collection. */
    private static final class Client {
        private final Map<Integer, Map<String, Metric>> lags = new HashMap<>();
        private Metric fetchTotal;

        void add(Map<String, String> tags, Metric metric) {
            lags.computeIfAbsent(Integer.valueOf(tags.get("partition")), p -> new HashMap<>())
                    .put(tags.get("topic"), metric);
        }

        /** The sum over all topics, empty unless each is known. */
        OptionalLong lag(int partition, Set<String> topics) {
            Map<String, Metric> byTopic = lags.getOrDefault(partition, Map.of());
            if (byTopic.size() < topics.size()) {
                return OptionalLong.empty();
            }
            long sum = 0;
            for (Metric metric : byTopic.values()) {
                if (!(metric.metricValue() instanceof Double value) || value.isNaN()) {
                    return OptionalLong.empty();
                }
                sum += Math.max(0, (long) Math.ceil(value));
            }
            return OptionalLong.of(sum);
        }

        double fetches() {
            return fetchTotal != null && fetchTotal.metricValue() instanceof Double value && !value.isNaN() ? value : 0;
        }
    }

    /** Watches a lag of zero until fetches that were sent and answered meanwhile have left it as it is. */
    private static final class Watch {
        private static final long LEAST_MS = 1_000;
        /** The first answer may be to a fetch from before; the second is not. */
        private static final int LEAST_FETCHES = 2;
        /** Longer than a stream thread takes between two ticks, shorter than what a member of the group may be away. */
        private static final long LONGEST_MS = 10_000;

        private boolean begun;
        private boolean confirmed;
        private long since;
        private long askedAt;
        private double fetchesThen;

        synchronized boolean confirms(long now, double fetches) {
            boolean paused = now - askedAt > LONGEST_MS;
            if (!begun || paused || fetches < fetchesThen) {
                begun = true;
                confirmed = false;
                begin(now, fetches);
            } else if (now - since >= LEAST_MS && fetches >= fetchesThen + LEAST_FETCHES) {
                confirmed = true;
                begin(now, fetches);
            } else if (now - since > LONGEST_MS) {
                confirmed = false;
            }
            askedAt = now;
            return confirmed;
        }

        private void begin(long now, double fetches) {
            since = now;
            fetchesThen = fetches;
        }
    }
}
