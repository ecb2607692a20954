package dev.sluice.ops;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/**
 * Where an endpoint listens, and who may read its metrics.
 *
 * @param address the address to listen on
 * @param port the port; 0 is any, -1 none
 * @param tokenFile a file with the token that the metrics are read with; null for none
 * @param tls Kafka's {@code ssl.*} settings of the endpoint's own certificate; empty for plain HTTP
 * @param prefix what the keys of these options begin with where the person wrote them, for messages
 */
public record EndpointOptions(String address, int port, Path tokenFile, Map<String, Object> tls, String prefix) {
    /**
     * Copies the map.
     *
     * @throws ConfigException if others could read the metrics without a token, or the address is none
     */
    public EndpointOptions {
        tls = Map.copyOf(tls);
        if (port >= 0 && tokenFile == null && !isLoopback(address, prefix)) {
            throw new ConfigException(
                    prefix + "address " + address + " can be reached from other hosts; name a file with"
                            + " a token for /metrics in " + prefix + "token.file, or listen on 127.0.0.1.");
        }
    }

    /**
     * Whether anything is to listen.
     *
     * @return false where the port is -1
     */
    public boolean isOn() {
        return port >= 0;
    }

    private static boolean isLoopback(String address, String prefix) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new ConfigException(prefix + "address", address, "This is no address of this host.");
        }
    }
}
