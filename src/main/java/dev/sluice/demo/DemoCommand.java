package dev.sluice.demo;

import dev.sluice.cli.CliException;
import dev.sluice.embedded.StackException;
import dev.sluice.mapping.IngestSummary;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.replay.MergedHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice demo}: the whole path on one machine, without anything to install. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts a broker and a schema registry, plays an organisation's history through the stream "
                + "application, and shows what was decided.")
public final class DemoCommand implements Callable<Integer> {
    private static final int SHOWN_FINDINGS = 10;

    @Spec
    private CommandSpec spec;

    @Option(names = "--once", description = "Ends when everything has been played and decided.")
    private boolean once;

    @Option(names = "--data", paramLabel = "DIR", description = "Keeps everything there between runs.")
    private Path data;

    @Option(names = "--seed", defaultValue = "42", description = "The organisation (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--people", defaultValue = "300", description = "Its size (default: ${DEFAULT-VALUE}).")
    private int people;

    @Option(names = "--months", defaultValue = "9", description = "Its history (default: ${DEFAULT-VALUE}).")
    private int months;

    @Option(
            names = "--partitions",
            defaultValue = "4",
            description = "Partitions of each topic (default: ${DEFAULT-VALUE}).")
    private int partitions;

    private final InstantSource clock;

    /** A command on the system's clock. */
    public DemoCommand() {
        this(InstantSource.system());
    }

    DemoCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        DemoOptions options = new DemoOptions(data, seed, people, months, partitions);
        say("Starting a Kafka broker and a schema registry ...");
        try (Demo demo = Demo.start(options, clock)) {
            say("Kafka at " + demo.stack().bootstrapServers() + ", registry at "
                    + demo.stack().registryUrl() + ".");
            demo.createTopics();
            say("Making an organisation of " + people + " people and " + months + " months of events (seed " + seed
                    + ") ...");
            Path history = demo.history();
            Instant before = firstEvent(history).minus(Duration.ofSeconds(1));
            var set = demo.publishPolicies(history, before);
            say("Policy set " + set.setVersion() + " is published, " + set.count() + " documents.");
            demo.startApp();
            try (KafkaProducer<String, byte[]> producer = demo.producer();
                    AvroSerializer<SpecificRecord> serializer = demo.serializer()) {
                DemoFeed feed = demo.feed(producer, serializer);
                play(demo, feed, history);
                if (!once) {
                    say("Playing on live; Ctrl-C ends it.");
                    new LivePlay(feed, history, clock).run();
                }
            }
            return 0;
        } catch (StackException | IllegalStateException e) {
            throw new CliException(e.getMessage(), 1, e);
        } catch (IOException e) {
            throw new CliException("The demo's files can't be used (" + e.getMessage() + ").", 1, e);
        }
    }

    private void play(Demo demo, DemoFeed feed, Path history) throws IOException, InterruptedException {
        Instant begin = clock.instant();
        feed.play(history, begin.toEpochMilli(), sent -> {
            if (sent % 5_000 == 0) {
                say("  " + sent + " events played");
            }
        });
        say(new RealSamples(clock)
                .play(feed)
                .map(DemoCommand::told)
                .orElse("Real Okta and Workday payloads: sent in an earlier run."));
        say("All events are on the topics after "
                + Duration.between(begin, clock.instant()).toSeconds() + " s; waiting until everything is decided ...");
        demo.drain();
        Map<String, Long> received =
                new LinkedHashMap<>(demo.read(Demo.EVENT_TOPICS).counts());
        DerivedTopics.Content derived = demo.read(Demo.derivedTopics());
        String tail = "./sluice tail --bootstrap-server " + demo.stack().bootstrapServers() + " --registry "
                + demo.stack().registryUrl();
        out().println();
        out().print(new DemoSummary(
                        received, derived.counts(), derived.findings(), derived.commands(), demo.startUp(), tail)
                .render(SHOWN_FINDINGS));
        if (!derived.refused().isEmpty()) {
            say("Dead letters by reason: " + derived.refused());
        }
        memory(demo);
        if (once && data == null) {
            say("This broker ends now. Leave out --once, or give --data DIR, to read on.");
        }
    }

    private static String told(IngestSummary samples) {
        return "Real Okta and Workday payloads: " + samples.read() + " read, " + sum(samples.produced()) + " events, "
                + sum(samples.unmapped()) + " of types without a mapping, " + sum(samples.failed()) + " refused.";
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private void memory(Demo demo) {
        var memory = demo.stack().memory();
        memory.own().ifPresent(own -> memory.registry()
                .ifPresent(registry -> say(String.format(
                        "Memory: broker and stream application %d MiB, registry %d MiB.", own >> 20, registry >> 20))));
    }

    private static Instant firstEvent(Path history) throws IOException {
        try (MergedHistory entries = MergedHistory.open(history)) {
            return Instant.ofEpochMilli(entries.nextOccurredAt());
        }
    }

    private void say(String line) {
        out().println(line);
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
