package dev.sluice.bench.child;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Lets a {@link Probe} look at a Kafka Streams application from outside its code: named in {@code metric.reporters}, it is
 * told of the engine's own metrics. Clients make instances too; those see no metric of the engine and do nothing.
 */
public final class StreamsReporter implements MetricsReporter, Probe.Subject {
    // A thread that has ended keeps its count, so nothing is ever removed.
    private final Set<KafkaMetric> processed = ConcurrentHashMap.newKeySet();
    private final Set<KafkaMetric> restoring = ConcurrentHashMap.newKeySet();
    private volatile KafkaMetric state;
    private Probe probe;

    /** For the engine, which makes it by reflection. */
    public StreamsReporter() {}

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public synchronized void metricChange(KafkaMetric metric) {
        String name = metric.metricName().name();
        String group = metric.metricName().group();
        if (name.equals("process-total") && group.equals("stream-thread-metrics")) {
            processed.add(metric);
        } else if (name.equals("active-restoring-tasks")) {
            restoring.add(metric);
        } else if (name.equals("state") && group.equals("stream-metrics")) {
            state = metric;
            if (probe == null) {
                probe = Probe.start(this);
            }
        }
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {}

    @Override
    public synchronized void close() {
        if (probe != null) {
            probe.close();
            probe = null;
        }
    }

    @Override
    public long processed() {
        return (long) sum(processed);
    }

    @Override
    public String state() {
        return String.valueOf(state.metricValue());
    }

    @Override
    public int restoring() {
        return (int) sum(restoring);
    }

    private static double sum(Set<KafkaMetric> metrics) {
        double sum = 0;
        for (KafkaMetric metric : metrics) {
            if (metric.metricValue() instanceof Number number) {
                sum += number.doubleValue();
            }
        }
        return sum;
    }
}
