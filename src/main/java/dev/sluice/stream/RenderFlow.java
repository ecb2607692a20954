package dev.sluice.stream;

import dev.sluice.siem.Format;
import dev.sluice.siem.Renderers;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.BytesDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * The audit in, a topic of text for each format out: a sub-topology of its own, without state, so that it can be switched on
 * and off and the tasks of the stage stay what they are. A rendered record keeps the key and the partition of the audit
 * record, and with the partition the order in which its writer applied things.
 */
public final class RenderFlow {
    private final StageOptions options;
    private final Codecs codecs;
    private final List<Format> formats;
    private final Renderers renderers;
    private final StageMetrics metrics;
    private final RegistryPatience patience;
    private final InstantSource clock;

    /**
     * The parts of the flow.
     *
     * @param options for the names of topics
     * @param codecs the wire formats
     * @param formats what to write, at least one
     * @param renderers makes what writes it
     * @param metrics what is counted
     * @param patience waits for a registry that does not answer
     * @param clock tells the time of the wait for keys
     */
    public RenderFlow(
            StageOptions options,
            Codecs codecs,
            Set<Format> formats,
            Renderers renderers,
            StageMetrics metrics,
            RegistryPatience patience,
            InstantSource clock) {
        if (formats.isEmpty()) {
            throw new IllegalArgumentException("Without a format there is nothing to render; leave the flow out.");
        }
        this.options = options;
        this.codecs = codecs;
        this.formats = formats.stream().sorted().toList();
        this.renderers = renderers;
        this.metrics = metrics;
        this.patience = patience;
        this.clock = clock;
    }

    /** Adds the source, the processor and the sinks. */
    void addTo(Topology topology) {
        topology.addSource(
                AutoOffsetReset.earliest(),
                Names.source(Names.AUDIT),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                options.topic(Names.AUDIT));
        topology.addProcessor(
                Names.RENDER,
                () -> new RenderProcessor(options, codecs.audit(), renderers.of(formats), metrics, patience, clock),
                Names.source(Names.AUDIT));
        if (options.isSealed()) {
            addKeys(topology);
        }
        for (Format format : formats) {
            addSink(topology, Names.sink(format.topic()), format.topic());
        }
        addSink(topology, Names.sink(Names.DEAD_LETTER, Names.RENDER), Names.DEAD_LETTER);
    }

    /** Each instance has the keys of all writers: what opens a detail need not be where it was sealed. */
    private void addKeys(Topology topology) {
        KeyValueBytesStoreSupplier supplier = options.durable()
                ? Stores.persistentKeyValueStore(Names.ALL_SUBJECT_KEYS)
                : Stores.inMemoryKeyValueStore(Names.ALL_SUBJECT_KEYS);
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingDisabled(),
                Names.source(Names.SUBJECT_KEY),
                new BytesDeserializer(),
                new ByteArrayDeserializer(),
                options.topic(Names.SUBJECT_KEY),
                "keep-" + Names.SUBJECT_KEY,
                SubjectKeyKeeper::new);
    }

    private void addSink(Topology topology, String name, String topic) {
        topology.addSink(
                name,
                options.topic(topic),
                new ByteArraySerializer(),
                new OutgoingSerializer(),
                new OutgoingPartitioner(),
                Names.RENDER);
    }
}
