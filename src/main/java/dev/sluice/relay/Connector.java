package dev.sluice.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;

/** Opens connections to a syslog receiver, plain or with TLS, within time limits. */
final class Connector {
    private static final int KEEPALIVE_IDLE_SECONDS = 10;
    private static final int KEEPALIVE_INTERVAL_SECONDS = 5;
    private static final int KEEPALIVE_COUNT = 3;

    private final Address address;
    private final SSLContext tls;
    private final ScheduledExecutorService watchdog;

    /**
     * Where and how.
     *
     * @param host host name or address
     * @param port port
     * @param connect how long connecting may take, with the handshake
     * @param write how long one write may take
     * @param sendBuffer bytes of the socket's send buffer
     */
    record Address(String host, int port, Duration connect, Duration write, int sendBuffer) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * @param tls null for plain TCP
     * @param watchdog ends what takes too long; closed by its owner
     */
    Connector(Address address, SSLContext tls, ScheduledExecutorService watchdog) {
        this.address = address;
        this.tls = tls;
        this.watchdog = watchdog;
    }

    /**
     * Connects. The name is asked for each time, because receivers move.
     *
     * @throws DeliveryFailure if that fails or takes too long
     */
    StreamConnection open() throws DeliveryFailure {
        AtomicBoolean isLate = new AtomicBoolean();
        Socket plain = null;
        ScheduledFuture<?> limit = null;
        try {
            InetAddress host = InetAddress.getByName(address.host());
            Socket socket = SocketFactory.getDefault().createSocket();
            plain = socket;
            // A limit for all of it: one for each read would let a peer that sends byte by byte take any time.
            limit = watchdog.schedule(
                    () -> {
                        isLate.set(true);
                        StreamConnection.closeQuietly(socket);
                    },
                    address.connect().toMillis(),
                    TimeUnit.MILLISECONDS);
            plain.setTcpNoDelay(true);
            plain.setSendBufferSize(address.sendBuffer());
            keepAlive(plain);
            plain.connect(new InetSocketAddress(host, address.port()), (int)
                    address.connect().toMillis());
            Socket talking = tls == null ? plain : secured(plain);
            return new StreamConnection(address.toString(), plain, talking, address.write(), watchdog);
        } catch (IOException e) {
            StreamConnection.closeQuietly(plain);
            IOException why = isLate.get()
                    ? new SocketTimeoutException(
                            "not connected within " + address.connect().toMillis() + " ms")
                    : e;
            throw NetworkFailures.of(address.toString(), why);
        } finally {
            if (limit != null) {
                limit.cancel(false);
            }
        }
    }

    /** A layer over the plain socket, so that closing the plain one ends whatever the layer waits for. */
    private SSLSocket secured(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** A receiver that is gone without a word is noticed in half a minute also while there is nothing to send. */
    private static void keepAlive(Socket socket) throws IOException {
        socket.setKeepAlive(true);
        Set<?> supported = socket.supportedOptions();
        if (supported.contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_INTERVAL_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_COUNT);
        }
    }
}
