package dev.sluice.cli;

import dev.sluice.topics.Deviation;
import dev.sluice.topics.TopicAdmin;
import dev.sluice.topics.TopicAdminException;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicOverrides;
import dev.sluice.topics.TopicTable;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice topics}: makes the declared topics, compares a cluster with them, and prints them. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Makes, checks and prints the topics of the catalogue.",
        synopsisSubcommandLabel = "COMMAND")
public final class TopicsCommand {

    /** What a cluster has otherwise than declared. */
    static final class OverrideOptions {
        @Option(names = "--partitions", paramLabel = "N", description = "Partitions of every topic.")
        private Integer partitions;

        @Option(names = "--replication", paramLabel = "N", description = "Replication factor of every topic.")
        private Integer replication;

        @Option(names = "--retain-forever", description = "Nothing expires.")
        private boolean retainForever;

        TopicOverrides overrides() {
            try {
                return new TopicOverrides(optional(partitions), optional(replication), retainForever);
            } catch (IllegalArgumentException e) {
                throw new CliException(e.getMessage(), 2, e);
            }
        }

        private static OptionalInt optional(Integer value) {
            return value == null ? OptionalInt.empty() : OptionalInt.of(value);
        }
    }

    @Spec
    private CommandSpec spec;

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes the topics that are missing.")
    int create(@Mixin ConnectionOptions connection, @Mixin OverrideOptions options) {
        TopicOverrides overrides = options.overrides();
        TopicAdmin.Created result = with(connection, (admin, prefix) -> admin.create(prefix, overrides));
        result.created().forEach(topic -> out().println("created  " + topic));
        result.existing().forEach(topic -> out().println("existing " + topic));
        out().println(result.created().size() + " created, " + result.existing().size() + " existing.");
        return 0;
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Compares the cluster with the catalogue; exit code 1 if anything differs.")
    int check(@Mixin ConnectionOptions connection, @Mixin OverrideOptions options) {
        TopicOverrides overrides = options.overrides();
        List<Deviation> deviations = with(connection, (admin, prefix) -> admin.check(prefix, overrides));
        deviations.forEach(deviation -> out().println((deviation.fatal() ? "FATAL   " : "WARNING ") + deviation));
        out().println(
                        deviations.isEmpty()
                                ? "All topics are as declared."
                                : deviations.size() + " deviations, "
                                        + TopicAdmin.fatal(deviations).size() + " of which keep Sluice from starting.");
        return deviations.isEmpty() ? 0 : 1;
    }

    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Prints the catalogue; needs no cluster.")
    int describe(
            @Option(names = "--markdown", description = "As a Markdown table.") boolean markdown,
            @Option(names = "--prefix", paramLabel = "PREFIX", defaultValue = "", description = "Topic prefix to show.")
                    String prefix) {
        TopicTable table = new TopicTable(TopicCatalogue.load(), prefix);
        out().print(markdown ? table.markdown() : table.plain());
        out().flush();
        return 0;
    }

    @Command(
            name = "strimzi",
            mixinStandardHelpOptions = true,
            description = "Prints the catalogue as resources of the kind KafkaTopic; needs no cluster.")
    int strimzi(
            @Option(names = "--prefix", paramLabel = "PREFIX", defaultValue = "iam.", description = "Topic prefix.")
                    String prefix,
            @Mixin StrimziOptions options,
            @Mixin OverrideOptions overrides) {
        out().print(options.resources().topics(TopicCatalogue.load(), prefix, overrides.overrides()));
        out().flush();
        return 0;
    }

    private <T> T with(ConnectionOptions connection, BiFunction<TopicAdmin, String, T> action) {
        Map<String, Object> config = new HashMap<>(connection.toMap());
        String prefix = config.get(ConnectionOptions.PREFIX).toString();
        try (Admin admin = Admin.create(config)) {
            return action.apply(new TopicAdmin(admin, TopicCatalogue.load()), prefix);
        } catch (TopicAdminException e) {
            throw new CliException(e.getMessage(), 1, e);
        } catch (KafkaException e) {
            throw new CliException("No connection to Kafka can be made: " + ClientErrors.sentence(e), 1, e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
