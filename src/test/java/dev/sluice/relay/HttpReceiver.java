package dev.sluice.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP service that answers as the test says and remembers what it was sent. */
public final class HttpReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Reply> answers = request -> Reply.of(200, "");

    /**
     * A request.
     *
     * @param path its path
     * @param headers its headers, the first value of each, names as HttpServer writes them (Content-type)
     * @param body its body
     */
    public record Request(String path, Map<String, String> headers, String body) {}

    /**
     * An answer.
     *
     * @param status its status
     * @param headers its headers
     * @param body its body
     */
    public record Reply(int status, Map<String, String> headers, String body) {
        /** An answer without headers. */
        public static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body);
        }
    }

    /** Starts on a free port, or on the one given. */
    public HttpReceiver(HttpServer server, int port) throws IOException {
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static HttpReceiver plain() throws IOException {
        return new HttpReceiver(HttpServer.create(), 0);
    }

    /** Answers so from now on. */
    public void answer(Function<Request, Reply> how) {
        answers = how;
    }

    /** What was sent so far. */
    public List<Request> requests() {
        return requests;
    }

    /** The port. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            Request request = new Request(
                    exchange.getRequestURI().getPath(),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(request);
            Reply reply = answers.apply(request);
            reply.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
