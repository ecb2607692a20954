package dev.sluice.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A network between two programs of this host. Each side's end of a connection is passed on by itself, as a network does.
 * It can be cut, which resets connections and refuses new ones, or swallow what is sent without a word.
 */
final class CuttingProxy implements AutoCloseable {
    private final int targetPort;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private ServerSocket server;
    private volatile boolean swallowing;

    CuttingProxy(int targetPort) throws IOException {
        this.targetPort = targetPort;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = server.getLocalPort();
        accept(server);
    }

    int port() {
        return port;
    }

    /** From now on what is sent is lost, and nobody is told. */
    void swallow() {
        swallowing = true;
    }

    void cut() throws IOException {
        server.close();
        // One that ends by itself meanwhile is none that has to be cut.
        List.copyOf(sockets).forEach(this::reset);
    }

    /** As good as new; what was swallowed stays lost, and its connections are gone. */
    void mend() throws IOException {
        cut();
        swallowing = false;
        server = bind();
        accept(server);
    }

    /** The system may take a moment until it has let go of a port on which somebody still waited. */
    private ServerSocket bind() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
                return socket;
            } catch (BindException e) {
                socket.close();
                if (System.nanoTime() > deadline) {
                    throw e;
                }
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
            Socket out = new Socket(InetAddress.getLoopbackAddress(), targetPort);
            sockets.add(out);
            daemon(() -> copy(out, in));
            copy(in, out);
        } catch (IOException nobodyThere) {
            reset(in);
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!swallowing) {
                    out.write(buffer, 0, read);
                }
            }
            if (!swallowing) {
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

    private void reset(Socket socket) {
        try {
            sockets.remove(socket);
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException alreadyClosed) {
            return;
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
