package dev.sluice.api;

import dev.sluice.domain.Validation;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How the query API listens, and to whom.
 *
 * @param address the address to listen on
 * @param port the port; -1 for no API, 0 for any
 * @param tokensFile the file of those who may ask; null for none
 * @param anonymousRole the role of who shows nothing; null if that is nobody
 * @param clientAuth whether clients show a certificate: none, requested, required
 * @param tls Kafka's {@code ssl.*} keys of the API; empty for no TLS
 * @param auditRequired whether nothing is answered before the record of the access is with the brokers
 * @param auditTimeout how long that may take
 * @param peerTokenFile the file with the secret of the instances; null for none
 * @param peerTimeout how long another instance may take
 * @param limits how much there may be of what
 * @param applicationServer how other instances reach this one, host:port; empty if they don't
 * @param applicationId the application id
 * @param topicPrefix what the names of topics begin with
 * @param settings all that was given, for the clients of Kafka and registry
 */
public record ApiOptions(
        InetAddress address,
        int port,
        Path tokensFile,
        Role anonymousRole,
        String clientAuth,
        Map<String, Object> tls,
        boolean auditRequired,
        Duration auditTimeout,
        Path peerTokenFile,
        Duration peerTimeout,
        Limits limits,
        String applicationServer,
        String applicationId,
        String topicPrefix,
        Map<String, Object> settings) {
    private static final Set<String> ANONYMOUS = Set.of("auditor", "operator");

    /**
     * How much there may be.
     *
     * @param threads requests that are worked on at once
     * @param queue requests that wait
     * @param requestTimeout how long one may take
     * @param connections connections
     * @param ratePerSecond requests of one client
     * @param pageItems items on a page
     * @param scanIdentities identities that are looked at for a page
     */
    public record Limits(
            int threads,
            int queue,
            Duration requestTimeout,
            int connections,
            int ratePerSecond,
            int pageItems,
            int scanIdentities) {}

    /** Copies the maps. */
    public ApiOptions {
        tls = Map.copyOf(tls);
        settings = Map.copyOf(settings);
    }

    /**
     * Options from configuration.
     *
     * @param given {@code sluice.api.*}, {@code application.*}, {@code sluice.topic.prefix}, and the keys of Kafka's and the
     *     registry's clients; other keys are passed over
     * @return the options
     * @throws ConfigException if a value can't be used, or the API would be open to a network without knowing who asks; the
     *     message shows no secret
     */
    public static ApiOptions of(Map<String, ?> given) {
        Map<String, Object> own = new HashMap<>();
        Map<String, Object> tls = new HashMap<>();
        given.forEach((key, value) -> {
            if (key.startsWith(ApiKeys.PREFIX)) {
                own.put(key, value);
            }
            if (key.startsWith(ApiKeys.TLS_PREFIX) && !key.equals(ApiKeys.CLIENT_AUTH)) {
                tls.put("ssl." + key.substring(ApiKeys.TLS_PREFIX.length()), value);
            }
        });
        AbstractConfig config = new AbstractConfig(ApiKeys.define(new ConfigDef()), own, false);
        Map<String, Object> settings = new HashMap<>();
        given.forEach((key, value) -> {
            if (value != null) {
                settings.put(key, value);
            }
        });
        ApiOptions options = new ApiOptions(
                address(config.getString(ApiKeys.ADDRESS)),
                config.getInt(ApiKeys.PORT),
                path(config.getString(ApiKeys.TOKENS_FILE)),
                anonymous(config.getString(ApiKeys.ANONYMOUS_ROLE)),
                config.getString(ApiKeys.CLIENT_AUTH),
                tls,
                config.getString(ApiKeys.AUDIT).equals(ApiKeys.REQUIRED),
                Duration.ofMillis(config.getInt(ApiKeys.AUDIT_TIMEOUT)),
                path(config.getString(ApiKeys.PEER_TOKEN_FILE)),
                Duration.ofMillis(config.getInt(ApiKeys.PEER_TIMEOUT)),
                new Limits(
                        config.getInt(ApiKeys.THREADS),
                        config.getInt(ApiKeys.QUEUE),
                        Duration.ofMillis(config.getInt(ApiKeys.REQUEST_TIMEOUT)),
                        config.getInt(ApiKeys.CONNECTIONS),
                        config.getInt(ApiKeys.RATE),
                        config.getInt(ApiKeys.PAGE),
                        config.getInt(ApiKeys.SCAN)),
                text(given, StreamsConfig.APPLICATION_SERVER_CONFIG, ""),
                text(given, StreamsConfig.APPLICATION_ID_CONFIG, "sluice"),
                text(given, "sluice.topic.prefix", "iam."),
                settings);
        options.refuseWhatIsOpen();
        return options;
    }

    private void refuseWhatIsOpen() {
        if (port < 0) {
            return;
        }
        boolean known = tokensFile != null;
        if (!address.isLoopbackAddress()) {
            if (anonymousRole != null) {
                throw new ConfigException("The query API would answer everybody on " + address.getHostAddress()
                        + ". Take " + ApiKeys.ANONYMOUS_ROLE + " out, or listen on loopback.");
            }
            if (tls.isEmpty()
                    && !settings.getOrDefault(ApiKeys.ALLOW_PLAINTEXT, "false")
                            .toString()
                            .equals("true")) {
                throw new ConfigException("The query API would send tokens and answers readable over the network of "
                        + address.getHostAddress() + ". Set " + ApiKeys.TLS_PREFIX
                        + "keystore.location, listen on loopback, or set "
                        + ApiKeys.ALLOW_PLAINTEXT + "=true where something in front of it speaks TLS.");
            }
        }
        if (!known && anonymousRole == null) {
            throw new ConfigException("The query API has nobody to answer. Name the file of tokens in "
                    + ApiKeys.TOKENS_FILE + " (sluice api token makes its lines)"
                    + (address.isLoopbackAddress() ? ", or set " + ApiKeys.ANONYMOUS_ROLE + "." : "."));
        }
        if (!clientAuth.equals("none") && tls.isEmpty()) {
            throw new ConfigException("Certificates of clients need TLS. Set " + ApiKeys.TLS_PREFIX
                    + "keystore.location and truststore.location, or " + ApiKeys.CLIENT_AUTH + "=none.");
        }
    }

    /**
     * Whether there is to be an API.
     *
     * @return false if the port is -1
     */
    public boolean isOn() {
        return port >= 0;
    }

    /**
     * What the audit calls this instance.
     *
     * @return host:port as others reach it, else the application id
     */
    public String instance() {
        String name = applicationServer.isEmpty() ? applicationId : applicationServer;
        return Validation.isText(name) ? name : "sluice";
    }

    private static Role anonymous(String role) {
        if (role.isBlank()) {
            return null;
        }
        if (!ANONYMOUS.contains(role)) {
            throw new ConfigException(ApiKeys.ANONYMOUS_ROLE, role, "Give auditor or operator, or nothing.");
        }
        return Role.parse(role);
    }

    private static Path path(String text) {
        return text.isBlank() ? null : Path.of(text);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new ConfigException(ApiKeys.ADDRESS, text, "No such address is known; give one of this machine.");
        }
    }

    private static String text(Map<String, ?> given, String key, String otherwise) {
        Object value = given.get(key);
        return value == null || value instanceof Password ? otherwise : value.toString();
    }

    /** Without what was given: secrets are among it. */
    @Override
    public String toString() {
        return "ApiOptions[" + address + ":" + port + "]";
    }
}
