package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI document, against which answers are held; remembers which of it was seen. */
final class ApiDocument {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    private final JsonNode document;
    private final Map<String, JsonSchema> schemas = new HashMap<>();
    private final Set<String> seen = new HashSet<>();

    ApiDocument(String text) throws IOException {
        document = new ObjectMapper(new YAMLFactory()).readTree(text);
    }

    /** All operations by method and path. */
    Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        document.get("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return routes;
    }

    /** The parameters of the query string that an operation takes. */
    Set<String> parameters(String method, String path) {
        Set<String> names = new TreeSet<>();
        for (JsonNode one : operation(method, path).path("parameters")) {
            JsonNode parameter =
                    one.has("$ref") ? document.at(one.get("$ref").textValue().substring(1)) : one;
            if (parameter.get("in").textValue().equals("query")) {
                names.add(parameter.get("name").textValue());
            }
        }
        return names;
    }

    String operationId(String method, String path) {
        return operation(method, path).get("operationId").textValue();
    }

    private JsonNode operation(String method, String path) {
        return document.get("paths").get(path).get(method.toLowerCase(Locale.ROOT));
    }

    /** Holds an answer against what the document says of it. */
    void check(String method, String path, ApiBed.Answer answer) {
        JsonNode responses = operation(method, path).get("responses");
        String status = Integer.toString(answer.status());
        JsonNode response = responses.has(status) ? responses.get(status) : responses.get("default");
        if (response.has("$ref")) {
            response = document.at(response.get("$ref").textValue().substring(1));
        }
        String type = answer.header("Content-Type");
        assertThat(response.get("content").has(type))
                .as(method + " " + path + " answers " + status + " as " + type)
                .isTrue();
        JsonNode schema = response.get("content").get(type).get("schema");
        Set<ValidationMessage> wrong = schemas.computeIfAbsent(schema.toString(), text -> schema(schema))
                .validate(answer.body());
        assertThat(wrong)
                .as(method + " " + path + " " + answer.body().toPrettyString())
                .isEmpty();
        seen.add(method + " " + path + (answer.status() == 200 ? "" : " default"));
    }

    private JsonSchema schema(JsonNode schema) {
        ObjectNode whole = ((ObjectNode) schema).deepCopy();
        whole.set("components", document.get("components"));
        return SCHEMAS.getSchema(whole);
    }

    Set<String> seen() {
        return seen;
    }
}
