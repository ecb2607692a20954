package dev.sluice.torture.rig;

import dev.sluice.embedded.ApicurioRegistry;
import dev.sluice.topics.TopicAdmin;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicOverrides;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Everything that runs: brokers, the registry, what is between, and the instances. Closing it ends all of it. */
public final class Rig implements AutoCloseable {
    /** The prefix of all topics. */
    public static final String PREFIX = "iam.";

    /** The application's id, which is its group as well. */
    public static final String APPLICATION = "sluice";

    private final Network network;
    private final Brokers brokers;
    private final ApicurioRegistry registry;
    private final RegistryDoor door;
    private final Instances instances;
    private final Admin admin;
    private final int partitions;

    private Rig(
            Network network,
            Brokers brokers,
            ApicurioRegistry registry,
            RegistryDoor door,
            Instances instances,
            Admin admin,
            int partitions) {
        this.network = network;
        this.brokers = brokers;
        this.registry = registry;
        this.door = door;
        this.instances = instances;
        this.admin = admin;
        this.partitions = partitions;
    }

    /**
     * Starts brokers and the registry and makes the topics. The instances are started by whoever needs them.
     *
     * @param directory where everything is
     * @param partitions of each topic
     * @param settings further settings of the instances
     * @param ofBrokers further settings of the brokers
     * @param history takes what happens
     * @return what runs
     * @throws Exception if a part can't be started; nothing is left running then
     */
    public static Rig start(
            Path directory,
            int partitions,
            Map<String, String> settings,
            Map<String, String> ofBrokers,
            BiConsumer<String, Map<String, Object>> history)
            throws Exception {
        Network network = new Network(Instances.COUNT, Brokers.COUNT);
        Brokers brokers = new Brokers(directory, network, Instances.COUNT, ofBrokers);
        ApicurioRegistry registry = null;
        Admin admin = null;
        try {
            brokers.startAll();
            registry = ApicurioRegistry.start(ApicurioRegistry.Options.in(directory.resolve("registry")));
            admin = Admin.create(Map.of(
                    "bootstrap.servers",
                    brokers.bootstrapServers(),
                    "request.timeout.ms",
                    5_000,
                    "default.api.timeout.ms",
                    30_000));
            brokers.awaitAll(admin);
            new TopicAdmin(admin, TopicCatalogue.load())
                    .create(PREFIX, new TopicOverrides(OptionalInt.of(partitions), OptionalInt.of(3), true));
            keepForEver(admin);
            RegistryDoor door = new RegistryDoor(registry.url());
            Map<String, String> common = new HashMap<>(settings);
            common.put("schema.registry.url", door.url());
            common.put("application.id", APPLICATION);
            common.put("sluice.topic.prefix", PREFIX);
            common.put("replication.factor", "3");
            common.put("sluice.ops.port", "-1");
            common.put("sluice.rocksdb.max.bytes", Integer.toString(64 << 20));
            Instances instances = new Instances(directory, common, network, history);
            return new Rig(network, brokers, registry, door, instances, admin, partitions);
        } catch (Exception e) {
            if (admin != null) {
                admin.close();
            }
            if (registry != null) {
                registry.close();
            }
            brokers.close();
            network.close();
            throw e;
        }
    }

    /** The events lie in the past, and whoever judges reads them all: nothing may expire in between. */
    private static void keepForEver(Admin admin) throws Exception {
        Map<ConfigResource, java.util.Collection<AlterConfigOp>> changes = new HashMap<>();
        for (String topic : admin.listTopics().names().get()) {
            if (topic.startsWith(PREFIX)) {
                changes.put(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "-1"), AlterConfigOp.OpType.SET)));
            }
        }
        admin.incrementalAlterConfigs(changes).all().get();
    }

    /**
     * The wires.
     *
     * @return between instances and brokers
     */
    public Network network() {
        return network;
    }

    /**
     * The brokers.
     *
     * @return all of them
     */
    public Brokers brokers() {
        return brokers;
    }

    /**
     * What is in front of the registry.
     *
     * @return the door
     */
    public RegistryDoor door() {
        return door;
    }

    /**
     * The instances.
     *
     * @return all of them
     */
    public Instances instances() {
        return instances;
    }

    /**
     * Asks the brokers, over wires that nobody disturbs.
     *
     * @return the client
     */
    public Admin admin() {
        return admin;
    }

    /**
     * Where the driver finds the registry, whatever the instances see of it.
     *
     * @return the value for {@code schema.registry.url}
     */
    public String registryUrl() {
        return registry.url();
    }

    /**
     * The partitions of each topic.
     *
     * @return the number
     */
    public int partitions() {
        return partitions;
    }

    @Override
    public void close() {
        instances.close();
        admin.close(java.time.Duration.ofSeconds(5));
        door.close();
        registry.close();
        brokers.close();
        network.close();
    }
}
