package dev.sluice.stream;

import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.provisioning.OpenCommand;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What is open of an identity, as it is counted: findings by kind and severity, and commands by action and by the hour in
 * which they were issued first. What the brake holds was not issued.
 */
final class OpenItems {
    static final OpenItems NONE = new OpenItems(new int[0], new long[0]);

    private static final int HOUR_BITS = 40;
    private static final long HOUR_MASK = (1L << HOUR_BITS) - 1;

    private final int[] findings;
    private final long[] commands;

    private OpenItems(int[] findings, long[] commands) {
        this.findings = findings;
        this.commands = commands;
    }

    static OpenItems of(IdentityState state) {
        if (state.findings().isEmpty() && state.commands().isEmpty()) {
            return NONE;
        }
        int[] findings = new int[state.findings().size()];
        int found = 0;
        for (FindingState finding : state.findings().values()) {
            if (FindingKinds.counts(finding.status())) {
                findings[found++] = FindingKinds.number(finding.kind(), finding.severity());
            }
        }
        long[] commands = new long[state.commands().size()];
        int issued = 0;
        for (OpenCommand command : state.commands().values()) {
            if (!command.isHeld()) {
                commands[issued++] = command(command.key().action().ordinal(), command.firstIssuedAt());
            }
        }
        return found == 0 && issued == 0
                ? NONE
                : new OpenItems(
                        found == findings.length ? findings : Arrays.copyOf(findings, found),
                        issued == commands.length ? commands : Arrays.copyOf(commands, issued));
    }

    private static long command(int action, long issuedAt) {
        return (long) action << HOUR_BITS | Math.max(0, TimeUnit.MILLISECONDS.toHours(issuedAt)) & HOUR_MASK;
    }

    /** The numbers of {@link FindingKinds}, one for each finding. */
    int[] findings() {
        return findings;
    }

    /** Action and hour of each command. */
    long[] commands() {
        return commands;
    }

    static int action(long command) {
        return (int) (command >>> HOUR_BITS);
    }

    /** The hour in which a command was issued, since the epoch. */
    static long hour(long command) {
        return command & HOUR_MASK;
    }
}
