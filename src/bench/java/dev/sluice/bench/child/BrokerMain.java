package dev.sluice.bench.child;

import dev.sluice.embedded.ApicurioRegistry;
import dev.sluice.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The broker in a process of its own, and the registry as that process's child. */
public final class BrokerMain {
    /** What the driver finds when both are ready. */
    public static final String READY = "ready.properties";

    private static final Map<String, String> SETTINGS = Map.of(
            // Topics are made and deleted between runs; their files must go before the next one.
            "log.segment.delete.delay.ms", "500",
            "log.retention.check.interval.ms", "3600000",
            // Compaction would run in whichever run comes along.
            "log.cleaner.backoff.ms", "3600000",
            "message.max.bytes", "16777216",
            "num.network.threads", "3");

    private BrokerMain() {}

    /**
     * Runs until the process is told to end.
     *
     * @param args the data directory
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        Path directory = Path.of(args[0]);
        ApicurioRegistry registry = ApicurioRegistry.start(ApicurioRegistry.Options.in(directory.resolve("registry")));
        EmbeddedBroker broker = EmbeddedBroker.start(
                EmbeddedBroker.Options.in(directory.resolve("broker")).withOverrides(SETTINGS));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            broker.close();
                            registry.close();
                        },
                        "bench-broker-close"));
        Settings.write(
                directory.resolve(READY),
                Map.of("bootstrap.servers", broker.bootstrapServers(), "schema.registry.url", registry.url()));
        new CountDownLatch(1).await();
    }
}
