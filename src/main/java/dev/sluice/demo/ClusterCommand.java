package dev.sluice.demo;

import dev.sluice.cli.CliException;
import dev.sluice.cli.ConnectionOptions;
import dev.sluice.embedded.EmbeddedCluster;
import dev.sluice.embedded.StackException;
import dev.sluice.topics.TopicAdmin;
import dev.sluice.topics.TopicAdminException;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicOverrides;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice cluster}: several brokers on one machine, to run instances of the application against. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description =
                "Starts brokers and a schema registry on this machine, each a process, makes the topics with replicas,"
                        + " and writes configuration files for instances of sluice run, until Ctrl-C.")
public final class ClusterCommand implements Callable<Integer> {
    private static final List<String> INSTANCES = List.of("one", "two", "three");

    @Spec
    private CommandSpec spec;

    @Option(names = "--brokers", defaultValue = "3", description = "How many brokers (default: ${DEFAULT-VALUE}).")
    private int brokers;

    @Option(
            names = "--partitions",
            defaultValue = "4",
            description = "Partitions of each topic (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Keeps everything there between runs, with the files for --config.")
    private Path data;

    /** A command with nothing set. */
    public ClusterCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        say("Starting " + brokers + " brokers and a schema registry ...");
        try (EmbeddedCluster cluster = EmbeddedCluster.start(Optional.of(data), brokers)) {
            createTopics(cluster);
            say("Kafka at " + cluster.bootstrapServers() + ", registry at " + cluster.registryUrl() + ".");
            InstanceFiles files = InstanceFiles.write(cluster, brokers, INSTANCES);
            say("Publish policies, run instances, each in a terminal of its own, and ask any of them:");
            say("  ./sluice policy apply topology/policies --config " + files.client());
            files.instances().forEach(file -> say("  ./sluice run --config " + file));
            files.apis().forEach(api -> say("  ./sluice explain ID --api " + api + " --token-file " + files.token()));
            say("Ready; Ctrl-C ends it.");
            new CountDownLatch(1).await();
            return 0;
        } catch (StackException | TopicAdminException e) {
            throw new CliException(e.getMessage(), 1, e);
        } catch (IOException e) {
            throw new CliException("The files for --config can't be written (" + e.getMessage() + ").", 1, e);
        }
    }

    private void createTopics(EmbeddedCluster cluster) {
        int replicas = Math.min(3, brokers);
        TopicOverrides overrides = new TopicOverrides(OptionalInt.of(partitions), OptionalInt.of(replicas), false);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            new TopicAdmin(admin, TopicCatalogue.load()).create(ConnectionOptions.DEFAULT_PREFIX, overrides);
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
