package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.OpsMeters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RelayMetricsTest {
    private static final Path PAGE = Path.of(System.getProperty("sluice.home", "."), "docs", "metrics.md");
    private static final String BEGIN = "<!-- relay: made by RelayMetricsTest -->\n";
    private static final Pattern HELP = Pattern.compile("# HELP (sluice_\\S+) (.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (sluice_\\S+) (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    @Test
    void thePageHasWhatARelayTellsFromTheStart() throws Exception {
        try (OpsMeters meters = new OpsMeters()) {
            new RelayMetrics(meters.registry(), "splunk", () -> 1, () -> true);
            Map<String, String> meanings = new TreeMap<>();
            Map<String, String> types = new TreeMap<>();
            Map<String, TreeSet<String>> labels = new TreeMap<>();
            meters.text().lines().forEach(line -> {
                Matcher help = HELP.matcher(line);
                Matcher type = TYPE.matcher(line);
                if (help.matches()) {
                    meanings.put(help.group(1), help.group(2));
                } else if (type.matches()) {
                    types.put(type.group(1), type.group(2));
                } else if (line.startsWith("sluice_")) {
                    Matcher label = LABEL.matcher(line);
                    while (label.find()) {
                        labels.computeIfAbsent(line.split("\\{")[0], name -> new TreeSet<>())
                                .add(label.group(1));
                    }
                }
            });
            StringBuilder table = new StringBuilder("| metric | type | labels | |\n|---|---|---|---|\n");
            types.forEach((name, type) -> table.append("| `")
                    .append(name)
                    .append("` | ")
                    .append(type)
                    .append(" | `")
                    .append(String.join("`; `", labels.get(name)))
                    .append("` | ")
                    .append(meanings.get(name))
                    .append(" |\n"));

            String page = Files.readString(PAGE);
            int from = page.indexOf(BEGIN) + BEGIN.length();
            int to = page.indexOf("<!-- end -->\n", from);
            if (Boolean.getBoolean("sluice.metrics.write")) {
                Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
                return;
            }
            assertThat(page.substring(from, to))
                    .as("docs/metrics.md; run this test with -Dsluice.metrics.write=true to write it anew")
                    .isEqualTo(table.toString());
        }
    }
}
