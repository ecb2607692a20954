package dev.sluice.stream;

import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import dev.sluice.findings.FindingCatalogue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The kinds and severities by which findings are counted, numbered. What a later version has found is counted as OTHER. */
final class FindingKinds {
    static final String OTHER = "OTHER";

    private static final List<String> KINDS = Stream.concat(
                    FindingCatalogue.load().kinds().stream().map(FindingCatalogue.Kind::kind), Stream.of(OTHER))
            .toList();
    private static final List<Severity> SEVERITIES =
            List.of(Severity.INFO, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL);
    private static final Map<String, Integer> NUMBERS = numbers();

    private FindingKinds() {}

    private static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        KINDS.forEach(kind -> numbers.put(kind, numbers.size()));
        return Map.copyOf(numbers);
    }

    /** How many numbers there are. */
    static int count() {
        return KINDS.size() * SEVERITIES.size();
    }

    static int number(String kind, Severity severity) {
        int known = NUMBERS.getOrDefault(kind, KINDS.size() - 1);
        return known * SEVERITIES.size() + Math.max(0, SEVERITIES.indexOf(severity));
    }

    static String kind(int number) {
        return KINDS.get(number / SEVERITIES.size());
    }

    static Severity severity(int number) {
        return SEVERITIES.get(number % SEVERITIES.size());
    }

    /** Whether a finding is counted: one that is accepted, over, or yet to come is not. */
    static boolean counts(FindingStatus status) {
        return status == FindingStatus.OPEN;
    }
}
