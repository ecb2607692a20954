package dev.sluice.acl;

import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.siem.Meanings;
import dev.sluice.siem.RenderOptions;
import dev.sluice.siem.Renderers;
import dev.sluice.stream.Codecs;
import dev.sluice.stream.InputLag;
import dev.sluice.stream.Names;
import dev.sluice.stream.RegistryPatience;
import dev.sluice.stream.RegistryWatch;
import dev.sluice.stream.RenderFlow;
import dev.sluice.stream.SluiceTopology;
import dev.sluice.stream.StageMetrics;
import dev.sluice.stream.StageOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/** What the real topology reads and writes, as it describes itself; nothing of it runs. */
final class AppTopics {
    private final SortedSet<String> read = new TreeSet<>();
    private final SortedSet<String> written = new TreeSet<>();
    private final SortedSet<String> changelogs = new TreeSet<>();

    private AppTopics() {}

    static AppTopics of(AccessOptions options) {
        AppTopics topics = new AppTopics();
        TopologyDescription described = topology(options).describe();
        for (TopologyDescription.Subtopology part : described.subtopologies()) {
            part.nodes().forEach(node -> topics.take(node, options.applicationId()));
        }
        described
                .globalStores()
                .forEach(store -> topics.read.addAll(store.source().topicSet()));
        return topics;
    }

    private void take(TopologyDescription.Node node, String applicationId) {
        if (node instanceof TopologyDescription.Source source) {
            read.addAll(source.topicSet());
        } else if (node instanceof TopologyDescription.Sink sink) {
            written.add(sink.topic());
        } else if (node instanceof TopologyDescription.Processor processor) {
            for (String store : processor.stores()) {
                // It holds nothing, so there is nothing to log.
                if (!store.equals(Names.WRITE_BACK)) {
                    changelogs.add(applicationId + "-" + store + "-changelog");
                }
            }
        }
    }

    private static Topology topology(AccessOptions access) {
        StageOptions options = new StageOptions(
                        access.applicationId(),
                        access.prefix(),
                        1,
                        true,
                        StageOptions.DEFAULT_TIMER_BATCH,
                        StageOptions.DEFAULT_EVALUATION_BATCH,
                        InputLag.NONE)
                .with(access.sealing() ? MasterKeys.parse(MasterKeys.generate(new SecureRandom())) : null);
        Codecs codecs = new Codecs(
                new MockSchemaRegistryClient(),
                new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://access")));
        StageMetrics metrics = new StageMetrics(new SimpleMeterRegistry());
        InstantSource clock = InstantSource.system();
        SluiceTopology governed = new SluiceTopology(
                options,
                codecs,
                (version, documents) -> {
                    throw new IllegalStateException("A topology that is only described reads no policy.");
                },
                metrics,
                Duration.ZERO,
                clock);
        if (access.formats().isEmpty()) {
            return governed.build();
        }
        return governed.with(new RenderFlow(
                        options,
                        codecs,
                        access.formats(),
                        new Renderers(RenderOptions.defaults(access.applicationId()), Meanings.load()),
                        metrics,
                        new RegistryPatience(Duration.ZERO, clock, new RegistryWatch(clock)),
                        clock))
                .build();
    }

    /** Full names. */
    Set<String> read() {
        return read;
    }

    /** Full names. */
    Set<String> written() {
        return written;
    }

    /** Full names of the internal topics that stores are restored from. */
    Set<String> changelogs() {
        return changelogs;
    }
}
