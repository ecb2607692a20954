package dev.sluice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.findings.FindingCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What dashboards and alerts ask for is what {@code docs/metrics.md} has, and the reverse. That the page has what a running
 * application tells is shown by {@code OperationsTest}, and of the relay by {@code RelayMetricsTest}.
 */
class DeployedMetricsTest {
    private static final Path HOME = Path.of(System.getProperty("sluice.home", "."));
    private static final Path ALERTS = HOME.resolve("deploy/prometheus/alerts.yaml");
    private static final Path RUNBOOK = HOME.resolve("deploy/RUNBOOK.md");

    /** Labels that Prometheus adds to what it reads. */
    private static final Set<String> TARGET_LABELS = Set.of("job", "instance");

    private static final Set<String> WORDS = Set.of(
            "sum",
            "count",
            "resets",
            "or",
            "max",
            "min",
            "by",
            "rate",
            "increase",
            "histogram_quantile",
            "max_over_time",
            "offset",
            "and",
            "absent",
            "sort_desc",
            "on",
            "unless",
            "label_values");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9_]+)` \\| (\\w+) \\| ([^|]*) \\|");
    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_][a-z0-9_]*)\\s*\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w$\\[.])[a-z_][a-z0-9_]*(?![\\w]*[\"'])");

    /**
     * A metric as the page has it.
     *
     * @param type its type
     * @param labels its labels, with their values; no value where there are too many to list
     */
    private record Metric(String type, Map<String, Set<String>> labels) {}

    private static Map<String, Metric> documented() throws IOException {
        Map<String, Metric> metrics = new HashMap<>();
        Matcher rows = ROW.matcher(Files.readString(HOME.resolve("docs/metrics.md")));
        while (rows.find()) {
            Map<String, Set<String>> labels = new HashMap<>();
            for (String label :
                    rows.group(3).isBlank() ? new String[0] : rows.group(3).split(";")) {
                String[] parts = label.strip().split(": ", 2);
                labels.put(
                        parts[0].replace("`", ""),
                        parts.length == 1 ? Set.of() : Set.of(parts[1].strip().split(", ")));
            }
            metrics.put(rows.group(1), new Metric(rows.group(2), labels));
        }
        assertThat(metrics).hasSizeGreaterThan(60);
        return metrics;
    }

    /** Each series by the name under which it is asked for. */
    private static Map<String, Metric> askable() throws IOException {
        Map<String, Metric> askable = new HashMap<>();
        documented().forEach((name, metric) -> {
            if (metric.type().equals("histogram")) {
                Map<String, Set<String>> buckets = new HashMap<>(metric.labels());
                buckets.put("le", Set.of());
                askable.put(name + "_bucket", new Metric("counter", buckets));
                askable.put(name + "_count", metric);
                askable.put(name + "_sum", metric);
            } else {
                askable.put(name, metric);
            }
        });
        Metric plain = new Metric("gauge", Map.of());
        askable.put("jvm_memory_used_bytes", new Metric("gauge", Map.of("area", Set.of(), "id", Set.of())));
        askable.put(
                "jvm_gc_pause_seconds_sum",
                new Metric("counter", Map.of("action", Set.of(), "cause", Set.of(), "gc", Set.of())));
        List.of("jvm_threads_live_threads", "process_cpu_usage", "process_files_open_files", "process_uptime_seconds")
                .forEach(name -> askable.put(name, plain));
        return askable;
    }

    private static List<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts = new ArrayList<>();
        JsonNode file = new ObjectMapper(new YAMLFactory()).readTree(Files.readString(ALERTS));
        file.path("groups").forEach(group -> group.path("rules").forEach(alerts::add));
        assertThat(alerts).hasSizeGreaterThan(20);
        return alerts;
    }

    private static List<String> dashboardExpressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        try (Stream<Path> files = Files.list(HOME.resolve("deploy/grafana"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                JsonNode board = new ObjectMapper().readTree(Files.readString(file));
                board.path("panels").forEach(panel -> panel.path("targets")
                        .forEach(target -> expressions.add(target.path("expr").asText())));
            }
        }
        assertThat(expressions).hasSizeGreaterThan(40);
        return expressions;
    }

    private static Set<String> names(String expression) {
        Set<String> names = new TreeSet<>();
        String bare = expression.replaceAll("\\{[^}]*}", "").replaceAll("\\[[^]]*]", "");
        bare = STRING.matcher(GROUPING.matcher(bare).replaceAll("")).replaceAll("");
        Matcher name = NAME.matcher(bare.replaceAll("\\boffset\\s+\\w+", ""));
        while (name.find()) {
            if (!WORDS.contains(name.group())) {
                names.add(name.group());
            }
        }
        return names;
    }

    private static void check(String expression, Map<String, Metric> askable) {
        Set<String> names = names(expression);
        assertThat(names).as(expression).isNotEmpty();
        assertThat(askable.keySet()).as(expression).containsAll(names);
        Matcher selectors = SELECTOR.matcher(expression);
        while (selectors.find()) {
            Metric metric = askable.get(selectors.group(1));
            Matcher matchers = MATCHER.matcher(selectors.group(2));
            while (matchers.find()) {
                checkMatcher(expression, metric, matchers.group(1), matchers.group(3));
            }
        }
        Set<String> known = new HashSet<>(TARGET_LABELS);
        names.forEach(name -> known.addAll(askable.get(name).labels().keySet()));
        Matcher groupings = GROUPING.matcher(expression);
        while (groupings.find()) {
            assertThat(known).as(expression).contains(groupings.group(1).strip().split("\\s*,\\s*"));
        }
    }

    private static void checkMatcher(String expression, Metric metric, String label, String value) {
        if (TARGET_LABELS.contains(label)) {
            return;
        }
        assertThat(metric.labels()).as(expression).containsKey(label);
        Set<String> values = label.equals("kind") ? kinds() : metric.labels().get(label);
        if (!values.isEmpty()) {
            assertThat(values).as(expression).contains(value.split("\\|"));
        }
    }

    private static Set<String> kinds() {
        return FindingCatalogue.load().kinds().stream()
                .map(FindingCatalogue.Kind::kind)
                .collect(Collectors.toSet());
    }

    @Test
    void alertsAskForWhatThereIs() throws IOException {
        Map<String, Metric> askable = askable();
        for (JsonNode alert : alerts()) {
            check(alert.path("expr").asText(), askable);
        }
    }

    @Test
    void dashboardsAskForWhatThereIs() throws IOException {
        Map<String, Metric> askable = askable();
        for (String expression : dashboardExpressions()) {
            check(expression, askable);
        }
    }

    @Test
    void whatThereIsIsShownOrWatched() throws IOException {
        Set<String> asked = new HashSet<>();
        for (String expression : dashboardExpressions()) {
            asked.addAll(names(expression));
        }
        for (JsonNode alert : alerts()) {
            asked.addAll(names(alert.path("expr").asText()));
        }
        Set<String> unused = new TreeSet<>();
        documented().forEach((name, metric) -> {
            boolean used = asked.contains(name) || asked.contains(name + "_bucket");
            if (!used) {
                unused.add(name);
            }
        });
        assertThat(unused).isEmpty();
    }

    @Test
    void eachAlertSaysWhatIsWrongHowMuchItMattersAndWhatToDo() throws IOException {
        Set<String> names = new HashSet<>();
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            assertThat(names.add(name)).as(name).isTrue();
            assertThat(alert.path("labels").path("severity").asText()).as(name).isIn("critical", "warning");
            assertThat(alert.path("annotations").path("summary").asText())
                    .as(name)
                    .isNotBlank();
            assertThat(alert.path("annotations").path("description").asText())
                    .as(name)
                    .endsWith(".");
            checkRunbook(name, alert.path("annotations").path("runbook_url").asText());
        }
    }

    private static void checkRunbook(String alert, String url) throws IOException {
        String[] parts = url.split("#");
        if (parts.length == 1) {
            assertThat(HOME.resolve(url)).as(alert).exists();
            return;
        }
        assertThat(parts[0]).as(alert).isEqualTo("deploy/RUNBOOK.md");
        assertThat(anchors(Files.readString(RUNBOOK))).as(alert).contains(parts[1]);
    }

    private static Set<String> anchors(String page) {
        Set<String> anchors = new HashSet<>();
        page.lines()
                .filter(line -> line.startsWith("#"))
                .forEach(line -> anchors.add(line.replaceFirst("^#+\\s*", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-')));
        Matcher named = Pattern.compile("(?:id|name)=\"([^\"]+)\"").matcher(page);
        while (named.find()) {
            anchors.add(named.group(1));
        }
        return anchors;
    }

    @Test
    void thePageHasAllKeys() throws IOException {
        assertThat(Files.readString(HOME.resolve("docs/metrics.md")))
                .as("replace the table of keys in docs/metrics.md by OpsOptions.markdown()")
                .contains(OpsOptions.markdown());
    }
}
