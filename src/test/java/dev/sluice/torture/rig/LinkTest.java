package dev.sluice.torture.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.torture.rig.Link.Kind;
import dev.sluice.torture.rig.Link.Weather;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wire does what its weather says, to a program that sends back each byte. */
class LinkTest {
    private static final int SHORT_MS = 300;

    private ServerSocket echo;
    private Link link;

    @BeforeEach
    void connect() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread server = new Thread(this::serve, "echo");
        server.setDaemon(true);
        server.start();
        link = new Link(Ports.free(1).get(0), echo.getLocalPort());
    }

    private void serve() {
        try {
            while (true) {
                Socket socket = echo.accept();
                Thread thread = new Thread(() -> echo(socket), "echo-one");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            for (int read = socket.getInputStream().read();
                    read >= 0;
                    read = socket.getInputStream().read()) {
                socket.getOutputStream().write(read);
            }
        } catch (IOException reset) {
            return;
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        link.close();
        echo.close();
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static int ask(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    @Test
    void inFairWeatherEverythingArrives() throws IOException {
        try (Socket socket = socket()) {
            assertThat(ask(socket, 7)).isEqualTo(7);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aCutWireResetsAndRefusesUntilItIsMended() throws IOException {
        try (Socket socket = socket()) {
            assertThat(ask(socket, 7)).isEqualTo(7);
            link.be(Weather.of(Kind.CUT));

            assertThatThrownBy(() -> ask(socket, 8)).isInstanceOf(IOException.class);
            // Who came as the door closed may still have been let in.
            await().until(this::isRefused);
        }
        link.be(Weather.FAIR);
        try (Socket socket = socket()) {
            assertThat(ask(socket, 9)).isEqualTo(9);
        }
    }

    private boolean isRefused() {
        try (Socket socket = socket()) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void whatASilentWireKeepsArrivesWhenItHeals() throws IOException {
        for (Kind kind : List.of(Kind.SILENT, Kind.SILENT_FORTH, Kind.SILENT_BACK)) {
            try (Socket socket = socket()) {
                assertThat(ask(socket, 7)).isEqualTo(7);
                link.be(Weather.of(kind));
                socket.setSoTimeout(SHORT_MS);
                assertThatThrownBy(() -> ask(socket, 8)).isInstanceOf(SocketTimeoutException.class);

                link.be(Weather.FAIR);
                socket.setSoTimeout(10_000);
                assertThat(socket.getInputStream().read()).isEqualTo(8);
            }
        }
    }

    @Test
    void whatAHalfOpenWireTakesIsGoneAndItsConnectionsAreReset() throws IOException {
        try (Socket socket = socket()) {
            assertThat(ask(socket, 7)).isEqualTo(7);
            link.be(Weather.of(Kind.HALF_OPEN));
            socket.setSoTimeout(SHORT_MS);
            assertThatThrownBy(() -> ask(socket, 8)).isInstanceOf(SocketTimeoutException.class);

            link.be(Weather.FAIR);
            assertThatThrownBy(() -> ask(socket, 9)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void resetsComeAgainAndAgain() throws IOException {
        link.be(Weather.of(Kind.RESETS));
        for (int i = 0; i < 2; i++) {
            try (Socket socket = socket()) {
                assertThatThrownBy(() -> {
                            while (ask(socket, 7) == 7) {
                                assertThat(socket.isConnected()).isTrue();
                            }
                            throw new IOException("ended");
                        })
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aSlowWireDelays() throws IOException {
        link.be(new Weather(Kind.SLOW, Duration.ofMillis(100), 0));
        try (Socket socket = socket()) {
            long begin = System.nanoTime();
            assertThat(ask(socket, 7)).isEqualTo(7);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }
}
