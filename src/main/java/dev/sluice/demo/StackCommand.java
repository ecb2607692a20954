package dev.sluice.demo;

import dev.sluice.cli.CliException;
import dev.sluice.embedded.StackException;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice stack}: what {@code demo} runs on, without its organisation, for whoever writes an adapter. */
@Command(
        name = "stack",
        mixinStandardHelpOptions = true,
        description =
                "Starts a broker and a schema registry, creates the topics, publishes policies and runs the stream "
                        + "application, without any event, until Ctrl-C: to try an adapter against.")
public final class StackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "Keeps everything there between runs.")
    private Path data;

    @Option(
            names = "--policies",
            paramLabel = "DIR",
            description = "The policies to publish; they replace bundled ones (default: the bundled ones alone).")
    private Path policies;

    @Option(
            names = "--partitions",
            defaultValue = "4",
            description = "Partitions of each topic (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(names = "--no-app", description = "Leaves out the stream application, which is then started elsewhere.")
    private boolean withoutApp;

    /** A command with nothing set. */
    public StackCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        InstantSource clock = InstantSource.system();
        say("Starting a Kafka broker and a schema registry ...");
        try (Demo demo = Demo.start(new DemoOptions(data, 0, 0, 0, partitions), clock)) {
            demo.createTopics();
            var set = demo.publishPolicies(documents(), clock.instant());
            say("Policy set " + set.setVersion() + " is published, " + set.count() + " documents.");
            if (!withoutApp) {
                demo.startApp();
            }
            say("Kafka at " + demo.stack().bootstrapServers() + ", registry at "
                    + demo.stack().registryUrl() + ".");
            say("Ready; Ctrl-C ends it.");
            if (withoutApp) {
                new CountDownLatch(1).await();
            }
            return demo.awaitEnd() == null ? 0 : 1;
        } catch (StackException | IllegalStateException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
    }

    private List<PolicyDocument> documents() {
        return policies == null ? PolicyFiles.bundled() : PolicyFiles.replacingBundled(policies);
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
