package dev.sluice.stream;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.Exchange;
import dev.sluice.event.Finding;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The stage in several tasks, of which a test says when each commits, when it dies, and when it reads what others have sent it.
 * What a task sends is with the others once it has committed, as in a transaction.
 */
final class TasksRig {
    /** A message on its way to a task. */
    record Message(String key, byte[] value, long at) {
        Exchange decoded() {
            return decode(Exchange.class, value);
        }
    }

    private static final SchemaRegistryConfig CONFIG =
            new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://tasks"));
    private static final MockSchemaRegistryClient REGISTRY = new MockSchemaRegistryClient();

    private final List<Task> tasks = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Message> sent = new ArrayList<>();
    private final Governor governor;
    private final List<ProvisioningCommand> commands = new ArrayList<>();
    private final String guarantee;
    private final PolicyReader policies;

    TasksRig(int partitions, String guarantee, Governor governor) {
        this(
                partitions,
                guarantee,
                governor,
                (version, documents) -> Policies.of(version, Story.quiet(SystemPolicy.defaults("okta"))));
    }

    TasksRig(int partitions, String guarantee, Governor governor, PolicyReader policies) {
        this.policies = policies;
        this.guarantee = guarantee;
        this.governor = governor;
        for (int partition = 0; partition < partitions; partition++) {
            tasks.add(new Task(partition, partitions));
        }
        tasks.forEach(Task::activate);
        commitAll();
    }

    private final class Task {
        private final int partition;
        private final int partitions;
        private final MockProcessorContext<byte[], Outgoing> context;
        private final Map<String, KeyValueStore<Bytes, byte[]>> stores = new HashMap<>();
        private final Map<String, Map<Bytes, byte[]>> atCommit = new HashMap<>();
        private final WriteBack writeBack;
        private final List<Message> inbox = new ArrayList<>();
        private GovernProcessor processor;
        private long streamTime;
        private int offset;

        Task(int partition, int partitions) {
            this.partition = partition;
            this.partitions = partitions;
            Properties properties = new Properties();
            properties.put("application.id", "sluice");
            properties.put("bootstrap.servers", "unused:9092");
            properties.put("processing.guarantee", guarantee);
            context = new MockProcessorContext<>(properties, new TaskId(0, partition), new File("target/unused"));
            context.setCurrentSystemTimeMs(0);
            for (String name : SluiceTopology.STORES) {
                KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                        .withLoggingDisabled()
                        .withCachingDisabled()
                        .build();
                store.init(context.getStateStoreContext(), store);
                stores.put(name, store);
                context.addStateStore(store);
            }
            writeBack = WriteBack.builder(Names.WRITE_BACK).build();
            writeBack.init(context.getStateStoreContext(), writeBack);
            context.addStateStore(writeBack);
            start();
        }

        void start() {
            processor = new GovernProcessor(
                    new StageOptions(
                            "sluice",
                            "iam.",
                            partitions,
                            false,
                            100,
                            100,
                            InputLag.NONE,
                            StageOptions.DEFAULT_CACHE_BYTES),
                    new Codecs(REGISTRY, CONFIG),
                    policies,
                    new RegistryPatience(Duration.ZERO, InstantSource.system()),
                    new CacheBudget(StageOptions.DEFAULT_CACHE_BYTES),
                    new CacheBudget(StageOptions.DEFAULT_KEY_CACHE_BYTES),
                    new Paces(() -> 0),
                    governor,
                    new StageMetrics(new SimpleMeterRegistry()));
            processor.init(context);
        }

        void activate() {
            policy("System", "okta", "okta", null);
            policy("PolicySet", "default", null, new PolicySet(1L, 0L, 1));
        }

        private void policy(String kind, String id, String document, PolicySet marker) {
            Policy record = Policy.newBuilder()
                    .setHeader(Events.header(kind, "test", null, 1))
                    .setKind(kind)
                    .setId(id)
                    .setSetVersion(1)
                    .setDocument(document)
                    .setSet(marker)
                    .build();
            take(Names.POLICY, kind + "/" + id, encode(Names.POLICY, record), 1);
        }

        void take(String topic, String key, byte[] value, long at) {
            streamTime = Math.max(streamTime, at);
            context.setCurrentStreamTimeMs(streamTime);
            context.setRecordMetadata("iam." + topic, partition, offset++);
            processor.process(new Record<>(key.getBytes(StandardCharsets.UTF_8), value, at));
        }

        void commit() {
            writeBack.flushCache();
            for (MockProcessorContext.CapturedForward<? extends byte[], ? extends Outgoing> forward :
                    context.forwarded()) {
                byte[] value = forward.record().value().bytes();
                String sink = forward.childName().orElseThrow();
                if (sink.equals(Names.sink(Names.EXCHANGE))) {
                    String key = new String(forward.record().key(), StandardCharsets.UTF_8);
                    Message message = new Message(key, value, forward.record().timestamp());
                    sent.add(message);
                    tasks.get(forward.record().value().partition()).inbox.add(message);
                } else if (sink.equals(Names.sink(Names.FINDING))) {
                    findings.add(decode(Finding.class, value));
                } else if (sink.equals(Names.sink(Names.PROVISIONING_COMMAND))) {
                    commands.add(decode(ProvisioningCommand.class, value));
                }
            }
            context.resetForwards();
            stores.forEach((name, store) -> atCommit.put(name, contents(store)));
        }

        void crash() {
            if (guarantee.equals("exactly_once_v2")) {
                context.resetForwards();
                stores.forEach((name, store) -> {
                    contents(store).keySet().forEach(store::delete);
                    atCommit.get(name).forEach(store::put);
                });
            }
            writeBack.clearCache();
            processor.close();
            start();
        }
    }

    private static Map<Bytes, byte[]> contents(KeyValueStore<Bytes, byte[]> store) {
        Map<Bytes, byte[]> rows = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(row -> rows.put(row.key, row.value));
        }
        return rows;
    }

    /** The task in which a key is at home. */
    int home(String key) {
        return Partitioning.of(key, tasks.size());
    }

    /** A task reads an event that is at home in it. */
    /** What time it is for all tasks. */
    void wallTime(long ms) {
        tasks.forEach(task -> task.context.setCurrentSystemTimeMs(ms));
    }

    void tell(SpecificRecordBase event, long arrivedAt) {
        EventView view = EventView.of(event);
        String topic = view.category().topic();
        tasks.get(home(view.subjectKey())).take(topic, view.subjectKey(), encode(topic, event), arrivedAt);
    }

    void commit(int task) {
        tasks.get(task).commit();
    }

    void commitAll() {
        tasks.forEach(Task::commit);
    }

    void crash(int task) {
        tasks.get(task).crash();
    }

    /** A task reads what was sent to it; in the order in which it was sent. */
    void deliver(int task) {
        Task to = tasks.get(task);
        List<Message> inbox = List.copyOf(to.inbox);
        to.inbox.clear();
        inbox.forEach(message -> to.take(Names.EXCHANGE, message.key(), message.value(), message.at()));
    }

    /** All commit and read what was sent, until nobody has sent anything. */
    void settle() {
        do {
            commitAll();
            for (int task = 0; task < tasks.size(); task++) {
                deliver(task);
            }
        } while (tasks.stream()
                .anyMatch(task ->
                        !task.inbox.isEmpty() || !task.context.forwarded().isEmpty()));
    }

    int tasks() {
        return tasks.size();
    }

    /** All messages that were sent by commits. */
    List<Message> sent() {
        return sent;
    }

    List<Finding> findings() {
        return findings;
    }

    List<ProvisioningCommand> commands() {
        return commands;
    }

    /** A task reads once more what it has read before, as after a crash of which nobody knows what was read. */
    void deliverAgain(Message message) {
        tasks.get(home(message.key())).take(Names.EXCHANGE, message.key(), message.value(), message.at());
    }

    /** What is forwarded and not committed. */
    int pending(int task) {
        return (int) tasks.get(task).context.forwarded().stream()
                .filter(forward -> forward.childName().orElseThrow().equals(Names.sink(Names.EXCHANGE)))
                .count();
    }

    private static <T extends SpecificRecord> byte[] encode(String topic, T value) {
        @SuppressWarnings("unchecked") // the class of a T
        Class<T> type = (Class<T>) value.getClass();
        return AvroCodec.of(REGISTRY, type, CONFIG).encode("iam." + topic, value);
    }

    private static <T extends SpecificRecord> T decode(Class<T> type, byte[] value) {
        return AvroCodec.of(REGISTRY, type, CONFIG).decode("any", null, value);
    }
}
