package dev.sluice.registry;

import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** Builds a TLS context from Kafka's {@code ssl.*} settings, with Kafka's own key store handling. */
public final class TlsContexts {

    private static final ConfigDef DEFINITION = new ConfigDef().withClientSslSupport();

    private TlsContexts() {}

    /** The context of the registry client, from {@code schema.registry.ssl.*}. */
    static SSLContext from(Map<String, Object> settings) {
        return from(settings, RegistryKeys.PREFIX, "registry");
    }

    /**
     * A context for a client. Host names are always checked: the settings can't turn that off.
     *
     * @param settings Kafka's {@code ssl.*} settings; keys of other kinds are ignored
     * @param prefix what the keys begin with where the person wrote them, for messages
     * @param whose whom the client speaks to, for messages, such as {@code registry}
     * @return the context, or null when no TLS setting is given and the JVM's default shall be used
     * @throws ConfigException if the settings can't be used; says what to look at
     */
    public static SSLContext from(Map<String, Object> settings, String prefix, String whose) {
        Map<String, Object> ssl = new HashMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith("ssl.")) {
                ssl.put(key, value);
            }
        });
        if (ssl.isEmpty()) {
            return null;
        }
        Object identification = ssl.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
        if (identification != null && !identification.toString().equalsIgnoreCase("https")) {
            throw new ConfigException(
                    prefix + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
                    identification,
                    "Host names are always checked. Issue the " + whose + " a certificate that carries its host name.");
        }
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(new AbstractConfig(DEFINITION, ssl, false).values());
            return factory.sslContext();
        } catch (ConfigException e) {
            throw e;
        } catch (KafkaException e) {
            throw new ConfigException("The " + whose + "'s TLS settings (" + prefix
                    + "ssl.*) cannot be used; check the store's path, type and password: " + rootMessage(e));
        }
    }

    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage();
    }
}
