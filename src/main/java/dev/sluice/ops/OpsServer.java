package dev.sluice.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.registry.TlsContexts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /live}, {@code /ready} and {@code /started} (200 or 503, and a line that says {@code yes}, or {@code no} and in
 * one word why), and {@code /metrics} in Prometheus' text form. The probes are open and tell nothing else; the metrics need
 * the token if there is one.
 */
public final class OpsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpsServer.class);
    private static final int THREADS = 8;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private OpsServer(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    private record Reply(int status, String text, String type) {}

    /**
     * Starts listening.
     *
     * @param options where, and who may read the metrics
     * @param probes what the probes are told
     * @param metrics gives the metrics in text form
     * @return the endpoint
     * @throws ConfigException if nobody can listen there, or the token or the certificate can't be used; says which key it is
     */
    public static OpsServer start(EndpointOptions options, Probes probes, Supplier<String> metrics) {
        BearerToken token = options.tokenFile() == null
                ? null
                : new BearerToken(options.tokenFile(), options.prefix() + "token.file");
        HttpServer server = listen(options);
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "sluice-ops");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        probe(server, "/live", probes::live);
        probe(server, "/ready", probes::ready);
        probe(server, "/started", probes::started);
        server.createContext(
                "/metrics",
                exchange -> answer(exchange, "/metrics", () -> {
                    if (token != null
                            && !token.matches(exchange.getRequestHeaders().getFirst("Authorization"))) {
                        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
                        return new Reply(401, "", TEXT);
                    }
                    return new Reply(200, metrics.get(), METRICS);
                }));
        server.start();
        return new OpsServer(server, threads);
    }

    private static HttpServer listen(EndpointOptions options) {
        HttpLimits.apply();
        SSLContext tls = TlsContexts.from(options.tls(), options.prefix(), "operations endpoint");
        InetSocketAddress address = new InetSocketAddress(options.address(), options.port());
        try {
            if (tls == null) {
                return HttpServer.create(address, 0);
            }
            HttpsServer server = HttpsServer.create(address, 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return server;
        } catch (IOException e) {
            throw new ConfigException("Nobody can listen on " + options.address() + ":" + options.port() + " ("
                    + e.getMessage() + "); set " + options.prefix() + "port to a free port, or to -1 for none.");
        }
    }

    private static void probe(HttpServer server, String path, Supplier<Answer> asked) {
        server.createContext(
                path,
                exchange -> answer(exchange, path, () -> {
                    Answer answer = asked.get();
                    return new Reply(answer.yes() ? 200 : 503, answer.line(), TEXT);
                }));
    }

    private static void answer(HttpExchange exchange, String path, Supplier<Reply> reply) throws IOException {
        try (exchange) {
            send(exchange, reply(exchange, path, reply));
        }
    }

    /** A context also gets what is below it, which is not there. */
    private static Reply reply(HttpExchange exchange, String path, Supplier<Reply> reply) {
        if (!exchange.getRequestURI().getPath().equals(path)) {
            return new Reply(404, "", TEXT);
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            return new Reply(405, "", TEXT);
        }
        try {
            return reply.get();
        } catch (RuntimeException e) {
            LOG.error("{} can't be answered.", path, e);
            return new Reply(500, "", TEXT);
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /**
     * The port that it listens on.
     *
     * @return the port
     */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
