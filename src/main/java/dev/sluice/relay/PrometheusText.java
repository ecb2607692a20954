package dev.sluice.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Counters and gauges of a registry in Prometheus' text format 0.0.4. */
final class PrometheusText {
    private PrometheusText() {}

    static String of(MeterRegistry registry) {
        StringBuilder out = new StringBuilder();
        String last = "";
        List<Meter> meters = registry.getMeters().stream()
                .sorted(Comparator.comparing((Meter meter) -> meter.getId().getName())
                        .thenComparing(meter -> meter.getId().getTags().toString()))
                .toList();
        for (Meter meter : meters) {
            boolean counter = meter instanceof Counter;
            if (!counter && !(meter instanceof Gauge)) {
                continue;
            }
            String name = meter.getId().getName().replaceAll("[^a-zA-Z0-9_]", "_") + (counter ? "_total" : "");
            if (!name.equals(last)) {
                out.append("# TYPE ").append(name).append(counter ? " counter\n" : " gauge\n");
                last = name;
            }
            double value = meter instanceof Counter count ? count.count() : ((Gauge) meter).value();
            out.append(name).append(tags(meter)).append(' ').append(value).append('\n');
        }
        return out.toString();
    }

    private static String tags(Meter meter) {
        List<Tag> tags = meter.getId().getTags();
        return tags.isEmpty()
                ? ""
                : tags.stream()
                        .map(tag ->
                                tag.getKey().replaceAll("[^a-zA-Z0-9_]", "_") + "=\"" + escaped(tag.getValue()) + "\"")
                        .collect(Collectors.joining(",", "{", "}"));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
