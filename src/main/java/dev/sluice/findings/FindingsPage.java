package dev.sluice.findings;

import dev.sluice.findings.FindingCatalogue.Kind;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The catalogue for people: as the Markdown page {@code topology/findings.md}, or one kind for a terminal. */
public final class FindingsPage {
    private static final String GENERATED =
            "<!-- Made from findings.yaml by ./sluice finding kinds --markdown; change that file. -->";

    private final FindingCatalogue catalogue;

    /**
     * A page.
     *
     * @param catalogue what to show
     */
    public FindingsPage(FindingCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * All of it as Markdown.
     *
     * @return the page; ends with a line feed
     */
    public String markdown() {
        StringBuilder page =
                new StringBuilder("# Finding kinds\n\n").append(GENERATED).append("\n\n");
        table(
                page,
                List.of("kind", "means", "from", "scope of the id", "opens", "severity", "resolves"),
                catalogue.kinds().stream()
                        .map(kind -> List.of(
                                kind.kind(),
                                kind.means(),
                                String.join(", ", kind.inputs()),
                                kind.scope(),
                                kind.opens(),
                                kind.severity(),
                                kind.resolves())));
        catalogue.notes().forEach(note -> page.append('\n').append(note).append('\n'));
        page.append("\n## Causes\n\n");
        table(
                page,
                List.of("on", "cause", "means"),
                catalogue.causes().stream().map(cause -> List.of(cause.on(), cause.cause(), cause.means())));
        page.append("\n## Dead-letter reasons\n\n");
        table(
                page,
                List.of("reason", "means", "what to do"),
                catalogue.reasons().stream().map(reason -> List.of(reason.reason(), reason.means(), reason.todo())));
        catalogue.reasonNotes().forEach(note -> page.append('\n').append(note).append('\n'));
        return page.toString();
    }

    private static void table(StringBuilder page, List<String> titles, Stream<List<String>> rows) {
        row(page, titles);
        page.append("|---".repeat(titles.size())).append("|\n");
        rows.forEach(row -> row(page, row));
    }

    private static void row(StringBuilder page, List<String> cells) {
        page.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    /**
     * The names of all kinds, one a line.
     *
     * @return each with what it means; ends with a line feed
     */
    public String plain() {
        int width = catalogue.kinds().stream()
                .mapToInt(kind -> kind.kind().length())
                .max()
                .orElse(0);
        return catalogue.kinds().stream()
                .map(kind -> kind.kind() + " ".repeat(width + 2 - kind.kind().length()) + unlinked(kind.means()) + "\n")
                .collect(Collectors.joining());
    }

    /**
     * One kind.
     *
     * @param kind the kind
     * @return what is known of it, a line for each part; ends with a line feed
     */
    public static String plain(Kind kind) {
        return kind.kind() + "\n  means     " + unlinked(kind.means()) + "\n  from      "
                + String.join(", ", kind.inputs()) + "\n  one for   " + kind.scope() + "\n  opens     "
                + unlinked(kind.opens()) + "\n  severity  " + kind.severity() + "\n  resolves  "
                + unlinked(kind.resolves()) + "\n";
    }

    /** A terminal can't follow links. */
    private static String unlinked(String markdown) {
        return markdown.replaceAll(" ?\\(\\[[^\\]]*\\]\\([^)]*\\)\\)", "").replace("`", "");
    }
}
