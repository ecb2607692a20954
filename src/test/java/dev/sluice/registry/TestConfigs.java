package dev.sluice.registry;

import java.util.HashMap;
import java.util.Map;

/** Configurations of tests. */
final class TestConfigs {

    private TestConfigs() {}

    /** An in-memory registry, and whatever else is given. */
    static SchemaRegistryConfig mock(Map<String, ?> more) {
        return with("mock://unused", more);
    }

    /** A registry at a URL that is impatient, and whatever else is given. */
    static SchemaRegistryConfig http(String urls, Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("retries.wait.ms", 1);
        settings.put("retries.max.wait.ms", 2);
        settings.put("http.connect.timeout.ms", 2000);
        settings.put("http.read.timeout.ms", 5000);
        settings.putAll(more);
        return with(urls, settings);
    }

    private static SchemaRegistryConfig with(String urls, Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("schema.registry.url", urls);
        return new SchemaRegistryConfig(settings);
    }
}
