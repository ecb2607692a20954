package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.sluice.PropertiesBlocks;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.embedded.FreePorts;
import dev.sluice.relay.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/**
 * A broker that refuses whatever no ACL allows. Clients come by TLS with a certificate, or by TLS with SASL: SCRAM-SHA-512 or
 * OAUTHBEARER. Beside these it has a listener in plain text, whose user may do everything, for what a test prepares.
 */
final class SecuredBroker implements AutoCloseable {
    /** Where people read how to connect. */
    static final Path PAGE = Path.of("docs/security.md");

    static final String PASSWORD = "pass-of-a-test";
    private static final int ITERATIONS = 4096;

    private final Path directory;
    private final EmbeddedBroker broker;
    private final int tlsPort;
    private final int saslPort;
    private final Path trust;
    private final Admin admin;
    private final TokenIssuer tokens;
    private final AllowedUrls allowed;

    /**
     * Starts the broker.
     *
     * @param directory for its data and keys
     * @param certified the users that have a certificate
     * @param secrets the OAuth clients by id
     */
    SecuredBroker(Path directory, List<String> certified, Map<String, String> secrets) throws Exception {
        this.directory = directory;
        tokens = new TokenIssuer(secrets, InstantSource.system());
        allowed = new AllowedUrls(tokens.tokenUrl(), tokens.keysUrl());
        Path own = TestKeys.selfSigned(directory, "broker", "ip:127.0.0.1");
        trust = TestKeys.trustStore(directory, own);
        Map<String, String> settings = new HashMap<>();
        Path clients = clientKeys(certified);
        List<Integer> ports = FreePorts.distinct(3);
        tlsPort = ports.get(1);
        saslPort = ports.get(2);
        int controller = FreePorts.one();
        String listeners =
                "CLIENT://127.0.0.1:" + ports.get(0) + ",TLS://127.0.0.1:" + tlsPort + ",SASL://127.0.0.1:" + saslPort;
        settings.put("listeners", listeners + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("advertised.listeners", listeners);
        settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,TLS:SSL,SASL:SASL_SSL,CONTROLLER:PLAINTEXT");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("allow.everyone.if.no.acl.found", "false");
        settings.put("super.users", "User:ANONYMOUS");
        settings.put("ssl.keystore.location", own.toString());
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.password", TestKeys.PASSWORD);
        settings.put("ssl.key.password", TestKeys.PASSWORD);
        settings.put("listener.name.tls.ssl.client.auth", "required");
        settings.put("listener.name.tls.ssl.truststore.location", clients.toString());
        settings.put("listener.name.tls.ssl.truststore.type", "PKCS12");
        settings.put("listener.name.tls.ssl.truststore.password", TestKeys.PASSWORD);
        settings.put("ssl.principal.mapping.rules", "RULE:^CN=([^,]+).*$/$1/,DEFAULT");
        settings.put("listener.name.sasl.sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
        settings.put(
                "listener.name.sasl.scram-sha-512.sasl.jaas.config", ScramLoginModule.class.getName() + " required;");
        String oauth = "listener.name.sasl.oauthbearer.sasl.";
        settings.put(oauth + "jaas.config", OAuthBearerLoginModule.class.getName() + " required;");
        settings.put(oauth + "server.callback.handler.class", OAuthBearerValidatorCallbackHandler.class.getName());
        settings.put(oauth + "oauthbearer.jwks.endpoint.url", tokens.keysUrl());
        settings.put(oauth + "oauthbearer.expected.audience", TokenIssuer.AUDIENCE);
        settings.put(oauth + "oauthbearer.expected.issuer", tokens.issuer());
        broker = EmbeddedBroker.start(new EmbeddedBroker.Options(
                directory.resolve("data"), ports.get(0), controller, 1, settings, Duration.ofSeconds(60)));
        admin = Admin.create(admin());
    }

    private Path clientKeys(List<String> certified) throws Exception {
        // The broker trusts each of them by itself; one store has to hold them all.
        KeyStore all = KeyStore.getInstance("PKCS12");
        all.load(null, null);
        for (String user : certified) {
            Path keys = TestKeys.selfSigned(directory, user, "dns:" + user);
            KeyStore one = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(keys)) {
                one.load(in, TestKeys.PASSWORD.toCharArray());
            }
            all.setCertificateEntry(user, one.getCertificate(user));
        }
        Path store = directory.resolve("clients.p12");
        try (var out = Files.newOutputStream(store)) {
            all.store(out, TestKeys.PASSWORD.toCharArray());
        }
        return store;
    }

    /** Settings of somebody who may do everything. */
    Map<String, Object> admin() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    Admin client() {
        return admin;
    }

    TokenIssuer tokens() {
        return tokens;
    }

    /** Settings as the page on security shows them, with this broker's port and keys. */
    private Map<String, Object> shown(String heading, int port) {
        Map<String, Object> config = new HashMap<>(PropertiesBlocks.after(PAGE, heading));
        config.put("bootstrap.servers", "127.0.0.1:" + port);
        config.replace("ssl.truststore.location", trust.toString());
        config.replace("ssl.truststore.password", TestKeys.PASSWORD);
        return config;
    }

    /** Settings of a user with a certificate. */
    Map<String, Object> certified(String user) {
        Map<String, Object> config = shown("TLS with a client certificate", tlsPort);
        config.replace("ssl.keystore.location", directory.resolve(user + ".p12").toString());
        config.replace("ssl.keystore.password", TestKeys.PASSWORD);
        config.replace("ssl.key.password", TestKeys.PASSWORD);
        return config;
    }

    /** Settings of a user with a password, whom the broker gets to know. */
    Map<String, Object> scram(String user) throws Exception {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), PASSWORD)))
                .all()
                .get(30, SECONDS);
        Map<String, Object> config = scram(user, PASSWORD);
        // The controller has answered; the broker hears of it a little later.
        await().atMost(60, SECONDS).ignoreException(ExecutionException.class).until(() -> isLetIn(config));
        return config;
    }

    private static boolean isLetIn(Map<String, Object> config) throws Exception {
        try (Admin user = Admin.create(new HashMap<>(config))) {
            return !user.describeCluster().nodes().get(30, SECONDS).isEmpty();
        }
    }

    Map<String, Object> scram(String user, String password) {
        Map<String, Object> config = shown("SASL SCRAM", saslPort);
        config.replace(
                "sasl.jaas.config",
                ScramLoginModule.class.getName() + " required username=\"" + user + "\" password=\"" + password
                        + "\";");
        return config;
    }

    /** Settings of an OAuth client. */
    Map<String, Object> oauth(String id, String secret) {
        Map<String, Object> config = shown("SASL OAUTHBEARER", saslPort);
        config.replace("sasl.oauthbearer.token.endpoint.url", tokens.tokenUrl());
        config.replace("sasl.oauthbearer.client.credentials.client.id", id);
        config.replace("sasl.oauthbearer.client.credentials.client.secret", secret);
        return config;
    }

    /** Gives rights; returns when they count. */
    void allow(Collection<AclBinding> bindings) throws Exception {
        admin.createAcls(bindings).all().get(30, SECONDS);
        awaitAcls(acls -> acls.containsAll(bindings));
    }

    /** Takes rights; returns when they are gone. */
    void refuse(Collection<AclBinding> bindings) throws Exception {
        admin.deleteAcls(bindings.stream().map(AclBinding::toFilter).toList())
                .all()
                .get(30, SECONDS);
        awaitAcls(acls -> acls.stream().noneMatch(bindings::contains));
    }

    /** All rights of a user. */
    Set<AclBinding> of(String principal) throws Exception {
        AclBindingFilter filter = new AclBindingFilter(
                ResourcePatternFilter.ANY,
                new AccessControlEntryFilter(principal, null, AclOperation.ANY, AclPermissionType.ANY));
        return new HashSet<>(admin.describeAcls(filter).values().get(30, SECONDS));
    }

    private void awaitAcls(Predicate<Collection<AclBinding>> expected) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> expected.test(
                        admin.describeAcls(AclBindingFilter.ANY).values().get(30, SECONDS)));
    }

    /** Writes settings where a command can read them. */
    Path file(String name, Map<String, Object> config) throws IOException {
        StringBuilder text = new StringBuilder();
        config.forEach((key, value) -> text.append(key)
                .append('=')
                .append(value.toString().replace("\\", "\\\\"))
                .append('\n'));
        return Files.writeString(directory.resolve(name + ".properties"), text);
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
        tokens.close();
        allowed.close();
    }
}
