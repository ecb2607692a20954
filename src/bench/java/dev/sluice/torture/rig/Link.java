package dev.sluice.torture.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A wire between two programs of this host: a port of its own that leads to another one. It can be cut, go silent in one
 * direction or both, swallow what is sent, reset connections again and again, delay and throttle.
 *
 * <p>A silent wire keeps what is sent until it heals, as TCP does when packets are dropped on the way; what a swallowing one takes
 * is gone, so its connections are reset when it heals.
 */
public final class Link implements AutoCloseable {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int BUFFER = 16 << 10;

    private final int targetPort;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private ServerSocket server;
    private volatile Weather weather = Weather.FAIR;
    private volatile boolean closed;

    /** What a wire does to what is sent. */
    public enum Kind {
        /** It carries everything at once. */
        FAIR,
        /** Connections are reset and refused. */
        CUT,
        /** Nothing arrives at either end, and nobody is told. */
        SILENT,
        /** Requests do not arrive; answers do. */
        SILENT_FORTH,
        /** Requests arrive; answers do not. */
        SILENT_BACK,
        /** What is sent is lost, and nobody is told: each end thinks that the other one is there. */
        HALF_OPEN,
        /** Connections are reset again and again; new ones are let in. */
        RESETS,
        /** What is sent arrives later and slowly. */
        SLOW
    }

    /**
     * What a wire does now.
     *
     * @param kind what it does
     * @param delay how much later what is sent arrives; zero but for {@link Kind#SLOW}
     * @param bytesPerSecond how much arrives in a second and direction; zero for no limit
     */
    public record Weather(Kind kind, Duration delay, int bytesPerSecond) {
        /** It carries everything at once. */
        public static final Weather FAIR = of(Kind.FAIR);

        /**
         * One without delay.
         *
         * @param kind what it does
         * @return the weather
         */
        public static Weather of(Kind kind) {
            return new Weather(kind, Duration.ZERO, 0);
        }
    }

    /**
     * A wire in fair weather.
     *
     * @param port its own port
     * @param targetPort where it leads to
     */
    Link(int port, int targetPort) {
        this.port = port;
        this.targetPort = targetPort;
        this.server = bind();
        accept(server);
    }

    int port() {
        return port;
    }

    /** Changes the weather. */
    synchronized void be(Weather next) {
        Kind before = weather.kind();
        if (before == next.kind() && before != Kind.SLOW) {
            return;
        }
        weather = next;
        if (next.kind() == Kind.CUT) {
            closeServer();
            resetAll();
            return;
        }
        if (before == Kind.CUT) {
            server = bind();
            accept(server);
        }
        if (before == Kind.HALF_OPEN) {
            resetAll();
        }
        if (next.kind() == Kind.RESETS) {
            daemon(this::resetAgainAndAgain);
        }
    }

    private void resetAgainAndAgain() {
        while (weather.kind() == Kind.RESETS && !closed) {
            resetAll();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
        }
    }

    private void resetAll() {
        List.copyOf(sockets).forEach(this::reset);
    }

    /** The system may take a moment until it has let go of a port on which somebody still waited. */
    private ServerSocket bind() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                ServerSocket socket = new ServerSocket();
                socket.setReuseAddress(true);
                try {
                    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
                    return socket;
                } catch (BindException e) {
                    socket.close();
                    if (System.nanoTime() > deadline) {
                        throw e;
                    }
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            } catch (IOException e) {
                throw new RigException("Port " + port + " can't be used: " + e.getMessage(), e);
            }
        }
    }

    private void accept(ServerSocket on) {
        daemon(() -> {
            try {
                while (true) {
                    Socket in = on.accept();
                    sockets.add(in);
                    daemon(() -> connect(in));
                }
            } catch (IOException cut) {
                return;
            }
        });
    }

    private void connect(Socket in) {
        try {
            awaitPassage(true);
            Socket out = new Socket(InetAddress.getLoopbackAddress(), targetPort);
            in.setTcpNoDelay(true);
            out.setTcpNoDelay(true);
            sockets.add(out);
            daemon(() -> copy(out, in, false));
            copy(in, out, true);
        } catch (IOException nobodyThere) {
            reset(in);
        }
    }

    private void copy(Socket from, Socket to, boolean forth) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitPassage(forth);
                Weather now = weather;
                if (now.kind() == Kind.SLOW) {
                    linger(now, read);
                }
                if (now.kind() != Kind.HALF_OPEN) {
                    out.write(buffer, 0, read);
                }
            }
            awaitPassage(forth);
            if (weather.kind() != Kind.HALF_OPEN) {
                to.shutdownOutput();
            }
            if (to.isInputShutdown() || from.isOutputShutdown()) {
                from.close();
                to.close();
                sockets.removeAll(List.of(from, to));
            }
        } catch (IOException broken) {
            reset(from);
            reset(to);
        }
    }

    private static void linger(Weather now, int bytes) {
        long nanos = now.delay().toNanos();
        if (now.bytesPerSecond() > 0) {
            nanos += TimeUnit.SECONDS.toNanos(bytes) / now.bytesPerSecond();
        }
        LockSupport.parkNanos(nanos);
    }

    private void awaitPassage(boolean forth) {
        while (!closed && isSilent(weather.kind(), forth)) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static boolean isSilent(Kind kind, boolean forth) {
        return kind == Kind.SILENT || kind == (forth ? Kind.SILENT_FORTH : Kind.SILENT_BACK);
    }

    private void reset(Socket socket) {
        try {
            sockets.remove(socket);
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException alreadyClosed) {
            return;
        }
    }

    private void closeServer() {
        try {
            server.close();
        } catch (IOException e) {
            throw new RigException("Port " + port + " can't be closed: " + e.getMessage(), e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeServer();
        resetAll();
    }
}
