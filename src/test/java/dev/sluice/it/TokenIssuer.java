package dev.sluice.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An OAuth 2.0 server on the loopback address that knows clients, gives them tokens by their secret, and shows its keys. */
public final class TokenIssuer implements AutoCloseable {
    /** Whom the tokens are for. */
    public static final String AUDIENCE = "kafka";

    /** How long a token is good. */
    public static final int LIFE_SECONDS = 300;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String KEY_ID = "test-key";

    /** The bodies of all requests for a token. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final Map<String, String> secrets;
    private final KeyPair keys;
    private final HttpServer server;
    private final InstantSource clock;

    /**
     * Starts.
     *
     * @param secrets by client id
     * @param clock tells when a token is given
     */
    public TokenIssuer(Map<String, String> secrets, InstantSource clock) {
        this.secrets = Map.copyOf(secrets);
        this.clock = clock;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
        server.createContext("/token", this::token);
        server.createContext("/keys", exchange -> answer(exchange, 200, keySet()));
        server.start();
    }

    /** Where tokens are had. */
    public String tokenUrl() {
        return issuer() + "/token";
    }

    /** Where the keys are. */
    public String keysUrl() {
        return issuer() + "/keys";
    }

    /** What tokens say of their origin. */
    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void token(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(body);
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        String client = secrets.entrySet().stream()
                .filter(entry -> ("Basic "
                                + Base64.getEncoder()
                                        .encodeToString((entry.getKey() + ":" + entry.getValue())
                                                .getBytes(StandardCharsets.UTF_8)))
                        .equals(given))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
        if (client == null || !body.contains("grant_type=client_credentials")) {
            answer(exchange, 401, "{\"error\":\"invalid_client\"}");
            return;
        }
        answer(
                exchange,
                200,
                "{\"access_token\":\"" + signed(client) + "\",\"token_type\":\"Bearer\",\"expires_in\":" + LIFE_SECONDS
                        + "}");
    }

    private String signed(String client) {
        long now = clock.millis() / 1000;
        String head = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + KEY_ID + "\"}";
        String claims = "{\"sub\":\"" + client + "\",\"aud\":\"" + AUDIENCE + "\",\"iss\":\"" + issuer() + "\",\"iat\":"
                + now + ",\"exp\":" + (now + LIFE_SECONDS) + "}";
        String text =
                encoded(head.getBytes(StandardCharsets.UTF_8)) + "." + encoded(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String keySet() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"" + KEY_ID + "\",\"n\":\""
                + encoded(unsigned(key.getModulus())) + "\",\"e\":\"" + encoded(unsigned(key.getPublicExponent()))
                + "\"}]}";
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String encoded(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
