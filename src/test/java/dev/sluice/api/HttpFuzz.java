package dev.sluice.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.app.PublishedPolicies;
import dev.sluice.event.ApiOperation;
import dev.sluice.fuzz.Effort;
import dev.sluice.query.Cursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * What comes over HTTP: whole requests, and by themselves URLs, tokens of pages, filters, and what instances ask each other. It is understood
 * in one way or refused in words; nothing fails, and what is wrong with a request is never the server's fault.
 */
public final class HttpFuzz {
    private static final long PER_BYTE = 8_192;
    private static final int PARTITIONS = 4;
    private static final JsonMapper JSON = new JsonMapper();
    private static final Query LIST = Query.of(ApiOperation.LIST_FINDINGS, null).with(Map.of("status", "OPEN"));

    private HttpFuzz() {}

    /**
     * One input: a byte that says what comes, and that.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        String text = new String(rest, StandardCharsets.ISO_8859_1);
        int what = (input[0] & 0xff) % 6;
        if (what == 5) {
            Door.OPEN.request(rest);
            return;
        }
        Effort.bounded(input.length, PER_BYTE, () -> {
            try {
                switch (what) {
                    case 0 -> path(text);
                    case 1 -> parameters(text);
                    case 2 -> page(text);
                    case 3 -> question(rest);
                    default -> filters(text);
                }
            } catch (Problem e) {
                if (e.status() != 400 || e.getMessage().isBlank()) {
                    throw new AssertionError("not the fault of who asks", e);
                }
            }
            return null;
        });
    }

    /** No part can lead elsewhere, and written again it is the same. */
    private static void path(String raw) throws Problem {
        List<String> parts = RequestForm.path(raw);
        StringBuilder again = new StringBuilder();
        for (String part : parts) {
            if (part.isEmpty()
                    || part.equals(".")
                    || part.equals("..")
                    || part.chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError(raw + " is understood as " + parts);
            }
            again.append('/').append(written(part));
        }
        if (!RequestForm.path(again.toString()).equals(parts)) {
            throw new AssertionError(raw + " is understood as " + parts + ", and that otherwise");
        }
    }

    private static void parameters(String raw) throws Problem {
        Map<String, String> given = RequestForm.parameters(raw);
        StringBuilder again = new StringBuilder();
        given.forEach((name, value) -> again.append(again.isEmpty() ? "" : "&")
                .append(written(name))
                .append('=')
                .append(written(value)));
        if (!RequestForm.parameters(again.toString()).equals(given)) {
            throw new AssertionError(raw + " is understood as " + given + ", and that otherwise");
        }
    }

    private static String written(String text) {
        StringBuilder written = new StringBuilder();
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            written.append(String.format("%%%02X", next));
        }
        return written.toString();
    }

    /** Only what was given out for this list is a place in it; and whatever place there may be can be given out. */
    private static void page(String text) throws Problem {
        PageToken token = PageToken.read(text, LIST, PARTITIONS);
        if (token.partition() < 0 || token.partition() >= PARTITIONS) {
            throw new AssertionError(text + " leads to " + token);
        }
        if (!PageToken.read(token.text(LIST), LIST, PARTITIONS).equals(token)) {
            throw new AssertionError(token + " does not come back");
        }
        Cursor elsewhere = new Cursor("E" + text.length(), null);
        PageToken made = new PageToken(1, elsewhere);
        if (!PageToken.read(made.text(LIST), LIST, PARTITIONS).equals(made)) {
            throw new AssertionError(made + " does not come back");
        }
    }

    /** What an instance asks comes to the other as it was asked. */
    private static void question(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            Query query = Query.read(node);
            if (!Query.read(JSON.readTree(query.toNode().toString())).equals(query)) {
                throw new AssertionError(query + " does not come back");
            }
        } catch (IOException | IllegalArgumentException e) {
            // Front says so.
        }
    }

    private static void filters(String text) throws Problem {
        Map<String, String> given = new HashMap<>();
        String[] words = text.split("\n", -1);
        List<String> names = List.of("status", "severity", "kind", "system", "rule", "progress", "action");
        for (int i = 0; i < names.size() && i < words.length; i++) {
            if (!words[i].isEmpty()) {
                given.put(names.get(i), words[i]);
            }
        }
        Filters.findings(given);
        Filters.commands(given);
    }

    /** The API itself in front of an application that has stopped, spoken to without a network. */
    private static final class Door {
        static final Door OPEN = new Door();

        private static final int LONGEST_ANSWER = 64 << 10;

        private final MockProducer<byte[], byte[]> audit = new MockProducer<>(
                true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
        private final Server server = new Server(threads());
        private final LocalConnector connector;

        Door() {
            Map<String, Object> settings = Map.of(
                    "sluice.api.port", "0",
                    "sluice.api.anonymous.role", "auditor",
                    "sluice.api.rate.per.second", "100000",
                    "application.server", "node:8480");
            ApiOptions options = ApiOptions.of(settings);
            InstantSource clock = InstantSource.system();
            Placement placement = new Placement(streams(), "iam.", PARTITIONS);
            LocalReader local = new LocalReader(
                    placement, new PolicyCache(new PublishedPolicies()), "node:8480", 100, options.limits());
            PeerSecret nobody = PeerSecret.of(null);
            Peers peers = new Peers(nobody, null, false, options.peerTimeout(), clock);
            Service service = new Service(
                    new Partitions(placement, local, peers),
                    new Overview(placement, "node:8480", 100),
                    clock,
                    options.limits());
            AccessLog log =
                    new AccessLog(audit, (topic, value) -> new byte[] {1}, "iam.exchange", PARTITIONS, options, clock);
            Front front = new Front(
                    options,
                    Clients.of(null, clock),
                    nobody,
                    service,
                    local,
                    log,
                    Runnable::run,
                    Runnable::run,
                    System::nanoTime,
                    new byte[] {'x'});
            HttpConfiguration http = new HttpConfiguration();
            http.setSendServerVersion(false);
            http.setHttpCompliance(HttpCompliance.RFC9110);
            http.setUriCompliance(UriCompliance.UNSAFE);
            connector = new LocalConnector(server, new HttpConnectionFactory(http));
            server.addConnector(connector);
            server.setHandler(front);
            server.setErrorHandler(front::refuse);
            try {
                server.start();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        private static QueuedThreadPool threads() {
            QueuedThreadPool threads = new QueuedThreadPool();
            threads.setDaemon(true);
            return threads;
        }

        private static KafkaStreams streams() {
            StreamsBuilder builder = new StreamsBuilder();
            builder.stream("iam.exchange");
            Properties config = new Properties();
            config.put(StreamsConfig.APPLICATION_ID_CONFIG, "never-started");
            config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
            config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
            config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
            KafkaStreams streams = new KafkaStreams(builder.build(), config);
            // Or it would look for its brokers as long as the process lives.
            streams.close();
            return streams;
        }

        void request(byte[] request) {
            String answers;
            try (LocalConnector.LocalEndPoint connection = connector.connect()) {
                connection.addInputAndExecute(ByteBuffer.wrap(request));
                connection.addInputEOF();
                connection.waitUntilClosedOrIdleFor(5, TimeUnit.SECONDS);
                answers = StandardCharsets.ISO_8859_1
                        .decode(connection.getOutput())
                        .toString();
            }
            audit.clear();
            if (answers.length() > LONGEST_ANSWER + 64 * request.length) {
                throw new AssertionError(request.length + " bytes are answered with " + answers.length());
            }
            boolean isWhole = answers.isEmpty() || answers.startsWith("HTTP/1.");
            // An application that has stopped is not there: 503 and nothing worse.
            if (!isWhole || answers.contains("HTTP/1.1 500") || answers.contains("Exception")) {
                throw new AssertionError(answers);
            }
        }
    }

    /**
     * What real inputs look like.
     *
     * @return by a name for each
     */
    public static Map<String, byte[]> seeds() {
        String end = " HTTP/1.1\r\nHost: localhost\r\n";
        Map<String, byte[]> seeds = new TreeMap<>();
        put(seeds, "path", 0, "/v1/identities/account%3Asap%2Fada");
        put(seeds, "parameters", 1, "status=OPEN&system=s%C3%A4p&limit=10");
        put(seeds, "page", 2, new PageToken(2, new Cursor("E1", "f")).text(LIST));
        put(seeds, "question", 3, LIST.toNode().toString());
        put(seeds, "filters", 4, "OPEN,MITIGATED\nHIGH\nSOD_VIOLATION\nsap\nP2P-01\nOPEN\nGRANT");
        put(seeds, "get", 5, "GET /v1/identities/E1?at=2026-01-01T00:00:00Z" + end + "\r\n");
        put(seeds, "list", 5, "GET /v1/findings?status=OPEN&identity=E1&limit=5" + end + "Connection: close\r\n\r\n");
        String body = "{\"identityId\":\"E1\",\"entitlements\":[\"sap:CLERK\"],\"validTo\":\"2027-01-01T00:00:00Z\"}";
        put(
                seeds,
                "post",
                5,
                "POST /v1/request-trials" + end + "Content-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
        put(
                seeds,
                "chunks",
                5,
                "POST /v1/request-trials" + end
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        put(seeds, "token", 5, "GET /v1/status" + end + "Authorization: Bearer x\r\n\r\n");
        put(seeds, "two", 5, "GET /openapi.yaml" + end + "\r\nGET /v1/policies" + end + "\r\n");
        return seeds;
    }

    private static void put(Map<String, byte[]> seeds, String name, int what, String text) {
        seeds.put(name, ((char) what + text).getBytes(StandardCharsets.ISO_8859_1));
    }
}
