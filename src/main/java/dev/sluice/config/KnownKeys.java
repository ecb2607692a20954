package dev.sluice.config;

import dev.sluice.text.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * All keys that mean something: our own, the schema registry's and Kafka's. A key that means nothing is an error, because
 * what it was meant to change would silently stay as it is.
 */
public final class KnownKeys {
    /** Key: names of keys that belong to something plugged into Kafka's clients, comma separated; they are passed through. */
    public static final String PLUGIN_KEYS = "sluice.plugin.keys";

    /** Names that say that a value is secret where no type does, such as those of plugged-in classes. */
    private static final Pattern SECRET =
            Pattern.compile(".*(password|passwd|secret|token|jaas|credential|user\\.info|authorization|api\\.?key).*");

    /** What names a place where a secret is, and is none itself. */
    private static final Pattern NO_SECRET = Pattern.compile(
            ".*(\\.file|\\.url|\\.endpoint\\.url|\\.location|\\.source|\\.class|\\.ms|\\.name|\\.type)");

    private final List<KeyGroup> groups;
    private final KafkaNames kafka = new KafkaNames();

    /**
     * Keys by group.
     *
     * @param groups all that are not Kafka's, {@link #PLUGIN_KEYS} among them, in the order in which people read them
     */
    public KnownKeys(List<KeyGroup> groups) {
        this.groups = List.copyOf(groups);
    }

    /**
     * Our own keys and those of the registry.
     *
     * @return in the order given
     */
    public List<KeyGroup> groups() {
        return groups;
    }

    /**
     * Whether a key means something.
     *
     * @param key the key
     * @return true if it is ours, the registry's or Kafka's
     */
    public boolean has(String key) {
        return definition(key).isPresent() || kafka.has(key) || groups.stream().anyMatch(group -> group.isHeader(key));
    }

    /**
     * Refuses keys that mean nothing.
     *
     * @param given the keys that were given
     * @param plugins keys that something plugged in knows
     * @throws ConfigException names the first of them and the key that was probably meant
     */
    public void refuseUnknown(Collection<String> given, Set<String> plugins) {
        for (String key : new TreeSet<>(given)) {
            if (!has(key) && !plugins.contains(key)) {
                throw new ConfigException("Unknown key " + shown(key) + advice(key));
            }
        }
    }

    private String advice(String key) {
        Optional<String> near = nearest(key);
        if (near.isPresent()) {
            return "; did you mean " + near.get() + "?";
        }
        return key.startsWith("sluice.")
                ? "; sluice config --describe lists all keys."
                : "; if it belongs to something that is plugged into Kafka's clients, name it in " + PLUGIN_KEYS + ".";
    }

    /**
     * The known key that is most like another one.
     *
     * @param key what was written
     * @return empty if none is near
     */
    public Optional<String> nearest(String key) {
        return NearestName.of(key, all());
    }

    private Set<String> all() {
        Set<String> all = new TreeSet<>(kafka.all());
        groups.forEach(group -> all.addAll(group.keys().names()));
        return all;
    }

    /**
     * Whether the value of a key must not be shown.
     *
     * @param key the key
     * @return true if it has the type of passwords, or sounds like a secret
     */
    public boolean isSecret(String key) {
        if (groups.stream().anyMatch(group -> group.isHeader(key))) {
            return true;
        }
        Optional<ConfigDef.ConfigKey> defined = definition(key);
        if (defined.isPresent()) {
            return defined.get().type == ConfigDef.Type.PASSWORD;
        }
        String lower = key.toLowerCase(Locale.ROOT);
        return SECRET.matcher(lower).matches() && !NO_SECRET.matcher(lower).matches();
    }

    private Optional<ConfigDef.ConfigKey> definition(String key) {
        return groups.stream()
                .flatMap(group -> Stream.concat(
                        Stream.ofNullable(group.keys().configKeys().get(key)),
                        group.withoutPrefix(key).flatMap(rest -> bare(group, rest)).stream()))
                .findFirst()
                .or(() -> kafka.definition(key));
    }

    private Optional<ConfigDef.ConfigKey> bare(KeyGroup group, String key) {
        return Optional.ofNullable(group.keys().configKeys().get(key)).or(() -> kafka.definition(key));
    }

    private static String shown(String key) {
        return key.length() > 100 ? key.substring(0, 100) + "…" : key;
    }
}
