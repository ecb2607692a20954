package dev.sluice.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds and checks TCP ports of the loopback address. A port found here can be lost again before it is used, so whoever
 * uses one is prepared to ask again.
 */
public final class FreePorts {
    private static final int HIGHEST_PORT = 65_535;

    private FreePorts() {}

    /**
     * Finds one port nobody listens on.
     *
     * @return a port between 1024 and 65535
     * @throws StackException when the system gives none
     */
    public static int one() {
        return distinct(1).get(0);
    }

    /**
     * Finds several different ports nobody listens on.
     *
     * @param count how many, 0 or more
     * @return as many ports, all different
     * @throws StackException when the system gives none
     */
    public static List<Integer> distinct(int count) {
        // All sockets stay open until the last one is bound: the system may hand out a released port again at once.
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(bind(0));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new StackException("No free port could be found on 127.0.0.1: " + e.getMessage(), e);
        } finally {
            held.forEach(FreePorts::closeQuietly);
        }
    }

    /**
     * Whether a server could listen on the port now.
     *
     * @param port a port number
     * @return false also for a number that is no port
     */
    public static boolean isFree(int port) {
        if (port < 1 || port > HIGHEST_PORT) {
            return false;
        }
        try (ServerSocket socket = bind(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Insists on a port the person asked for.
     *
     * @param port the port
     * @param purpose what it is for, as it reads after "for", such as "the broker"
     * @return the same port
     * @throws StackException when it is no port number or somebody uses it
     */
    public static int require(int port, String purpose) {
        if (port < 1 || port > HIGHEST_PORT) {
            throw new StackException("Port " + port + " for " + purpose
                    + " is not a port number; choose one from 1 to 65535, or 0 for any.");
        }
        if (!isFree(port)) {
            throw inUse(port, purpose, null);
        }
        return port;
    }

    static StackException inUse(int port, String purpose, Throwable cause) {
        return new StackException(
                "Port " + port + " for " + purpose + " cannot be used on 127.0.0.1, most likely because another program"
                        + " listens on it; choose another port, or 0 for any free one.",
                cause);
    }

    /** Takes the asked-for port, else the preferred one when it is free, else any. */
    static int choose(int asked, int preferred, String purpose) {
        if (asked != 0) {
            return require(asked, purpose);
        }
        return isFree(preferred) ? preferred : one();
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // A listening socket without connections has nothing to lose.
            return;
        }
    }
}
