package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The calls as Confluent's compiled client sends them, and what is made of the answers. */
class HttpSchemaRegistryClientTest {

    private static final String TEXT =
            "{\"type\":\"record\",\"name\":\"User\",\"namespace\":\"test\",\"doc\":\"A user.\",\"fields\":["
                    + "{\"name\":\"id\",\"type\":\"string\",\"default\":\"none\"}]}";
    private static final Schema USER = SchemaTexts.parse(TEXT);
    private static final UUID GUID = UUID.fromString("0b9f1a7e-1111-2222-3333-444455556666");

    private final TestRegistryServer server = new TestRegistryServer();
    private final HttpSchemaRegistryClient client = client(server.url(), Map.of());

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void registersWithTheWholeSchemaText() {
        server.then(200, "{\"id\":7}");

        assertThat(client.register("a topic/1-value", USER, false)).isEqualTo(7);

        TestRegistryServer.Request request = server.only();
        assertThat(request.line()).isEqualTo("POST /subjects/a%20topic%2F1-value/versions?normalize=false");
        assertThat(request.body())
                .isEqualTo("{\"schemaType\":\"AVRO\",\"schema\":\"" + TEXT.replace("\"", "\\\"") + "\"}");
        assertThat(request.headers())
                .containsEntry("content-type", "application/vnd.schemaregistry.v1+json")
                .containsEntry("confluent-accept-unknown-properties", "true")
                .containsKey("confluent-client-version")
                .doesNotContainKeys("authorization", "upgrade");
    }

    @Test
    void readsTheLongAnswerOfNewerRegistries() {
        server.then(200, "{\"id\":7,\"version\":3,\"guid\":\"" + GUID + "\",\"schemaType\":\"AVRO\",\"schema\":\"x\"}");

        assertThat(client.register("s", USER, true)).isEqualTo(7);
        assertThat(server.only().uri()).isEqualTo("/subjects/s/versions?normalize=true");
    }

    @Test
    void looksUpWithoutRegistering() {
        server.then(200, "{\"subject\":\"s\",\"version\":1,\"id\":9,\"schema\":\"x\"}");

        assertThat(client.lookup("s", USER, false)).isEqualTo(9);
        assertThat(server.only().line()).isEqualTo("POST /subjects/s?normalize=false&deleted=false");
    }

    @Test
    void asksForTheLatestVersion() {
        ObjectNode answer =
                schemaAnswer(TEXT).put("subject", "s").put("version", 4).put("id", 11);
        server.then(200, answer.put("guid", GUID.toString()).toString());

        assertThat(client.latest("s")).isEqualTo(new RegisteredSchema("s", 4, 11, GUID, USER));
        assertThat(server.only().line()).isEqualTo("GET /subjects/s/versions/latest");
        assertThat(server.only().body()).isEmpty();
    }

    @Test
    void asksForAnIdWithItsSubject() {
        server.then(200, schemaAnswer(TEXT).toString());

        assertThat(client.byId(7, "s-value")).isEqualTo(USER);
        assertThat(server.only().line()).isEqualTo("GET /schemas/ids/7?fetchMaxId=false&subject=s-value");
    }

    @Test
    void asksForAGuid() {
        server.then(200, schemaAnswer(TEXT).toString());

        assertThat(client.byGuid(GUID)).isEqualTo(USER);
        assertThat(server.only().line()).isEqualTo("GET /schemas/guids/" + GUID);
    }

    @Test
    void asksWhetherASchemaIsCompatible() {
        server.then(200, "{\"is_compatible\":false,\"messages\":[\"no default\"]}");

        assertThat(client.check("s", USER, false)).isEqualTo(new CompatibilityResult(false, List.of("no default")));
        assertThat(server.only().line())
                .isEqualTo("POST /compatibility/subjects/s/versions?normalize=false&verbose=true");
    }

    @Test
    void readsAndSetsTheCompatibilityLevel() {
        server.then(200, "{\"compatibilityLevel\":\"FULL\"}").then(200, "{\"compatibility\":\"BACKWARD\"}");

        assertThat(client.compatibility("s")).isEqualTo("FULL");
        client.setCompatibility("s", "BACKWARD");

        assertThat(server.lines()).containsExactly("GET /config/s?defaultToGlobal=true", "PUT /config/s");
        assertThat(server.requests.get(1).body()).isEqualTo("{\"compatibility\":\"BACKWARD\"}");
    }

    @Test
    void listsSubjectsAndVersions() {
        server.then(200, "[\"a\",\"b\"]").then(200, "[1,2]");

        assertThat(client.subjects()).containsExactly("a", "b");
        assertThat(client.versions("a")).containsExactly(1, 2);
    }

    @Test
    void keepsThePathOfTheUrlAndDropsItsTrailingSlash() {
        server.then(200, "{\"id\":1}");

        client(server.url() + "/apis/ccompat/v7/", Map.of()).register("s", USER, false);

        assertThat(server.only().uri()).isEqualTo("/apis/ccompat/v7/subjects/s/versions?normalize=false");
    }

    @Test
    void resolvesReferencesRecursivelyAndEachOnce() {
        String group = "{\"type\":\"record\",\"name\":\"Group\",\"namespace\":\"test\",\"fields\":["
                + "{\"name\":\"owner\",\"type\":\"User\"},{\"name\":\"deputy\",\"type\":\"Deputy\"}]}";
        String deputy = "{\"type\":\"record\",\"name\":\"Deputy\",\"namespace\":\"test\",\"fields\":["
                + "{\"name\":\"user\",\"type\":\"User\"}]}";
        server.always(
                "GET /schemas/ids/1",
                referring(group, "test.User", "user", 2, "test.Deputy", "deputy", 1)
                        .toString());
        server.always("GET /subjects/user/versions/2", schemaAnswer(TEXT).toString());
        server.always(
                "GET /subjects/deputy/versions/1",
                referring(deputy, "test.User", "user", 2).toString());

        Schema schema = client.byId(1, "");

        assertThat(schema.getField("owner").schema()).isEqualTo(USER);
        assertThat(schema.getField("deputy").schema().getField("user").schema()).isEqualTo(USER);
        assertThat(server.lines()).hasSize(3);
    }

    @Test
    void fetchesEachReferenceOfACycleOnce() {
        server.always("GET /schemas/ids/1", referring(TEXT, "a", "a", 1).toString());
        server.always("GET /subjects/a/versions/1", referring(TEXT, "b", "b", 1).toString());
        server.always("GET /subjects/b/versions/1", referring(TEXT, "a", "a", 1).toString());

        assertThat(client.byId(1, "")).isEqualTo(USER);
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void boundsTheDepthOfReferences() {
        server.always("GET /schemas/ids/1", referring(TEXT, "r", "r", 1).toString());
        for (int version = 1; version < 100; version++) {
            server.always(
                    "GET /subjects/r/versions/" + version,
                    referring(TEXT, "r", "r", version + 1).toString());
        }

        assertThatThrownBy(() -> client.byId(1, ""))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("deeper than 16");
    }

    @Test
    void refusesASchemaWithRules() {
        ObjectNode answer = schemaAnswer(TEXT);
        answer.putObject("ruleSet").putArray("domainRules").addObject().put("name", "encryptPII");
        server.then(200, answer.toString());

        assertThatThrownBy(() -> client.byId(1, ""))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("ruleSet");
    }

    @Test
    void takesAnEmptyRuleSetForNone() {
        ObjectNode answer = schemaAnswer(TEXT);
        answer.putObject("ruleSet").putArray("domainRules");
        server.then(200, answer.toString())
                .then(200, schemaAnswer(TEXT).putNull("ruleSet").toString());

        assertThat(client.byId(1, "")).isEqualTo(USER);
        assertThat(client.byId(1, "")).isEqualTo(USER);
    }

    @Test
    void refusesSchemasOfOtherKinds() {
        server.then(
                200,
                schemaAnswer("syntax = \"proto3\";")
                        .put("schemaType", "PROTOBUF")
                        .toString());

        assertThatThrownBy(() -> client.byId(1, ""))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("PROTOBUF");
    }

    @Test
    void refusesAnswersWithoutWhatWasAskedFor() {
        server.then(200, "{}")
                .then(200, "{}")
                .then(204, "")
                .then(200, schemaAnswer("{broken").toString())
                .then(200, schemaAnswer("{\"type\":\"record\"}").toString());

        assertThatThrownBy(() -> client.register("s", USER, false)).hasMessageContaining("no schema id");
        assertThatThrownBy(() -> client.byId(1, "")).hasMessageContaining("carries no schema");
        assertThatThrownBy(() -> client.byId(1, "")).hasMessageContaining("carries no schema");
        assertThatThrownBy(() -> client.byId(1, ""))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("nor JSON at all");
        assertThatThrownBy(() -> client.byId(1, ""))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("not a readable Avro schema");
    }

    @Test
    void reportsTheRegistrysOwnError() {
        server.then(409, "{\"error_code\":409,\"message\":\"incompatible with version 3\"}");

        RestException e = catchThrowableOfType(RestException.class, () -> client.register("s", USER, false));

        assertThat(e.status()).isEqualTo(409);
        assertThat(e.errorCode()).isEqualTo(409);
        assertThat(e).hasMessageContaining("incompatible with version 3");
    }

    @Test
    void reportsAnUnreadableErrorWithCode50005() {
        server.then(404, "<html>no such page</html>").then(400, "");

        RestException page = catchThrowableOfType(RestException.class, () -> client.byId(1, ""));
        RestException empty = catchThrowableOfType(RestException.class, () -> client.byId(1, ""));

        assertThat(page.errorCode()).isEqualTo(50005);
        assertThat(empty.errorCode()).isEqualTo(50005);
        assertThat(Transience.isTransient(page))
                .as("a wrong path is not bad data")
                .isTrue();
    }

    @Test
    void doesNotFollowRedirects() {
        server.then(302, "");

        assertThatThrownBy(() -> client.byId(1, "")).isInstanceOf(RestException.class);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void givesUpOnAnEndlessAnswer() {
        HttpSchemaRegistryClient impatient = client(server.url(), Map.of("max.retries", 0));
        server.then(200, "\"" + "x".repeat(9 * 1024 * 1024) + "\"");

        assertThatThrownBy(() -> impatient.byId(1, ""))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("larger than");
    }

    @Test
    void sendsExtraHeaders() {
        server.then(200, "{\"id\":1}");

        client(server.url(), Map.of("request.header.X-Tenant", "blue", "schema.registry.request.header.X-Zone", "a"))
                .register("s", USER, false);

        assertThat(server.only().headers()).containsEntry("x-tenant", "blue").containsEntry("x-zone", "a");
    }

    @Test
    void refusesHeadersThatCannotBeSent() {
        for (String value : List.of("a\r\nX-Injected: b", "a\nb")) {
            assertThatThrownBy(() -> client(server.url(), Map.of("request.header.X-Tenant", value)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("request.header.X-Tenant");
        }
        assertThatThrownBy(() -> client(server.url(), Map.of("request.header.Host", "elsewhere")))
                .isInstanceOf(ConfigException.class);
    }

    private static HttpSchemaRegistryClient client(String url, Map<String, ?> more) {
        return new HttpSchemaRegistryClient(TestConfigs.http(url, more));
    }

    private static ObjectNode schemaAnswer(String text) {
        return JsonNodeFactory.instance.objectNode().put("schema", text);
    }

    private static ObjectNode referring(String text, Object... references) {
        ObjectNode answer = schemaAnswer(text);
        for (int i = 0; i < references.length; i += 3) {
            answer.withArray("references")
                    .addObject()
                    .put("name", (String) references[i])
                    .put("subject", (String) references[i + 1])
                    .put("version", (Integer) references[i + 2]);
        }
        return answer;
    }
}
