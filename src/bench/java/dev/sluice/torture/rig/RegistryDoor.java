package dev.sluice.torture.rig;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What stands between the instances and the schema registry: it passes requests on, or does what a sick registry does. */
public final class RegistryDoor implements AutoCloseable {
    private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

    private static final String REGISTRY_JSON = "application/vnd.schemaregistry.v1+json";

    private final URI registry;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "registry-door");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final AtomicLong refused = new AtomicLong();
    private HttpServer server;
    private volatile Mood mood = Mood.WELL;

    /** What the registry does. */
    public enum Mood {
        /** It answers. */
        WELL,
        /** Nobody listens. */
        REFUSES,
        /** It takes requests and does not answer. */
        HANGS,
        /** It answers 500. */
        FAILS,
        /** It answers 200 with what is no answer: a page of some proxy, or half of a schema. */
        LIES,
        /** Its answers are right, and break off in the middle. */
        BREAKS_OFF,
        /** Its answers are right, and come byte by byte. */
        DRIPS
    }

    RegistryDoor(String registryUrl) {
        this.registry = URI.create(registryUrl);
        this.port = Ports.free(1).get(0);
        open();
    }

    /**
     * Where the instances find the registry.
     *
     * @return the value for {@code schema.registry.url}
     */
    public String url() {
        return "http://127.0.0.1:" + port + registry.getPath();
    }

    /**
     * How many requests were not answered as a registry that is well does.
     *
     * @return the number
     */
    public long refused() {
        return refused.get();
    }

    /**
     * Changes what the registry does.
     *
     * @param next what it does from now on
     */
    public synchronized void be(Mood next) {
        Mood before = mood;
        mood = next;
        if (next == Mood.REFUSES && before != Mood.REFUSES) {
            server.stop(0);
        } else if (before == Mood.REFUSES && next != Mood.REFUSES) {
            open();
        }
    }

    private void open() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        } catch (IOException e) {
            throw new RigException("Port " + port + " can't be used: " + e.getMessage(), e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Mood now = mood;
        if (now != Mood.WELL) {
            refused.incrementAndGet();
        }
        switch (now) {
            case WELL, REFUSES -> pass(exchange, body);
            case HANGS -> {
                while (mood == Mood.HANGS) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                exchange.close();
            }
            case FAILS -> answer(exchange, 500, "application/json", "{\"error_code\":50001,\"message\":\"down\"}");
            case LIES -> lie(exchange);
            case BREAKS_OFF -> breakOff(exchange, body);
            case DRIPS -> drip(exchange, body);
        }
    }

    private void lie(HttpExchange exchange) throws IOException {
        switch ((int) (refused.get() % 3)) {
            case 0 -> answer(exchange, 200, "text/html", "<html><body>Please log in to continue.</body></html>");
            case 1 -> answer(exchange, 200, REGISTRY_JSON, "{\"schema\":\"{\\\"type\\\":\\\"rec");
            default -> answer(exchange, 200, REGISTRY_JSON, "{\"schema\":\"{\\\"type\\\":\\\"rec\"}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void breakOff(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            byte[] answer = begin(exchange, body);
            exchange.getResponseBody().write(answer, 0, answer.length / 2);
        }
    }

    private void drip(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            for (byte each : begin(exchange, body)) {
                exchange.getResponseBody().write(each);
                exchange.getResponseBody().flush();
                if (mood == Mood.DRIPS) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            }
        }
    }

    private void pass(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseBody().write(begin(exchange, body));
        }
    }

    /** Asks the registry and sends the head of its answer; the answer itself is left to whoever calls. */
    private byte[] begin(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(registry.resolve(exchange.getRequestURI()))
                .timeout(Duration.ofSeconds(20))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : new String[] {"Content-Type", "Accept"}) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                    .set("Content-Type", type));
            exchange.sendResponseHeaders(
                    response.statusCode(), response.body().length == 0 ? -1 : response.body().length);
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The driver is ending.");
        }
    }

    @Override
    public synchronized void close() {
        Mood before = mood;
        mood = Mood.WELL;
        if (before != Mood.REFUSES) {
            server.stop(0);
        }
        threads.shutdownNow();
    }
}
