package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Every transition to be expected of a history.
 *
 * @param findings in order of (changedAt, findingId)
 * @param commands in order of (changedAt, commandId)
 * @param until the last instant that was looked at; null for a history without events
 */
public record Truth(List<FindingTransition> findings, List<CommandTransition> commands, Instant until) {
    /** Sorts and copies; transitions of one id at one instant keep the order in which they happened. */
    public Truth {
        findings = findings.stream()
                .sorted(Comparator.comparing(FindingTransition::changedAt).thenComparing(FindingTransition::findingId))
                .toList();
        commands = commands.stream()
                .sorted(Comparator.comparing(CommandTransition::changedAt).thenComparing(CommandTransition::commandId))
                .toList();
    }
}
