package dev.sluice.relay;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A connection that only sends. A thread of its own waits for the other side to end it, which is the only thing that a
 * syslog receiver ever says.
 */
final class StreamConnection implements AutoCloseable {
    private final String where;
    private final Socket plain;
    private final Socket socket;
    private final Duration writeLimit;
    private final ScheduledExecutorService watchdog;
    private final AtomicReference<IOException> broken = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile boolean cleanEnd;

    /**
     * @param plain the TCP socket
     * @param socket what is written to: the same, or TLS over it
     */
    StreamConnection(
            String where, Socket plain, Socket socket, Duration writeLimit, ScheduledExecutorService watchdog) {
        this.where = where;
        this.plain = plain;
        this.socket = socket;
        this.writeLimit = writeLimit;
        this.watchdog = watchdog;
        Thread listener = new Thread(this::listen, "relay-listener-" + where);
        listener.setDaemon(true);
        listener.start();
    }

    private void listen() {
        byte[] ignored = new byte[512];
        try {
            InputStream in = socket.getInputStream();
            while (in.read(ignored) >= 0) {
                // What a receiver says has no meaning in this protocol.
                continue;
            }
            // An end after ours is the receiver's word that it has read up to it; one before ours is a broken
            // connection.
            cleanEnd = closing;
            broken.compareAndSet(null, new IOException("the receiver ended the connection"));
        } catch (IOException e) {
            broken.compareAndSet(null, e);
        } finally {
            ended.countDown();
        }
    }

    /**
     * Writes everything, within the time limit.
     *
     * @throws DeliveryFailure if the connection is broken; how much of it arrived is unknown
     */
    void write(byte[] bytes) throws DeliveryFailure {
        check();
        ScheduledFuture<?> limit = watchdog.schedule(
                () -> breakOff("nothing could be written for " + writeLimit.toMillis() + " ms"),
                writeLimit.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            broken.compareAndSet(null, e);
        } finally {
            limit.cancel(false);
        }
        check();
    }

    /**
     * Fails if the connection is known to be broken.
     *
     * @throws DeliveryFailure why
     */
    void check() throws DeliveryFailure {
        IOException why = broken.get();
        if (why != null) {
            throw NetworkFailures.of(where, why);
        }
    }

    /** Whether the connection is over, for whatever reason. */
    boolean ended() {
        return broken.get() != null;
    }

    /**
     * Ends the sending side and waits until the receiver ends its own, which it does when it has read everything. The
     * connection is of no use afterwards.
     *
     * @throws DeliveryFailure if the receiver breaks the connection or does not end it in time
     */
    void finish(Duration limit) throws DeliveryFailure, InterruptedException {
        closing = true;
        check();
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            broken.compareAndSet(null, e);
        }
        boolean inTime = ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!inTime) {
            throw new Unavailable(
                    where + " did not end the connection within " + limit.toMillis()
                            + " ms after the relay did. If it reads that slowly, lower " + RelayKeys.SYSLOG_WINDOW_BYTES
                            + " or raise " + RelayKeys.READ_TIMEOUT + "; if it never does, set "
                            + RelayKeys.SYSLOG_CONFIRM + "=time.",
                    null);
        }
        if (!cleanEnd) {
            check();
        }
    }

    private void breakOff(String why) {
        broken.compareAndSet(null, new IOException(why));
        closeQuietly(plain);
    }

    @Override
    public void close() {
        breakOff("the relay closed the connection");
    }

    static void closeQuietly(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // Nobody reads or writes it any more.
            return;
        }
    }
}
