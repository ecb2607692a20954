package dev.sluice.cli;

import dev.sluice.api.ApiKeys;
import dev.sluice.app.AppKeys;
import dev.sluice.config.KeyGroup;
import dev.sluice.config.KnownKeys;
import dev.sluice.ops.OpsKeys;
import dev.sluice.registry.RegistryKeys;
import dev.sluice.registry.RegistryReference;
import dev.sluice.relay.RelayConfig;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/** The keys of all commands: one file may serve them all. */
final class AllKeys {
    private AllKeys() {}

    static KnownKeys known() {
        return new KnownKeys(List.of(everybody(), application(), operations(), queries(), registry(), relay()));
    }

    /** What people read: our own keys, then what is otherwise than they may know it. */
    static List<KeyGroup> reference() {
        return List.of(
                everybody(),
                application(),
                operations(),
                queries(),
                new KeyGroup(
                        "Other defaults",
                        "Keys of Kafka and of the registry client that sluice run gives another default, and why.",
                        AppKeys.otherDefaults()),
                registry(),
                relay());
    }

    private static KeyGroup everybody() {
        return new KeyGroup(
                "All commands",
                "Beside Kafka's own keys, which are passed through to its clients, with the prefixes of Kafka Streams"
                        + " (consumer., producer., admin., topic. and so on).",
                new ConfigDef()
                        .define(
                                KnownKeys.PLUGIN_KEYS,
                                ConfigDef.Type.LIST,
                                "",
                                ConfigDef.Importance.LOW,
                                "Keys of what is plugged into Kafka's clients, such as interceptors, comma separated; they"
                                        + " are passed through. Other keys that mean nothing are refused."));
    }

    private static KeyGroup application() {
        return new KeyGroup("The stream application", "For sluice run.", AppKeys.definition());
    }

    private static KeyGroup operations() {
        return new KeyGroup(
                "Probes and metrics",
                "For sluice run: /live, /ready, /started and /metrics ([metrics.md](metrics.md)). TLS has Kafka's names after"
                        + " sluice.ops.ssl., as in sluice.ops.ssl.keystore.location.",
                OpsKeys.define(new ConfigDef()),
                List.of(OpsKeys.PREFIX),
                List.of());
    }

    private static KeyGroup queries() {
        return new KeyGroup(
                "The query API",
                "For sluice run: who has what and why ([api.md](api.md)). Off by default. TLS has Kafka's names after"
                        + " sluice.api.ssl.; application.server is where the other instances reach this one.",
                ApiKeys.define(new ConfigDef()),
                List.of(ApiKeys.PREFIX),
                List.of());
    }

    private static KeyGroup registry() {
        return new KeyGroup(
                "The schema registry",
                "Confluent's names, for all commands. With schema.registry. before it a key is for the registry only:"
                        + " schema.registry.ssl.truststore.location, for example. request.header.NAME adds a header to"
                        + " each request.",
                RegistryReference.definition(),
                List.of(RegistryKeys.PREFIX),
                List.of(RegistryKeys.REQUEST_HEADER));
    }

    private static KeyGroup relay() {
        return new KeyGroup(
                "The relay",
                "For sluice relay. TLS to the target has Kafka's names after sluice.relay.ssl., as in"
                        + " sluice.relay.ssl.truststore.location; sluice.relay.http.header.NAME adds a header to each"
                        + " request.",
                RelayConfig.keys(),
                List.of(RelayConfig.PREFIX),
                List.of(RelayConfig.HEADER_PREFIX));
    }
}
