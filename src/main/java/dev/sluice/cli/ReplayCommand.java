package dev.sluice.cli;

import dev.sluice.app.PublishedPolicies;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyFiles;
import dev.sluice.policy.PolicyValidator;
import dev.sluice.replay.Replay;
import dev.sluice.replay.ReplayRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice replay}: files of events through the real topology. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Plays files of events in plain JSON form through the real topology, without a broker.")
public final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--events",
            required = true,
            paramLabel = "DIR",
            description = "Directory of identity.jsonl, access.jsonl, authentication.jsonl, privileged-session.jsonl, "
                    + "compliance.jsonl, control.jsonl, policy.jsonl; missing files count as empty.")
    private Path events;

    @Option(
            names = "--policies",
            paramLabel = "DIR",
            description = "Policies in place of the bundled ones, which keep only Settings/default.")
    private Path policies;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the derived topics are written.")
    private Path out;

    @Option(
            names = "--until",
            paramLabel = "INSTANT",
            description = "Plays events and runs timers until then (default: the last event).")
    private Instant until;

    /** A command with nothing set. */
    public ReplayCommand() {}

    @Override
    public Integer call() {
        check(events, until);
        try {
            Replay replay = new Replay(documents(), new PublishedPolicies());
            Replay.Summary summary = replay.run(
                    events, out, until == null ? OptionalLong.empty() : OptionalLong.of(until.toEpochMilli()));
            print(summary);
            return 0;
        } catch (IOException | UncheckedIOException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
    }

    static void check(Path events, Instant until) {
        if (!Files.isDirectory(events)) {
            throw new CliException(
                    events + " is not a directory; name the one that holds identity.jsonl and the others.");
        }
        if (until != null && !ReplayRange.contains(until)) {
            throw new CliException("--until " + until + " is not between 1970 and 9999.");
        }
    }

    private List<Replay.PolicyText> documents() {
        try {
            List<PolicyDocument> documents =
                    policies == null ? PolicyFiles.bundled() : PolicyFiles.replacingBundled(policies);
            new PolicyValidator().requireValid(documents);
            return texts(documents);
        } catch (PolicyException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
    }

    static List<Replay.PolicyText> texts(List<PolicyDocument> documents) {
        return documents.stream()
                .map(document -> new Replay.PolicyText(document.kind(), document.id(), document.text()))
                .toList();
    }

    private void print(Replay.Summary summary) {
        StringBuilder text = new StringBuilder("Played ")
                .append(summary.events())
                .append(" records")
                .append(summary.badLines() == 0 ? "" : ", " + summary.badLines() + " lines could not be read")
                .append("; written to ")
                .append(out)
                .append(':');
        summary.derived().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry ->
                        text.append(' ').append(entry.getKey()).append(' ').append(entry.getValue()));
        spec.commandLine().getErr().println(text);
    }
}
