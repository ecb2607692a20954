package dev.sluice.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * docs/labelled-events.md: the table of what is found, one row an event, and the rules that match no kind of ours.
 *
 * @param text all of it
 * @param rows the table, without the last column
 * @param reasons the last column, why there is a disagreement
 * @param rulesOfNoKind the rules of the second table
 */
record LabelledEventsPage(String text, List<Row> rows, List<String> reasons, List<String> rulesOfNoKind) {
    private static final int COLUMNS = 9;
    private static final Pattern RULE = Pattern.compile("`([^`]+)`");

    /** One row, in the words of the page. */
    record Row(
            String sample,
            String rule,
            String test,
            String expected,
            String kind,
            String readAs,
            String found,
            String agrees) {}

    static LabelledEventsPage read() {
        String text;
        try {
            text = Files.readString(Path.of("docs/labelled-events.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<List<String>> events = cells(section(text, "What is found"));
        events.forEach(cells -> {
            if (cells.size() != COLUMNS) {
                throw new IllegalStateException("A row has not " + COLUMNS + " cells: " + cells);
            }
        });
        return new LabelledEventsPage(
                text,
                events.stream().map(LabelledEventsPage::row).toList(),
                events.stream().map(cells -> cells.get(COLUMNS - 1)).toList(),
                cells(section(text, "What matches none of our kinds")).stream()
                        .flatMap(cells -> RULE.matcher(cells.get(0)).results())
                        .map(MatchResult::group)
                        .map(rule -> rule.substring(1, rule.length() - 1))
                        .toList());
    }

    private static Row row(List<String> cells) {
        return new Row(
                cells.get(0),
                cells.get(1),
                cells.get(2),
                cells.get(3),
                cells.get(4),
                cells.get(5),
                cells.get(6),
                cells.get(7));
    }

    private static String section(String text, String heading) {
        String start = "\n## " + heading + "\n";
        int from = text.indexOf(start);
        if (from < 0) {
            throw new IllegalStateException("The page has no section " + heading);
        }
        int to = text.indexOf("\n## ", from + start.length());
        return text.substring(from + start.length(), to < 0 ? text.length() : to);
    }

    /** The cells of the rows of a section's table, without its head. */
    private static List<List<String>> cells(String section) {
        return section.lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> Arrays.stream(
                                line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }
}
