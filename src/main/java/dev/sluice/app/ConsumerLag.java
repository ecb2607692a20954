package dev.sluice.app;

import dev.sluice.stream.InputLag;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** The input lag as the consumers measure it: metric {@code records-lag}, per partition. */
final class ConsumerLag implements InputLag {
    private final Supplier<Map<MetricName, ? extends Metric>> metrics;

    ConsumerLag(Supplier<Map<MetricName, ? extends Metric>> metrics) {
        this.metrics = metrics;
    }

    @Override
    public long records(int partition) {
        String wanted = Integer.toString(partition);
        double lag = 0;
        for (Map.Entry<MetricName, ? extends Metric> entry : metrics.get().entrySet()) {
            MetricName name = entry.getKey();
            if (name.name().equals("records-lag")
                    && wanted.equals(name.tags().get("partition"))
                    && entry.getValue().metricValue() instanceof Double value
                    && !value.isNaN()) {
                lag += value;
            }
        }
        return Math.round(lag);
    }
}
