package dev.sluice.config;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;

/** What is said of keys, for people: name, type, default, limits, meaning. */
public final class KeyReference {
    private KeyReference() {}

    /**
     * All groups as text for a terminal.
     *
     * @param groups the groups
     * @return ends with a line feed
     */
    public static String text(List<KeyGroup> groups) {
        return groups.stream()
                .map(group -> group.title() + "\n" + group.about() + "\n\n" + entries(group))
                .collect(Collectors.joining("\n"));
    }

    private static String entries(KeyGroup group) {
        return inOrder(group.keys()).stream()
                .map(key -> "  " + key.name + "\n      " + facts(key, value -> value) + "\n      " + key.documentation
                        + "\n")
                .collect(Collectors.joining());
    }

    /**
     * All groups as Markdown, a chapter and a table each.
     *
     * @param groups the groups
     * @return ends with a line feed
     */
    public static String markdown(List<KeyGroup> groups) {
        return groups.stream()
                .map(group -> "## " + group.title() + "\n\n" + group.about() + "\n\n" + table(group.keys()))
                .collect(Collectors.joining("\n"));
    }

    /**
     * Keys as a Markdown table.
     *
     * @param keys the keys
     * @return ends with a line feed
     */
    public static String table(ConfigDef keys) {
        return inOrder(keys).stream()
                .map(key -> "| `" + key.name + "` | " + facts(key, value -> "`" + value + "`") + " | "
                        + key.documentation + " |\n")
                .collect(Collectors.joining("", "| key | type, default | meaning |\n|---|---|---|\n", ""));
    }

    private static List<ConfigDef.ConfigKey> inOrder(ConfigDef keys) {
        return List.copyOf(keys.configKeys().values());
    }

    private static String facts(ConfigDef.ConfigKey key, Function<String, String> quoted) {
        String type = key.type.name().toLowerCase(Locale.ROOT);
        String limits = limits(key.validator);
        return type + (limits.isEmpty() ? "" : " " + limits) + ", " + standard(key, quoted);
    }

    private static String standard(ConfigDef.ConfigKey key, Function<String, String> quoted) {
        if (!key.hasDefault()) {
            return "required";
        }
        String value = ConfigDef.convertToString(key.defaultValue, key.type);
        return value == null || value.isEmpty() ? "none" : quoted.apply(value);
    }

    /** In the notation of Kafka's own validators; others may have no name for people. */
    private static String limits(ConfigDef.Validator validator) {
        String limits = String.valueOf(validator);
        return limits.startsWith("[") ? limits : "";
    }
}
