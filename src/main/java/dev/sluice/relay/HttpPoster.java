package dev.sluice.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.registry.BoundedBody;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One POST and its answer, within a time limit. Sorts answers by what is to be done about them: those that ask for patience
 * and those that waiting does not put right are thrown, the others are for the caller.
 */
final class HttpPoster {
    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(HttpPoster.class);

    private static final int MAX_SHOWN = 200;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final Duration limit;
    private final InstantSource clock;

    /**
     * @param status the HTTP status
     * @param body the body, UTF-8
     */
    record Answer(int status, String body) {
        /** What people are told of it: the body may repeat a record. */
        String shown() {
            // As collectors say what is wrong.
            JsonNode code = json().path("code");
            return code.isInt() ? status + ", code " + code.intValue() : Integer.toString(status);
        }

        /** The body, or a missing node where it is no JSON. */
        JsonNode json() {
            try {
                JsonNode json = JSON.readTree(body);
                return json == null ? MissingNode.getInstance() : json;
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }

        private String words() {
            String line = body.replaceAll("\\p{Cntrl}+", " ").strip();
            return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN);
        }
    }

    /**
     * @param connect how long connecting may take
     * @param read how long an answer may take, from the beginning of the request
     * @param tls trust and key of the client, null for the JVM's own
     * @param clock for a Retry-After that is a date
     */
    HttpPoster(Duration connect, Duration read, SSLContext tls, InstantSource clock) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect);
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.client = builder.build();
        this.limit = connect.plus(read);
        this.clock = clock;
    }

    /**
     * Posts.
     *
     * @return an answer of 2xx, 400, 413 or 422
     * @throws Unavailable for network failures, 408, 425, 429 and 5xx
     * @throws Unusable for an unknown host, a refused certificate, and all other answers
     */
    Answer post(URI uri, Map<String, String> headers, byte[] body) throws DeliveryFailure, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(limit).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> pending =
                client.sendAsync(request.build(), info -> new BoundedBody(MAX_ANSWER_BYTES));
        try {
            return sorted(uri, pending.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new Unavailable(uri + " did not answer within " + limit.toMillis() + " ms.", e);
        } catch (ExecutionException e) {
            throw unreachable(uri, e.getCause());
        } finally {
            // Without effect on a finished exchange; frees the connection of one that is still waiting.
            pending.cancel(true);
        }
    }

    private Answer sorted(URI uri, HttpResponse<byte[]> response) throws DeliveryFailure {
        int status = response.statusCode();
        Answer answer = new Answer(status, new String(response.body(), StandardCharsets.UTF_8));
        if (status / 100 != 2) {
            LOG.debug("{} answered {}: {}", uri, status, answer.words());
        }
        if (status / 100 == 2 || status == 400 || status == 413 || status == 422) {
            return answer;
        }
        String said = uri + " answered " + answer.shown();
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            throw new Unavailable(said + ".", null, retryAfter(response));
        }
        if (status == 401 || status == 403 || status == 407) {
            throw new Unusable(said + ": the target refuses the credentials; check the token or its rights.", null);
        }
        throw new Unusable(said + ": nothing takes records there; check the URL.", null);
    }

    /** Seconds or an HTTP date (RFC 9110 section 10.2.3). */
    private Duration retryAfter(HttpResponse<?> response) {
        String given = response.headers().firstValue("Retry-After").orElse("").strip();
        if (given.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(given));
        }
        try {
            Instant until = ZonedDateTime.parse(given, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), until);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }

    private static DeliveryFailure unreachable(URI uri, Throwable failure) {
        String host = uri.getHost();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
                return NetworkFailures.unknownHost(host, failure);
            }
        }
        if (failure instanceof ConnectException) {
            return new Unavailable(uri + " can't be reached (" + failure.getMessage() + ").", failure);
        }
        return failure instanceof IOException io
                ? NetworkFailures.of(uri.toString(), io)
                : new Unavailable(uri + " can't be asked (" + failure + ").", failure);
    }
}
