package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Syslog over TCP, TLS and UDP against sockets of this process. */
@Timeout(90)
class SyslogTargetsTest {
    private static final Encoder ENCODER = new SyslogEncoder(new SyslogEncoder.Header("h", "a", 10, 6, 32_473, "iam."));

    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicLong clock = new AtomicLong();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        watchdog.shutdownNow();
    }

    private SyslogStreamTarget target(String host, int port, SSLContext tls, boolean byClosing) {
        Connector.Address address =
                new Connector.Address(host, port, Duration.ofSeconds(10), Duration.ofMillis(500), 64 << 10);
        return new SyslogStreamTarget(
                new Connector(address, tls, watchdog),
                new SyslogStreamTarget.Window(byClosing, Duration.ofSeconds(5), 10_000, Duration.ofSeconds(1)),
                clock::get);
    }

    private SyslogReceiver receiver() throws Exception {
        return new SyslogReceiver(ServerSocketFactory.getDefault(), received::add);
    }

    private static List<Outgoing> records(String... texts) {
        return Messages.outgoing(ENCODER, 0, texts);
    }

    @Test
    void theReceiversEndOfTheConnectionConfirmsAWindow() throws Exception {
        try (SyslogReceiver receiver = receiver();
                SyslogStreamTarget target = target("127.0.0.1", receiver.port(), null, true)) {
            target.send(records("one", "two\nlines"));
            assertThat(target.confirmed(false)).isZero();

            clock.addAndGet(5_000);
            assertThat(target.confirmed(false)).isEqualTo(2);

            // Confirmed means read: nothing has to be waited for.
            assertThat(received).hasSize(2);
            assertThat(received.get(1)).endsWith("] two\nlines");
            target.send(records("three"));
            assertThat(target.confirmed(true)).isEqualTo(1);
            assertThat(received).hasSize(3);
            assertThat(receiver.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aFullWindowIsConfirmedAtOnce() throws Exception {
        try (SyslogReceiver receiver = receiver();
                SyslogStreamTarget target = target("127.0.0.1", receiver.port(), null, true)) {
            target.send(records("x".repeat(10_000)));
            assertThat(target.confirmed(false)).isEqualTo(1);
        }
    }

    @Test
    void aReceiverThatNeverEndsConnectionsIsNamedInTheFailure() throws Exception {
        try (SyslogReceiver receiver = receiver();
                SyslogStreamTarget target = target("127.0.0.1", receiver.port(), null, true)) {
            receiver.neverEndConnections();
            target.send(records("one"));

            Unavailable failure = catchThrowableOfType(Unavailable.class, () -> target.confirmed(true));

            assertThat(failure).hasMessageContaining("sluice.relay.syslog.confirm=time");
        }
    }

    @Test
    void byTimeWhatIsOldOrPushedOutIsConfirmed() throws Exception {
        try (SyslogReceiver receiver = receiver();
                SyslogStreamTarget target = target("127.0.0.1", receiver.port(), null, false)) {
            target.send(records("one", "two"));
            clock.addAndGet(4_999);
            assertThat(target.confirmed(true)).isZero();
            target.send(records("three"));
            clock.addAndGet(1);
            assertThat(target.confirmed(false)).isEqualTo(2);
            target.send(records("x".repeat(10_000)));
            assertThat(target.confirmed(false)).isEqualTo(1);
            await().until(() -> receiver.accepted() == 1);
        }
    }

    @Test
    void aConnectionCutInAFrameConfirmsNothingAndTheFrameIsSentWhole() throws Exception {
        try (SyslogReceiver receiver = receiver();
                SyslogStreamTarget target = target("127.0.0.1", receiver.port(), null, true)) {
            receiver.cutAfter(150);
            // The cut may be noticed as early as in the middle of sending.
            Unavailable whileSending =
                    catchThrowableOfType(Unavailable.class, () -> target.send(records("one", "two", "three")));
            await().until(() -> receiver.accepted() == 1
                    && (whileSending != null
                            || catchThrowableOfType(Unavailable.class, () -> target.confirmed(true)) != null));
            assertThat(received).hasSize(1);

            target.reset();
            target.send(records("one", "two", "three"));
            assertThat(target.confirmed(true)).isEqualTo(3);
            assertThat(received).hasSize(4);
            assertThat(received.get(1)).isEqualTo(received.get(0));
        }
    }

    @Test
    void aQuietConnectionThatTheReceiverEndsIsNoFailure() throws Exception {
        try (SyslogReceiver receiver = receiver();
                SyslogStreamTarget target = target("127.0.0.1", receiver.port(), null, true)) {
            target.open();
            await().until(() -> receiver.accepted() == 1);
            receiver.kill();
            receiver.restart();
            assertThat(target.confirmed(false)).isZero();
            await().until(() -> {
                assertThat(target.confirmed(false)).isZero();
                target.open();
                return receiver.accepted() == 2;
            });
            target.send(records("one"));
            assertThat(target.confirmed(true)).isEqualTo(1);
        }
    }

    @Test
    void aReceiverThatDoesNotReadEndsTheWriteInTime() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SyslogStreamTarget target = target("127.0.0.1", deaf.getLocalPort(), null, false)) {
            Unavailable failure = catchThrowableOfType(Unavailable.class, () -> {
                while (true) {
                    target.send(records("x".repeat(1_000_000)));
                }
            });
            assertThat(failure).hasMessageContaining("nothing could be written for 500 ms");
        }
    }

    @Test
    void nobodyListeningIsATransientFailureAndAnUnknownHostIsNot() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (SyslogStreamTarget nobody = target("127.0.0.1", port, null, true);
                SyslogStreamTarget unknown = target("no-such-host.invalid", port, null, true)) {
            assertThat(catchThrowableOfType(DeliveryFailure.class, nobody::open))
                    .isInstanceOf(Unavailable.class);
            assertThat(catchThrowableOfType(DeliveryFailure.class, unknown::open))
                    .isInstanceOf(Unusable.class)
                    .hasMessageContaining("no-such-host.invalid");
        }
    }

    @Test
    void tlsChecksTheCertificateAndTheHost() throws Exception {
        Path good = TestKeys.selfSigned(directory, "good", "ip:127.0.0.1");
        Path otherName = TestKeys.selfSigned(directory, "other", "dns:elsewhere.example");
        try (SyslogReceiver receiver = new SyslogReceiver(factory(good, null), received::add);
                SyslogReceiver wrong = new SyslogReceiver(factory(otherName, null), received::add);
                SyslogStreamTarget trusting = target("127.0.0.1", receiver.port(), TestKeys.context(null, good), true);
                SyslogStreamTarget doubting =
                        target("127.0.0.1", receiver.port(), TestKeys.context(null, otherName), true);
                SyslogStreamTarget misled =
                        target("127.0.0.1", wrong.port(), TestKeys.context(null, otherName), true)) {
            trusting.send(records("one", "two"));
            assertThat(trusting.confirmed(true)).isEqualTo(2);
            assertThat(received).hasSize(2);
            trusting.send(records("three"));
            assertThat(trusting.confirmed(true)).isEqualTo(1);

            assertThat(catchThrowableOfType(DeliveryFailure.class, doubting::open))
                    .isInstanceOf(Unusable.class)
                    .hasMessageContaining("truststore.location");
            assertThat(catchThrowableOfType(DeliveryFailure.class, misled::open))
                    .isInstanceOf(Unusable.class)
                    .hasMessageContaining("certificate");
        }
    }

    @Test
    void tlsShowsTheRelaysCertificateToAReceiverThatAsksForOne() throws Exception {
        Path server = TestKeys.selfSigned(directory, "server", "ip:127.0.0.1");
        Path client = TestKeys.selfSigned(directory, "client", "dns:relay");
        try (SyslogReceiver receiver = new SyslogReceiver(factory(server, client), received::add);
                SyslogStreamTarget known =
                        target("127.0.0.1", receiver.port(), TestKeys.context(client, server), true);
                SyslogStreamTarget stranger =
                        target("127.0.0.1", receiver.port(), TestKeys.context(null, server), true)) {
            known.send(records("one"));
            assertThat(known.confirmed(true)).isEqualTo(1);

            // TLS 1.3 tells only after the handshake, so it may take a write until it is known.
            await().until(() -> {
                DeliveryFailure failure = catchThrowableOfType(DeliveryFailure.class, () -> {
                    stranger.send(records("two"));
                    stranger.confirmed(true);
                });
                stranger.reset();
                return failure instanceof Unusable
                        && failure.getMessage().contains("does not accept the relay's certificate");
            });
            assertThat(received).hasSize(1);
        }
    }

    @Test
    void theStoresOfTheConfigurationAreUsed() throws Exception {
        Path server = TestKeys.selfSigned(directory, "server", "ip:127.0.0.1");
        Path client = TestKeys.selfSigned(directory, "client", "dns:relay");
        try (SyslogReceiver receiver = new SyslogReceiver(factory(server, client), received::add)) {
            RelayConfig config = new RelayConfig(Map.ofEntries(
                    Map.entry("bootstrap.servers", "kafka:9092"),
                    Map.entry("sluice.relay.name", "siem"),
                    Map.entry("sluice.relay.topics", "audit-cef"),
                    Map.entry("sluice.relay.target", "syslog-tls"),
                    Map.entry("sluice.relay.syslog.host", "127.0.0.1"),
                    Map.entry("sluice.relay.syslog.port", Integer.toString(receiver.port())),
                    Map.entry("sluice.relay.syslog.hostname", "h"),
                    Map.entry("sluice.relay.ssl.truststore.type", "PKCS12"),
                    Map.entry(
                            "sluice.relay.ssl.truststore.location",
                            TestKeys.trustStore(directory, server).toString()),
                    Map.entry("sluice.relay.ssl.truststore.password", TestKeys.PASSWORD),
                    Map.entry("sluice.relay.ssl.keystore.type", "PKCS12"),
                    Map.entry("sluice.relay.ssl.keystore.location", client.toString()),
                    Map.entry("sluice.relay.ssl.keystore.password", TestKeys.PASSWORD)));
            Targets targets = new Targets(config, watchdog, InstantSource.system(), clock::get);
            try (Target target = targets.make()) {
                target.send(Messages.outgoing(targets.encoder(), 0, "one"));
                assertThat(target.confirmed(true)).isEqualTo(1);
                assertThat(received).hasSize(1);
            }
        }
    }

    private static ServerSocketFactory factory(Path keys, Path clients) throws Exception {
        SSLServerSocketFactory tls = TestKeys.context(keys, clients).getServerSocketFactory();
        if (clients == null) {
            return tls;
        }
        return new ServerSocketFactory() {
            @Override
            public ServerSocket createServerSocket() throws IOException {
                SSLServerSocket socket = (SSLServerSocket) tls.createServerSocket();
                socket.setNeedClientAuth(true);
                return socket;
            }

            @Override
            public ServerSocket createServerSocket(int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog) {
                throw new UnsupportedOperationException();
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void udpSendsAMessageADatagram() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                SyslogDatagramTarget target = new SyslogDatagramTarget("127.0.0.1", receiver.getLocalPort())) {
            target.send(records("one", "two"));
            assertThat(target.confirmed(false)).isEqualTo(2);
            for (String text : List.of("one", "two")) {
                DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
                receiver.receive(packet);
                assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                        .startsWith("<86>1 ")
                        .endsWith("] " + text);
            }
        }
    }

    @Test
    void udpNoticesWhereItCanThatNobodyListens() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (SyslogDatagramTarget target = new SyslogDatagramTarget("127.0.0.1", port)) {
            await().until(() -> catchThrowableOfType(Unavailable.class, () -> target.send(records("one"))) != null);
        }
    }
}
