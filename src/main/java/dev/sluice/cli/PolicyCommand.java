package dev.sluice.cli;

import dev.sluice.app.PublishedPolicies;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Policy;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyFiles;
import dev.sluice.policy.PolicyLog;
import dev.sluice.policy.PolicyParser;
import dev.sluice.policy.PolicyProblem;
import dev.sluice.policy.PolicyPublisher;
import dev.sluice.policy.PolicySetInForce;
import dev.sluice.policy.PolicyValidator;
import dev.sluice.policy.PolicyWarnings;
import dev.sluice.policy.SodExamples;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.replay.Replay;
import dev.sluice.whatif.Backtest;
import dev.sluice.whatif.HeldViews;
import dev.sluice.whatif.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice policy}: validates policy files, publishes them as one set, and shows the set in force. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "Validates, publishes and shows policies.",
        synopsisSubcommandLabel = "COMMAND")
public final class PolicyCommand {
    private static final String POLICY_FILE = "policy.jsonl";

    @Spec
    private CommandSpec spec;

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description = "Says what is wrong with the policies of a directory; exit code 1 if anything is.")
    int validate(
            @Parameters(paramLabel = "DIR", description = "Directory of policy files.") Path dir,
            @Option(names = "--strict", description = "Take warnings for errors.") boolean strict) {
        List<PolicyDocument> documents = load(dir);
        return valid(documents) && (warn(documents) == 0 || !strict) ? 0 : 1;
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description =
                    "Tries the examples beside the rules (*.examples.yaml); exit code 1 if a rule does something else.")
    int test(@Parameters(paramLabel = "DIR", description = "Directory of policy files.") Path dir) {
        List<PolicyDocument> documents = load(dir);
        if (!valid(documents)) {
            return 1;
        }
        List<SodExamples.Outcome> outcomes;
        try {
            outcomes = new SodExamples(PolicyParser.parse(documents, 1)).in(dir);
        } catch (PolicyException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
        List<SodExamples.Outcome> wrong =
                outcomes.stream().filter(outcome -> !outcome.isRight()).toList();
        wrong.forEach(outcome -> spec.commandLine()
                .getErr()
                .println(outcome.place() + ": " + outcome.sentence() + " Expected " + outcome.expected() + ", found "
                        + outcome.found() + "."));
        out().println(outcomes.size() + " examples, " + wrong.size() + " wrong.");
        return wrong.isEmpty() ? 0 : 1;
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Compares the policies of a directory with the set in force.")
    int diff(
            @Parameters(paramLabel = "DIR", description = "Directory of policy files.") Path dir,
            @Mixin ConnectionOptions connection) {
        Map<String, PolicySetInForce.Change> changes =
                with(connection, door -> door.log().current()).changes(load(dir));
        changes.forEach((key, change) -> out().println(change.name().toLowerCase(Locale.ROOT) + " " + key));
        out().println(changes.isEmpty() ? "Nothing differs." : changes.size() + " policies differ.");
        return 0;
    }

    @Command(
            name = "backtest",
            mixinStandardHelpOptions = true,
            description =
                    "Says which violations the rules of a directory would have raised over a history, and for how long.")
    int backtest(
            @Parameters(paramLabel = "DIR", description = "Directory of policy files.") Path dir,
            @Option(
                            names = "--events",
                            required = true,
                            paramLabel = "EVENTS",
                            description = "Directory of events, as for replay, but without policy.jsonl.")
                    Path events,
            @Option(names = "--until", paramLabel = "INSTANT", description = "Plays events until then.") Instant until,
            @Option(names = "--json", description = "One JSON object.") boolean json) {
        ReplayCommand.check(events, until);
        if (Files.exists(events.resolve(POLICY_FILE))) {
            throw new CliException(events + " holds " + POLICY_FILE
                    + ", whose sets would take the place of the one that is tried; leave it out.");
        }
        List<Replay.PolicyText> texts = ReplayCommand.texts(replacing(dir));
        OptionalLong end = until == null ? OptionalLong.empty() : OptionalLong.of(until.toEpochMilli());
        try {
            Backtest.Result result = new Backtest(new Replay(texts, new PublishedPolicies())).run(events, end);
            if (result.events() == 0) {
                throw new CliException("No event of " + events + " was played, so this says nothing.");
            }
            new PolicyWhatIf(out(), json).print(result.episodes());
            if (result.badLines() > 0) {
                throw new CliException(
                        result.badLines() + " lines could not be read, so this is of a part of the history only.");
            }
            return 0;
        } catch (IOException | UncheckedIOException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
    }

    @Command(
            name = "simulate",
            mixinStandardHelpOptions = true,
            description =
                    "Says who would newly, still or no longer violate a rule, by what is held now; nothing is emitted.")
    int simulate(
            @Parameters(paramLabel = "DIR", description = "Directory of policy files, the candidate.") Path dir,
            @Option(
                            names = "--replayed",
                            paramLabel = "OUT",
                            description = "What replay wrote, in place of a running application.")
                    Path replayed,
            @Option(
                            names = "--against",
                            paramLabel = "DIR",
                            description = "Policies to compare with (default: the set in force; with --replayed none).")
                    Path against,
            @Option(
                            names = "--at",
                            paramLabel = "INSTANT",
                            description =
                                    "The instant looked at (default: now); grants that have run out by then do not count.")
                    Instant at,
            @Option(names = "--json", description = "One JSON object.") boolean json,
            @Mixin ConnectionOptions connection) {
        Policies candidate = PolicyParser.parse(replacing(dir), 1);
        Policies before = against == null ? null : PolicyParser.parse(replacing(against), 1);
        if (before == null) {
            before = replayed != null
                    ? Policies.none()
                    : with(
                            connection,
                            door -> PolicyParser.parse(door.log().current().documents(), 1));
        }
        HeldViews views = new HeldViews(List.of(candidate, before));
        if (replayed == null) {
            LiveViews.read(connection.toMap(), views);
        } else {
            LiveViews.read(replayed.resolve("identity-access.jsonl"), views);
        }
        long instant = at == null ? InstantSource.system().millis() : at.toEpochMilli();
        new PolicyWhatIf(out(), json)
                .print(
                        Outcome.of(views.violations(before, instant), views.violations(candidate, instant)),
                        views.identities());
        return 0;
    }

    private List<PolicyDocument> replacing(Path dir) {
        try {
            List<PolicyDocument> documents = PolicyFiles.replacingBundled(dir);
            new PolicyValidator().requireValid(documents);
            return documents;
        } catch (PolicyException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
    }

    /** Warnings go where errors go, and change no exit code by themselves. */
    private int warn(List<PolicyDocument> documents) {
        List<PolicyProblem> warnings = PolicyWarnings.in(documents);
        warnings.forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
        return warnings.size();
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Publishes the policies of a directory as the set in force; all of them or none.")
    int apply(
            @Parameters(paramLabel = "DIR", description = "Directory of policy files.") Path dir,
            @Option(
                            names = "--previous",
                            paramLabel = "VERSION",
                            description = "Refuse unless this version is in force (0: none).")
                    Long previous,
            @Mixin ConnectionOptions connection) {
        List<PolicyDocument> documents = load(dir);
        if (!valid(documents)) {
            return 1;
        }
        warn(documents);
        OptionalLong expected = previous == null ? OptionalLong.empty() : OptionalLong.of(previous);
        PolicyPublisher.Published done =
                with(connection, door -> door.publisher().publish(documents, expected));
        out().println(
                        done.changed()
                                ? "Version " + done.setVersion() + " is in force: " + done.count()
                                        + " policies, replacing version " + done.previous() + ", written to "
                                        + done.partitions() + " partitions."
                                : "Version " + done.setVersion() + " says the same already; nothing was written.");
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Prints the set in force.")
    int show(@Mixin ConnectionOptions connection) {
        PolicySetInForce current = with(connection, door -> door.log().current());
        if (current.setVersion() == 0) {
            out().println("# No policy set is in force.");
            return 0;
        }
        out().println("# Version " + current.setVersion() + ", replaced " + current.previous() + ", published "
                + current.publishedAt() + ", " + current.documents().size() + " policies.");
        for (PolicyDocument document : current.documents()) {
            out().println("---");
            out().print(document.text());
        }
        out().flush();
        return 0;
    }

    private List<PolicyDocument> load(Path dir) {
        try {
            return PolicyFiles.load(dir);
        } catch (PolicyException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
    }

    private boolean valid(List<PolicyDocument> documents) {
        List<PolicyProblem> problems = new PolicyValidator().validate(documents);
        problems.forEach(problem -> spec.commandLine().getErr().println(problem));
        out().println(
                        problems.isEmpty()
                                ? documents.size() + " policies are valid."
                                : problems.size() + " problems in " + documents.size() + " policies.");
        return problems.isEmpty();
    }

    /** What reads and what writes the policy topic. */
    private record Door(PolicyLog log, PolicyPublisher publisher) {}

    private static <T> T with(ConnectionOptions connection, Function<Door, T> action) {
        Map<String, Object> config = connection.toMap();
        String prefix = config.get(ConnectionOptions.PREFIX).toString();
        try {
            SchemaRegistryConfig registry = new SchemaRegistryConfig(config);
            try (SchemaRegistryClient client = SchemaRegistryClients.create(registry);
                    AvroSerializer<Policy> serializer = new AvroSerializer<>(client, Policy.class, registry);
                    AvroDeserializer<Policy> deserializer = new AvroDeserializer<>(client, Policy.class, registry)) {
                PolicyLog log = new PolicyLog(config, prefix + "policy", deserializer);
                return action.apply(
                        new Door(log, new PolicyPublisher(config, prefix, serializer, log, InstantSource.system())));
            }
        } catch (PolicyException e) {
            throw new CliException(e.getMessage(), 1, e);
        } catch (KafkaException e) {
            throw new CliException("Kafka or the registry can't be used: " + ClientErrors.sentence(e), 1, e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
