package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.event.Exchange;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What goes wrong behind the door is told to operators without what was asked for, and to whoever asked without anything. */
class FrontFailureTest {
    private static final String ASKED = "ada.lovelace";

    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);
    private final Logger logger = (Logger) LoggerFactory.getLogger(Front.class);
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();

    @BeforeEach
    void listen() {
        told.start();
        logger.addAppender(told);
    }

    @AfterEach
    void stop() throws Exception {
        logger.detachAppender(told);
        server.stop();
    }

    private String asked(String at, InstantSource clock, Serializer<Exchange> serializer) throws Exception {
        ApiOptions options =
                ApiOptions.of(Map.of("sluice.api.anonymous.role", "auditor", "application.server", "node:8480"));
        InstantSource now = InstantSource.system();
        MockProducer<byte[], byte[]> audit = new MockProducer<>(
                true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
        Front front = new Front(
                options,
                Clients.of(null, now),
                PeerSecret.of(null),
                new Service(null, null, clock, options.limits()),
                null,
                new AccessLog(audit, serializer, "iam.exchange", 4, options, now),
                Runnable::run,
                Runnable::run,
                System::nanoTime,
                new byte[] {'x'});
        server.addConnector(connector);
        server.setHandler(front);
        server.start();
        return connector.getResponse("GET /v1/identities/" + ASKED + "?at=" + at
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private void assertToldWithoutWhatWasAskedFor(String where) {
        assertThat(told.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .singleElement()
                .satisfies(event -> assertThat(
                                event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                        .contains(where, "IllegalStateException", "FrontFailureTest")
                        .doesNotContain("lovelace"));
    }

    @Test
    void whatCantBeAnsweredIsToldWithoutWhatWasAskedFor() throws Exception {
        String answer = asked(
                "2026-01-01T00:00:00Z",
                () -> {
                    throw new IllegalStateException("nothing of " + ASKED);
                },
                (topic, value) -> new byte[] {1});

        assertThat(answer).startsWith("HTTP/1.1 500").doesNotContain("lovelace");
        assertToldWithoutWhatWasAskedFor("can't be answered");
    }

    @Test
    void whatCantBeRecordedIsToldWithoutWhatWasAskedFor() throws Exception {
        // What is asked for is refused, and that is recorded like anything else.
        String answer = asked("9999-01-01T00:00:00Z", InstantSource.system(), (topic, value) -> {
            throw new IllegalStateException("not to be encoded: " + value);
        });

        assertThat(answer).startsWith("HTTP/1.1 500").doesNotContain("lovelace");
        assertToldWithoutWhatWasAskedFor("can't be recorded");
    }
}
