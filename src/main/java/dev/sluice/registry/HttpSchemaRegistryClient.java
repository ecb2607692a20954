package dev.sluice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.Schema;

/**
 * Speaks the Confluent Schema Registry REST protocol. Keeps nothing: {@link CachingSchemaRegistryClient} does.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">Schema Registry API Reference</a>
 */
public final class HttpSchemaRegistryClient implements SchemaRegistryClient {
    private static final int SCHEMA_NOT_FOUND = 40403;

    private final HttpTransport transport;
    private final SchemaAnswers answers;

    /** A client for the URLs of the configuration. Nothing is sent before the first call. */
    public HttpSchemaRegistryClient(SchemaRegistryConfig config) {
        this(new HttpTransport(
                config,
                new Backoff(config.patience().firstWait(), config.patience().maxWait()),
                Thread::sleep,
                InstantSource.system()));
    }

    HttpSchemaRegistryClient(HttpTransport transport) {
        this.transport = transport;
        this.answers = new SchemaAnswers(this::versionAnswer);
    }

    @Override
    public int register(String subject, Schema schema, boolean normalize) {
        String path = "/subjects/" + encode(subject) + "/versions?normalize=" + normalize;
        return SchemaAnswers.id(transport.send("POST", path, body(schema)));
    }

    @Override
    public int lookup(String subject, Schema schema, boolean normalize) {
        String path = "/subjects/" + encode(subject) + "?normalize=" + normalize + "&deleted=false";
        return SchemaAnswers.id(transport.send("POST", path, body(schema)));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        JsonNode answer = transport.send("GET", "/subjects/" + encode(subject) + "/versions/latest", null);
        return answers.registered(answer, subject);
    }

    @Override
    public RegisteredSchema version(String subject, int version) {
        return answers.registered(versionAnswer(subject, version), subject);
    }

    @Override
    public Schema byId(int id, String subject) {
        if (id < 0) {
            throw new RestException("There are no negative schema ids, such as " + id, 404, SCHEMA_NOT_FOUND);
        }
        String path = "/schemas/ids/" + id + "?fetchMaxId=false&subject=" + encode(subject);
        return answers.schema(transport.send("GET", path, null), "schema id " + id);
    }

    @Override
    public Schema byGuid(UUID guid) {
        try {
            return answers.schema(transport.send("GET", "/schemas/guids/" + guid, null), "schema GUID " + guid);
        } catch (RestException e) {
            if (e.status() == 404 && !e.isMissing()) {
                // A registry without GUIDs answers for the path, not for the schema. Waiting would not teach it.
                throw new RestException("The schema registry does not know GUIDs", 404, SCHEMA_NOT_FOUND);
            }
            throw e;
        }
    }

    @Override
    public List<String> subjects() {
        List<String> subjects = new ArrayList<>();
        list("/subjects").forEach(subject -> subjects.add(subject.asText()));
        return subjects;
    }

    @Override
    public List<Integer> versions(String subject) {
        List<Integer> versions = new ArrayList<>();
        list("/subjects/" + encode(subject) + "/versions").forEach(version -> versions.add(version.asInt()));
        return versions;
    }

    @Override
    public CompatibilityResult check(String subject, Schema schema, boolean normalize) {
        String path =
                "/compatibility/subjects/" + encode(subject) + "/versions?normalize=" + normalize + "&verbose=true";
        JsonNode answer = transport.send("POST", path, body(schema));
        List<String> messages = new ArrayList<>();
        SchemaAnswers.field(answer, "messages").forEach(message -> messages.add(message.asText()));
        return new CompatibilityResult(
                SchemaAnswers.field(answer, "is_compatible").asBoolean(false), messages);
    }

    @Override
    public String compatibility(String subject) {
        JsonNode answer = transport.send("GET", "/config/" + encode(subject) + "?defaultToGlobal=true", null);
        return SchemaAnswers.field(answer, "compatibilityLevel").asText();
    }

    @Override
    public void setCompatibility(String subject, String level) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("compatibility", level)
                .toString();
        transport.send("PUT", "/config/" + encode(subject), body);
    }

    /** Nothing to release: connections end with the client's own idle timeout. */
    @Override
    public void close() {
        transport.close();
    }

    private JsonNode versionAnswer(String subject, int version) {
        return transport.send("GET", "/subjects/" + encode(subject) + "/versions/" + version, null);
    }

    private JsonNode list(String path) {
        JsonNode answer = transport.send("GET", path, null);
        return answer == null ? JsonNodeFactory.instance.arrayNode() : answer;
    }

    /** The whole schema with docs and defaults: a parsing canonical form would lose what other readers need. */
    private static String body(Schema schema) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("schemaType", "AVRO")
                .put("schema", schema.toString())
                .toString();
    }

    /** Percent-encodes all but RFC 3986 unreserved characters, which is right in a path segment and in a query. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean unreserved =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
            if (unreserved) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
