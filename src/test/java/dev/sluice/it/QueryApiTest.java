package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.ApiServer;
import dev.sluice.cli.Ran;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.ApiOperation;
import dev.sluice.event.AuditEvent;
import dev.sluice.relay.TestKeys;
import dev.sluice.stream.Partitioning;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The query API of two instances that share the partitions: whichever is asked, the answer is the same. */
@WithStack
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QueryApiTest {
    private static final String CLERKS = "/v1/entitlements/sap:CLERK/holders";

    @TempDir
    private static Path dir;

    private static ApiBed bed;
    private static ApiDocument document;

    @BeforeAll
    static void start(EmbeddedStack stack, TestTopics topics) throws Exception {
        bed = new ApiBed(stack, topics.name("api."), dir);
        HttpResponse<String> text =
                bed.get(bed.instance(0), null, "/openapi.yaml").response();
        document = new ApiDocument(text.body());
    }

    @AfterAll
    static void stop() {
        if (bed != null) {
            bed.close();
        }
    }

    private static ApiBed.Answer get(int instance, String client, String path, String template) throws Exception {
        ApiBed.Answer answer = bed.get(bed.instance(instance), client, path);
        document.check("GET", template, answer);
        return answer;
    }

    private static List<JsonNode> everything(int instance, String path, String template, int limit) throws Exception {
        List<JsonNode> items = new ArrayList<>();
        String next = null;
        do {
            String page =
                    path + (path.contains("?") ? "&" : "?") + "limit=" + limit + (next == null ? "" : "&page=" + next);
            JsonNode body = get(instance, "AUD", page, template).body();
            assertThat(body.get("items").size()).isLessThanOrEqualTo(limit);
            assertThat(body.get("complete").booleanValue()).isTrue();
            body.get("items").forEach(items::add);
            next = body.has("next") ? body.get("next").textValue() : null;
        } while (next != null);
        return items;
    }

    @Test
    void whicheverInstanceIsAskedTheAnswerIsTheSame() throws Exception {
        Set<String> served = new TreeSet<>();
        for (int i = 0; i < ApiBed.PEOPLE; i++) {
            ApiBed.Answer one = get(0, "AUD", "/v1/identities/E" + i, "/v1/identities/{id}");
            ApiBed.Answer two = get(1, "AUD", "/v1/identities/E" + i, "/v1/identities/{id}");
            assertThat(one.status()).isEqualTo(200);
            assertThat(one.body()).isEqualTo(two.body());
            assertThat(one.body().at("/served/role").textValue()).isEqualTo("ACTIVE");
            served.add(one.body().at("/served/instance").textValue());
        }
        assertThat(served).as("both have partitions").hasSize(2);
        JsonNode second =
                get(0, "AUD", "/v1/identities/E2", "/v1/identities/{id}").body();
        assertThat(second.at("/does/0/reason/sentence").textValue())
                .isEqualTo("Role clerk gives it because department is Sales.");
        assertThat(second.at("/difference/0/why").textValue())
                .isEqualTo("No role, request or exception has ever given it.");
        assertThat(second.get("findings").findValuesAsText("kind")).contains("UNSANCTIONED_ACCESS", "SOD_VIOLATION");
        JsonNode third =
                get(1, "AUD", "/v1/identities/E3", "/v1/identities/{id}").body();
        assertThat(third.at("/requests/0/requestId").textValue()).isEqualTo("R-3");
        assertThat(get(0, "AUD", "/v1/identities/account:sap%2FGHOST", "/v1/identities/{id}")
                        .body()
                        .at("/accounts/0/name")
                        .textValue())
                .isEqualTo("GHOST");
        assertThat(get(0, "AUD", "/v1/identities/nobody", "/v1/identities/{id}").status())
                .isEqualTo(404);
        assertThat(get(0, "AUD", "/v1/identities/..%2F..%2Fetc%2Fpasswd", "/v1/identities/{id}")
                        .status())
                .as("a name as any other")
                .isEqualTo(404);
    }

    @Test
    void everyHolderIsOnOnePageWhateverItsSize() throws Exception {
        List<JsonNode> all = everything(0, CLERKS, "/v1/entitlements/{entitlement}/holders", 1000);
        List<String> people =
                all.stream().map(holder -> holder.get("identityId").textValue()).toList();

        assertThat(people).hasSize(ApiBed.PEOPLE / 2).doesNotHaveDuplicates();
        assertThat(people).allMatch(id -> Integer.parseInt(id.substring(1)) % 2 == 0);
        assertThat(all)
                .allMatch(holder -> holder.at("/reason/path/0").textValue().equals("clerk"));
        for (int limit : new int[] {1, 3, 5}) {
            for (int instance = 0; instance < 2; instance++) {
                assertThat(everything(instance, CLERKS, "/v1/entitlements/{entitlement}/holders", limit))
                        .as("pages of " + limit + " at " + instance)
                        .isEqualTo(all);
            }
        }
        assertThat(everything(0, "/v1/entitlements/sap:NOTHING/holders", "/v1/entitlements/{entitlement}/holders", 10))
                .isEmpty();
    }

    @Test
    void findingsAndCommandsAreListedByFilterAndReadOneByOne() throws Exception {
        List<JsonNode> findings = everything(0, "/v1/findings", "/v1/findings", 2);
        assertThat(findings).isEqualTo(everything(1, "/v1/findings", "/v1/findings", 1000));
        assertThat(everything(0, "/v1/findings?kind=SOD_VIOLATION&severity=HIGH", "/v1/findings", 10))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.get("identityId").textValue()).isEqualTo("E2"));
        assertThat(everything(0, "/v1/findings?identity=E2", "/v1/findings", 1)).hasSize(2);
        assertThat(everything(0, "/v1/findings?rule=NONE", "/v1/findings", 10)).isEmpty();
        String id = everything(0, "/v1/findings?kind=SOD_VIOLATION", "/v1/findings", 10)
                .get(0)
                .get("findingId")
                .textValue();
        ApiBed.Answer direct = get(0, "AUD", "/v1/findings/" + id + "?identity=E2", "/v1/findings/{id}");
        ApiBed.Answer sought = get(1, "AUD", "/v1/findings/" + id, "/v1/findings/{id}");
        assertThat(direct.body()).isEqualTo(sought.body());
        assertThat(direct.body().get("evidence").findValuesAsText("eventId")).isNotEmpty();
        assertThat(get(0, "AUD", "/v1/findings/nothing-like-it", "/v1/findings/{id}")
                        .status())
                .isEqualTo(404);

        List<JsonNode> commands = everything(0, "/v1/commands?system=sap&action=CREATE_ACCOUNT", "/v1/commands", 3);
        assertThat(commands).hasSizeGreaterThan(5).doesNotHaveDuplicates();
        String command = commands.get(0).get("commandId").textValue();
        assertThat(get(1, "AUD", "/v1/commands/" + command, "/v1/commands/{id}")
                        .body()
                        .get("reason")
                        .textValue())
                .contains("sap");
        assertThat(get(0, "AUD", "/v1/commands?progress=HELD", "/v1/commands")
                        .body()
                        .get("items"))
                .isEmpty();
    }

    @Test
    void aPlannedRequestIsTriedAndNothingFollows() throws Exception {
        String body = "{\"identityId\": \"E4\", \"entitlements\": [\"sap:PAY_RUN\", \"sap:NEWS\"]}";
        ApiBed.Answer trial = bed.post(bed.instance(1), "OPS", "/v1/what-if/request", body);
        document.check("POST", "/v1/what-if/request", trial);

        assertThat(trial.body().get("outcome").textValue()).isIn("REFUSED", "FOUND", "SECOND_APPROVAL");
        assertThat(trial.body().at("/conflicts/0/ruleId").textValue()).isEqualTo("P2P-01");
        assertThat(trial.body().at("/conflicts/0/sides").findValuesAsText("where"))
                .contains("of account E4@sap in sap", "by the request that is tried");
        ApiBed.Answer clear = bed.post(
                bed.instance(0),
                "OPS",
                "/v1/what-if/request",
                "{\"identityId\": \"E4\", \"entitlements\": [\"sap:NEWS\"]}");
        assertThat(clear.body().get("outcome").textValue()).isEqualTo("CLEAR");
        assertThat(get(0, "AUD", "/v1/identities/E4", "/v1/identities/{id}")
                        .body()
                        .get("requests"))
                .isEmpty();
    }

    @Test
    void anEarlierInstantIsToldFromTheFactsWithWhatIsNotKept() throws Exception {
        JsonNode before = get(0, "AUD", "/v1/identities/E2?at=" + ApiBed.HIRED.plusMillis(4), "/v1/identities/{id}")
                .body();
        JsonNode after = get(0, "AUD", "/v1/identities/E2?at=" + ApiBed.HIRED.plusSeconds(1), "/v1/identities/{id}")
                .body();

        assertThat(before.get("does")).isEmpty();
        assertThat(before.get("status").textValue()).isEqualTo("ACTIVE");
        assertThat(after.get("does")).hasSize(2);
        assertThat(after.get("notKept")).isNotEmpty();
        assertThat(after.at("/completeFrom/does").isTextual()).isTrue();
        assertThat(get(0, "AUD", "/v1/identities/E2?at=2999-01-01T00:00:00Z", "/v1/identities/{id}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theDocumentHasWhatTheServiceTakesAndNothingElse() throws Exception {
        Set<String> routes = new TreeSet<>(document.routes());
        assertThat(routes).contains("GET /openapi.yaml");
        for (String route : routes) {
            String[] words = route.split(" ");
            String path = words[1].replaceAll("[{].*?[}]", "sap:x");
            ApiBed.Answer answer = words[0].equals("GET")
                    ? bed.get(bed.instance(0), "OPS", path + "?no-such-parameter=1")
                    : bed.post(bed.instance(0), "OPS", path + "?no-such-parameter=1", "{}");
            // A route that there is tells what is wrong with the parameter; the document itself takes any.
            assertThat(answer.status()).as(route).isEqualTo(words[1].equals("/openapi.yaml") ? 200 : 400);
            for (String parameter : document.parameters(words[0], words[1])) {
                ApiBed.Answer given = bed.get(bed.instance(0), "OPS", path + "?" + parameter + "=1");
                assertThat(given.response().body())
                        .as(route + " takes " + parameter)
                        .doesNotContain("no such parameter here");
            }
        }
        assertThat(routes.stream()
                        .map(route -> route.split(" "))
                        .map(words -> document.operationId(words[0], words[1]))
                        .filter(id -> !id.equals("READ_DOCUMENT")))
                .as("each is told to the audit by the name that the document has")
                .containsExactlyInAnyOrder(Arrays.stream(ApiOperation.values())
                        .filter(operation -> operation != ApiOperation.UNKNOWN)
                        .map(Enum::name)
                        .toArray(String[]::new));
    }

    @Test
    void policiesAndStatusAreTold() throws Exception {
        JsonNode policies = get(0, "AUD", "/v1/policies", "/v1/policies").body();
        assertThat(policies.get("setVersion").asLong()).isEqualTo(1);
        assertThat(policies.get("documents").findValuesAsText("id")).contains("sap", "clerk", "P2P-01");
        assertThat(get(1, "AUD", "/v1/status", "/v1/status").body().get("missing"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AUD, /v1/identities/E1, 200",
        "OPS, /v1/identities/E1, 200",
        "E1, /v1/identities/E1, 200",
        "E1, /v1/identities/E2, 403",
        "E1, /v1/identities/nobody, 403",
        "OWN, /v1/identities/E1, 403",
        "OWN, /v1/entitlements/sap:CLERK/holders, 200",
        "OWN, /v1/entitlements/ldap:CLERK/holders, 403",
        "E1, /v1/entitlements/sap:CLERK/holders, 403",
        "OWN, /v1/findings?system=sap, 200",
        "OWN, /v1/findings, 403",
        "OWN, /v1/findings?system=ldap, 403",
        "E1, /v1/findings?identity=E1, 200",
        "E1, /v1/findings?identity=E2, 403",
        "E1, /v1/findings, 403",
        "E1, /v1/commands?identity=E1, 200",
        "OWN, /v1/commands?system=sap, 200",
        "OWN, /v1/policies, 403",
        "E1, /v1/status, 403",
        "a-secret-of-the-instances-that-is-long-enough, /v1/identities/E1, 403",
        "AUD, /peer/v1/query, 404",
        "AUD, /v2/identities/E1, 404",
        "unknown, /v1/identities/E1, 401",
        ", /v1/identities/E1, 401"
    })
    void everybodySeesWhatTheRoleLets(String client, String path, int status) throws Exception {
        // As many as are unknown in a second are recorded; more would be 429.
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(
                        bed.get(bed.instance(0), client, path).status())
                .isEqualTo(status));
    }

    @Test
    void onlyOperatorsTryRequestsAndOnlyInstancesAskAsInstances() throws Exception {
        String body = "{\"identityId\": \"E4\", \"entitlements\": [\"sap:PAY_RUN\"]}";
        assertThat(bed.post(bed.instance(0), "AUD", "/v1/what-if/request", body).status())
                .isEqualTo(403);
        assertThat(bed.post(bed.instance(0), "OPS", "/peer/v1/query", "{}").status())
                .isEqualTo(404);
        String peer = "a-secret-of-the-instances-that-is-long-enough";
        assertThat(bed.post(bed.instance(0), peer, "/peer/v1/query", "{}").status())
                .isEqualTo(400);
    }

    @Test
    void everyAccessIsInTheChainOfTheAuditAlsoWhatWasRefused() throws Exception {
        String read = bed.get(bed.instance(0), "OPS", "/v1/identities/E9").header("Sluice-Access-Id");
        String denied = bed.get(bed.instance(1), "E1", "/v1/identities/E9").header("Sluice-Access-Id");
        String listed = bed.get(bed.instance(1), "OWN", CLERKS).header("Sluice-Access-Id");
        ApiBed.Answer unknown = bed.get(bed.instance(1), "wrong", "/v1/identities/E9");

        await().atMost(60, SECONDS)
                .pollInterval(StreamCluster.LOOK)
                .until(() -> audit().stream()
                                .filter(audit -> Set.of(read, denied, listed).contains(audit.getEventId()))
                                .count()
                        == 3);
        assertThat(audit(read).getAction()).isEqualTo("READ_IDENTITY");
        assertThat(audit(read).getActor()).isEqualTo("OPS");
        assertThat(audit(read).getIdentityId()).isEqualTo("E9");
        assertThat(audit(read).getWriter()).isEqualTo(Partitioning.of("E9", ApiBed.PARTITIONS));
        assertThat(audit(read).getHash()).isNotNull();
        assertThat(audit(denied).getAction()).isEqualTo("READ_IDENTITY_DENIED");
        assertThat(audit(denied).getActor()).isEqualTo("E1");
        assertThat(audit(listed).getEntitlement().getName()).isEqualTo("CLERK");
        assertThat(unknown.status()).isIn(401, 429);
        if (unknown.status() == 401) {
            await().atMost(60, SECONDS).pollInterval(StreamCluster.LOOK).until(() -> audit().stream()
                    .anyMatch(audit -> unknown.header("Sluice-Access-Id").equals(audit.getEventId())));
        }
        assertThat(bed.cluster().read("dead-letter")).isEmpty();
    }

    private static List<AuditEvent> audit() {
        return bed.cluster().read("audit").stream()
                .map(record -> (AuditEvent) record.value())
                .filter(audit -> audit.getCategory().equals("query"))
                .toList();
    }

    private static AuditEvent audit(String accessId) {
        return audit().stream()
                .filter(audit -> accessId.equals(audit.getEventId()))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/identities/..",
                "/v1/identities/a%00b",
                "/v1/identities/%C3%28",
                "/v1/identities/a%0d%0aX-Injected:%20yes",
                "/v1/identities/E1%23page",
                "/v1/identities/account:sap",
                "/v1/identities/E1;jsessionid=1",
                "/v1/identities/",
                "/v1//identities/E1",
                "/v1/./identities/E1",
                "/v1/entitlements/sap/holders",
                "/v1/entitlements/:x/holders",
                "/v1/findings?severity=very",
                "/v1/findings?status=OPEN,",
                "/v1/findings?kinds=SOD_VIOLATION",
                "/v1/findings?limit=0",
                "/v1/findings?limit=99999",
                "/v1/findings?limit=1&limit=2",
                "/v1/findings?page=e30",
                "/v1/findings?page=%FF",
                "/v1/findings?page=bm90IGpzb24",
                "/v1/findings?kind=",
                "/v1/identities/E1?at=yesterday",
                "/v1/identities/E1?at=-999999999-01-01T00:00:00Z"
            })
    void whatCantBeAskedIsRefusedAndRepeatsNothingOfIt(String path) throws Exception {
        ApiBed.Answer answer = bed.get(bed.instance(0), "AUD", path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("X-Injected")).isNull();
        assertThat(answer.body().get("detail").textValue()).doesNotContain("passwd", "very", "yesterday", "kinds=");
    }

    @Test
    void aPageOfAnotherListOrAMadeUpOneIsNoDoorToAnything() throws Exception {
        String page = get(0, "AUD", CLERKS + "?limit=1", "/v1/entitlements/{entitlement}/holders")
                .body()
                .get("next")
                .textValue();
        assertThat(bed.get(bed.instance(0), "AUD", "/v1/entitlements/sap:PAY_RUN/holders?page=" + page)
                        .status())
                .as("of another list")
                .isEqualTo(400);
        assertThat(bed.get(bed.instance(0), "E1", CLERKS + "?page=" + page).status())
                .as("of somebody who may not")
                .isEqualTo(403);
        String text = new String(Base64.getUrlDecoder().decode(page), StandardCharsets.UTF_8);
        for (String made : List.of(
                text.replaceAll("\"p\":\\d+", "\"p\":99"),
                text.replaceAll("\"p\":\\d+", "\"p\":-1"),
                text.replaceAll("\"k\":\"[^\"]*\"", "\"k\":\"a#b\""))) {
            String token =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(made.getBytes(StandardCharsets.UTF_8));
            assertThat(bed.get(bed.instance(0), "AUD", CLERKS + "?page=" + token)
                            .status())
                    .as(made)
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{\"identityId\": \"E4\"}",
                "{\"identityId\": \"E4\", \"entitlements\": []}",
                "{\"identityId\": \"E4\", \"entitlements\": [1]}",
                "{\"identityId\": \"E4\", \"entitlements\": [\"sap\"]}",
                "{\"identityId\": \"a:b\", \"entitlements\": [\"sap:X\"]}",
                "{\"identityId\": \"E4\", \"identityId\": \"E5\", \"entitlements\": [\"sap:X\"]}",
                "{\"identityId\": \"E4\", \"entitlements\": [\"sap:X\"], \"more\": 1}",
                "{\"identityId\": \"E4\", \"entitlements\": [\"sap:X\"], \"validFrom\": \"2026-01-02T00:00:00Z\","
                        + " \"validTo\": \"2026-01-01T00:00:00Z\"}",
                "{\"identityId\": \"E4\", \"entitlements\": [\"sap:X\"]} {}",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}}"
            })
    void aBodyThatIsNoRequestIsRefused(String body) throws Exception {
        ApiBed.Answer answer = bed.post(bed.instance(0), "OPS", "/v1/what-if/request", body);

        document.check("POST", "/v1/what-if/request", answer);
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void whatIsTooLargeIsRefusedWhileItComes() throws Exception {
        assertThat(bed.post(bed.instance(0), "OPS", "/v1/what-if/request", " ".repeat(70_000))
                        .status())
                .isEqualTo(413);
        assertThat(bed.get(bed.instance(0), "AUD", "/v1/identities/" + "x".repeat(4_200))
                        .status())
                .isEqualTo(414);
        assertThat(bed.get(bed.instance(0), "AUD", "/v1/identities/" + "x".repeat(600))
                        .status())
                .isEqualTo(400);
        assertThat(raw(
                        bed.instance(0).port(),
                        "GET /v1/status HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "y".repeat(9_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(raw(bed.instance(0).port(), "GET /v1/status HTTP/9.9\r\n\r\n"))
                .startsWith("HTTP/1.1 505");
        assertThat(raw(
                        bed.instance(0).port(),
                        "DELETE /v1/identities/E1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + bed.token("AUD") + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .containsIgnoringCase("Allow: GET");
    }

    private static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** More than there are threads of the network or for answers: each begins a request and sends a byte now and then. */
    @Test
    void slowClientsKeepNobodyFromBeingAnsweredAndAreCutOff() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket("127.0.0.1", bed.instance(0).port());
                slow.add(socket);
                boolean inBody = i % 2 == 0;
                String begun = inBody
                        ? "POST /v1/what-if/request HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + bed.token("OPS") + "\r\nContent-Length: 1000\r\n\r\n{"
                        : "GET /v1/status HTTP/1.1\r\nHost: loc";
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
            assertThat(bed.get(bed.instance(0), "AUD", "/v1/identities/E1").status())
                    .isEqualTo(200);
            await().atMost(30, SECONDS).pollInterval(StreamCluster.LOOK).until(() -> {
                slow.forEach(QueryApiTest::trickle);
                return slow.stream().allMatch(QueryApiTest::isOver);
            });
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static void trickle(Socket socket) {
        try {
            socket.getOutputStream().write('x');
        } catch (IOException e) {
            // It was cut off, which is looked for.
        }
    }

    /** Answered or ended, whichever the server did. */
    private static boolean isOver(Socket socket) {
        try {
            socket.setSoTimeout(1);
            InputStream in = socket.getInputStream();
            in.read();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void theCommandLineTellsPeopleTheSameInWords() throws Exception {
        String url = bed.instance(1).url();
        String token = bed.tokenFile("AUD").toString();
        Ran explained = Ran.of("explain", "E2", "--api", url, "--token-file", token);
        assertThat(explained.err()).isEmpty();
        assertThat(explained.exit()).isZero();
        assertThat(explained.out())
                .startsWith("E2  ACTIVE")
                .contains("Role clerk gives it because department is Sales. On E2@sap since "
                        + ApiBed.HIRED.plusMillis(5) + ".")
                .contains("- sap:PAY_RUN")
                .contains("HIGH SOD_VIOLATION")
                .contains("ms behind.");
        assertThat(Ran.of("explain", "E3", "--api", url, "--token-file", token).out())
                .contains("Create an account in sap")
                .contains("R-3 sap:REPORTS")
                .contains("Next due ");
        String then = ApiBed.HIRED.plusMillis(4).toString();
        assertThat(Ran.of("explain", "E2", "--at", then, "--api", url, "--token-file", token)
                        .out())
                .contains("As of " + then)
                .contains("Has: nothing");
        assertThat(Ran.of("explain", "E2", "--json", "--api", url, "--token-file", token)
                        .out())
                .startsWith("{\"identityId\":\"E2\"");

        Ran holders = Ran.of("who-has", "sap:CLERK", "--api", url, "--token-file", token);
        assertThat(holders.exit()).isZero();
        assertThat(holders.out().lines()).hasSize(ApiBed.PEOPLE / 2 + 1);
        assertThat(holders.out()).endsWith("12 hold sap:CLERK." + System.lineSeparator());

        Ran unknown = Ran.of("explain", "nobody", "--api", url, "--token-file", token);
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("Nothing is known of it. (HTTP 404)");
        assertThat(Ran.of("explain", "E2", "--api", "http://127.0.0.1:1", "--token-file", token)
                        .err())
                .contains("can't be reached");
        assertThat(Ran.of("explain", "E2", "--api", "http://sluice.example.com", "--token-file", token)
                        .err())
                .contains("readable");
        assertThat(Ran.of(
                                "explain",
                                "E2",
                                "--api",
                                url,
                                "--token-file",
                                dir.resolve("none").toString())
                        .err())
                .contains("can't be read");
    }

    @Test
    void overTlsAClientIsKnownByItsCertificateOrItsToken() throws Exception {
        Path server = TestKeys.selfSigned(dir, "server", "dns:localhost,ip:127.0.0.1");
        Path siem = TestKeys.selfSigned(dir, "siem", "dns:siem");
        Path other = TestKeys.selfSigned(dir, "other", "dns:other");
        TestKeys.trust(siem, other);
        Path stranger = TestKeys.selfSigned(dir, "stranger", "dns:stranger");
        Path tokens = Files.writeString(
                dir.resolve("tls-tokens"),
                "siem auditor certificate:CN=siem\nother peer certificate:CN=other\n"
                        + Files.readString(dir.resolve("tokens")));
        Map<String, String> settings = Map.of(
                "sluice.api.tokens.file",
                tokens.toString(),
                "sluice.api.ssl.keystore.location",
                server.toString(),
                "sluice.api.ssl.keystore.password",
                TestKeys.PASSWORD,
                "sluice.api.ssl.keystore.type",
                "PKCS12",
                "sluice.api.ssl.truststore.location",
                siem.toString(),
                "sluice.api.ssl.truststore.password",
                TestKeys.PASSWORD,
                "sluice.api.ssl.truststore.type",
                "PKCS12",
                "sluice.api.ssl.client.auth",
                "requested");
        try (ApiServer api = bed.api(settings)) {
            URI status = URI.create("https://localhost:" + api.port() + "/v1/policies");

            assertThat(status(TestKeys.context(siem, server), status, null)).isEqualTo(200);
            assertThat(status(TestKeys.context(null, server), status, null)).isEqualTo(401);
            assertThat(status(TestKeys.context(null, server), status, bed.token("AUD")))
                    .isEqualTo(200);
            assertThat(status(TestKeys.context(siem, server), status, "wrong")).isEqualTo(401);
            HttpRequest.BodyPublisher question = HttpRequest.BodyPublishers.ofString(
                    "{\"operation\": \"READ_POLICIES\", \"partition\": 0, \"budgetMs\": 1000}");
            URI peer = URI.create("https://localhost:" + api.port() + "/peer/v1/query");
            assertThat(status(
                            TestKeys.context(other, server),
                            HttpRequest.newBuilder(peer).POST(question)))
                    .as("an instance that is known by its certificate")
                    .isEqualTo(200);
            assertThat(status(
                            TestKeys.context(siem, server),
                            HttpRequest.newBuilder(peer).POST(question)))
                    .as("somebody else")
                    .isEqualTo(404);
            assertThat(status(TestKeys.context(stranger, server), status, null))
                    .as("a certificate that nobody vouches for")
                    .isEqualTo(401);
            Path config = Files.writeString(
                    dir.resolve("tls.properties"),
                    "ssl.truststore.location=" + server + "\nssl.truststore.type=PKCS12\nssl.truststore.password="
                            + TestKeys.PASSWORD + "\n");
            Ran explained = Ran.of(
                    "explain",
                    "E2",
                    "--api",
                    "https://localhost:" + api.port(),
                    "--token-file",
                    bed.tokenFile("AUD").toString(),
                    "--tls-config",
                    config.toString());
            // The other instance speaks no TLS, so that what it has is told by the standby here.
            assertThat(explained.exit()).as(explained.err()).isZero();
        }
    }

    private static int status(SSLContext tls, URI uri, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return status(tls, request);
    }

    private static int status(SSLContext tls, HttpRequest.Builder request) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void whereEverybodyMayAskOnlyLoopbackIsTakenForTheName() throws Exception {
        try (ApiServer api = bed.api(Map.of("sluice.api.anonymous.role", "auditor"))) {
            assertThat(raw(api.port(), "GET /v1/policies HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(raw(api.port(), "GET /v1/policies HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 421");
            assertThat(raw(
                            api.port(),
                            "GET /v1/policies HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wrong\r\n"
                                    + "Connection: close\r\n\r\n"))
                    .as("who shows something has to show what is known")
                    .startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void whoAsksTooOftenAndWhatIsTooMuchAtOnceIsToldToComeBack() throws Exception {
        String tokens = dir.resolve("tokens").toString();
        try (ApiServer api = bed.api(Map.of("sluice.api.tokens.file", tokens, "sluice.api.rate.per.second", 1))) {
            assertThat(firstOf(429, api, 50)).contains("1");
        }
        try (ApiServer api = bed.api(Map.of(
                "sluice.api.tokens.file", tokens,
                "sluice.api.rate.per.second", 10_000,
                "sluice.api.threads", 1,
                "sluice.api.queue.max.requests", 1))) {
            assertThat(firstOf(503, api, 100)).contains("1");
        }
    }

    /** Asks many times at once until the status comes; tells after how many seconds to ask again. */
    private static Optional<String> firstOf(int status, ApiServer api, int most) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/v1/identities/E1"))
                .header("Authorization", "Bearer " + bed.token("AUD"))
                .build();
        List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            asked.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        List<HttpResponse<String>> answers =
                asked.stream().map(CompletableFuture::join).toList();
        assertThat(answers).allMatch(answer -> answer.statusCode() == 200 || answer.statusCode() == status);
        return answers.stream()
                .filter(answer -> answer.statusCode() == status)
                .findFirst()
                .flatMap(answer -> answer.headers().firstValue("Retry-After"));
    }

    /** Its application goes on, so that its partitions stay where they are: only nobody answers there. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aStandbyAnswersForWhoCantBeReachedAndSaysSo() throws Exception {
        bed.instance(1).api().close();

        Set<String> roles = new TreeSet<>();
        boolean told = false;
        for (int i = 0; i < ApiBed.PEOPLE; i++) {
            JsonNode body =
                    get(0, "AUD", "/v1/identities/E" + i, "/v1/identities/{id}").body();
            assertThat(body.get("identityId").textValue()).isEqualTo("E" + i);
            roles.add(body.at("/served/role").textValue());
            if (body.at("/served/role").textValue().equals("STANDBY")) {
                JsonNode behind = body.at("/served/atMostBehindChanges");
                // Left out where the brokers do not answer within half a second.
                assertThat(behind.isIntegralNumber() || behind.isMissingNode()).isTrue();
                told |= behind.isIntegralNumber();
            }
        }
        assertThat(roles).containsExactly("ACTIVE", "STANDBY");
        assertThat(told).as("how far behind is told").isTrue();
        assertThat(everything(0, CLERKS, "/v1/entitlements/{entitlement}/holders", 3))
                .hasSize(ApiBed.PEOPLE / 2);
        assertThat(document.seen())
                .as("every answer that the document has was seen, and was as it says")
                .containsAll(document.routes().stream()
                        .filter(route -> !route.endsWith(".yaml"))
                        .toList());
    }
}
