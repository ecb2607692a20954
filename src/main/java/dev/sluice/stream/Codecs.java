package dev.sluice.stream;

import dev.sluice.domain.Category;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuditCheckpoint;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Control;
import dev.sluice.event.Exchange;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import java.util.EnumMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;

/** The wire format of every topic that the stage reads or writes. One instance serves all threads. */
public final class Codecs {
    private final Map<Category, AvroCodec<? extends SpecificRecordBase>> events = new EnumMap<>(Category.class);
    private final AvroCodec<Policy> policy;
    private final AvroCodec<Control> control;
    private final AvroCodec<Exchange> exchange;
    private final AvroCodec<IdentityAccess> identityAccess;
    private final AvroCodec<Finding> finding;
    private final AvroCodec<ProvisioningCommand> command;
    private final AvroCodec<Ticket> ticket;
    private final AvroCodec<AuditEvent> audit;
    private final AvroCodec<AuditCheckpoint> auditCheckpoint;

    /**
     * Codecs over one registry.
     *
     * @param client the registry
     * @param config the registry's configuration
     */
    public Codecs(SchemaRegistryClient client, SchemaRegistryConfig config) {
        events.put(Category.IDENTITY, codec(client, config, IdentityEvent.class));
        events.put(Category.ACCESS, codec(client, config, AccessEvent.class));
        events.put(Category.AUTHENTICATION, codec(client, config, AuthenticationEvent.class));
        events.put(Category.PRIVILEGED_SESSION, codec(client, config, PrivilegedSessionEvent.class));
        events.put(Category.COMPLIANCE, codec(client, config, ComplianceEvent.class));
        policy = codec(client, config, Policy.class);
        control = codec(client, config, Control.class);
        exchange = codec(client, config, Exchange.class);
        identityAccess = codec(client, config, IdentityAccess.class);
        finding = codec(client, config, Finding.class);
        command = codec(client, config, ProvisioningCommand.class);
        ticket = codec(client, config, Ticket.class);
        audit = codec(client, config, AuditEvent.class);
        auditCheckpoint = codec(client, config, AuditCheckpoint.class);
    }

    private static <T extends SpecificRecord> AvroCodec<T> codec(
            SchemaRegistryClient client, SchemaRegistryConfig config, Class<T> type) {
        return AvroCodec.of(client, type, config);
    }

    SpecificRecordBase event(Category category, String topic, Headers headers, byte[] bytes) {
        return events.get(category).decode(topic, headers, bytes);
    }

    /**
     * The codec of policy records.
     *
     * @return the codec
     */
    public AvroCodec<Policy> policy() {
        return policy;
    }

    /**
     * The codec of control records.
     *
     * @return the codec
     */
    public AvroCodec<Control> control() {
        return control;
    }

    AvroCodec<Exchange> exchange() {
        return exchange;
    }

    AvroCodec<IdentityAccess> identityAccess() {
        return identityAccess;
    }

    AvroCodec<Finding> finding() {
        return finding;
    }

    AvroCodec<ProvisioningCommand> command() {
        return command;
    }

    AvroCodec<Ticket> ticket() {
        return ticket;
    }

    AvroCodec<AuditEvent> audit() {
        return audit;
    }

    AvroCodec<AuditCheckpoint> auditCheckpoint() {
        return auditCheckpoint;
    }
}
