package dev.sluice.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback address that notes every request and answers from a script. */
final class TestRegistryServer implements AutoCloseable {

    /** What came in: method, path with query, body, and headers by lower-case name. */
    record Request(String method, String uri, String body, Map<String, String> headers) {

        String line() {
            return method + " " + uri;
        }
    }

    record Answer(int status, String body) {}

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> fixed = new ConcurrentHashMap<>();
    private final Queue<Answer> next = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    TestRegistryServer() {
        this(newHttpServer());
    }

    TestRegistryServer(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private static HttpServer newHttpServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError("no loopback port", e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Answers the next request with this, whatever it asks; queues up. */
    TestRegistryServer then(int status, String body) {
        next.add(new Answer(status, body));
        return this;
    }

    /** Answers this method and path (without query) always with that. */
    TestRegistryServer always(String methodAndPath, String body) {
        fixed.put(methodAndPath, new Answer(200, body));
        return this;
    }

    List<String> lines() {
        return requests.stream().map(Request::line).toList();
    }

    Request only() {
        if (requests.size() != 1) {
            throw new AssertionError("expected one request, not " + lines());
        }
        return requests.get(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), body, headers));
        Answer answer = next.poll();
        if (answer == null) {
            String rawPath = exchange.getRequestURI().getRawPath();
            answer = fixed.getOrDefault(
                    exchange.getRequestMethod() + " " + rawPath,
                    new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}"));
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
