package dev.sluice.bench.dsl;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.IdentityStatus;
import dev.sluice.registry.AvroSerde;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import java.util.ArrayList;
import java.util.HashMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * HR status joined with entitlements as anybody would write it with the DSL: two aggregated tables and a left join. The
 * stores do not cache, because the job is one record out for each event in, as in Sluice; everything else is the default. It
 * folds events in the order of arrival, so it is right only where that is also the order in which they occurred.
 */
public final class DslBaseline {
    private final Serde<IdentityEvent> identity;
    private final Serde<AccessEvent> access;
    private final Serde<IdentityAccess> view;
    private final String prefix;
    private final String output;

    /**
     * The application.
     *
     * @param registry the registry
     * @param config the registry's configuration
     * @param prefix the prefix of the input topics
     * @param output the topic of the joined view
     */
    public DslBaseline(SchemaRegistryClient registry, SchemaRegistryConfig config, String prefix, String output) {
        identity = new AvroSerde<>(registry, IdentityEvent.class, config);
        access = new AvroSerde<>(registry, AccessEvent.class, config);
        view = new AvroSerde<>(registry, IdentityAccess.class, config);
        this.prefix = prefix;
        this.output = output;
    }

    /**
     * Wires the topology.
     *
     * @return a new topology
     */
    public Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, IdentityAccess> status = builder.stream(
                        prefix + "identity", Consumed.with(Serdes.String(), identity))
                .groupByKey(Grouped.with(Serdes.String(), identity))
                .aggregate(DslBaseline::nothing, StatusView::fold, Named.as("status"), store("status-store"));
        KTable<String, IdentityAccess> held = builder.stream(prefix + "access", Consumed.with(Serdes.String(), access))
                .groupByKey(Grouped.with(Serdes.String(), access))
                .aggregate(DslBaseline::nothing, AccessView::fold, Named.as("held"), store("held-store"));
        status.leftJoin(held, DslBaseline::join).toStream().to(output, Produced.with(Serdes.String(), view));
        return builder.build();
    }

    private Materialized<String, IdentityAccess, KeyValueStore<Bytes, byte[]>> store(String name) {
        return Materialized.<String, IdentityAccess, KeyValueStore<Bytes, byte[]>>as(name)
                .withKeySerde(Serdes.String())
                .withValueSerde(view)
                .withCachingDisabled();
    }

    private static IdentityAccess nothing() {
        return IdentityAccess.newBuilder()
                .setIdentityId("")
                .setStatus(IdentityStatus.UNKNOWN)
                .setAttributes(new HashMap<>())
                .setEntitlements(new ArrayList<>())
                .build();
    }

    private static IdentityAccess join(IdentityAccess status, IdentityAccess held) {
        if (held == null) {
            return status;
        }
        return new IdentityAccess(
                status.getIdentityId(),
                status.getStatus(),
                status.getAttributes(),
                held.getAccounts(),
                held.getEntitlements(),
                status.getOpenFindings(),
                null,
                status.getTruncated());
    }
}
