package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.ApiAccess;
import dev.sluice.event.ApiOperation;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asked the query API for what becomes part of the audit, and of nothing else; what no API can have written is refused. */
class AccessFlowTest {
    private static final Instant AT = Instant.parse("2026-01-02T00:00:00Z");

    private static Exchange access(String receiver, Consumer<ApiAccess.Builder> parts) {
        ApiAccess.Builder access = ApiAccess.newBuilder()
                .setAccessId(UUID.randomUUID().toString())
                .setInstance("node:8480")
                .setOperation(ApiOperation.READ_IDENTITY)
                .setStatus(200)
                .setClient("E7")
                .setIdentityId(receiver)
                .setAt(AT);
        parts.accept(access);
        return Exchange.newBuilder()
                .setKind(ExchangeKind.ACCESS)
                .setReceiver(receiver)
                .setSender("node:8480")
                .setSentAt(AT)
                .setAccess(access.build())
                .build();
    }

    private static FlowFixture pipe(FlowFixture flow, Exchange message) {
        flow.driver().pipe("exchange", message.getReceiver(), message, AT.toEpochMilli());
        return flow.collect();
    }

    @Test
    void anAccessIsAuditedWithWhoAskedWhatAndHowItWasAnswered() {
        try (FlowFixture flow = new FlowFixture()) {
            flow.hire("2026-01-01T00:00:00Z", "E1", "Sales");
            int before = flow.access.size();
            pipe(flow, access("E1", a -> {}));
            pipe(flow, access("E1", a -> a.setStatus(403).setUnrecorded(3)));

            AuditEvent read = flow.audit.get(flow.audit.size() - 2);
            assertThat(read.getType()).isEqualTo(AuditType.INPUT);
            assertThat(read.getOutcome()).isEqualTo(AuditOutcome.APPLIED);
            assertThat(read.getCategory()).isEqualTo("query");
            assertThat(read.getAction()).isEqualTo("READ_IDENTITY");
            assertThat(read.getActor()).isEqualTo("E7");
            assertThat(read.getIdentityId()).isEqualTo("E1");
            assertThat(read.getReason()).isEqualTo("HTTP 200");
            AuditEvent denied = flow.audit.get(flow.audit.size() - 1);
            assertThat(denied.getAction()).isEqualTo("READ_IDENTITY_DENIED");
            assertThat(denied.getReason()).isEqualTo("HTTP 403, and 3 turned away before");
            assertThat(denied.getSequence()).isEqualTo(read.getSequence() + 1);
            assertThat(denied.getPreviousHash()).isEqualTo(read.getHash());
            assertThat(flow.access).as("nothing of the identity changes").hasSize(before);
            assertThat(flow.deadLetters).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"access", "client", "identity", "status", "id", "receiver", "count"})
    void whatNoApiCanHaveWrittenIsRefused(String wrong) {
        Exchange message = access("E1", a -> {
            switch (wrong) {
                case "client" -> a.setClient("E7\nE8");
                case "identity" -> a.setIdentityId("a:b");
                case "status" -> a.setStatus(7);
                case "id" -> a.setAccessId("x".repeat(1_000));
                case "count" -> a.setUnrecorded(-1);
                default -> {
                    // Below.
                }
            }
        });
        if (wrong.equals("access")) {
            message.setAccess(null);
        }
        if (wrong.equals("receiver")) {
            message.setReceiver("a:b");
        }
        try (FlowFixture flow = new FlowFixture()) {
            pipe(flow, message);

            assertThat(flow.deadLetters).hasSize(1);
            assertThat(flow.audit).allMatch(audit -> audit.getOutcome() == AuditOutcome.DEAD_LETTERED);
        }
    }
}
