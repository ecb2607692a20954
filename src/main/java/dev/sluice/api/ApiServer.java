package dev.sluice.api;

import dev.sluice.event.Exchange;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.registry.TlsContexts;
import dev.sluice.stream.Names;
import dev.sluice.stream.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The query API of one instance of the application, from {@link #start} until it is closed. */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
    private static final int MOST_HEADER_BYTES = 8 << 10;
    private static final int NETWORK_THREADS = 8;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final String OPEN_API = "api/openapi.yaml";

    private final Server server;
    private final ServerConnector connector;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor peerWorkers;
    private final Placement placement;
    private final Producer<byte[], byte[]> producer;
    private final AvroSerializer<Exchange> serializer;
    private final SchemaRegistryClient registry;

    private ApiServer(
            Server server,
            ServerConnector connector,
            ThreadPoolExecutor workers,
            ThreadPoolExecutor peerWorkers,
            Placement placement,
            Producer<byte[], byte[]> producer,
            AvroSerializer<Exchange> serializer,
            SchemaRegistryClient registry) {
        this.server = server;
        this.connector = connector;
        this.workers = workers;
        this.peerWorkers = peerWorkers;
        this.placement = placement;
        this.producer = producer;
        this.serializer = serializer;
        this.registry = registry;
    }

    /**
     * Starts listening. Answers 503 until the application has its stores.
     *
     * @param options how, with a port that is not -1
     * @param streams the application, started or not; stays open when the API is closed
     * @param policies reads policy documents, as the application does
     * @param clock tells the time of accesses
     * @return the running API
     * @throws ConfigException if a file can't be used, or nobody can listen there; the message says what to do
     * @throws KafkaException if brokers or registry can't be reached
     */
    public static ApiServer start(
            ApiOptions options, KafkaStreams streams, PolicyReader policies, InstantSource clock) {
        SSLContext tls = TlsContexts.from(options.tls(), ApiKeys.PREFIX, "query API");
        Clients clients = Clients.of(options.tokensFile(), clock);
        PeerSecret secret = PeerSecret.of(options.peerTokenFile());
        SchemaRegistryConfig registryConfig = new SchemaRegistryConfig(options.settings());
        SchemaRegistryClient registry = SchemaRegistryClients.create(registryConfig);
        Producer<byte[], byte[]> producer = null;
        ThreadPoolExecutor workers = workers("api-worker", options.limits());
        // Of its own: instances that wait for each other must not keep each other from answering.
        ThreadPoolExecutor peerWorkers = workers("api-peer-worker", options.limits());
        Placement placement = null;
        try {
            AvroSerializer<Exchange> serializer = new AvroSerializer<>(registry, Exchange.class, registryConfig);
            producer =
                    new KafkaProducer<>(producerConfig(options), new ByteArraySerializer(), new ByteArraySerializer());
            String exchange = options.topicPrefix() + Names.EXCHANGE;
            int partitions = producer.partitionsFor(exchange).size();
            placement = new Placement(streams, options.topicPrefix(), partitions);
            long commitInterval = commitIntervalMs(options.settings());
            LocalReader local = new LocalReader(
                    placement, new PolicyCache(policies), options.instance(), commitInterval, options.limits());
            boolean byCertificate = tls != null && !options.clientAuth().equals("none");
            Peers peers = new Peers(secret, tls, byCertificate, options.peerTimeout(), clock);
            Overview overview = new Overview(placement, options.instance(), commitInterval);
            Service service = new Service(new Partitions(placement, local, peers), overview, clock, options.limits());
            AccessLog log = new AccessLog(producer, serializer, exchange, partitions, options, clock);
            Front front = new Front(
                    options, clients, secret, service, local, log, workers, peerWorkers, System::nanoTime, openApi());
            Server server = new Server(networkThreads());
            ServerConnector connector = connector(server, options, tls);
            server.addConnector(connector);
            server.setHandler(front);
            server.setErrorHandler(front::refuse);
            server.addBean(new NetworkConnectionLimit(options.limits().connections(), connector));
            listen(server, options);
            LOG.info(
                    "The query API listens on {}://{}:{}",
                    tls == null ? "http" : "https",
                    options.address().getHostAddress(),
                    connector.getLocalPort());
            return new ApiServer(server, connector, workers, peerWorkers, placement, producer, serializer, registry);
        } catch (RuntimeException e) {
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
            workers.shutdownNow();
            peerWorkers.shutdownNow();
            if (placement != null) {
                placement.close();
            }
            registry.close();
            throw e;
        }
    }

    private static void listen(Server server, ApiOptions options) {
        try {
            server.start();
        } catch (Exception e) {
            try {
                server.stop();
            } catch (Exception stopping) {
                e.addSuppressed(stopping);
            }
            throw new ConfigException("Nobody can listen on "
                    + options.address().getHostAddress() + ":" + options.port() + " (" + e.getMessage() + "); set "
                    + ApiKeys.PORT + " to a free port, or to -1 for no query API.");
        }
    }

    private static QueuedThreadPool networkThreads() {
        QueuedThreadPool threads = new QueuedThreadPool(NETWORK_THREADS);
        threads.setName("api-network");
        threads.setDaemon(true);
        return threads;
    }

    private static ThreadPoolExecutor workers(String name, ApiOptions.Limits limits) {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(limits.queue()),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    private static ServerConnector connector(Server server, ApiOptions options, SSLContext tls) {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setHttpCompliance(HttpCompliance.RFC9110);
        // The path is taken apart here, and strictly: a slash in the name of an account is written %2F.
        http.setUriCompliance(UriCompliance.UNSAFE);
        long timeout = options.limits().requestTimeout().toMillis();
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        ConnectionFactory[] protocols;
        if (tls == null) {
            protocols = new ConnectionFactory[] {plain};
        } else {
            http.addCustomizer(new SecureRequestCustomizer(false));
            SslContextFactory.Server ssl = new SslContextFactory.Server();
            ssl.setSslContext(tls);
            ssl.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            ssl.setNeedClientAuth(options.clientAuth().equals("required"));
            ssl.setWantClientAuth(options.clientAuth().equals("requested"));
            protocols = new ConnectionFactory[] {new SslConnectionFactory(ssl, plain.getProtocol()), plain};
        }
        ServerConnector connector = new ServerConnector(server, 1, 1, protocols);
        connector.setHost(options.address().getHostAddress());
        connector.setPort(options.port());
        connector.setIdleTimeout(timeout);
        connector.addBean(new SlowStart(connector, timeout));
        return connector;
    }

    /** Ends connections on which no request has come in time: one that sends a byte now and then is never idle. */
    private record SlowStart(ServerConnector connector, long timeoutMs) implements Connection.Listener {
        @Override
        public void onOpened(Connection connection) {
            if (connection instanceof SslConnection) {
                // It carries another one, which is opened as well, and takes the requests.
                return;
            }
            connector
                    .getScheduler()
                    .schedule(
                            () -> {
                                if (connection.getMessagesIn() == 0) {
                                    connection.getEndPoint().close();
                                }
                            },
                            timeoutMs,
                            TimeUnit.MILLISECONDS);
        }
    }

    private static Map<String, Object> producerConfig(ApiOptions options) {
        Map<String, Object> config = new HashMap<>();
        options.settings().forEach((key, value) -> {
            if (ProducerConfig.configNames().contains(key)) {
                config.put(key, value);
            }
        });
        int timeout = Math.toIntExact(options.auditTimeout().toMillis());
        config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        config.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, options.applicationId() + "-api");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        return config;
    }

    private static long commitIntervalMs(Map<String, Object> settings) {
        Object given = settings.get(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG);
        if (given != null) {
            return Long.parseLong(given.toString());
        }
        boolean atLeastOnce =
                StreamsConfig.AT_LEAST_ONCE.equals(settings.get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
        return atLeastOnce ? 30_000 : 100;
    }

    private static byte[] openApi() {
        try (InputStream in = ApiServer.class.getClassLoader().getResourceAsStream(OPEN_API)) {
            if (in == null) {
                throw new IllegalStateException("The program was built without " + OPEN_API + ".");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("The program's " + OPEN_API + " can't be read.", e);
        }
    }

    /**
     * The port that it listens on.
     *
     * @return the port, also where any was asked for
     */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("The query API did not stop in order.", e);
        }
        workers.shutdownNow();
        peerWorkers.shutdownNow();
        placement.close();
        producer.close(CLOSE_TIMEOUT);
        serializer.close();
        registry.close();
    }
}
