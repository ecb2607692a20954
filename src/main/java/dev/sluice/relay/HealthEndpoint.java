package dev.sluice.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigException;

/** {@code GET /live}, {@code /ready} (200 or 503) and {@code /metrics} (Prometheus text). */
final class HealthEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads;

    private HealthEndpoint(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts listening.
     *
     * @param address the address to listen on
     * @param port the port, 0 for any
     * @throws ConfigException if nobody can listen there
     */
    static HealthEndpoint start(String address, int port, Health health, MeterRegistry meters) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(address, port), 0);
        } catch (IOException e) {
            throw new ConfigException("Nobody can listen on " + address + ":" + port + " (" + e.getMessage() + "); set "
                    + RelayKeys.HEALTH_PORT + " to a free port, or to -1 for none.");
        }
        ExecutorService threads = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "relay-health");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/live", exchange -> answer(exchange, "/live", health::live));
        server.createContext("/ready", exchange -> answer(exchange, "/ready", health::ready));
        server.createContext("/metrics", exchange -> {
            String text = PrometheusText.of(meters);
            send(exchange, "/metrics", 200, text, "text/plain; version=0.0.4; charset=utf-8");
        });
        server.start();
        return new HealthEndpoint(server, threads);
    }

    /** The port that it listens on. */
    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String path, Supplier<Boolean> well) throws IOException {
        boolean yes = well.get();
        send(exchange, path, yes ? 200 : 503, yes ? "yes\n" : "no\n", "text/plain; charset=utf-8");
    }

    /** A context also gets what is below it, which is not there. */
    private static void send(HttpExchange exchange, String path, int status, String text, String type)
            throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals(path);
            boolean get = exchange.getRequestMethod().equals("GET");
            byte[] body = (known && get ? text : "").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(!known ? 404 : get ? status : 405, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
