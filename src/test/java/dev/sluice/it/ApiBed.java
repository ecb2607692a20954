package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.ApiOptions;
import dev.sluice.api.ApiServer;
import dev.sluice.api.NewToken;
import dev.sluice.app.PublishedPolicies;
import dev.sluice.app.SluiceApp;
import dev.sluice.domain.Events;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Two instances with their query APIs, each with standbys of the other, people, and clients of every role. */
final class ApiBed implements AutoCloseable {
    static final int PARTITIONS = 4;
    static final int PEOPLE = 24;

    /** A moment ago, so that nothing comes due while it is looked at. */
    static final Instant HIRED = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POLICIES =
            """
            kind: System
            id: sap
            mode: enforce
            retry: {first: P30D, max: P30D, attempts: 2}
            ---
            kind: Role
            id: clerk
            when: {department: [Sales]}
            grants: ["sap:CLERK"]
            ---
            kind: SodRule
            id: P2P-01
            name: Keep vendors and pay them
            severity: HIGH
            functions:
              - {name: keep vendors, entitlements: ["sap:CLERK"]}
              - {name: pay, entitlements: ["sap:PAY*"]}
            required: 2
            """;

    /** An instance: the application and its API. */
    record Instance(String name, int port, SluiceApp app, ApiServer api) {
        String url() {
            return "http://127.0.0.1:" + port;
        }
    }

    /** An answer: its status, header and body. */
    record Answer(int status, HttpResponse<String> response, JsonNode body) {
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    private final StreamCluster cluster;
    private final Path dir;
    private final List<Instance> instances = new ArrayList<>();
    private final Map<String, String> tokens = new TreeMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private int sequence;

    ApiBed(EmbeddedStack stack, String prefix, Path dir) throws Exception {
        this.dir = dir;
        Path policies = Files.createDirectories(dir.resolve("policies"));
        Files.writeString(policies.resolve("a.yaml"), POLICIES);
        cluster = new StreamCluster(stack, prefix, PARTITIONS, dir.resolve("state"));
        cluster.publishPolicies(policies, HIRED.minusSeconds(60));
        token("AUD", "auditor");
        token("OPS", "operator");
        token("OWN", "owner:sap");
        token("E1", "self");
        Files.writeString(dir.resolve("peer"), "a-secret-of-the-instances-that-is-long-enough\n");
        start("one");
        start("two");
        send();
        await().atMost(60, SECONDS).pollInterval(StreamCluster.LOOK).until(() -> cluster.behind() == 0);
        await().atMost(60, SECONDS).pollInterval(StreamCluster.LOOK).until(this::isSpread);
    }

    StreamCluster cluster() {
        return cluster;
    }

    Instance instance(int number) {
        return instances.get(number);
    }

    String token(String name) {
        return tokens.get(name);
    }

    /** The file with a client's token. */
    Path tokenFile(String name) throws IOException {
        return Files.writeString(dir.resolve(name + ".token"), tokens.get(name) + "\n");
    }

    /** Another API of the first instance, with other settings. */
    ApiServer api(Map<String, ?> more) {
        Map<String, Object> settings = cluster.appConfig("one");
        settings.put("sluice.api.port", 0);
        settings.putAll(more);
        return ApiServer.start(
                ApiOptions.of(settings),
                instances.get(0).app().streams(),
                new PublishedPolicies(),
                InstantSource.system());
    }

    private void token(String name, String role) throws IOException {
        NewToken made = NewToken.of(name, List.of(role), new SecureRandom());
        tokens.put(name, made.token());
        Path file = dir.resolve("tokens");
        Files.writeString(file, (Files.exists(file) ? Files.readString(file) : "") + made.line() + "\n");
    }

    private void start(String name) throws Exception {
        int port = freePort();
        Map<String, Object> more = new HashMap<>();
        more.put("num.standby.replicas", 1);
        more.put("application.server", "127.0.0.1:" + port);
        more.put("sluice.api.port", port);
        more.put("sluice.api.tokens.file", dir.resolve("tokens").toString());
        more.put("sluice.api.peer.token.file", dir.resolve("peer").toString());
        more.put("sluice.api.peer.timeout.ms", 8000);
        more.put("sluice.api.rate.per.second", 5000);
        more.put("sluice.api.request.timeout.ms", 10_000);
        SluiceApp app = cluster.startApp(name, more);
        Map<String, Object> settings = cluster.appConfig(name);
        settings.putAll(more);
        ApiServer api = ApiServer.start(
                ApiOptions.of(settings), app.streams(), new PublishedPolicies(), InstantSource.system());
        instances.add(new Instance(name, port, app, api));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Each instance is active for some partitions, and standby for those of the other, and has all of it: the end of the last transaction counts as a change. */
    private boolean isSpread() throws Exception {
        for (Instance instance : instances) {
            JsonNode status = get(instance, "AUD", "/v1/status").body();
            int active = 0;
            for (JsonNode partition : status.path("partitions")) {
                active += partition.path("here").asText().equals("ACTIVE") ? 1 : 0;
                boolean here = partition.has("here")
                        && partition.path("atMostBehindChanges").asLong(2) <= 1;
                if (!here || partition.path("standbys").size() != 1) {
                    return false;
                }
            }
            if (active == 0 || active == PARTITIONS) {
                return false;
            }
        }
        return true;
    }

    Answer get(Instance instance, String client, String path) throws IOException, InterruptedException {
        return ask(
                instance,
                client,
                HttpRequest.newBuilder(URI.create(instance.url() + path)).GET());
    }

    Answer post(Instance instance, String client, String path, String body) throws IOException, InterruptedException {
        return ask(
                instance,
                client,
                HttpRequest.newBuilder(URI.create(instance.url() + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Answer ask(Instance instance, String name, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        if (name != null) {
            request.header("Authorization", "Bearer " + tokens.getOrDefault(name, name));
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String type = response.headers().firstValue("Content-Type").orElse("");
        JsonNode body = type.contains("json") ? JSON.readTree(response.body()) : null;
        return new Answer(response.statusCode(), response, body);
    }

    /** The even ones hold what their role gives; 1 holds something that nobody gave; 3 has asked for something; 5 has left. */
    private void send() {
        for (int i = 0; i < PEOPLE; i++) {
            String id = "E" + i;
            IdentityEvent hire = Events.identity(header("hris"), id, IdentityAction.HIRED, Events.department("Sales"));
            hire.setEffectiveAt(HIRED);
            cluster.send("identity", null, HIRED.toEpochMilli(), id, hire);
            if (i % 2 == 0) {
                grant(id, "sap:CLERK");
            }
        }
        grant("E1", "sap:PAY_RUN");
        grant("E2", "sap:PAY_RUN");
        request("E3", AccessAction.REQUEST_SUBMITTED, null);
        request("E3", AccessAction.REQUEST_APPROVED, "E7");
        cluster.send(
                "access",
                null,
                HIRED.toEpochMilli(),
                "account:sap/GHOST",
                Events.access(header("sap"), null, AccessAction.ACCOUNT_CREATED, Events.account("sap", "GHOST")));
    }

    private void grant(String id, String entitlement) {
        AccessEvent grant =
                Events.access(header("sap"), id, AccessAction.ENTITLEMENT_GRANTED, Events.account("sap", id + "@sap"));
        grant.setEntitlement(Events.entitlement(entitlement));
        cluster.send("access", null, HIRED.toEpochMilli(), id, grant);
    }

    private void request(String id, AccessAction action, String approver) {
        AccessEvent request = Events.access(header("itsm"), id, action, null);
        request.setEntitlement(Events.entitlement("sap:REPORTS"));
        request.setRequest(new AccessRequest("R-3", id, approver, null, null));
        cluster.send("access", null, HIRED.toEpochMilli(), id, request);
    }

    private Header header(String source) {
        sequence++;
        return Events.header("e" + sequence, source, null, HIRED.toEpochMilli() + sequence);
    }

    @Override
    public void close() {
        instances.forEach(instance -> instance.api().close());
        cluster.close();
    }
}
