package dev.sluice.relay;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Syslog over TCP or TLS, with octet counting. The protocol has no acknowledgement, so a window of what was written last
 * stays unconfirmed and is sent again when the connection breaks. What confirms it is either that the receiver, told that
 * nothing more comes, ends the connection by itself (it has read everything then), or that time has passed.
 */
final class SyslogStreamTarget implements Target {
    private final Connector connector;
    private final Window window;
    private final LongSupplier clock;
    private final ArrayDeque<Written> unconfirmed = new ArrayDeque<>();
    private StreamConnection connection;
    private long unconfirmedBytes;

    /**
     * What stays unconfirmed.
     *
     * @param byClosing whether the receiver's end of the connection confirms; otherwise time does
     * @param age how long
     * @param bytes how much
     * @param endLimit how long the receiver may take to end the connection
     */
    record Window(boolean byClosing, Duration age, int bytes, Duration endLimit) {}

    /** One write. */
    private record Written(int records, int bytes, long at) {}

    /**
     * @param clock ms that only ever grow
     */
    SyslogStreamTarget(Connector connector, Window window, LongSupplier clock) {
        this.connector = connector;
        this.window = window;
        this.clock = clock;
    }

    @Override
    public void open() throws DeliveryFailure {
        if (connection == null) {
            connection = connector.open();
        }
    }

    @Override
    public void send(List<Outgoing> records) throws DeliveryFailure {
        open();
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        records.forEach(each -> OctetCounting.append(frames, each.bytes()));
        byte[] bytes = frames.toByteArray();
        connection.write(bytes);
        unconfirmed.addLast(new Written(records.size(), bytes.length, clock.getAsLong()));
        unconfirmedBytes += bytes.length;
    }

    @Override
    public int confirmed(boolean hurry) throws DeliveryFailure, InterruptedException {
        if (connection == null) {
            return 0;
        }
        if (unconfirmed.isEmpty() && connection.ended()) {
            // Receivers end connections that are quiet for long. Nothing is lost, and the next record has a new one.
            connection.close();
            connection = null;
            return 0;
        }
        connection.check();
        return window.byClosing() ? confirmedByClosing(hurry) : confirmedByTime();
    }

    private int confirmedByClosing(boolean hurry) throws DeliveryFailure, InterruptedException {
        if (unconfirmed.isEmpty()) {
            return 0;
        }
        boolean full = unconfirmedBytes >= window.bytes();
        boolean old =
                clock.getAsLong() - unconfirmed.peekFirst().at() >= window.age().toMillis();
        if (!full && !old && !hurry) {
            return 0;
        }
        connection.finish(window.endLimit());
        connection.close();
        connection = null;
        int records = unconfirmed.stream().mapToInt(Written::records).sum();
        unconfirmed.clear();
        unconfirmedBytes = 0;
        return records;
    }

    private int confirmedByTime() {
        int records = 0;
        long now = clock.getAsLong();
        while (!unconfirmed.isEmpty()) {
            Written first = unconfirmed.peekFirst();
            boolean old = now - first.at() >= window.age().toMillis();
            boolean pushedOut = unconfirmedBytes - first.bytes() >= window.bytes();
            if (!old && !pushedOut) {
                break;
            }
            unconfirmed.pollFirst();
            unconfirmedBytes -= first.bytes();
            records += first.records();
        }
        return records;
    }

    @Override
    public void reset() {
        unconfirmed.clear();
        unconfirmedBytes = 0;
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    @Override
    public void close() {
        reset();
    }
}
