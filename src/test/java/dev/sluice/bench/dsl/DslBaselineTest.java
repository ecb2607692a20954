package dev.sluice.bench.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.load.LoadEvent;
import dev.sluice.bench.load.LoadGenerator;
import dev.sluice.bench.load.LoadPolicies;
import dev.sluice.bench.load.LoadProfile;
import dev.sluice.domain.govern.AccessPages;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import dev.sluice.policy.PolicyParser;
import dev.sluice.registry.AvroSerde;
import dev.sluice.registry.MockSchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DslBaselineTest {
    private static final int EVENTS = 6_000;
    private static final LoadProfile PROFILE = LoadProfile.read("quick");

    @TempDir
    private Path dir;

    private final SchemaRegistryClient registry = new MockSchemaRegistryClient();
    private final SchemaRegistryConfig config = new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://dsl"));
    private TopologyTestDriver driver;
    private TestInputTopic<String, IdentityEvent> identity;
    private TestInputTopic<String, AccessEvent> access;
    private TestOutputTopic<String, IdentityAccess> view;

    @BeforeEach
    void start() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "dsl");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, dir.toString());
        driver = new TopologyTestDriver(new DslBaseline(registry, config, "iam.", "view").topology(), properties);
        identity = driver.createInputTopic("iam.identity", new StringSerializer(), serializer(IdentityEvent.class));
        access = driver.createInputTopic("iam.access", new StringSerializer(), serializer(AccessEvent.class));
        view = driver.createOutputTopic(
                "view",
                new StringDeserializer(),
                new AvroSerde<>(registry, IdentityAccess.class, config).deserializer());
    }

    private <T extends SpecificRecord> org.apache.kafka.common.serialization.Serializer<T> serializer(Class<T> type) {
        return new AvroSerde<>(registry, type, config).serializer();
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void givesOneRecordForEachEventItKnows() {
        LoadGenerator generator = new LoadGenerator(PROFILE);
        // The first identity: hired, and a snapshot of each of two accounts.
        for (int i = 0; i < 3; i++) {
            pipe(generator.next());
        }

        List<IdentityAccess> records = view.readValuesToList();

        assertThat(records).hasSize(3).allMatch(record -> record.getStatus() == IdentityStatus.ACTIVE);
        assertThat(records)
                .extracting(record -> record.getEntitlements().size())
                .containsExactly(0, 10, 20);
        assertThat(records.get(2).getAttributes()).containsEntry("email", "user0@example.com");
    }

    @Test
    void comesToTheSameAsSluice() {
        Map<String, IdentityState> states = new HashMap<>();
        Policies policies = PolicyParser.parse(LoadPolicies.of(leavers()), 1);
        Governor governor = new Governor();
        LoadGenerator generator = new LoadGenerator(leavers());
        for (int i = 0; i < EVENTS; i++) {
            LoadEvent event = generator.next();
            pipe(event);
            IdentityState state = states.computeIfAbsent(event.key(), IdentityState::new);
            if (event.event() instanceof IdentityEvent hr) {
                governor.apply(state, hr, policies, event.arrivedAt(), new Unheard());
            } else if (event.event() instanceof AccessEvent facts) {
                governor.apply(state, facts, policies, event.arrivedAt(), new Unheard());
            }
        }
        Map<String, String> baseline = new TreeMap<>();
        view.readKeyValuesToMap().forEach((id, record) -> baseline.put(id, text(record)));
        Map<String, String> sluice = new TreeMap<>();
        states.forEach((id, state) ->
                sluice.put(id, text(AccessPages.of(state, Policies.none()).head())));

        assertThat(baseline).isEqualTo(sluice);
        assertThat(baseline.values()).anyMatch(text -> text.startsWith("TERMINATED"));
    }

    /** Few identities, so that much happens to each. */
    private static LoadProfile leavers() {
        return new LoadProfile(
                "small",
                3,
                EVENTS,
                PROFILE.eventsPerDay(),
                100,
                0,
                4,
                2,
                20,
                100,
                5,
                4,
                PROFILE.mix(),
                5,
                1,
                1,
                0,
                PROFILE.latency());
    }

    private void pipe(LoadEvent event) {
        if (event.event() instanceof IdentityEvent hr) {
            identity.pipeInput(event.key(), hr, event.arrivedAt());
        } else if (event.event() instanceof AccessEvent facts) {
            access.pipeInput(event.key(), facts, event.arrivedAt());
        }
    }

    private static String text(IdentityAccess record) {
        TreeSet<String> held = new TreeSet<>();
        record.getEntitlements()
                .forEach(entitlement -> held.add(
                        entitlement.getSystem() + ":" + entitlement.getName() + "@" + entitlement.getAccount()));
        return record.getStatus() + " " + held;
    }

    private static final class Unheard implements Decisions {
        @Override
        public void finding(Finding finding, Trigger trigger) {}

        @Override
        public void command(ProvisioningCommand command, Trigger trigger) {}

        @Override
        public void ticket(Ticket ticket, Trigger trigger) {}
    }
}
