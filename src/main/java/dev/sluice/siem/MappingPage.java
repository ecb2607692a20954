package dev.sluice.siem;

import dev.sluice.event.LogSource;
import dev.sluice.event.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The mapping for people, as the Markdown page {@code topology/siem-mapping.md}. */
public final class MappingPage {
    private static final String GENERATED =
            "<!-- Made from siem-mapping.yaml and the program by ./sluice audit mapping --markdown; change those. -->";

    private final Meanings meanings;

    /**
     * A page.
     *
     * @param meanings what to show
     */
    public MappingPage(Meanings meanings) {
        this.meanings = meanings;
    }

    /**
     * All of it as Markdown.
     *
     * @return the page; ends with a line feed
     */
    public String markdown() {
        StringBuilder page = new StringBuilder("# What the audit means to a SIEM\n\n")
                .append(GENERATED)
                .append(
                        "\n\nOne line for each kind of record of the topic `audit`. `id` is the device event class id of CEF and the")
                .append(
                        " EventID of LEEF, where `cat` goes with it; MSGID of syslog is the same without `iam.`; `event` is")
                .append(" the EventID of the Windows form and `windows` what stands in `WindowsEquivalentEventId`.")
                .append(" A severity in brackets holds where the record has none of its own.\n\n");
        table(
                page,
                List.of(
                        "category",
                        "action, kind or outcome",
                        "status or result",
                        "id",
                        "name",
                        "act",
                        "cat",
                        "outcome",
                        "severity",
                        "OCSF 1.8.0",
                        "entity",
                        "event",
                        "windows"),
                meanings.lines().stream().map(this::row));
        page.append("\n## Severities\n\n");
        table(
                page,
                List.of("severity", "OCSF", "CEF", "LEEF", "syslog", "Windows level"),
                Arrays.stream(Severity.values())
                        .filter(severity -> severity != Severity.UNKNOWN)
                        .map(this::severity));
        page.append("\n## Syslog facilities\n\n");
        table(
                page,
                List.of("log source", "facility"),
                Arrays.stream(LogSource.values())
                        .map(source -> List.of(source.name(), Integer.toString(meanings.facility(source)))));
        page.append(
                        "\n## Values\n\nIn the order in which they are written. Syslog and Windows call them by their name;")
                .append(" OCSF has them in its attributes, or by their name in `unmapped`.\n\n");
        table(
                page,
                List.of("name", "CEF", "longest", "label", "LEEF", "longest"),
                Arrays.stream(Field.all()).map(MappingPage::field));
        return page.toString();
    }

    /**
     * What records mean, for a terminal.
     *
     * @return a line for each kind: its id, the verb, type_uid of OCSF, and what it is about; ends with a line feed
     */
    public String plain() {
        int width = meanings.lines().stream()
                .mapToInt(line -> line.meaning().id().length())
                .max()
                .orElse(0);
        StringBuilder page = new StringBuilder();
        for (Meanings.Line line : meanings.lines()) {
            Meaning meaning = line.meaning();
            String id = meaning.id() + " ".repeat(width + 2 - meaning.id().length());
            page.append(id).append(meaning.act()).append(' ').append(meaning.typeUid());
            page.append("  ").append(line.category()).append(' ').append(line.what());
            page.append(line.status().isEmpty() ? "" : " " + line.status()).append('\n');
        }
        return page.toString();
    }

    private List<String> row(Meanings.Line line) {
        Meaning meaning = line.meaning();
        String severity = meaning.severity().name();
        boolean own = line.category().equals("finding") || line.category().equals("compliance");
        return List.of(
                line.category().equals("*") ? "any" : line.category(),
                line.what().equals("*") ? "any other" : line.what(),
                line.status(),
                "`" + meaning.id() + "`",
                meaning.name(),
                meaning.act(),
                meaning.category(),
                meaning.result().word() == null ? "" : meaning.result().word(),
                own && !meaning.fixedSeverity() ? "(" + severity + ")" : severity,
                meaning.typeUid() + (meaning.disposition() == 0 ? "" : ", disposition " + meaning.disposition()),
                meaning.entity() == null ? "" : meaning.entity(),
                Integer.toString(meaning.event()),
                meaning.windows() == 0 ? "" : Integer.toString(meaning.windows()));
    }

    private List<String> severity(Severity severity) {
        Level level = meanings.level(severity);
        return Stream.of(level.ocsf(), level.cef(), level.leef(), level.syslog(), level.windows())
                .map(number -> Integer.toString(number))
                .collect(Collectors.collectingAndThen(Collectors.toList(), numbers -> {
                    numbers.add(0, severity.name());
                    return numbers;
                }));
    }

    private static List<String> field(Field field) {
        return List.of(
                "`" + field.word() + "`",
                "`" + field.cef().name() + "`",
                Integer.toString(field.cef().max()),
                field.cef().label() == null ? "" : field.cef().label(),
                "`" + field.leef().name() + "`",
                Integer.toString(field.leef().max()));
    }

    private static void table(StringBuilder page, List<String> titles, Stream<List<String>> rows) {
        row(page, titles);
        page.append("|---".repeat(titles.size())).append("|\n");
        rows.forEach(cells -> row(page, cells));
    }

    private static void row(StringBuilder page, List<String> cells) {
        page.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
