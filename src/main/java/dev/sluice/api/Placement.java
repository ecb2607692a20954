package dev.sluice.api;

import dev.sluice.stream.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.errors.UnknownStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which instance has which partition, as Kafka Streams tells it, and the stores of those that are here. */
final class Placement implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

    private static final long LAG_WAIT_MS = 500;

    /** An input of the stage: who reads a partition of it has the stores of that partition. */
    private static final String INPUT = Names.EXCHANGE;

    /** How one partition is served. */
    record Where(boolean activeHere, boolean standbyHere, HostInfo active, List<HostInfo> standbys) {}

    private final KafkaStreams streams;
    private final String input;
    private final int partitions;
    private final ExecutorService asking = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "api-lags");
        thread.setDaemon(true);
        return thread;
    });
    private Future<Map<Integer, Long>> lags;

    Placement(KafkaStreams streams, String topicPrefix, int partitions) {
        this.streams = streams;
        this.input = topicPrefix + INPUT;
        this.partitions = partitions;
    }

    int partitions() {
        return partitions;
    }

    String state() {
        return streams.state().name();
    }

    /** All partitions, in order; of some it may be known of nobody that serves them. */
    Map<Integer, Where> all() {
        Set<Integer> activeHere = new TreeSet<>();
        Set<Integer> standbyHere = new TreeSet<>();
        Map<Integer, HostInfo> actives = new TreeMap<>();
        Map<Integer, List<HostInfo>> standbys = new TreeMap<>();
        try {
            for (ThreadMetadata thread : streams.metadataForLocalThreads()) {
                collect(thread.activeTasks(), activeHere);
                collect(thread.standbyTasks(), standbyHere);
            }
            for (StreamsMetadata other : streams.streamsMetadataForStore(Names.IDENTITY_STORE)) {
                HostInfo host = other.hostInfo();
                if (!host.equals(HostInfo.unavailable())) {
                    of(other.topicPartitions()).forEach(p -> actives.put(p, host));
                    of(other.standbyTopicPartitions())
                            .forEach(p -> standbys.computeIfAbsent(p, any -> new ArrayList<>())
                                    .add(host));
                }
            }
        } catch (StreamsNotStartedException | UnknownStateStoreException | IllegalStateException e) {
            LOG.debug("Nothing is known of who has which partition, as the application starts or stops.", e);
        }
        Map<Integer, Where> all = new TreeMap<>();
        for (int p = 0; p < partitions; p++) {
            all.put(
                    p,
                    new Where(
                            activeHere.contains(p),
                            standbyHere.contains(p),
                            actives.get(p),
                            standbys.getOrDefault(p, List.of())));
        }
        return all;
    }

    private void collect(Collection<TaskMetadata> tasks, Set<Integer> into) {
        tasks.forEach(task -> into.addAll(of(task.topicPartitions())));
    }

    private List<Integer> of(Collection<TopicPartition> all) {
        return all.stream()
                .filter(tp -> tp.topic().equals(input))
                .map(TopicPartition::partition)
                .toList();
    }

    /**
     * A store of a partition that is here, as active or as standby.
     *
     * @throws InvalidStateStoreException if it is not, or moves right now
     */
    ReadOnlyKeyValueStore<Bytes, byte[]> store(String name, int partition) {
        return streams.store(
                StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
                        .withPartition(partition)
                        .enableStaleStores());
    }

    /**
     * By how many changes the standbys here are behind, by partition; empty if that can't be told now. The brokers are asked for it,
     * which takes as long as they like: so that is waited for only a moment, and not begun twice.
     */
    Map<Integer, Long> lags() {
        Future<Map<Integer, Long>> asked;
        synchronized (this) {
            if (lags == null || lags.isDone()) {
                lags = asking.submit(this::askForLags);
            }
            asked = lags;
        }
        try {
            return asked.get(LAG_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The brokers don't say how far standbys are behind.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Map.of();
    }

    private Map<Integer, Long> askForLags() {
        Map<Integer, Long> behind = new TreeMap<>();
        Map<Integer, LagInfo> all = streams.allLocalStorePartitionLags().get(Names.IDENTITY_STORE);
        if (all != null) {
            all.forEach((partition, lag) -> behind.put(partition, lag.offsetLag()));
        }
        return behind;
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
