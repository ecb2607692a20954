package dev.sluice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Sends one request to whichever URL of the list answers.
 *
 * <p>A round asks each URL once, beginning with the one that answered last; a network failure or one of the statuses 408,
 * 429, 500, 502, 503, 504 moves on, any other answer is final. Rounds repeat after a jittered wait until the retries, or the
 * time one call may take, or the caller's {@link WaitLimit}, are used up.
 */
final class HttpTransport implements AutoCloseable {

    /** Waiting, so that a test need not wait. */
    @FunctionalInterface
    interface Pause {
        void forMillis(long millis) throws InterruptedException;
    }

    private static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaRegistryConfig config;
    private final SchemaRegistryConfig.Patience patience;
    private final List<String> urls;
    private final AtomicInteger current;
    private final HttpClient client;
    private final HttpRequest template;
    private final Backoff backoff;
    private final Pause pause;
    private final InstantSource clock;
    private final OAuthTokens tokens;

    HttpTransport(SchemaRegistryConfig config, Backoff backoff, Pause pause, InstantSource clock) {
        this.config = config;
        this.patience = config.patience();
        this.urls = config.urls();
        this.current = new AtomicInteger(
                config.randomizeUrls() ? ThreadLocalRandom.current().nextInt(urls.size()) : 0);
        this.client = client(config);
        this.template = template(config);
        this.backoff = backoff;
        this.pause = pause;
        this.clock = clock;
        this.tokens = config.oauth()
                .map(oauth -> new OAuthTokens(oauth, tls(config), patience, clock))
                .orElse(null);
    }

    /** Those of the registry, since both are usually certified by the same. */
    private static Map<String, Object> tls(SchemaRegistryConfig config) {
        Map<String, Object> tls = new HashMap<>();
        config.tls().forEach((key, value) -> {
            if (key.startsWith("ssl.")) {
                tls.put(key, value);
            }
        });
        return tls;
    }

    /**
     * @param method GET, POST or PUT
     * @param path path and query below the base URL
     * @param body JSON, or null
     * @return the answer; null for "no content"
     */
    JsonNode send(String method, String path, String body) {
        long begin = clock.millis();
        long most = Math.min(
                WaitLimit.leftMillis(),
                patience.maxBlock().isZero()
                        ? Long.MAX_VALUE
                        : patience.maxBlock().toMillis());
        try {
            return send(method, path, body, most == Long.MAX_VALUE ? most : begin + most);
        } finally {
            WaitLimit.waited(clock.millis() - begin);
        }
    }

    private JsonNode send(String method, String path, String body, long deadline) {
        for (int failures = 1; ; failures++) {
            RuntimeException failure;
            try {
                return round(method, path, body, deadline);
            } catch (RegistryUnavailableException e) {
                failure = e;
            } catch (RestException e) {
                if (!e.isRetriable()) {
                    throw e;
                }
                failure = e;
            }
            long wait = backoff.waitMillis(failures);
            if (failures > patience.retries() || deadline - clock.millis() <= wait) {
                throw failure;
            }
            rest(wait);
        }
    }

    private JsonNode round(String method, String path, String body, long deadline) {
        RuntimeException last = null;
        for (int i = 0; i < urls.size(); i++) {
            int index = current.get();
            String url = urls.get(index);
            long left = deadline - clock.millis();
            if (left <= 0) {
                break;
            }
            try {
                return once(method, url, path, body, left);
            } catch (RegistryUnavailableException e) {
                last = e;
            } catch (RestException e) {
                if (!e.isRetriable()) {
                    throw e;
                }
                last = e;
            }
            current.compareAndSet(index, (index + 1) % urls.size());
        }
        throw last != null
                ? last
                : new RegistryUnavailableException(
                        "No time is left to ask the schema registry: it has taken what a record may wait, or "
                                + RegistryKeys.MAX_BLOCK + "="
                                + patience.maxBlock().toMillis(),
                        null);
    }

    private JsonNode once(String method, String url, String path, String body, long leftMillis) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(template, (name, value) -> true);
        if (tokens != null) {
            builder.setHeader("Authorization", tokens.header());
        }
        HttpRequest request = builder.uri(URI.create(url + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        long budget =
                Math.min(leftMillis, patience.connect().plus(patience.read()).toMillis());
        CompletableFuture<HttpResponse<byte[]>> pending =
                client.sendAsync(request, info -> new BoundedBody(MAX_ANSWER_BYTES));
        try {
            return answer(pending.get(budget, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new InterruptException("Interrupted while waiting for the schema registry at " + url, e);
        } catch (TimeoutException e) {
            throw new RegistryUnavailableException(
                    "The schema registry at " + url + " did not answer within " + budget + " ms", e);
        } catch (ExecutionException e) {
            throw unreachable(url, e.getCause());
        } finally {
            // Without effect on a finished exchange; frees the connection of one that is still waiting.
            pending.cancel(true);
        }
    }

    private static RuntimeException unreachable(String url, Throwable cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new RegistryUnavailableException(
                "The schema registry at " + url + " cannot be reached: " + reason, cause);
    }

    private JsonNode answer(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 401 && tokens != null) {
            tokens.refused();
        }
        if (status == 204) {
            return null;
        }
        if (status == 200 || status == 207) {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new RegistryUnavailableException(
                        "The answer is not JSON, so no schema registry gave it; check the path in " + RegistryKeys.URL,
                        e);
            }
        }
        throw error(status, response.body());
    }

    private static RestException error(int status, byte[] body) {
        try {
            JsonNode error = JSON.readTree(body);
            if (error != null && error.path("error_code").isInt()) {
                return new RestException(
                        error.path("message").asText("no message"),
                        status,
                        error.path("error_code").intValue());
            }
        } catch (IOException e) {
            // Falls through to the code that stands for "unreadable", as in Confluent's client.
        }
        return new RestException(
                "The schema registry answered without a readable error", status, RestException.UNREADABLE_BODY);
    }

    private void rest(long millis) {
        try {
            pause.forMillis(millis);
        } catch (InterruptedException e) {
            throw new InterruptException("Interrupted between attempts to reach the schema registry", e);
        }
    }

    private static HttpClient client(SchemaRegistryConfig config) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.patience().connect());
        SSLContext tls = TlsContexts.from(config.tls());
        if (tls != null) {
            builder.sslContext(tls);
        }
        if (config.proxyHost() != null) {
            if (config.proxyPort() < 0) {
                throw new ConfigException(RegistryKeys.PROXY_PORT + " must be set with " + RegistryKeys.PROXY_HOST);
            }
            builder.proxy(ProxySelector.of(new InetSocketAddress(config.proxyHost(), config.proxyPort())));
        }
        return builder.build();
    }

    /** The headers are checked once here, so that a bad one fails at start-up and not at the first record. */
    private static HttpRequest template(SchemaRegistryConfig config) {
        Duration answer = config.patience().connect().plus(config.patience().read());
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create(config.urls().get(0)))
                .timeout(answer)
                .header("Content-Type", CONTENT_TYPE)
                .header("Confluent-Accept-Unknown-Properties", "true")
                .header("Confluent-Client-Version", "java/sluice");
        if (config.authorization() != null) {
            builder.header("Authorization", config.authorization());
        }
        config.requestHeaders().forEach((name, value) -> {
            try {
                builder.setHeader(name, value);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(RegistryKeys.REQUEST_HEADER + name
                        + ": not a header that may be set; remove it or correct its value.");
            }
        });
        return builder.build();
    }

    @Override
    public void close() {
        if (tokens != null) {
            tokens.close();
        }
    }

    @Override
    public String toString() {
        return "HttpTransport" + config.urls();
    }
}
