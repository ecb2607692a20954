package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.PublishedPolicies;
import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.Finding;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.replay.TopologyDriver;
import dev.sluice.stream.StoredState;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;

/** The real topology with events, and what is answered from its stores. Keeps what it has told last of findings and commands. */
final class QueryStory implements AutoCloseable {
    static final int ALL = 10_000;

    private final TopologyDriver driver = new TopologyDriver(
            new PublishedPolicies(), Instant.parse("2027-01-01T00:00:00Z").toEpochMilli());
    final Map<String, Finding> findings = new HashMap<>();
    final Map<String, ProvisioningCommand> commands = new HashMap<>();
    private int sequence;
    private long setVersion;

    /** Publishes a set of YAML documents, divided by lines of three dashes. */
    QueryStory policies(String at, String yaml) {
        setVersion++;
        String[] documents = yaml.split("(?m)^---\n");
        for (String document : documents) {
            String[] lines = document.strip().split("\n");
            policy(
                    at,
                    lines[0].substring("kind: ".length()),
                    lines[1].substring("id: ".length()),
                    p -> p.setDocument(document));
        }
        policy(at, "PolicySet", "default", p -> p.setSet(new PolicySet(setVersion, setVersion - 1, documents.length)));
        return this;
    }

    private void policy(String at, String kind, String id, Consumer<Policy.Builder> part) {
        Policy.Builder policy = Policy.newBuilder()
                .setHeader(header(at))
                .setKind(kind)
                .setId(id)
                .setSetVersion(setVersion);
        part.accept(policy);
        driver.pipe("policy", kind + "/" + id, policy.build(), ms(at));
    }

    QueryStory hire(String at, String id, String department) {
        IdentityEvent event = Events.identity(header(at), id, IdentityAction.HIRED, Events.department(department));
        return pipe(event);
    }

    QueryStory transfer(String at, String id, String department) {
        return pipe(Events.identity(header(at), id, IdentityAction.TRANSFERRED, Events.department(department)));
    }

    QueryStory terminate(String at, String id) {
        IdentityEvent event = Events.identity(header(at), id, IdentityAction.TERMINATED);
        event.setEffectiveAt(Instant.parse(at));
        return pipe(event);
    }

    QueryStory grant(String at, String id, String entitlement) {
        return access(at, id, AccessAction.ENTITLEMENT_GRANTED, entitlement);
    }

    QueryStory revoke(String at, String id, String entitlement) {
        return access(at, id, AccessAction.ENTITLEMENT_REVOKED, entitlement);
    }

    private QueryStory access(String at, String id, AccessAction action, String entitlement) {
        AccessEvent event = Events.access(header(at), id, action, Events.account("sap", id + "@sap"));
        event.setEntitlement(Events.entitlement(entitlement));
        return pipe(event);
    }

    QueryStory request(String at, String id, String requestId, String entitlement, String approver) {
        AccessEvent event = Events.access(
                header(at),
                id,
                approver == null ? AccessAction.REQUEST_SUBMITTED : AccessAction.REQUEST_APPROVED,
                null);
        event.setEntitlement(Events.entitlement(entitlement));
        event.setRequest(new AccessRequest(requestId, id, approver, null, null));
        return pipe(event);
    }

    QueryStory pipe(SpecificRecordBase event) {
        EventView view = EventView.of(event);
        driver.pipe(view.category().topic(), view.subjectKey(), event, view.occurredAt());
        driver.drain(new TopologyDriver.Sink() {
            @Override
            public void derived(String topic, String key, SpecificRecord value) {
                if (value instanceof Finding finding) {
                    findings.put(finding.getFindingId(), finding);
                } else if (value instanceof ProvisioningCommand command) {
                    commands.put(command.getCommandId(), command);
                }
            }

            @Override
            public void deadLetter(String key, byte[] value, Headers headers) {
                throw new AssertionError("a dead letter");
            }
        });
        return this;
    }

    private Header header(String at) {
        return Events.header("e" + ++sequence, "test", null, ms(at));
    }

    static long ms(String at) {
        return Instant.parse(at).toEpochMilli();
    }

    StoredState state() {
        return driver.stored();
    }

    Rules rules() {
        PolicyHistory.Activation current =
                state().policies(new PublishedPolicies()).current();
        return new Rules(current.policies(), current.at());
    }

    ObjectNode explain(String id) {
        return IdentityAnswer.of(state(), id, rules(), ALL).orElseThrow();
    }

    ObjectNode past(String id, String at) {
        return PastAnswer.of(state(), id, rules(), ms(at), ALL).orElseThrow();
    }

    static Bounds bounds(int items, int identities) {
        return new Bounds(items, identities, () -> false);
    }

    @Override
    public void close() {
        driver.close();
    }
}
