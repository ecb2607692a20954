package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.event.ApiOperation;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another instance, or what has taken its address, is believed as little as anybody. */
class PeersTest {
    private static final Duration WAIT = Duration.ofSeconds(20);

    @TempDir
    private Path dir;

    @Test
    void anAnswerWithoutEndIsNotHeld() throws IOException {
        AtomicLong sent = new AtomicLong();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        server.setExecutor(thread);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] blanks = new byte[1 << 20];
            try (OutputStream out = exchange.getResponseBody()) {
                while (sent.addAndGet(blanks.length) < 1L << 30) {
                    out.write(blanks);
                }
            }
        });
        server.start();
        try {
            Path secret = Files.writeString(dir.resolve("peer"), "a-secret-of-the-instances-that-is-long-enough\n");
            Peers peers = new Peers(PeerSecret.of(secret), null, false, WAIT, InstantSource.system());
            HostInfo host = new HostInfo("127.0.0.1", server.getAddress().getPort());

            assertThatThrownBy(() -> peers.ask(host, 0, Query.of(ApiOperation.READ_IDENTITY, "E1"), WAIT))
                    .isInstanceOf(Peers.Unanswered.class)
                    .hasMessageContaining("can't be reached, or does not answer in time");
            assertThat(sent.get()).isLessThan(1L << 30);
        } finally {
            server.stop(0);
            thread.shutdownNow();
        }
    }
}
