package dev.sluice.bench.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the figures mean, and how they are written. */
final class FigureText {
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("log_events", "length of the log, events"),
            Map.entry("value_bytes", "mean size of an event's value, bytes"),
            Map.entry("copy_cv", "variation of the copies; the ratios are worth little above 0.10"),
            Map.entry("ratio_alo", "events/s as a share of the raw copy, at_least_once"),
            Map.entry("ratio_eos", "events/s as a share of the raw copy, exactly_once_v2 (100 ms commit)"),
            Map.entry("ratio_dsl_alo", "events/s as a multiple of the DSL baseline, shared part, at_least_once"),
            Map.entry("ratio_dsl_eos", "events/s as a multiple of the DSL baseline, shared part, exactly_once_v2"),
            Map.entry("cpu_s_per_m", "CPU seconds per million events, app + broker, at_least_once"),
            Map.entry("cpu_app_s_per_m", "of these the application"),
            Map.entry("cpu_broker_s_per_m", "of these the broker"),
            Map.entry("cpu_ratio_alo", "CPU of an event as a multiple of the raw copy's, app + broker"),
            Map.entry("alloc_b_per_event", "bytes that the application allocates per event, at_least_once"),
            Map.entry("state_b_per_identity", "bytes of local state per identity"),
            Map.entry("restore_s", "restore phase from an empty state directory, seconds"),
            Map.entry("restore_records", "changelog records restored"),
            Map.entry("start_to_running_s", "process start to RUNNING, restore included, seconds"),
            Map.entry("kill_to_output_alo_s", "kill -9 to the first new output, at_least_once, no standby, seconds"),
            Map.entry("kill_to_output_eos_s", "kill -9 to the first new output, exactly_once_v2, no standby, seconds"));

    /** By how a name begins; longer beginnings first. */
    private static final Map<String, String> STARTS = starts();

    private static Map<String, String> starts() {
        Map<String, String> starts = new LinkedHashMap<>();
        starts.put("ratio_dsl_", "events/s as a multiple of the DSL baseline");
        starts.put("ratio_", "events/s as a share of the raw copy");
        starts.put("events_s_copy_", "events/s of the raw copy");
        starts.put("events_s_dsl_", "events/s of the DSL baseline, shared part");
        starts.put("events_s_shared_", "events/s of Sluice, shared part");
        starts.put("events_s_", "events/s of Sluice");
        starts.put("cpu_s_per_m", "CPU seconds per million events, app + broker");
        starts.put("cpu_app_s_per_m", "of these the application");
        starts.put("cpu_broker_s_per_m", "of these the broker");
        starts.put("cpu_ratio_", "CPU of an event as a multiple of the raw copy's");
        starts.put("alloc_b_per_event", "bytes that the application allocates per event");
        starts.put("p50_decision_", "half of the decisions visible within ms of the event");
        starts.put("p999_decision_", "99.9 % of the decisions visible within ms of the event");
        starts.put("p99_decision_", "99 % of the decisions visible within ms of the event");
        starts.put("p50_", "half of the events audited visibly within ms");
        starts.put("p999_", "99.9 % of the events audited visibly within ms");
        starts.put("p99_", "99 % of the events audited visibly within ms");
        starts.put("latency_count_decision_", "decisions measured");
        starts.put("latency_count_", "events measured");
        return starts;
    }

    private FigureText() {}

    /** What a figure means; its name where nothing more is to say. */
    static String meaning(String name) {
        for (Map.Entry<String, String> start : STARTS.entrySet()) {
            if (name.startsWith(start.getKey()) && !MEANINGS.containsKey(name)) {
                return start.getValue() + variant(name.substring(start.getKey().length()));
            }
        }
        return MEANINGS.getOrDefault(name, name.replace('_', ' '));
    }

    /** The guarantee and the thread count, where a name ends with them. */
    private static String variant(String rest) {
        String guarantee = rest.contains("eos") ? ", exactly_once_v2" : rest.contains("alo") ? ", at_least_once" : "";
        return guarantee + (rest.contains("_1t") ? ", 1 thread" : "");
    }

    static String value(double value) {
        double size = Math.abs(value);
        if (size >= 1_000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }

    /** Whether more is better; neither for what only describes the run. */
    static Direction direction(String name) {
        if (name.equals("copy_cv")
                || name.equals("log_events")
                || name.equals("value_bytes")
                || name.equals("restore_records")
                || name.startsWith("latency_count")
                || name.startsWith("events_s_copy")) {
            return Direction.NEITHER;
        }
        return name.startsWith("ratio_") || name.startsWith("events_s_") ? Direction.MORE : Direction.LESS;
    }

    /** Which way is better. */
    enum Direction {
        MORE,
        LESS,
        NEITHER
    }
}
