package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.siem.Format;
import dev.sluice.siem.Meanings;
import dev.sluice.siem.RenderOptions;
import dev.sluice.siem.Renderers;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/**
 * The topology is a contract: a renamed store or a moved sub-topology loses state on upgrade. To accept a change on
 * purpose: {@code mvn -B test -Dtest=GoldenTopologyTest -Dsluice.golden.write=true}, with a line in CHANGELOG.md.
 */
class GoldenTopologyTest {
    private static final Path GOLDEN = Path.of("topology/topology.txt");
    private static final StageOptions OPTIONS = new StageOptions("sluice", "iam.", 12, true, 1, 1, InputLag.NONE);
    private static final StageOptions SEALING = OPTIONS.with(MasterKeys.parse(MasterKeys.generate(new SecureRandom())));
    private static final Path GOLDEN_RENDERING = Path.of("topology/topology-render.txt");

    @Test
    void theTopologyIsTheGoldenOne() throws IOException {
        isGolden(topology().build(), GOLDEN);
    }

    @Test
    void theTopologyThatRendersIsTheGoldenOne() throws IOException {
        isGolden(rendering(), GOLDEN_RENDERING);
    }

    @Test
    void theTopologyThatSealsIsTheGoldenOne() throws IOException {
        isGolden(rendering(SEALING), Path.of("topology/topology-sealed.txt"));
    }

    /** The number of the sub-topology is in the names of its tasks and of its folders of state. */
    @Test
    void renderingLeavesTheStageAsItIs() throws IOException {
        assertThat(rendering().describe().toString())
                .startsWith(Files.readString(GOLDEN).stripTrailing());
    }

    private static void isGolden(Topology topology, Path golden) throws IOException {
        String described = topology.describe().toString();
        if (Boolean.getBoolean("sluice.golden.write")) {
            Files.writeString(golden, described);
        }

        assertThat(described).isEqualTo(Files.readString(golden));
    }

    private static Topology rendering() {
        return rendering(OPTIONS);
    }

    private static Topology rendering(StageOptions options) {
        return topology(options)
                .with(new RenderFlow(
                        options,
                        codecs(),
                        EnumSet.allOf(Format.class),
                        new Renderers(RenderOptions.defaults("golden"), Meanings.load()),
                        new StageMetrics(new SimpleMeterRegistry()),
                        new RegistryPatience(Duration.ZERO, InstantSource.system()),
                        InstantSource.system()))
                .build();
    }

    @Test
    void theStoresAndSoTheInternalTopicsAreThese() {
        assertThat(SluiceTopology.STORES)
                .containsExactly(
                        "identity-store",
                        "activity-store",
                        "correlation-store",
                        "timer-store",
                        "seen-event-store",
                        "policy-store",
                        "task-store");
    }

    @Test
    void everyTopicIsInTheCatalogueAndTheInputsShareTheirPartitions() {
        TopicCatalogue catalogue = TopicCatalogue.load();
        assertThat(catalogue.names())
                .containsAll(SluiceTopology.INPUTS)
                .containsAll(SluiceTopology.OUTPUTS)
                .contains(Names.SUBJECT_KEY);
        assertThat(SluiceTopology.INPUTS)
                .allMatch(input -> catalogue.topic(input).coPartitioned());
        assertThat(catalogue.coPartitioned()).extracting(TopicSpec::name).contains("finding-state", "audit");
    }

    private static Codecs codecs() {
        return new Codecs(
                new MockSchemaRegistryClient(),
                new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://golden")));
    }

    private static SluiceTopology topology() {
        return topology(OPTIONS);
    }

    private static SluiceTopology topology(StageOptions options) {
        return new SluiceTopology(
                options,
                codecs(),
                (version, documents) -> {
                    throw new AssertionError("not read");
                },
                new StageMetrics(new SimpleMeterRegistry()),
                Duration.ZERO,
                InstantSource.system());
    }
}
