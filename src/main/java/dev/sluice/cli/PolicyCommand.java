package dev.sluice.cli;

import dev.sluice.event.Policy;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyFiles;
import dev.sluice.policy.PolicyLog;
import dev.sluice.policy.PolicyProblem;
import dev.sluice.policy.PolicyPublisher;
import dev.sluice.policy.PolicySetInForce;
import dev.sluice.policy.PolicyValidator;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
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
    @Spec
    private CommandSpec spec;

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description = "Says what is wrong with the policies of a directory; exit code 1 if anything is.")
    int validate(@Parameters(paramLabel = "DIR", description = "Directory of policy files.") Path dir) {
        return valid(load(dir)) ? 0 : 1;
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
