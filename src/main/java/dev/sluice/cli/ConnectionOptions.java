package dev.sluice.cli;

import dev.sluice.config.ConfigSources;
import dev.sluice.config.Setting;
import dev.sluice.registry.RegistryKeys;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Option;

/**
 * The options by which every command that speaks to a cluster finds it. What an option gives wins over system properties
 * ({@code sluice.config.KEY}), these over the environment ({@code SLUICE_KEY}), that over the file: a properties file with
 * Kafka's client keys, Confluent's registry keys and {@code sluice.*} keys.
 */
public final class ConnectionOptions {
    /** The configuration key of the topic prefix. */
    public static final String PREFIX = "sluice.topic.prefix";

    /** The topic prefix when none is configured. */
    public static final String DEFAULT_PREFIX = "iam.";

    private final ConfigSources sources;

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

    /** With the environment and the system properties of this process. */
    public ConnectionOptions() {
        this(new ConfigSources(AllKeys.known(), System.getenv(), System.getProperties()));
    }

    ConnectionOptions(ConfigSources sources) {
        this.sources = sources;
    }

    /**
     * All configuration.
     *
     * @return a new mutable map; has {@code bootstrap.servers}
     * @throws CliException if the file can't be read, a key means nothing, or no broker is named
     */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new HashMap<>();
        settings().forEach((key, setting) -> map.put(key, setting.value()));
        map.putIfAbsent(PREFIX, DEFAULT_PREFIX);
        // As the application has it: what commands write is to have the schemas that were registered for it.
        map.putIfAbsent(RegistryKeys.REMOVE_JAVA_PROPERTIES, true);
        if (!map.containsKey("bootstrap.servers")) {
            throw new CliException("No Kafka brokers are named; give --bootstrap-server HOST:PORT or set "
                    + "bootstrap.servers in the file of --config.");
        }
        return map;
    }

    /** What was given, and where. */
    Map<String, Setting> settings() {
        Map<String, String> options = new HashMap<>();
        putIfGiven(options, "bootstrap.servers", bootstrapServers);
        putIfGiven(options, "schema.registry.url", registryUrl);
        putIfGiven(options, PREFIX, prefix);
        try {
            return sources.read(config, options);
        } catch (ConfigException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
    }

    private static void putIfGiven(Map<String, String> map, String key, String value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
