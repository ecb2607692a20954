package dev.sluice.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Option;

/**
 * The options by which every command that speaks to a cluster finds it. What an option gives wins over the file. The
 * file is a properties file with Kafka's client keys, Confluent's registry keys and {@code sluice.*} keys.
 */
public final class ConnectionOptions {
    /** The configuration key of the topic prefix. */
    public static final String PREFIX = "sluice.topic.prefix";

    /** The topic prefix when none is configured. */
    public static final String DEFAULT_PREFIX = "iam.";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Properties file: Kafka client keys, schema.registry.* and sluice.* keys.")
    private Path config;

    @Option(names = "--bootstrap-server", paramLabel = "HOST:PORT", description = "Kafka brokers, comma separated.")
    private String bootstrapServers;

    @Option(names = "--registry", paramLabel = "URL", description = "Schema registry, Confluent API.")
    private String registryUrl;

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "Topic prefix (default: iam.).")
    private String prefix;

    /**
     * All configuration, options over file.
     *
     * @return a new mutable map; has {@code bootstrap.servers}
     * @throws CliException if the file can't be read or no broker is named
     */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new HashMap<>();
        if (config != null) {
            readFile().forEach((key, value) -> map.put((String) key, value));
        }
        putIfGiven(map, "bootstrap.servers", bootstrapServers);
        putIfGiven(map, "schema.registry.url", registryUrl);
        putIfGiven(map, PREFIX, prefix);
        map.putIfAbsent(PREFIX, DEFAULT_PREFIX);
        if (!map.containsKey("bootstrap.servers")) {
            throw new CliException("No Kafka brokers are named; give --bootstrap-server HOST:PORT or set "
                    + "bootstrap.servers in the file of --config.");
        }
        return map;
    }

    private Properties readFile() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(config, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException(
                    "The configuration file " + config + " can't be read (" + e.getMessage() + ").", 1, e);
        }
        return properties;
    }

    private static void putIfGiven(Map<String, Object> map, String key, String value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
