package dev.sluice.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.registry.BoundedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Asks other instances for the partitions that they have. They answer for themselves only and never ask on, so no question goes round
 * in circles. Who has not answered is left alone for a moment, so that a dead instance does not cost every request its timeout.
 */
final class Peers {
    /** Another instance has not answered, or has not what it is asked for. */
    static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        Unanswered(String why) {
            super(why, null, false, false);
        }
    }

    static final String PATH = "/peer/v1/query";

    /** A page of the most items, each with the longest texts, is smaller by far. */
    private static final int MOST_ANSWER_BYTES = 64 << 20;

    private static final long LEFT_ALONE_MS = 2_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final String scheme;
    private final PeerSecret secret;
    private final Duration timeout;
    private final boolean isOn;
    private final InstantSource clock;
    private final Map<HostInfo, Long> leftAloneUntil = new ConcurrentHashMap<>();

    /** With a context, they are spoken to by TLS, and by the certificate that it has. */
    Peers(PeerSecret secret, SSLContext tls, boolean knownByCertificate, Duration timeout, InstantSource clock) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout);
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.client = builder.build();
        this.scheme = tls == null ? "http" : "https";
        this.secret = secret;
        this.timeout = timeout;
        this.isOn = secret.isThere() || knownByCertificate;
        this.clock = clock;
    }

    /**
     * Asks another instance.
     *
     * @param remaining how long the answer may take
     * @throws Unanswered if there is none
     */
    ObjectNode ask(HostInfo host, int partition, Query query, Duration remaining) throws Unanswered {
        if (!isOn) {
            throw new Unanswered("no secret is set by which instances know each other");
        }
        long now = clock.millis();
        if (leftAloneUntil.getOrDefault(host, Long.MIN_VALUE) > now) {
            throw new Unanswered(host + " has not answered a moment ago");
        }
        Duration wait = timeout.compareTo(remaining) < 0 ? timeout : remaining;
        if (wait.isNegative() || wait.isZero()) {
            throw new Unanswered("there is no time left to ask " + host);
        }
        ObjectNode body = query.toNode();
        body.put("partition", partition);
        body.put("budgetMs", wait.toMillis());
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(host))
                    .timeout(wait)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
            if (secret.isThere()) {
                request.header("Authorization", "Bearer " + secret.shown());
            }
            // The timeout of a request ends with its header; what follows has to come in time as well.
            CompletableFuture<HttpResponse<byte[]>> answer =
                    client.sendAsync(request.build(), info -> new BoundedBody(MOST_ANSWER_BYTES));
            try {
                return read(host, answer.get(wait.toMillis(), TimeUnit.MILLISECONDS));
            } finally {
                answer.cancel(true);
            }
        } catch (IOException | ExecutionException | TimeoutException e) {
            leftAloneUntil.put(host, now + LEFT_ALONE_MS);
            throw new Unanswered(host + " can't be reached, or does not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("this instance stops");
        }
    }

    private URI uri(HostInfo host) throws Unanswered {
        try {
            String name = host.host().contains(":") ? "[" + host.host() + "]" : host.host();
            return URI.create(scheme + "://" + name + ":" + host.port() + PATH);
        } catch (IllegalArgumentException e) {
            throw new Unanswered(host + " is no address");
        }
    }

    private static ObjectNode read(HostInfo host, HttpResponse<byte[]> response) throws IOException, Unanswered {
        if (response.statusCode() != 200) {
            throw new Unanswered(host + " has answered " + response.statusCode());
        }
        JsonNode node = JSON.readTree(response.body());
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new Unanswered(host + " has answered something else than JSON");
    }
}
