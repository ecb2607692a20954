package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table in {@code docs/metrics.md}, made from what a running application tells. With {@code -Dsluice.metrics.write=true}
 * it is written, otherwise compared.
 */
final class MetricsPage {
    private static final Path PAGE = Path.of(System.getProperty("sluice.home", "."), "docs", "metrics.md");
    private static final String BEGIN = "<!-- application: made by OperationsTest -->\n";
    private static final String END = "<!-- end -->\n";
    private static final int MOST_VALUES = 14;

    private MetricsPage() {}

    static void check(Scrape scrape) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END, from);
        String table = table(scrape);
        if (Boolean.getBoolean("sluice.metrics.write")) {
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
            return;
        }
        assertThat(page.substring(from, to))
                .as("docs/metrics.md; run this test with -Dsluice.metrics.write=true to write it anew")
                .isEqualTo(table);
    }

    private static String table(Scrape scrape) {
        StringBuilder table = new StringBuilder("| metric | type | labels | |\n|---|---|---|---|\n");
        scrape.types().forEach((family, type) -> {
            if (family.startsWith("sluice_")) {
                table.append("| `")
                        .append(family)
                        .append("` | ")
                        .append(type)
                        .append(" | ")
                        .append(labels(scrape, family))
                        .append(" | ")
                        .append(scrape.meanings().get(family))
                        .append(" |\n");
            }
        });
        return table.toString();
    }

    private static String labels(Scrape scrape, String family) {
        Map<String, TreeSet<String>> labels = new TreeMap<>();
        scrape.values().keySet().stream()
                .filter(series ->
                        series.name().replaceFirst("_(bucket|count|sum)$", "").equals(family)
                                || series.name().equals(family))
                .forEach(series -> series.labels()
                        .forEach((name, value) -> labels.computeIfAbsent(name, n -> new TreeSet<>())
                                .add(value)));
        labels.remove("le");
        StringBuilder text = new StringBuilder();
        labels.forEach((name, values) -> text.append(text.length() == 0 ? "" : "; ")
                .append('`')
                .append(name)
                .append('`')
                .append(values.size() > MOST_VALUES ? "" : ": " + String.join(", ", values)));
        return text.toString();
    }
}
