package dev.sluice.bench.dsl;

import dev.sluice.bench.child.Settings;
import dev.sluice.registry.AvroTrust;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.KafkaStreams;

/** The baseline as a process. */
public final class DslMain {
    /** Setting: the prefix of the input topics. */
    public static final String PREFIX = "bench.dsl.prefix";

    /** Setting: the topic of the joined view. */
    public static final String OUTPUT = "bench.dsl.output";

    private DslMain() {}

    /**
     * Runs until the process is told to end.
     *
     * @param args the file of settings
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        AvroTrust.trustContract();
        Map<String, String> settings = new HashMap<>(Settings.read(Path.of(args[0])));
        String prefix = settings.remove(PREFIX);
        String output = settings.remove(OUTPUT);
        SchemaRegistryConfig config = new SchemaRegistryConfig(settings);
        Properties properties = new Properties();
        properties.putAll(settings);
        KafkaStreams streams = new KafkaStreams(
                new DslBaseline(SchemaRegistryClients.create(config), config, prefix, output).topology(), properties);
        CountDownLatch ended = new CountDownLatch(1);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR) {
                ended.countDown();
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(streams::close, "dsl-close"));
        streams.start();
        ended.await();
        System.exit(1);
    }
}
