package dev.sluice.demo;

import dev.sluice.event.CommandStatus;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.ProvisioningCommand;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a demo run says at its end, to be understood in ten seconds: what came in, what was decided, what is wrong, and
 * where to read on. Plain text of at most {@value #WIDTH} columns, without control characters of the data.
 *
 * @param received the number of events by input topic, in the order to show
 * @param derived the number of records by derived topic, in the order to show
 * @param findings every record of the finding topic, records of one finding in their order
 * @param commands every record of the command topic, records of one command in their order
 * @param startUp how long each part took to start, in the order to show; may be empty
 * @param tail the command that reads a topic, to which the topic's name is appended
 */
public record DemoSummary(
        Map<String, Long> received,
        Map<String, Long> derived,
        List<Finding> findings,
        List<ProvisioningCommand> commands,
        Map<String, Duration> startUp,
        String tail) {
    /** The widest line of the explanations. */
    public static final int WIDTH = 110;

    private static final Comparator<Finding> MOST_SEVERE_FIRST = Comparator.comparing(Finding::getSeverity)
            .reversed()
            .thenComparing(Finding::getOpenedAt)
            .thenComparing(Finding::getFindingId);

    /** Copies what it is given. */
    public DemoSummary {
        received = new LinkedHashMap<>(received);
        derived = new LinkedHashMap<>(derived);
        findings = List.copyOf(findings);
        commands = List.copyOf(commands);
        startUp = new LinkedHashMap<>(startUp);
    }

    /**
     * Writes the summary.
     *
     * @param top how many open findings to explain at most
     * @return lines, each ended by a line feed
     */
    public String render(int top) {
        StringBuilder text = new StringBuilder();
        whatCameIn(text);
        whatWasDecided(text);
        whatIsWrong(text, top);
        whereToReadOn(text);
        howItStarted(text);
        return text.toString();
    }

    private void whatCameIn(StringBuilder text) {
        line(text, "What came in: %,d events", sum(received));
        received.forEach((topic, count) -> line(text, "  %,9d  %s", count, topic));
    }

    private void whatWasDecided(StringBuilder text) {
        Map<String, ProvisioningCommand> latest = new LinkedHashMap<>();
        commands.forEach(command -> latest.put(command.getCommandId(), command));
        Map<String, Map<CommandStatus, Long>> byAction = latest.values().stream()
                .collect(Collectors.groupingBy(
                        command -> command.getAction().name(),
                        TreeMap::new,
                        Collectors.groupingBy(ProvisioningCommand::getStatus, TreeMap::new, Collectors.counting())));
        line(text, "");
        line(
                text,
                "What was decided: %,d commands, %,d findings",
                latest.size(),
                latestFindings().size());
        byAction.forEach((action, byStatus) -> line(text, "  %,9d  %s: %s", sum(byStatus), action, statuses(byStatus)));
        latestFindings().values().stream()
                .collect(Collectors.groupingBy(
                        finding -> clean(finding.getKind()),
                        TreeMap::new,
                        Collectors.groupingBy(Finding::getStatus, TreeMap::new, Collectors.counting())))
                .forEach((kind, byStatus) -> line(text, "  %,9d  %s: %s", sum(byStatus), kind, statuses(byStatus)));
    }

    private void whatIsWrong(StringBuilder text, int top) {
        List<Finding> open = latestFindings().values().stream()
                .filter(finding -> finding.getStatus() == FindingStatus.OPEN)
                .sorted(MOST_SEVERE_FIRST)
                .toList();
        line(text, "");
        if (open.isEmpty()) {
            line(text, "No finding is open.");
            return;
        }
        line(text, "Open findings, most severe first (%,d of %,d):", Math.min(top, open.size()), open.size());
        for (Finding finding : open.subList(0, Math.min(top, open.size()))) {
            line(text, "%s", shortened("  " + pad(finding.getSeverity().name()) + clean(finding.getSummary())));
        }
    }

    private void whereToReadOn(StringBuilder text) {
        line(text, "");
        line(text, "Read on with %s TOPIC", tail);
        derived.forEach((topic, count) -> line(text, "  %,9d  %s", count, topic));
    }

    private void howItStarted(StringBuilder text) {
        if (startUp.isEmpty()) {
            return;
        }
        line(text, "");
        line(
                text,
                "Started: %s",
                startUp.entrySet().stream()
                        .map(part -> part.getKey() + " " + seconds(part.getValue()))
                        .collect(Collectors.joining(", ")));
    }

    private Map<String, Finding> latestFindings() {
        Map<String, Finding> latest = new LinkedHashMap<>();
        findings.forEach(finding -> latest.put(finding.getFindingId(), finding));
        return latest;
    }

    private static <S extends Enum<S>> String statuses(Map<S, Long> byStatus) {
        return byStatus.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%,d %s",
                        entry.getValue(),
                        word(entry.getKey().name())))
                .collect(Collectors.joining(", "));
    }

    /** A command that was issued and nothing more is waiting for its fact. */
    private static String word(String status) {
        return status.equals("ISSUED") ? "waiting" : status.toLowerCase(Locale.ROOT);
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String pad(String severity) {
        return String.format(Locale.ROOT, "%-10s", severity);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** Names come from the data and could move the cursor or hide what follows. */
    private static String clean(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", " ");
    }

    private static String shortened(String line) {
        return line.codePointCount(0, line.length()) <= WIDTH
                ? line
                : line.substring(0, line.offsetByCodePoints(0, WIDTH - 1)) + "…";
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
