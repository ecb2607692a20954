package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.PropertiesBlocks;
import dev.sluice.it.AllowedUrls;
import dev.sluice.it.TokenIssuer;
import dev.sluice.relay.TestKeys;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credentials, TLS, and what refusals become. */
class RegistrySecurityTest {

    private static final Schema TEXT = Schema.create(Schema.Type.STRING);
    private static final String STORE_PASSWORD = "changeit";

    private final TestRegistryServer server = new TestRegistryServer();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void sendsBasicCredentialsAtOnce() {
        server.then(200, "{\"id\":1}").then(200, "{\"id\":1}");

        register(
                server.url(),
                Map.of(
                        "basic.auth.credentials.source",
                        "USER_INFO",
                        "basic.auth.user.info",
                        "sluice:s3cret:with:colons"));
        register(server.url().replace("http://", "http://sluice:other@"), Map.of());

        assertThat(server.requests.get(0).headers())
                .containsEntry("authorization", "Basic c2x1aWNlOnMzY3JldDp3aXRoOmNvbG9ucw==");
        assertThat(server.requests.get(1).headers()).containsEntry("authorization", "Basic c2x1aWNlOm90aGVy");
    }

    @Test
    void sendsAToken() {
        server.then(200, "{\"id\":1}");

        register(
                server.url(),
                Map.of(
                        "schema.registry.bearer.auth.credentials.source",
                        "STATIC_TOKEN",
                        "schema.registry.bearer.auth.token",
                        new Password("t0ken")));

        assertThat(server.only().headers()).containsEntry("authorization", "Bearer t0ken");
    }

    @Test
    @SuppressWarnings("try") // what is allowed is while it is open
    void asksForATokenOnceAndForAnotherWhenTheRegistryRefusesIt() {
        try (TokenIssuer issuer = new TokenIssuer(Map.of("sluice", "s3cret"), InstantSource.system());
                AllowedUrls allowed = new AllowedUrls(issuer.tokenUrl())) {
            Map<String, Object> settings = shown("Registry by OAuth");
            settings.replace("bearer.auth.issuer.endpoint.url", issuer.tokenUrl());
            settings.replace("bearer.auth.client.id", "sluice");
            settings.replace("bearer.auth.client.secret", new Password("s3cret"));
            settings.put("bearer.auth.logical.cluster", "lsrc-1");
            settings.put("bearer.auth.identity.pool.id", "pool-2");
            settings.put("max.retries", 0);
            server.then(200, "{\"id\":1}")
                    .then(200, "{\"id\":1}")
                    .then(401, "{\"error_code\":40101}")
                    .then(200, "{\"id\":1}");
            try (HttpSchemaRegistryClient client =
                    new HttpSchemaRegistryClient(TestConfigs.http(server.url(), settings))) {
                client.register("s", TEXT, false);
                client.register("s", TEXT, false);
                assertThat(issuer.asked).singleElement().asString().contains("scope=registry");
                assertThatThrownBy(() -> client.register("s", TEXT, false)).isInstanceOf(RestException.class);
                client.register("s", TEXT, false);
            }

            assertThat(issuer.asked).hasSize(2);
            assertThat(server.requests).allSatisfy(request -> assertThat(request.headers())
                    .containsEntry("target-sr-cluster", "lsrc-1")
                    .containsEntry("confluent-identity-pool-id", "pool-2")
                    .hasEntrySatisfying(
                            "authorization", given -> assertThat(given).startsWith("Bearer ey")));
            assertThat(TestConfigs.http(server.url(), settings))
                    .asString()
                    .doesNotContain("s3cret")
                    .contains("[hidden]");
        }
    }

    @Test
    @SuppressWarnings("try") // what is allowed is while it is open
    void usesATokenForMostOfItsLifeAndWhileNoOtherCanBeHadToItsEnd() {
        Instant[] now = {Instant.now()};
        TokenIssuer issuer = new TokenIssuer(Map.of("sluice", "s3cret"), () -> now[0]);
        SchemaRegistryConfig config = TestConfigs.http("http://127.0.0.1:1", Map.of());
        try (AllowedUrls allowed = new AllowedUrls(issuer.tokenUrl());
                OAuthTokens tokens = new OAuthTokens(
                        new SchemaRegistryConfig.OAuth(
                                issuer.tokenUrl(), "sluice", new Password("s3cret"), null, Duration.ofSeconds(60)),
                        Map.of(),
                        config.patience(),
                        () -> now[0])) {
            String first = tokens.header();
            now[0] = now[0].plusSeconds(TokenIssuer.LIFE_SECONDS - 62);
            assertThat(tokens.header()).isEqualTo(first);
            now[0] = now[0].plusSeconds(3);
            String second = tokens.header();
            assertThat(second).isNotEqualTo(first);

            issuer.close();
            now[0] = now[0].plusSeconds(TokenIssuer.LIFE_SECONDS - 2);
            assertThat(tokens.header()).as("still good").isEqualTo(second);
            now[0] = now[0].plusSeconds(3);
            assertThatThrownBy(tokens::header)
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(issuer.tokenUrl());
        }
    }

    @Test
    @SuppressWarnings("try") // what is allowed is while it is open
    void saysWhyThereIsNoToken() {
        try (TokenIssuer issuer = new TokenIssuer(Map.of("sluice", "s3cret"), InstantSource.system());
                AllowedUrls allowed = new AllowedUrls(issuer.tokenUrl())) {
            Map<String, Object> settings = new HashMap<>(Map.of(
                    "bearer.auth.credentials.source", "OAUTHBEARER",
                    "bearer.auth.issuer.endpoint.url", issuer.tokenUrl(),
                    "bearer.auth.client.id", "sluice",
                    "bearer.auth.client.secret", "wr0ng",
                    "max.retries", 0));

            assertThatThrownBy(() -> register(server.url(), settings))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(issuer.tokenUrl())
                    .hasMessageContaining("bearer.auth.client.id")
                    .hasMessageNotContaining("wr0ng");
            assertThat(server.requests).isEmpty();

            settings.put("bearer.auth.issuer.endpoint.url", "http://127.0.0.1:1/elsewhere");
            assertThatThrownBy(() -> register(server.url(), settings))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("allowed.urls");
            settings.remove("bearer.auth.client.secret");
            assertThatThrownBy(() -> register(server.url(), settings))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("bearer.auth.client.secret must be set");
        }
    }

    @Test
    void showsItsCertificateWhereTheRegistryAsksForOne() throws Exception {
        Path own = TestKeys.selfSigned(directory, "server", "ip:127.0.0.1");
        Path client = TestKeys.selfSigned(directory, "client", "dns:client");
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(TestKeys.context(own, client)) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        Map<String, Object> settings = new HashMap<>(Map.of(
                "schema.registry.ssl.truststore.location",
                TestKeys.trustStore(directory, own).toString(),
                "schema.registry.ssl.truststore.password",
                TestKeys.PASSWORD,
                "schema.registry.ssl.truststore.type",
                "PKCS12",
                "max.retries",
                0));
        try (TestRegistryServer tls = new TestRegistryServer(https)) {
            tls.then(200, "{\"id\":7}");
            String url = "https://127.0.0.1:" + tls.port();
            assertThatThrownBy(() -> register(url, settings)).isInstanceOf(RegistryUnavailableException.class);
            settings.put("schema.registry.ssl.keystore.location", client.toString());
            settings.put("schema.registry.ssl.keystore.password", TestKeys.PASSWORD);
            settings.put("schema.registry.ssl.key.password", TestKeys.PASSWORD);
            settings.put("schema.registry.ssl.keystore.type", "PKCS12");

            assertThat(register(url, settings)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, org.apache.kafka.common.errors.AuthenticationException, true",
        "403, org.apache.kafka.common.errors.AuthorizationException, true",
        "429, org.apache.kafka.common.errors.ThrottlingQuotaExceededException, true",
        "408, dev.sluice.registry.RegistryUnavailableException, true",
        "500, dev.sluice.registry.RegistryUnavailableException, true",
        "502, org.apache.kafka.common.errors.DisconnectException, true",
        "503, dev.sluice.registry.RegistryUnavailableException, true",
        "504, dev.sluice.registry.RegistryUnavailableException, true",
        "404, org.apache.kafka.common.errors.SerializationException, false",
        "409, org.apache.kafka.common.errors.SerializationException, false",
        "422, org.apache.kafka.common.errors.SerializationException, false",
    })
    void becomesTheKafkaExceptionThatFits(int status, Class<?> expected, boolean isTransient) {
        SchemaRegistryConfig config =
                TestConfigs.http(server.url().replace("http://", "http://u:hush@"), Map.of("max.retries", 0));
        AvroCodec<?> codec = AvroCodec.generic(SchemaRegistryClients.create(config), config, false);
        server.then(status, "{\"error_code\":" + (status == 404 ? 40403 : status * 100) + ",\"message\":\"no\"}");

        Throwable failure = catchThrowable(() -> codec.decode("t", null, new byte[] {0, 0, 0, 0, 1, 0}));

        assertThat(failure)
                .isExactlyInstanceOf(expected)
                .hasCauseInstanceOf(RestException.class)
                .hasMessageNotContaining("hush");
        assertThat(Transience.isTransient(failure)).isEqualTo(isTransient);
        assertThat(Transience.isTransient(new RuntimeException(failure))).isEqualTo(isTransient);
        assertThat(Transience.isRegistryFailure(new RuntimeException(failure))).isEqualTo(isTransient);
    }

    @Test
    void aFailureOfTheBrokersIsNoneOfTheRegistry() {
        assertThat(Transience.isRegistryFailure(null)).isFalse();
        assertThat(Transience.isRegistryFailure(new TimeoutException("the broker does not answer")))
                .isFalse();
        assertThat(Transience.isRegistryFailure(new DisconnectException())).isFalse();
        assertThat(Transience.isRegistryFailure(new AuthenticationException("who")))
                .isFalse();
        assertThat(Transience.isRegistryFailure(new AuthorizationException("no")))
                .isFalse();
        assertThat(Transience.isRegistryFailure(new RegistryUnavailableException("the registry", null)))
                .isTrue();
    }

    @Test
    void saysWhatIsNotTransient() {
        assertThat(Transience.isTransient(null)).isFalse();
        assertThat(Transience.isTransient(new SerializationException("bad bytes")))
                .isFalse();
        assertThat(Transience.isTransient(new ThrottlingQuotaExceededException("slow down")))
                .isTrue();
        assertThat(Transience.isTransient(new DisconnectException())).isTrue();
        assertThat(Transience.isTransient(new AuthenticationException("who"))).isTrue();
        assertThat(Transience.isTransient(new AuthorizationException("no"))).isTrue();
        RuntimeException one = new RuntimeException();
        one.initCause(new RuntimeException(one));
        assertThat(Transience.isTransient(one)).as("a cycle ends").isFalse();
    }

    @Test
    void talksTlsWithATrustStoreOfItsOwn() throws Exception {
        Path store = selfSigned("ip:127.0.0.1");
        try (TestRegistryServer tls = new TestRegistryServer(https(store))) {
            tls.then(200, "{\"id\":5}");
            String url = "https://127.0.0.1:" + tls.port();

            assertThat(register(url, trusting(store))).isEqualTo(5);
        }
    }

    @Test
    void refusesAServerItDoesNotTrust() throws Exception {
        Path store = selfSigned("ip:127.0.0.1");
        try (TestRegistryServer tls = new TestRegistryServer(https(store))) {
            String url = "https://127.0.0.1:" + tls.port();

            assertThatThrownBy(() -> register(url, Map.of("max.retries", 0)))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("PKIX");
            assertThat(tls.requests).isEmpty();
        }
    }

    @Test
    void refusesAServerOfAnotherName() throws Exception {
        Path store = selfSigned("dns:elsewhere.example");
        try (TestRegistryServer tls = new TestRegistryServer(https(store))) {
            Map<String, Object> settings = new HashMap<>(trusting(store));
            settings.put("max.retries", 0);

            assertThatThrownBy(() -> register("https://127.0.0.1:" + tls.port(), settings))
                    .isInstanceOf(RegistryUnavailableException.class);
            assertThat(tls.requests).isEmpty();
        }
    }

    @Test
    void saysWhichTlsSettingsCannotBeUsed() throws Exception {
        Map<String, Object> wrongPassword = new HashMap<>(trusting(selfSigned("ip:127.0.0.1")));
        wrongPassword.put("schema.registry.ssl.truststore.password", "hush");

        assertThatThrownBy(() -> register("https://127.0.0.1:1", wrongPassword))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.ssl.")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> register(
                        "https://127.0.0.1:1", Map.of("schema.registry.ssl.endpoint.identification.algorithm", "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("endpoint.identification");
    }

    /** As the page on security shows them; the URL is the caller's. */
    private static Map<String, Object> shown(String heading) {
        return new HashMap<>(PropertiesBlocks.after(Path.of("docs/security.md"), heading));
    }

    private static int register(String url, Map<String, ?> more) {
        return new HttpSchemaRegistryClient(TestConfigs.http(url, more)).register("s", TEXT, false);
    }

    private static Map<String, Object> trusting(Path store) {
        Map<String, Object> settings = shown("Registry by TLS and password");
        settings.replace("schema.registry.ssl.truststore.location", store.toString());
        settings.replace("schema.registry.ssl.truststore.password", STORE_PASSWORD);
        settings.replace("basic.auth.user.info", "sluice:s3cret");
        return settings;
    }

    private Path selfSigned(String subjectAlternativeName) throws Exception {
        Path store = directory.resolve("registry.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "registry",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=registry",
                        "-ext",
                        "san=" + subjectAlternativeName,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(store).as(Files.readString(directory.resolve("keytool.log"))).exists();
        return store;
    }

    private static HttpsServer https(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }
}
