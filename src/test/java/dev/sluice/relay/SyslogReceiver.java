package dev.sluice.relay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ServerSocketFactory;

/**
 * A syslog receiver for octet counting, as a test wants it: it can be killed, can cut a connection in the middle of a frame,
 * and can stop reading. A message counts once its last byte was read.
 */
public final class SyslogReceiver implements AutoCloseable {
    private final ServerSocketFactory factory;
    private final Consumer<String> sink;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong cutAfter = new AtomicLong(Long.MAX_VALUE);
    private final AtomicInteger accepted = new AtomicInteger();
    private ServerSocket server;
    private volatile boolean endsConnections = true;

    /**
     * Starts listening on a free port.
     *
     * @param factory plain or with TLS
     * @param sink gets each message
     * @throws IOException if that is impossible
     */
    public SyslogReceiver(ServerSocketFactory factory, Consumer<String> sink) throws IOException {
        this(factory, 0, sink);
    }

    /**
     * Starts listening.
     *
     * @param factory plain or with TLS
     * @param port 0 for any
     * @param sink gets each message
     * @throws IOException if that is impossible
     */
    public SyslogReceiver(ServerSocketFactory factory, int port, Consumer<String> sink) throws IOException {
        this.factory = factory;
        this.sink = sink;
        this.server = bind(port);
        this.port = server.getLocalPort();
        accept(server);
    }

    private ServerSocket bind(int at) throws IOException {
        ServerSocket socket = factory.createServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.setReceiveBufferSize(64 << 10);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 50);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * The port that it listens on, also after a restart.
     *
     * @return the port
     */
    public int port() {
        return port;
    }

    /**
     * How many connections there were.
     *
     * @return the number
     */
    public int accepted() {
        return accepted.get();
    }

    /** Cuts the connection when so many bytes more were read, wherever in a frame that is; once. */
    public void cutAfter(long bytes) {
        cutAfter.set(bytes);
    }

    /** Leaves connections open when the other side has ended its own. */
    void neverEndConnections() {
        endsConnections = false;
    }

    /**
     * Stops listening and resets all connections, as the end of the process would.
     *
     * @throws IOException if that is impossible
     */
    public void kill() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            reset(socket);
        }
        sockets.clear();
    }

    /**
     * Listens again on the same port.
     *
     * @throws IOException if that is impossible
     */
    public void restart() throws IOException {
        // The system may take a moment until it has let go of a port on which somebody still waited.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                server = bind(port);
                accept(server);
                return;
            } catch (BindException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    private static void reset(Socket socket) throws IOException {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException closedAlready) {
            return;
        }
        socket.close();
    }

    private void accept(ServerSocket on) {
        daemon(() -> {
            try {
                while (true) {
                    Socket socket = on.accept();
                    sockets.add(socket);
                    accepted.incrementAndGet();
                    daemon(() -> read(socket));
                }
            } catch (IOException killed) {
                return;
            }
        });
    }

    private void read(Socket socket) {
        try {
            // A death of this process resets the connection, whatever it has read: only what it ends by itself is an
            // end.
            socket.setSoLinger(true, 0);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
            while (true) {
                byte[] message = frame(in, socket);
                if (message == null) {
                    break;
                }
                sink.accept(new String(message, StandardCharsets.UTF_8));
            }
            if (endsConnections) {
                socket.setSoLinger(false, 0);
                socket.close();
                sockets.remove(socket);
            }
        } catch (IOException cut) {
            sockets.remove(socket);
        }
    }

    private byte[] frame(InputStream in, Socket socket) throws IOException {
        int length = 0;
        for (int digits = 0; ; digits++) {
            int c = next(in, socket);
            if (c < 0 && digits == 0) {
                return null;
            }
            if (c == ' ' && digits > 0) {
                break;
            }
            if (c < '0' || c > '9' || digits > 8 || digits == 0 && c == '0') {
                throw new IOException("no frame begins with " + c);
            }
            length = length * 10 + c - '0';
        }
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            int c = next(in, socket);
            if (c < 0) {
                throw new IOException("the frame is torn");
            }
            message[i] = (byte) c;
        }
        return message;
    }

    private int next(InputStream in, Socket socket) throws IOException {
        if (cutAfter.get() != Long.MAX_VALUE && cutAfter.decrementAndGet() < 0) {
            cutAfter.set(Long.MAX_VALUE);
            reset(socket);
            throw new IOException("cut");
        }
        return in.read();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "syslog-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
