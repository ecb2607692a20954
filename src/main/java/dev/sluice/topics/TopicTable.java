package dev.sluice.topics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The catalogue as a table for people: in columns for a terminal, or in Markdown for the README. */
public final class TopicTable {
    private static final List<Column> COLUMNS = List.of(
            new Column("topic", TopicSpec::name),
            new Column("key", TopicSpec::key),
            new Column("value", TopicSpec::value),
            new Column("partitions", spec -> Integer.toString(spec.partitions())),
            new Column("cleanup", spec -> spec.cleanup().kafkaName()),
            new Column("retention", TopicTable::retention),
            new Column("writers", spec -> String.join(", ", spec.writers())),
            new Column("readers", spec -> String.join(", ", spec.readers())));

    private final List<TopicSpec> topics;
    private final String prefix;

    private record Column(String title, Function<TopicSpec, String> cell) {}

    /**
     * A table.
     *
     * @param catalogue what to show
     * @param prefix the prefix to show before each name; may be empty
     */
    public TopicTable(TopicCatalogue catalogue, String prefix) {
        this.topics = catalogue.topics();
        this.prefix = prefix;
    }

    private static String retention(TopicSpec spec) {
        return spec.retention()
                .map(kept -> kept.equals(Duration.ofDays(kept.toDays())) ? kept.toDays() + " d" : kept.toString())
                .orElse("for ever");
    }

    /**
     * For a terminal.
     *
     * @return aligned columns, one topic a line, with a line of titles; ends with a line feed
     */
    public String plain() {
        StringBuilder out = new StringBuilder();
        row(out, Optional.empty());
        topics.forEach(spec -> row(out, Optional.of(spec)));
        return out.toString();
    }

    private void row(StringBuilder out, Optional<TopicSpec> spec) {
        StringBuilder line = new StringBuilder();
        for (Column column : COLUMNS) {
            int width = topics.stream()
                    .mapToInt(each -> cell(column, each).length())
                    .max()
                    .orElse(0);
            String text = spec.map(each -> cell(column, each)).orElse(column.title());
            line.append(text).append(" ".repeat(Math.max(width, column.title().length()) - text.length() + 2));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    /**
     * For the README.
     *
     * @return a Markdown table; ends with a line feed
     */
    public String markdown() {
        String titles = COLUMNS.stream().map(Column::title).collect(Collectors.joining(" | ", "| ", " | carries |\n"));
        String rule = "|---".repeat(COLUMNS.size() + 1) + "|\n";
        return topics.stream().map(this::markdownRow).collect(Collectors.joining("", titles + rule, ""));
    }

    private String markdownRow(TopicSpec spec) {
        return COLUMNS.stream()
                .map(column -> column.title().equals("topic") ? "`" + cell(column, spec) + "`" : cell(column, spec))
                .map(text -> text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;"))
                .collect(Collectors.joining(" | ", "| ", " | " + spec.doc() + " |\n"));
    }

    private String cell(Column column, TopicSpec spec) {
        String text = column.cell().apply(spec);
        return column.title().equals("topic") ? prefix + text : text;
    }
}
