package dev.sluice.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What is needed of the metrics of Kafka Streams and its clients, for the instance as a whole: sums and maxima over threads,
 * tasks, stores and connections, of which there are as many as there are partitions. Every meter exists from the start, and
 * counters go on when a thread is replaced. {@code docs/adr/0028} says why Micrometer's own binder is not used.
 */
final class StreamsMeters {
    private static final String THREAD = "stream-thread-metrics";
    private static final String TASK = "stream-task-metrics";
    private static final String NODE = "stream-processor-node-metrics";
    private static final String STORE = "stream-state-metrics";
    private static final String CLIENT = "stream-metrics";
    private static final String FETCH = "consumer-fetch-manager-metrics";
    private static final String GROUP = "consumer-coordinator-metrics";
    private static final String PRODUCER = "producer-metrics";
    private static final String STORE_TAG = "rocksdb-state-id";
    private static final String CLIENT_TAG = "client-id";
    private static final String RESTORE = "-restore-consumer";
    private static final double MS = 1e-3;
    private static final double NS = 1e-9;
    private static final long SNAPSHOT_MS = 1_000;

    private final Supplier<Map<MetricName, ? extends Metric>> metrics;
    private final LongSupplier clock;
    private final MeterRegistry registry;
    private final List<Total> totals = new ArrayList<>();
    private final List<Now> nows = new ArrayList<>();
    private final Map<String, List<Reader>> readers = new HashMap<>();
    private long takenAt;
    private boolean taken;

    private StreamsMeters(
            Supplier<Map<MetricName, ? extends Metric>> metrics, LongSupplier clock, MeterRegistry registry) {
        this.metrics = metrics;
        this.clock = clock;
        this.registry = registry;
    }

    /**
     * Registers the meters.
     *
     * @param metrics gives all metrics of this moment
     * @param clock gives ms that only ever grow
     * @param stores the names of the stores
     * @param oneCache whether all stores share one block cache
     * @param registry takes the meters
     */
    static void register(
            Supplier<Map<MetricName, ? extends Metric>> metrics,
            LongSupplier clock,
            List<String> stores,
            boolean oneCache,
            MeterRegistry registry) {
        StreamsMeters meters = new StreamsMeters(metrics, clock, registry);
        meters.threads();
        meters.clients();
        meters.tasks();
        meters.stores(stores, oneCache);
    }

    private void threads() {
        now(
                "sluice.streams.threads",
                "Stream threads that are alive",
                Together.SUM,
                1,
                null,
                CLIENT,
                "alive-stream-threads",
                "state",
                "alive");
        total("sluice.streams.threads.failed", "Stream threads that have failed", CLIENT, "failed-stream-threads");
        for (String work : List.of("poll", "process", "commit", "punctuate")) {
            total(
                    "sluice.streams.work",
                    "Rounds of stream threads, by what they did: asked for records, processed, committed, punctuated",
                    THREAD,
                    work + "-total",
                    "work",
                    work);
            now(
                    "sluice.streams.work.latency.avg",
                    "How long one of these takes on average, of the slowest thread, over the last minute",
                    Together.MAX,
                    MS,
                    "seconds",
                    THREAD,
                    work + "-latency-avg",
                    "work",
                    work);
            now(
                    "sluice.streams.work.latency.max",
                    "The longest of these over the last minute",
                    Together.MAX,
                    MS,
                    "seconds",
                    THREAD,
                    work + "-latency-max",
                    "work",
                    work);
        }
    }

    private void clients() {
        now(
                "sluice.kafka.lag.max",
                "Records by which the partition that is most behind is behind",
                Together.MAX,
                1,
                null,
                FETCH,
                "records-lag-max");
        total("sluice.kafka.consumed", "Records read", FETCH, "records-consumed-total");
        total(
                "sluice.kafka.rebalances",
                "Rebalances of the group that this instance took part in, one for each thread",
                GROUP,
                "rebalance-total");
        total("sluice.kafka.rebalances.failed", "Rebalances that failed", GROUP, "failed-rebalance-total");
        total("sluice.kafka.sent", "Records sent, changelogs included", PRODUCER, "record-send-total");
        total("sluice.kafka.send.errors", "Records that could not be sent", PRODUCER, "record-error-total");
        total(
                "sluice.kafka.transactions.commit.time",
                "Time spent in committing transactions",
                NS,
                "seconds",
                PRODUCER,
                "txn-commit-time-ns-total");
        total(
                "sluice.kafka.transactions.abort.time",
                "Time spent in aborting transactions; grows with each abort",
                NS,
                "seconds",
                PRODUCER,
                "txn-abort-time-ns-total");
    }

    private void tasks() {
        total(
                "sluice.streams.dropped",
                "Records that Kafka Streams dropped; should stay 0",
                TASK,
                "dropped-records-total");
        Now latency = new Now(Together.MAX, MS, NODE, "record-e2e-latency-max", name -> name.tags()
                .getOrDefault("processor-node-id", "")
                .startsWith("write-"));
        gauge(
                "sluice.streams.e2e.latency.max",
                "The longest from a record's timestamp to the sending of what follows from it, over the last minute",
                latency,
                "seconds");
    }

    private void stores(List<String> stores, boolean oneCache) {
        for (String store : stores) {
            Predicate<MetricName> own = name -> store.equals(name.tags().get(STORE_TAG));
            gauge(
                    "sluice.state.disk",
                    "Bytes of a store's files on disk",
                    new Now(Together.SUM, 1, STORE, "total-sst-files-size", own),
                    "bytes",
                    "store",
                    store);
            gauge(
                    "sluice.state.rows",
                    "Rows of a store, estimated",
                    new Now(Together.SUM, 1, STORE, "estimate-num-keys", own),
                    null,
                    "store",
                    store);
        }
        memory("memtables", "size-all-mem-tables", Together.SUM);
        memory("readers", "estimate-table-readers-mem", Together.SUM);
        memory("cache", "block-cache-usage", oneCache ? Together.MAX : Together.SUM);
        now(
                "sluice.state.errors",
                "Errors in the background of the stores; should stay 0",
                Together.SUM,
                1,
                null,
                STORE,
                "background-errors");
    }

    private void memory(String part, String metric, Together together) {
        now(
                "sluice.state.memory",
                "Bytes outside of the heap that the stores take",
                together,
                1,
                "bytes",
                STORE,
                metric,
                "part",
                part);
    }

    private void now(
            String name,
            String meaning,
            Together together,
            double factor,
            String unit,
            String group,
            String metric,
            String... tags) {
        gauge(name, meaning, new Now(together, factor, group, metric, StreamsMeters::isWhole), unit, tags);
    }

    /** Not that of one topic or partition, which a client has under the same name, and not of what is read to restore state. */
    private static boolean isWhole(MetricName name) {
        return !name.tags().containsKey("topic")
                && !name.tags().containsKey("partition")
                && !name.tags().getOrDefault(CLIENT_TAG, "").endsWith(RESTORE);
    }

    private void gauge(String name, String meaning, Now value, String unit, String... tags) {
        nows.add(value);
        read(value);
        Gauge.builder(name, () -> {
                    take();
                    return value.value();
                })
                .description(meaning)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    private void total(String name, String meaning, String group, String metric, String... tags) {
        total(name, meaning, 1, null, group, metric, tags);
    }

    private void total(
            String name, String meaning, double factor, String unit, String group, String metric, String... tags) {
        Total total = new Total(factor, group, metric);
        totals.add(total);
        read(total);
        FunctionCounter.builder(name, this, self -> {
                    self.take();
                    return total.value();
                })
                .description(meaning)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    private void read(Reader reader) {
        readers.computeIfAbsent(reader.metric(), name -> new ArrayList<>()).add(reader);
    }

    /** Looks at all metrics once for all meters that are asked for together. */
    private synchronized void take() {
        long now = clock.getAsLong();
        if (taken && now - takenAt < SNAPSHOT_MS) {
            return;
        }
        taken = true;
        takenAt = now;
        nows.forEach(Now::begin);
        Map<MetricName, ? extends Metric> all = metrics.get();
        all.forEach((name, metric) -> {
            for (Reader reader : readers.getOrDefault(name.name(), List.of())) {
                if (reader.reads(name)
                        && metric.metricValue() instanceof Number number
                        && Double.isFinite(number.doubleValue())) {
                    reader.take(name, number.doubleValue());
                }
            }
        });
        nows.forEach(Now::end);
        totals.forEach(total -> total.retain(all));
    }

    /** Takes the values of one metric, of which there may be several. */
    private interface Reader {
        String metric();

        boolean reads(MetricName name);

        void take(MetricName name, double value);
    }

    private enum Together {
        SUM,
        MAX
    }

    /** A value of this moment. */
    private static final class Now implements Reader {
        private final Together together;
        private final double factor;
        private final String group;
        private final String metric;
        private final Predicate<MetricName> which;
        private double next;
        private volatile double value;

        Now(Together together, double factor, String group, String metric, Predicate<MetricName> which) {
            this.together = together;
            this.factor = factor;
            this.group = group;
            this.metric = metric;
            this.which = which;
        }

        @Override
        public String metric() {
            return metric;
        }

        @Override
        public boolean reads(MetricName name) {
            return name.group().equals(group) && which.test(name);
        }

        void begin() {
            next = 0;
        }

        @Override
        public void take(MetricName name, double of) {
            next = together == Together.SUM ? next + of * factor : Math.max(next, of * factor);
        }

        void end() {
            value = next;
        }

        double value() {
            return value;
        }
    }

    /** A count that only grows, also where what counts comes and goes. */
    private static final class Total implements Reader {
        private final double factor;
        private final String group;
        private final String metric;
        private final Map<MetricName, Double> last = new HashMap<>();
        private double sum;
        private volatile double value;

        Total(double factor, String group, String metric) {
            this.factor = factor;
            this.group = group;
            this.metric = metric;
        }

        @Override
        public String metric() {
            return metric;
        }

        @Override
        public boolean reads(MetricName name) {
            return name.group().equals(group) && isWhole(name);
        }

        @Override
        public void take(MetricName name, double of) {
            Double before = last.put(name, of);
            sum += factor * (before == null || of < before ? of : of - before);
        }

        void retain(Map<MetricName, ? extends Metric> there) {
            last.keySet().retainAll(there.keySet());
            value = sum;
        }

        double value() {
            return value;
        }
    }
}
