package dev.sluice.stream;

import dev.sluice.event.AuditEvent;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.siem.Format;
import dev.sluice.siem.Meanings;
import dev.sluice.siem.RenderOptions;
import dev.sluice.siem.Renderer;
import dev.sluice.siem.Renderers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;

/** The processor with one renderer that works and one that fails on every record, repeating what it says. */
record RenderProcessorRig(SchemaRegistryClient registry, SchemaRegistryConfig config, MeterRegistry meters) {
    private static final class Failing implements Renderer {
        @Override
        public Format format() {
            return Format.LEEF;
        }

        @Override
        public String render(AuditEvent audit) {
            throw new IllegalStateException("no rendering of " + audit.getIdentityId());
        }
    }

    TopologyTestDriver driver() {
        Renderer cef = new Renderers(RenderOptions.defaults("siem-1"), Meanings.load()).of(Format.CEF);
        Topology topology = new Topology();
        topology.addSource("read", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "iam.audit");
        topology.addProcessor(
                Names.RENDER,
                () -> new RenderProcessor(
                        new StageOptions("sluice", "iam.", 1, false, 1, 1, InputLag.NONE),
                        new Codecs(registry, config).audit(),
                        List.of(cef, new Failing()),
                        new StageMetrics(meters),
                        new RegistryPatience(Duration.ZERO, InstantSource.system()),
                        InstantSource.system()),
                "read");
        sink(topology, Names.sink(Format.CEF.topic()), Format.CEF.topic());
        sink(topology, Names.sink(Names.DEAD_LETTER, Names.RENDER), Names.DEAD_LETTER);
        Properties properties = new Properties();
        properties.put("application.id", "sluice");
        properties.put("bootstrap.servers", "unused:9092");
        return new TopologyTestDriver(topology, properties);
    }

    private static void sink(Topology topology, String name, String topic) {
        topology.addSink(
                name,
                "iam." + topic,
                new ByteArraySerializer(),
                new OutgoingSerializer(),
                new OutgoingPartitioner(),
                Names.RENDER);
    }
}
