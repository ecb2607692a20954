package dev.sluice.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Syslog over UDP (RFC 5426): a message a datagram. Handed to the network is all that can be known, so that confirms it; what
 * is lost on the way is lost.
 */
final class SyslogDatagramTarget implements Target {
    private final String host;
    private final int port;
    private DatagramSocket socket;
    private int confirmed;

    SyslogDatagramTarget(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public void open() throws DeliveryFailure {
        if (socket != null) {
            return;
        }
        try {
            InetAddress address = InetAddress.getByName(host);
            socket = new DatagramSocket();
            // Connected, so that the system tells when the other host says that nobody listens.
            socket.connect(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw NetworkFailures.of(host + ":" + port, e);
        }
    }

    @Override
    public void send(List<Outgoing> records) throws DeliveryFailure {
        open();
        try {
            for (Outgoing each : records) {
                socket.send(new DatagramPacket(each.bytes(), each.bytes().length));
            }
            confirmed += records.size();
        } catch (IOException e) {
            throw NetworkFailures.of(host + ":" + port, e);
        }
    }

    @Override
    public int confirmed(boolean hurry) {
        int now = confirmed;
        confirmed = 0;
        return now;
    }

    @Override
    public void reset() {
        confirmed = 0;
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    @Override
    public void close() {
        reset();
    }
}
