package dev.sluice.it;

import dev.sluice.app.AppConfig;
import dev.sluice.app.SluiceApp;
import dev.sluice.registry.AvroTrust;
import dev.sluice.topics.TopicOverrides;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;

/** The stream application in a process of its own, which a test may stop or kill. */
public final class AppProcess {
    private AppProcess() {}

    /** Runs until killed. */
    public static void main(String[] args) throws Exception {
        AvroTrust.trustContract();
        Properties properties = new Properties();
        try (var in = Files.newInputStream(Path.of(args[0]))) {
            properties.load(in);
        }
        Map<String, Object> config = new HashMap<>();
        properties.forEach((key, value) -> config.put((String) key, value));
        TopicOverrides overrides = new TopicOverrides(
                OptionalInt.of(Integer.parseInt(args[1])),
                OptionalInt.of(Integer.parseInt(config.get("replication.factor").toString())),
                true);
        SluiceApp app = SluiceApp.start(new AppConfig(config), new SimpleMeterRegistry(), overrides);
        Runtime.getRuntime().addShutdownHook(new Thread(app::close, "app-shutdown"));
        app.awaitEnd();
    }

    static Process start(Map<String, Object> config, int partitions, Path file) throws IOException {
        Properties properties = new Properties();
        config.forEach((key, value) -> properties.setProperty(key, value.toString()));
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        // It lives for seconds: the second compiler would only take the time that it runs in.
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        AppProcess.class.getName(),
                        file.toString(),
                        Integer.toString(partitions)))
                .redirectErrorStream(true)
                .redirectOutput(file.resolveSibling(file.getFileName() + ".log").toFile())
                .start();
    }
}
