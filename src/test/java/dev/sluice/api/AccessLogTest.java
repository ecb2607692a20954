package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.ApiAccess;
import dev.sluice.event.ApiOperation;
import dev.sluice.event.Exchange;
import dev.sluice.stream.Partitioning;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Each access goes to the partition of whom it was about; what can't be recorded is not answered, unless that is allowed. */
class AccessLogTest {
    private static final int PARTITIONS = 8;
    private static final Client ADA = new Client("E1", Set.of(Role.parse("auditor")));
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    private final List<Exchange> written = new ArrayList<>();

    private MockProducer<byte[], byte[]> producer(boolean answers) {
        return new MockProducer<>(
                answers, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private AccessLog log(MockProducer<byte[], byte[]> producer, String audit) {
        ApiOptions options = ApiOptions.of(Map.of(
                "sluice.api.audit", audit, "sluice.api.audit.timeout.ms", "100", "application.server", "node:8480"));
        return new AccessLog(
                producer,
                (topic, value) -> {
                    written.add(value);
                    return new byte[] {1};
                },
                "iam.exchange",
                PARTITIONS,
                options,
                CLOCK);
    }

    @Test
    void anAccessIsToldToThePartitionOfWhomItIsAbout() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(true);
        UUID id = UUID.randomUUID();
        log(producer, "required")
                .record(
                        id,
                        ADA,
                        Asked.of(ApiOperation.READ_IDENTITY).about("E9").at(0L),
                        403);

        ApiAccess access = written.get(0).getAccess();
        assertThat(producer.history().get(0).partition()).isEqualTo(Partitioning.of("E9", PARTITIONS));
        assertThat(new String(producer.history().get(0).key())).isEqualTo("E9");
        assertThat(access.getAccessId()).isEqualTo(id.toString());
        assertThat(access.getClient()).isEqualTo("E1");
        assertThat(access.getIdentityId()).isEqualTo("E9");
        assertThat(access.getStatus()).isEqualTo(403);
        assertThat(access.getAsOf()).isEqualTo(Instant.EPOCH);
        assertThat(access.getInstance()).isEqualTo("node:8480");
    }

    @Test
    void whatIsAboutNobodyGoesToThePartitionOfWhoAsks() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(true);
        AccessLog log = log(producer, "required");
        log.record(
                UUID.randomUUID(), ADA, Asked.of(ApiOperation.READ_HOLDERS).about(new EntitlementKey("sap", "X")), 200);
        log.record(UUID.randomUUID(), ADA, Asked.of(ApiOperation.READ_IDENTITY).about("account:sap/GHOST"), 200);

        assertThat(new String(producer.history().get(0).key())).isEqualTo("E1");
        assertThat(written.get(0).getAccess().getEntitlement().getName()).isEqualTo("X");
        assertThat(new String(producer.history().get(1).key())).isEqualTo("account:sap/GHOST");
        assertThat(written.get(1).getAccess().getIdentityId()).isNull();
        assertThat(written.get(1).getAccess().getAccount().getName()).isEqualTo("GHOST");
    }

    @Test
    void thoseThatAreOnlyCountedAreToldWithTheNextOne() throws Exception {
        AccessLog log = log(producer(true), "required");
        log.countOnly();
        log.countOnly();
        log.record(UUID.randomUUID(), ADA, Asked.NOTHING, 404);
        log.record(UUID.randomUUID(), null, Asked.NOTHING, 401);
        log.record(UUID.randomUUID(), null, Asked.NOTHING, 401);

        assertThat(written.stream().map(exchange -> exchange.getAccess().getUnrecorded()))
                .containsExactly(2L, 0L, 0L);
        assertThat(written.get(1).getAccess().getClient()).isNull();
    }

    @Test
    void whatCantBeRecordedIsNotAnswered() {
        assertThatThrownBy(() -> log(producer(false), "required").record(UUID.randomUUID(), ADA, Asked.NOTHING, 200))
                .isInstanceOf(AccessLog.NotRecorded.class);
        MockProducer<byte[], byte[]> broken = producer(true);
        broken.sendException = new TimeoutException("no metadata");
        assertThatThrownBy(() -> log(broken, "required").record(UUID.randomUUID(), ADA, Asked.NOTHING, 200))
                .isInstanceOf(AccessLog.NotRecorded.class);
    }

    @Test
    void unlessAnAnswerWithoutRecordIsAllowed() {
        MockProducer<byte[], byte[]> broken = producer(true);
        broken.sendException = new TimeoutException("no metadata");

        assertThatCode(() -> log(broken, "best-effort").record(UUID.randomUUID(), ADA, Asked.NOTHING, 200))
                .doesNotThrowAnyException();
    }

    @Test
    void whyItCantBeRecordedIsLoggedWithoutWhatWasAskedFor() {
        Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        logger.addAppender(told);
        try {
            MockProducer<byte[], byte[]> broken = producer(true);
            broken.sendException = new TimeoutException("no place for account:okta/ada.lovelace");
            assertThatThrownBy(() -> log(broken, "required").record(UUID.randomUUID(), ADA, Asked.NOTHING, 200))
                    .isInstanceOf(AccessLog.NotRecorded.class);
        } finally {
            logger.detachAppender(told);
        }

        assertThat(told.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .singleElement()
                .satisfies(event -> assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy()))
                        .contains("TimeoutException")
                        .doesNotContain("lovelace"));
    }
}
