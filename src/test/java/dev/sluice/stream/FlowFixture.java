package dev.sluice.stream;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Finding;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Subject;
import dev.sluice.event.Worker;
import dev.sluice.replay.TopologyDriver;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;

/** The topology in a driver, spoken to in the words of the domain. Arrival is the moment of the event unless said. */
final class FlowFixture implements AutoCloseable {
    /** A dead letter: reason, and the bytes that were refused. */
    record DeadLetter(String reason, String key, byte[] value) {}

    private static final String END = "2027-01-01T00:00:00Z";

    final List<IdentityAccess> access = new ArrayList<>();
    final List<Finding> findings = new ArrayList<>();
    final List<Finding> findingStates = new ArrayList<>();
    final List<ProvisioningCommand> commands = new ArrayList<>();
    final List<AuditEvent> audit = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    final Map<String, IdentityAccess> latestAccess = new TreeMap<>();
    private final TopologyDriver driver;
    private int sequence;
    private long setVersion;

    FlowFixture() {
        this((version, documents) -> {
            List<SystemPolicy> systems = documents.stream()
                    .map(text -> text.split(" "))
                    .map(words -> Story.quiet(SystemPolicy.defaults(words[0]))
                            .withMode(Mode.valueOf(words[1]))
                            .withRetry(Story.PATIENT))
                    .toList();
            return Policies.of(version, systems.toArray(SystemPolicy[]::new));
        });
    }

    FlowFixture(PolicyReader reader) {
        driver = new TopologyDriver(reader, Instant.parse(END).toEpochMilli());
    }

    TopologyDriver driver() {
        return driver;
    }

    /** Publishes a set whose documents are {@code system MODE}. */
    FlowFixture policies(String at, String... documents) {
        setVersion++;
        for (String document : documents) {
            policy(at, "System", document.split(" ")[0], r -> r.setDocument(document));
        }
        policy(at, "PolicySet", "default", r -> r.setSet(new PolicySet(setVersion, setVersion - 1, documents.length)));
        return this;
    }

    private void policy(String at, String kind, String id, Consumer<Policy.Builder> part) {
        Policy.Builder record = Policy.newBuilder()
                .setHeader(header(at))
                .setKind(kind)
                .setId(id)
                .setSetVersion(setVersion);
        part.accept(record);
        driver.pipe("policy", kind + "/" + id, record.build(), Instant.parse(at).toEpochMilli());
    }

    FlowFixture hire(String at, String identity, String department) {
        return identity(
                at,
                identity,
                IdentityAction.HIRED,
                e -> e.setWorker(Worker.newBuilder().setDepartment(department).build()));
    }

    FlowFixture terminate(String at, String identity, String effectiveAt) {
        return identity(at, identity, IdentityAction.TERMINATED, e -> e.setEffectiveAt(Instant.parse(effectiveAt)));
    }

    FlowFixture identity(String at, String identity, IdentityAction action, Consumer<IdentityEvent.Builder> parts) {
        IdentityEvent.Builder event = IdentityEvent.newBuilder()
                .setHeader(header(at))
                .setSubject(Subject.newBuilder().setIdentityId(identity).build())
                .setAction(action);
        parts.accept(event);
        return pipe(event.build());
    }

    FlowFixture grant(String at, String identity, String system, String name) {
        return access(
                at,
                identity,
                system,
                AccessAction.ENTITLEMENT_GRANTED,
                e -> e.setEntitlement(new EntitlementRef(system, name)));
    }

    FlowFixture revoke(String at, String identity, String system, String name) {
        return access(
                at,
                identity,
                system,
                AccessAction.ENTITLEMENT_REVOKED,
                e -> e.setEntitlement(new EntitlementRef(system, name)));
    }

    FlowFixture access(
            String at, String identity, String system, AccessAction action, Consumer<AccessEvent.Builder> parts) {
        AccessEvent.Builder event = AccessEvent.newBuilder()
                .setHeader(header(at))
                .setSubject(Subject.newBuilder()
                        .setIdentityId(identity)
                        .setAccount(AccountRef.newBuilder()
                                .setSystem(system)
                                .setName(identity + "@" + system)
                                .build())
                        .build())
                .setAction(action);
        parts.accept(event);
        return pipe(event.build());
    }

    FlowFixture pipe(SpecificRecordBase event) {
        EventView view = EventView.of(event);
        return pipe(view.subjectKey(), event, view.occurredAt());
    }

    FlowFixture pipe(String key, SpecificRecordBase event, long arrivedAt) {
        driver.pipe(EventView.of(event).category().topic(), key, event, arrivedAt);
        return collect();
    }

    FlowFixture pipeBytes(String topic, String key, byte[] bytes, String at) {
        driver.pipeBytes(topic, key, bytes, Instant.parse(at).toEpochMilli());
        return collect();
    }

    FlowFixture settle() {
        driver.settle();
        return collect();
    }

    Header header(String at) {
        return Header.newBuilder()
                .setEventId("e" + ++sequence)
                .setSource("test")
                .setOccurredAt(Instant.parse(at))
                .build();
    }

    FlowFixture collect() {
        driver.drain(new TopologyDriver.Sink() {
            @Override
            public void derived(String topic, String key, SpecificRecord value) {
                switch (topic) {
                    case Names.IDENTITY_ACCESS -> {
                        access.add((IdentityAccess) value);
                        latestAccess.put(key, (IdentityAccess) value);
                    }
                    case Names.FINDING -> findings.add((Finding) value);
                    case Names.FINDING_STATE -> findingStates.add((Finding) value);
                    case Names.PROVISIONING_COMMAND -> commands.add((ProvisioningCommand) value);
                    case Names.AUDIT -> audit.add((AuditEvent) value);
                    default -> throw new AssertionError("unexpected record on " + topic);
                }
            }

            @Override
            public void deadLetter(String key, byte[] value, Headers headers) {
                String reason =
                        new String(headers.lastHeader(DeadLetters.REASON).value(), StandardCharsets.UTF_8);
                deadLetters.add(new DeadLetter(reason, key, value));
            }
        });
        return this;
    }

    @Override
    public void close() {
        driver.close();
    }
}
