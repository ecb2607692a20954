package dev.sluice.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever;
import org.apache.kafka.common.security.oauthbearer.ClientJwtValidator;
import org.apache.kafka.common.security.oauthbearer.JwtRetriever;
import org.apache.kafka.common.security.oauthbearer.JwtValidator;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;

/**
 * Tokens of an OAuth 2.0 server for whoever has a client id and secret, by Kafka's own client of it. One is used until shortly
 * before it runs out, or until the registry refuses it; while no other can be had, for as long as it is good.
 */
final class OAuthTokens implements AutoCloseable {
    private static final String MECHANISM = OAuthBearerLoginModule.OAUTHBEARER_MECHANISM;
    private static final long RETRY_MS = 100;
    private static final long AGAIN_MS = 10_000;

    private final String url;
    private final JwtRetriever retriever;
    private final JwtValidator validator = new ClientJwtValidator();
    private final Duration early;
    private final InstantSource clock;
    private OAuthBearerToken current;
    private long renewAt;

    /**
     * Nothing is asked for yet.
     *
     * @param settings where, and who asks
     * @param tls Kafka's {@code ssl.*} settings of the way there; empty for the JVM's own trust
     * @param patience how long connecting and an answer may take
     * @param clock tells when a token runs out
     * @throws ConfigException if the settings can't be used; says which
     */
    OAuthTokens(
            SchemaRegistryConfig.OAuth settings,
            Map<String, Object> tls,
            SchemaRegistryConfig.Patience patience,
            InstantSource clock) {
        this.url = settings.url();
        this.early = settings.early();
        this.clock = clock;
        this.retriever = new ClientCredentialsJwtRetriever();
        Map<String, Object> config = new HashMap<>();
        config.put(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, url);
        config.put(SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID, settings.clientId());
        config.put(SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET, settings.clientSecret());
        config.put(SaslConfigs.SASL_OAUTHBEARER_SCOPE, settings.scope());
        config.put(
                SaslConfigs.SASL_OAUTHBEARER_SCOPE_CLAIM_NAME, SaslConfigs.DEFAULT_SASL_OAUTHBEARER_SCOPE_CLAIM_NAME);
        config.put(SaslConfigs.SASL_OAUTHBEARER_SUB_CLAIM_NAME, SaslConfigs.DEFAULT_SASL_OAUTHBEARER_SUB_CLAIM_NAME);
        config.put(
                SaslConfigs.SASL_OAUTHBEARER_HEADER_URLENCODE, SaslConfigs.DEFAULT_SASL_OAUTHBEARER_HEADER_URLENCODE);
        config.put(SaslConfigs.SASL_LOGIN_CONNECT_TIMEOUT_MS, (int)
                patience.connect().toMillis());
        config.put(SaslConfigs.SASL_LOGIN_READ_TIMEOUT_MS, (int) patience.read().toMillis());
        // Whoever asks the registry asks again, within the time that a call has.
        config.put(SaslConfigs.SASL_LOGIN_RETRY_BACKOFF_MS, RETRY_MS);
        config.put(SaslConfigs.SASL_LOGIN_RETRY_BACKOFF_MAX_MS, RETRY_MS);
        List<AppConfigurationEntry> entries = List.of(new AppConfigurationEntry(
                OAuthBearerLoginModule.class.getName(), LoginModuleControlFlag.REQUIRED, tls));
        try {
            retriever.configure(config, MECHANISM, entries);
            validator.configure(config, MECHANISM, entries);
        } catch (KafkaException e) {
            throw new ConfigException(RegistryKeys.OAUTH_URL + " and the other bearer.auth.* keys can't be used: "
                    + TlsContexts.rootMessage(e));
        }
    }

    /**
     * The Authorization header.
     *
     * @return the header's value, secret
     * @throws RegistryUnavailableException if no token can be had
     */
    synchronized String header() {
        long now = clock.millis();
        if (current == null || now >= renewAt || now >= current.lifetimeMs()) {
            renew(now);
        }
        return "Bearer " + current.value();
    }

    private void renew(long now) {
        try {
            OAuthBearerToken token = validator.validate(retriever.retrieve());
            // Of a short life at least half is used, or each call would ask for another one.
            renewAt = now + Math.max((token.lifetimeMs() - now) / 2, token.lifetimeMs() - now - early.toMillis());
            current = token;
        } catch (KafkaException e) {
            if (current == null || now >= current.lifetimeMs()) {
                throw new RegistryUnavailableException(
                        "A token for the schema registry can't be had at " + url + " (" + TlsContexts.rootMessage(e)
                                + "); see that the server runs and knows " + RegistryKeys.OAUTH_CLIENT_ID
                                + " and its secret",
                        e);
            }
            // Not each call is to wait for a server that is down.
            renewAt = now + AGAIN_MS;
        }
    }

    /** The registry refuses the token: the next call is made with another one. */
    synchronized void refused() {
        current = null;
    }

    @Override
    public void close() {
        try {
            retriever.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
