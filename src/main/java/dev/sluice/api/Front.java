package dev.sluice.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.audit.LoggedFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests from the network: finds out who asks, keeps everybody within limits, has them answered, and lets nothing out before it
 * is recorded. The threads of the network never wait; what waits has threads of its own, and there are not more of them than are set.
 */
final class Front extends Handler.Abstract.NonBlocking {
    static final int MOST_BODY_BYTES = 64 << 10;

    /** The header that names an access as the audit does. */
    static final String ACCESS_ID = "Sluice-Access-Id";

    /** Requests of unknown clients that are recorded: from one address, and from all, in a second. */
    private static final int UNKNOWN_PER_ADDRESS = 5;

    private static final int UNKNOWN_PER_SECOND = 20;
    private static final int UNKNOWN_AT_ONCE = 2;
    private static final String BEARER = "Bearer ";
    private static final int LONGEST_TOKEN = 512;
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final String JSON_TYPE = "application/json";
    private static final String PROBLEM_TYPE = "application/problem+json";
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiOptions options;
    private final Clients clients;
    private final PeerSecret peers;
    private final Service service;
    private final LocalReader local;
    private final AccessLog log;
    private final Executor workers;
    private final Executor peerWorkers;
    private final LongSupplier nanos;
    private final RateLimit rate;
    private final RateLimit unknownByAddress;
    private final RateLimit unknown;

    /** While the brokers are slow, those who are not known wait for their records on few of the threads. */
    private final Semaphore unknownAtOnce = new Semaphore(UNKNOWN_AT_ONCE);

    private final byte[] openApi;

    Front(
            ApiOptions options,
            Clients clients,
            PeerSecret peers,
            Service service,
            LocalReader local,
            AccessLog log,
            Executor workers,
            Executor peerWorkers,
            LongSupplier nanos,
            byte[] openApi) {
        this.options = options;
        this.clients = clients;
        this.peers = peers;
        this.service = service;
        this.local = local;
        this.log = log;
        this.workers = workers;
        this.peerWorkers = peerWorkers;
        this.nanos = nanos;
        this.rate = new RateLimit(options.limits().ratePerSecond(), nanos);
        this.unknownByAddress = new RateLimit(UNKNOWN_PER_ADDRESS, nanos);
        this.unknown = new RateLimit(UNKNOWN_PER_SECOND, nanos);
        this.openApi = openApi;
    }

    /** One request on its way to its answer. */
    private final class Turn {
        private final UUID id = UUID.randomUUID();
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final Deadline deadline =
                Deadline.in(options.limits().requestTimeout().toMillis(), nanos);
        private Client client;
        private Asked asked = Asked.NOTHING;

        Turn(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        void take() {
            String path = request.getHttpURI().getPath();
            if ("/openapi.yaml".equals(path) && request.getMethod().equals("GET")) {
                send(200, "application/yaml", openApi);
                return;
            }
            try {
                checkLength();
                client = who().orElse(null);
                if (client == null) {
                    turnAway();
                    return;
                }
                if (!client.isPeer() && !rate.takes(client.name())) {
                    throw Problem.tooMany();
                }
            } catch (Problem e) {
                log.countOnly();
                send(e);
                return;
            }
            if (!request.getMethod().equals("POST")) {
                work(new byte[0]);
                return;
            }
            CompletableFuture<byte[]> body = new CompletableFuture<>();
            Content.Source.asByteArrayAsync(
                    request,
                    MOST_BODY_BYTES,
                    Promise.Invocable.from(
                            Invocable.InvocationType.NON_BLOCKING, body::complete, body::completeExceptionally));
            body.orTimeout(deadline.leftMs(), TimeUnit.MILLISECONDS).whenComplete((bytes, failure) -> {
                if (failure == null) {
                    work(bytes);
                } else {
                    response.getHeaders().put(HttpHeader.CONNECTION, "close");
                    log.countOnly();
                    send(
                            failure instanceof TimeoutException
                                    ? Problem.requestTimeout()
                                    : Problem.tooLarge("A body has at most 64 KiB, all of which has to come."));
                }
            });
        }

        private void checkLength() throws Problem {
            if (request.getHttpURI().asString().length() > RequestForm.LONGEST_URL) {
                throw Problem.ofStatus(414);
            }
        }

        private Optional<Client> who() throws Problem {
            HttpField shown = request.getHeaders().getField(HttpHeader.AUTHORIZATION);
            if (shown != null) {
                String text = shown.getValue();
                boolean isToken = text != null
                        && text.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        && text.length() <= LONGEST_TOKEN;
                if (!isToken) {
                    return Optional.empty();
                }
                String token = text.substring(BEARER.length()).strip();
                return peers.takes(token) ? Optional.of(PeerSecret.PEER) : clients.withToken(token);
            }
            Object tls = request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
            X509Certificate[] chain = tls instanceof EndPoint.SslSessionData data ? data.peerCertificates() : null;
            if (chain != null && chain.length > 0) {
                return clients.withCertificate(chain[0].getSubjectX500Principal());
            }
            if (options.anonymousRole() == null) {
                return Optional.empty();
            }
            if (!LOOPBACK_NAMES.contains(Request.getServerName(request))) {
                // A page in a browser of this machine may have made another name lead here.
                throw Problem.misdirected();
            }
            return Optional.of(new Client("anonymous", Set.of(options.anonymousRole())));
        }

        private void turnAway() {
            InetSocketAddress from =
                    request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress s ? s : null;
            String address = from == null ? "" : from.getHostString();
            if (unknownByAddress.takes(address) && unknown.takes("") && unknownAtOnce.tryAcquire()) {
                inTurn(() -> {
                    try {
                        finish(Problem.unauthorized());
                    } finally {
                        unknownAtOnce.release();
                    }
                });
            } else {
                log.countOnly();
                send(Problem.tooMany());
            }
        }

        private void work(byte[] body) {
            inTurn(() -> answer(body));
        }

        private void inTurn(Runnable task) {
            try {
                (client != null && client.isPeer() ? peerWorkers : workers).execute(task);
            } catch (RejectedExecutionException e) {
                if (client == null) {
                    unknownAtOnce.release();
                }
                log.countOnly();
                send(Problem.unavailable("There is too much to do; ask again in a second."));
            }
        }

        private void answer(byte[] body) {
            try {
                if (deadline.isOver()) {
                    throw Problem.unavailable("There is too much to do; ask again in a second.");
                }
                String path = request.getHttpURI().getPath();
                String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
                boolean isJson = type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(JSON_TYPE);
                ApiRequest taken = new ApiRequest(
                        request.getMethod(),
                        RequestForm.path(path),
                        RequestForm.parameters(request.getHttpURI().getQuery()),
                        body,
                        isJson);
                if (client.isPeer() && Peers.PATH.equals(path)) {
                    send(200, JSON_TYPE, bytes(peer(body)));
                    return;
                }
                finish(200, JSON_TYPE, service.answer(client, taken, deadline, this::note));
            } catch (Problem e) {
                finish(e);
            } catch (InvalidStateStoreException e) {
                finish(Problem.unavailable("The partition moves to another instance; ask again in a second."));
            } catch (RuntimeException e) {
                LOG.error("The access {} can't be answered.", id, LoggedFailure.of(e));
                LOG.debug("The failure in full.", e);
                finish(Problem.internal());
            }
        }

        private void note(Asked what) {
            asked = what;
        }

        /** What another instance asks was asked of it by somebody whom it has recorded. */
        private ObjectNode peer(byte[] body) throws Problem {
            try {
                JsonNode node = JSON.readTree(body);
                Deadline end = Deadline.in(
                        Math.min(
                                node.path("budgetMs").asLong(),
                                options.limits().requestTimeout().toMillis()),
                        nanos);
                return local.answer(node.path("partition").asInt(-1), Query.read(node), end::isOver);
            } catch (IOException | IllegalArgumentException e) {
                throw Problem.badRequest("This is nothing that an instance asks.");
            }
        }

        private void finish(Problem problem) {
            header(problem);
            finish(problem.status(), PROBLEM_TYPE, problem.node());
        }

        /** Records the access, then answers. */
        private void finish(int status, String type, ObjectNode node) {
            try {
                byte[] bytes = bytes(node);
                if (client == null || !client.isPeer()) {
                    log.record(id, client, asked, status);
                }
                send(status, type, bytes);
            } catch (AccessLog.NotRecorded e) {
                send(Problem.unavailable(
                        "The record of this access can't be written, so it is not answered; see whether brokers and"
                                + " registry can be reached."));
            } catch (RuntimeException e) {
                LOG.error("The access {} can't be recorded, so it is not answered.", id, LoggedFailure.of(e));
                LOG.debug("The failure in full.", e);
                send(Problem.internal());
            }
        }

        private byte[] bytes(ObjectNode node) {
            return node.toString().getBytes(StandardCharsets.UTF_8);
        }

        private void send(Problem problem) {
            header(problem);
            send(problem.status(), PROBLEM_TYPE, bytes(problem.node()));
        }

        private void header(Problem problem) {
            if (problem.retryAfter() > 0) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, problem.retryAfter());
            }
            if (problem.status() == 401) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"sluice\"");
            }
            if (problem.allow() != null) {
                response.getHeaders().put(HttpHeader.ALLOW, problem.allow());
            }
        }

        private void send(int status, String type, byte[] bytes) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            response.getHeaders().put(ACCESS_ID, id.toString());
            response.write(true, ByteBuffer.wrap(bytes), callback);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        new Turn(request, response, callback).take();
        return true;
    }

    /** Answers what the server itself refuses, as what is no HTTP. */
    boolean refuse(Request request, Response response, Callback callback) {
        log.countOnly();
        new Turn(request, response, callback).send(Problem.ofStatus(response.getStatus()));
        return true;
    }
}
