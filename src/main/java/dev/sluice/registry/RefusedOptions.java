package dev.sluice.registry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/** Refuses what Confluent's client can do and this one cannot: an option that is ignored is worse than one that is missing. */
final class RefusedOptions {

    private static final String SERIALIZERS = "io.confluent.kafka.serializers.schema.id.";
    private static final String SWAP = " Use the io.confluent serializers for it; the other settings stay as they are.";

    /** Keys that must be absent, empty or false, and what each would have turned on. */
    private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
            Map.entry("use.latest.with.metadata", "Choosing a version by metadata"),
            Map.entry("use.schema.guid", "Writing with a schema chosen by GUID"),
            Map.entry("rule.executors", "Data contract rules"),
            Map.entry("rule.actions", "Data contract rules"),
            Map.entry("schema.reflection", "Reflection-based schemas"),
            Map.entry("avro.reflection.allow.null", "Reflection-based schemas"));

    private static final Map<String, List<String>> ALLOWED_ID_CODECS = Map.of(
            "key.schema.id.serializer", List.of(SERIALIZERS + "PrefixSchemaIdSerializer"),
            "value.schema.id.serializer", List.of(SERIALIZERS + "PrefixSchemaIdSerializer"),
            "key.schema.id.deserializer", List.of(SERIALIZERS + "DualSchemaIdDeserializer"),
            "value.schema.id.deserializer", List.of(SERIALIZERS + "DualSchemaIdDeserializer"));

    private static final String CONTEXT_STRATEGY = "context.name.strategy";
    private static final String NO_CONTEXT = "io.confluent.kafka.serializers.context.NullContextNameStrategy";

    private RefusedOptions() {}

    static void check(ConfigValues values) {
        UNSUPPORTED.forEach((key, feature) -> {
            String value = values.text(key);
            if (value != null && !value.equals("false") && !value.equals("{}")) {
                throw new ConfigException(key, value, feature + " is not supported by this client." + SWAP);
            }
        });
        ALLOWED_ID_CODECS.forEach((key, allowed) -> {
            String value = values.text(key);
            if (value != null && !allowed.contains(value)) {
                throw new ConfigException(key, value, "Only " + allowed.get(0) + " is supported." + SWAP);
            }
        });
        String context = values.text(CONTEXT_STRATEGY);
        if (context != null && !context.equals(NO_CONTEXT)) {
            throw new ConfigException(CONTEXT_STRATEGY, context, "Schema contexts are not supported." + SWAP);
        }
        checkCredentials(values);
    }

    private static void checkCredentials(ConfigValues values) {
        String basic = values.text(RegistryKeys.BASIC_SOURCE);
        if (basic != null && !List.of("URL", "USER_INFO").contains(basic.toUpperCase(Locale.ROOT))) {
            throw new ConfigException(RegistryKeys.BASIC_SOURCE, basic, "Only URL and USER_INFO are supported." + SWAP);
        }
        String bearer = values.text(RegistryKeys.BEARER_SOURCE);
        if (bearer != null && !List.of("STATIC_TOKEN", "OAUTHBEARER").contains(bearer.toUpperCase(Locale.ROOT))) {
            throw new ConfigException(
                    RegistryKeys.BEARER_SOURCE, bearer, "Only STATIC_TOKEN and OAUTHBEARER are supported." + SWAP);
        }
        if (bearer == null && values.text(RegistryKeys.BEARER_TOKEN) != null) {
            throw new ConfigException(RegistryKeys.BEARER_TOKEN + " is set without " + RegistryKeys.BEARER_SOURCE
                    + ": set the latter to STATIC_TOKEN, or remove the token.");
        }
        if (bearer != null && basic != null) {
            throw new ConfigException(
                    "Only one of " + RegistryKeys.BASIC_SOURCE + " and " + RegistryKeys.BEARER_SOURCE + " may be set.");
        }
    }
}
