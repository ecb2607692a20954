package dev.sluice.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Puts together what a properties file, the environment, the system properties and the command line say; each wins over
 * the one before it. Values may come from Kafka's config providers ({@code config.providers}, KIP-297), wherever they are
 * given. Keys that mean nothing are refused.
 */
public final class ConfigSources {
    /** What an environment variable begins with. The rest is the key in capitals, with underscores for its dots. */
    public static final String ENVIRONMENT_PREFIX = "SLUICE_";

    /** What a system property begins with. The rest is the key. */
    public static final String PROPERTY_PREFIX = "sluice.config.";

    private static final String PROVIDERS = "config.providers";

    /** What the launchers read. */
    private static final Set<String> LAUNCHER = Set.of("SLUICE_HEAP", "SLUICE_OPTS", "SLUICE_CONF");

    /** What Kubernetes puts into the environment for a Service whose name begins with sluice. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("SLUICE_(.*_)?(SERVICE_(HOST|PORT)(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    /** As Kafka writes it: provider, path that may be left out, key. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]*):([^}]*)}");

    private final KnownKeys known;
    private final Map<String, String> environment;
    private final Properties system;

    /**
     * Sources beside the file and the command line.
     *
     * @param known the keys that mean something
     * @param environment the environment of the process
     * @param system the system properties
     */
    public ConfigSources(KnownKeys known, Map<String, String> environment, Properties system) {
        this.known = known;
        this.environment = Map.copyOf(environment);
        this.system = system;
    }

    /**
     * Reads everything.
     *
     * @param file a properties file, or null for none
     * @param options what options of the command line give, by key
     * @return values by key, sorted
     * @throws ConfigException if the file can't be read, a key means nothing, or a provider can't give a value; says what
     *     to do and shows no secret
     */
    public Map<String, Setting> read(Path file, Map<String, String> options) {
        Map<String, Setting> given = new TreeMap<>();
        if (file != null) {
            load(file).forEach((key, value) -> put(given, key, value, Origin.FILE, "file " + file.getFileName()));
        }
        fromEnvironment(given);
        fromSystem(given);
        options.forEach((key, value) -> put(given, key, value, Origin.OPTION, "option"));
        known.refuseUnknown(given.keySet(), plugins(given));
        return provided(given);
    }

    private void put(Map<String, Setting> given, String key, Object value, Origin origin, String where) {
        given.put(key, new Setting(value, origin, where, known.isSecret(key)));
    }

    private static Map<String, String> load(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("The configuration file " + file + " can't be read (" + e.getMessage() + ").");
        }
        Map<String, String> values = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    private void fromEnvironment(Map<String, Setting> given) {
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX) && !LAUNCHER.contains(name) && !isServiceLink(name, value)) {
                put(given, key(name), value, Origin.ENVIRONMENT, "environment " + name);
            }
        });
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches());
    }

    /** Our own key of the name if there is one, else anybody's. */
    private String key(String name) {
        String rest = name.substring(ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
        String own = "sluice." + rest;
        if (known.has(own)) {
            return own;
        }
        if (known.has(rest)) {
            return rest;
        }
        String hint = known.nearest(own)
                .or(() -> known.nearest(rest))
                .map(near -> "; did you mean " + variable(near) + "?")
                .orElse("; sluice config --describe lists all keys.");
        throw new ConfigException("The environment variable " + name + " means no key" + hint);
    }

    /**
     * The environment variable of a key.
     *
     * @param key the key
     * @return its name
     */
    public static String variable(String key) {
        String rest = key.startsWith("sluice.") ? key.substring("sluice.".length()) : key;
        return ENVIRONMENT_PREFIX + rest.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private void fromSystem(Map<String, Setting> given) {
        for (String name : system.stringPropertyNames()) {
            if (name.startsWith(PROPERTY_PREFIX)) {
                put(
                        given,
                        name.substring(PROPERTY_PREFIX.length()),
                        system.getProperty(name),
                        Origin.SYSTEM_PROPERTY,
                        "system property " + name);
            }
        }
    }

    private static Set<String> plugins(Map<String, Setting> given) {
        return names(given, KnownKeys.PLUGIN_KEYS);
    }

    private static Set<String> names(Map<String, Setting> given, String key) {
        return Optional.ofNullable(given.get(key)).stream()
                .flatMap(setting -> Arrays.stream(setting.value().toString().split(",")))
                .map(String::trim)
                .collect(Collectors.toSet());
    }

    /** Values by their providers. Afterwards nothing is left that a client could take for a reference once more. */
    private static Map<String, Setting> provided(Map<String, Setting> given) {
        if (!given.containsKey(PROVIDERS)) {
            return given;
        }
        Map<String, Object> plain = new HashMap<>();
        given.forEach((key, setting) -> plain.put(key, setting.value()));
        Map<String, Object> resolved;
        try {
            resolved = new AbstractConfig(new ConfigDef(), plain, false).originals();
        } catch (RuntimeException e) {
            throw new ConfigException("A config provider can't give a value (" + innermost(e) + "); see that "
                    + PROVIDERS + " names it, and that what it reads is there.");
        }
        Set<String> providers = names(given, PROVIDERS);
        Map<String, Setting> settings = new TreeMap<>();
        given.forEach((key, setting) -> {
            if (!key.startsWith(PROVIDERS)) {
                Object value = resolved.get(key);
                boolean isProvided = !setting.value().equals(value);
                requireProvided(key, setting.value().toString(), value.toString(), providers);
                settings.put(
                        key, new Setting(value, setting.origin(), setting.where(), setting.isSecret() || isProvided));
            }
        });
        return settings;
    }

    /** A provider that does not have a value leaves the reference, which would be taken for the value: for a password, say. */
    private static void requireProvided(String key, String given, String value, Set<String> providers) {
        Matcher reference = REFERENCE.matcher(given);
        while (reference.find()) {
            if (providers.contains(reference.group(1)) && value.contains(reference.group())) {
                throw new ConfigException("The config provider " + reference.group(1) + " has no value for " + key
                        + "; see that what it reads is there, and that the reference names it as it is.");
            }
        }
    }

    private static String innermost(Throwable error) {
        Throwable at = error;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }
}
