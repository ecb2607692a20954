package dev.sluice.app;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.registry.RegistryUnavailableException;
import dev.sluice.registry.RestException;
import dev.sluice.stream.state.UnreadableStateException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.RocksDBException;
import org.slf4j.LoggerFactory;

class ThreadBudgetTest {
    private static final Duration WINDOW = Duration.ofMinutes(10);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ThreadBudget budget = new ThreadBudget(2, WINDOW, () -> now, meters);
    private final Logger log = (Logger) LoggerFactory.getLogger(ThreadBudget.class);
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();

    @BeforeEach
    void listen() {
        told.start();
        log.addAppender(told);
        log.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        log.setLevel(null);
        log.detachAppender(told);
        log.setAdditive(true);
    }

    @Test
    void replacesAsManyThreadsAsTheBudgetHasAndThenStopsTheClient() {
        assertThat(budget.handle(bug("first"))).isEqualTo(REPLACE_THREAD);
        assertThat(budget.handle(bug("second"))).isEqualTo(REPLACE_THREAD);
        assertThat(budget.handle(bug("third"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void aFailureNoLongerCountsWhenTheWindowHasPassed() {
        budget.handle(bug("first"));
        after(Duration.ofMinutes(6));
        budget.handle(bug("second"));
        after(Duration.ofMinutes(6));

        assertThat(budget.handle(bug("third"))).isEqualTo(REPLACE_THREAD);
        assertThat(budget.handle(bug("fourth"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void aFailureOnTheEdgeOfTheWindowStillCounts() {
        budget.handle(bug("first"));
        budget.handle(bug("second"));
        after(WINDOW);

        assertThat(budget.handle(bug("third"))).isEqualTo(SHUTDOWN_CLIENT);
    }

    @ParameterizedTest
    @MethodSource("registryFailures")
    void aRegistryThatDoesNotAnswerIsWaitedForOutsideTheBudget(Exception failure, String what, String advice) {
        for (int i = 0; i < 100; i++) {
            assertThat(budget.handle(new StreamsException("in the task", failure)))
                    .isEqualTo(REPLACE_THREAD);
        }
        assertThat(budget.last()).isNull();
        assertThat(lastLine()).contains("schema registry", what, advice, "replaced");
        assertThat(budget.handle(bug("first"))).isEqualTo(REPLACE_THREAD);
        assertThat(budget.handle(bug("second"))).isEqualTo(REPLACE_THREAD);
    }

    static Stream<Arguments> registryFailures() {
        return Stream.of(
                Arguments.of(
                        new RegistryUnavailableException("http://r:8081 cannot be reached: refused", null),
                        "http://r:8081 cannot be reached",
                        "schema.registry.url"),
                Arguments.of(
                        new DisconnectException("502", new RestException("bad gateway", 502, 50005)),
                        "bad gateway",
                        "schema.registry.url"),
                Arguments.of(
                        new AuthenticationException("who", new RestException("who", 401, 40101)),
                        "refuses the credentials",
                        "basic.auth.*"),
                Arguments.of(
                        new AuthorizationException("no", new RestException("no", 403, 40301)), "refuses", "permission"),
                Arguments.of(
                        new SerializationException(
                                "page", new RestException("page", 404, RestException.UNREADABLE_BODY)),
                        "no schema registry",
                        "path"));
    }

    /** Whatever else may pass is counted all the same: waiting for it without end would hide it. */
    @ParameterizedTest
    @MethodSource("otherFailures")
    void whateverElseFailsCountsAndIsNotSaidToBeTheRegistry(Exception failure, String what, String advice) {
        Exception inTask = new StreamsException("in the task", failure);

        assertThat(budget.handle(inTask)).isEqualTo(REPLACE_THREAD);
        assertThat(lastLine()).contains(what, advice, "replaced", "1 of 2").doesNotContain("registry does not answer");
        assertThat(budget.handle(inTask)).isEqualTo(REPLACE_THREAD);
        assertThat(budget.handle(inTask)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(lastLine()).contains(what, advice, "the application stops");
        assertThat(budget.last()).isSameAs(inTask);
    }

    static Stream<Arguments> otherFailures() {
        return Stream.of(
                Arguments.of(new TimeoutException("Topic iam.audit not present"), "iam.audit", "brokers"),
                Arguments.of(new DisconnectException("gone"), "gone", "brokers"),
                Arguments.of(new TopicAuthorizationException(Set.of("iam.audit")), "iam.audit", "ACL"),
                Arguments.of(GroupAuthorizationException.forGroupId("sluice"), "sluice", "ACL"),
                Arguments.of(new TransactionalIdAuthorizationException("tx"), "transactional id", "ACL"),
                Arguments.of(new SaslAuthenticationException("bad password"), "bad password", "sasl."),
                Arguments.of(new RecordTooLargeException("8388609 bytes"), "8388609 bytes", "max.message.bytes"),
                Arguments.of(new MissingSourceTopicException("gone"), "input topic", "sluice topics create"),
                Arguments.of(
                        new SerializationException("refused", new RestException("incompatible", 409, 40901)),
                        "incompatible",
                        "compatibility"),
                Arguments.of(
                        new ProcessorStateException("store", new RocksDBException("No space left on device")),
                        "No space left on device",
                        "report"),
                Arguments.of(
                        new ProcessorStateException("store", new FileSystemException("/state", null, "read-only")),
                        "/state: read-only",
                        "report"),
                Arguments.of(
                        new UnreadableStateException("It has format 9. Run another version.", bug("bytes")),
                        "It has format 9.",
                        "Run another version."),
                Arguments.of(bug("unthought of"), "IllegalStateException in ", "report"));
    }

    @Test
    void whatAFailureSaysThatMayHaveARecordInItsHandsIsToldAtDebugOnly() {
        log.setLevel(Level.DEBUG);
        RuntimeException failure = new StreamsException(
                "Exception caught in process for Ada Lovelace", new AvroRuntimeException("Not in union: Ada Lovelace"));
        budget.handle(failure);
        budget.handle(new SerializationException("Lovelace", new RegistryUnavailableException("no answer", failure)));

        assertThat(told.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(event.getFormattedMessage() + shown(event)).doesNotContain("Lovelace"))
                .first()
                .satisfies(event -> assertThat(event.getFormattedMessage() + shown(event))
                        .contains("AvroRuntimeException", StreamsException.class.getName(), "ThreadBudgetTest"));
        assertThat(told.list)
                .filteredOn(event -> event.getLevel() == Level.DEBUG)
                .hasSize(2)
                .allSatisfy(event -> assertThat(shown(event)).contains("Lovelace"));
    }

    private static String shown(ILoggingEvent event) {
        return ThrowableProxyUtil.asString(event.getThrowableProxy());
    }

    @Test
    void tellsTheFailureThatLastCounted() {
        assertThat(budget.last()).isNull();
        budget.handle(bug("first"));
        budget.handle(new StreamsException("in the task", new RegistryUnavailableException("registry", null)));

        assertThat(budget.last()).hasMessage("first");
    }

    private String lastLine() {
        return told.list.get(told.list.size() - 1).getFormattedMessage();
    }

    private void after(Duration time) {
        now = now.plus(time);
    }

    private static RuntimeException bug(String message) {
        return new IllegalStateException(message);
    }
}
