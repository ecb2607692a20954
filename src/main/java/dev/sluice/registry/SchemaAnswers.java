package dev.sluice.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/** Reads schemas out of a registry's answers, fetching what they refer to. */
final class SchemaAnswers {

    /** Fetches one version of a subject, as the registry's raw answer. */
    @FunctionalInterface
    interface Versions {
        JsonNode fetch(String subject, int version);
    }

    private static final int MAX_DEPTH = 16;
    private static final int MAX_REFERENCES = 200;

    private static final String NO_REGISTRY = "; look at what is between here and the registry.";
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Versions versions;

    SchemaAnswers(Versions versions) {
        this.versions = versions;
    }

    /** The id of a register or lookup answer. Registries up to 7.0 give nothing else. */
    static int id(JsonNode answer) {
        JsonNode id = field(answer, "id");
        if (!id.canConvertToInt()) {
            throw new SerializationException("The schema registry's answer carries no schema id.");
        }
        return id.intValue();
    }

    /** A field of an answer that may be absent altogether. */
    static JsonNode field(JsonNode answer, String name) {
        return answer == null ? MissingNode.getInstance() : answer.path(name);
    }

    RegisteredSchema registered(JsonNode answer, String subject) {
        String guid = field(answer, "guid").asText("");
        return new RegisteredSchema(
                field(answer, "subject").asText(subject),
                field(answer, "version").asInt(),
                id(answer),
                guid.isEmpty() ? null : guid(guid),
                schema(answer, "subject " + subject));
    }

    private static UUID guid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new SerializationException("The schema registry's answer carries a GUID that is none.", e);
        }
    }

    /**
     * @param what names the schema in errors
     */
    Schema schema(JsonNode answer, String what) {
        Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
        try {
            return parse(answer, what, parser, new HashSet<>(), 0);
        } catch (AvroRuntimeException e) {
            throw new SerializationException(
                    "The registry's " + what + " is not a readable Avro schema: " + e.getMessage(), e);
        }
    }

    private Schema parse(JsonNode answer, String what, Schema.Parser parser, Set<String> seen, int depth) {
        refuseWhatIsNotPlainAvro(answer, what);
        if (depth > MAX_DEPTH) {
            throw new SerializationException(
                    "The references of " + what + " are nested deeper than " + MAX_DEPTH + ".");
        }
        for (JsonNode reference : answer.path("references")) {
            String subject = reference.path("subject").asText();
            int version = reference.path("version").asInt();
            if (!seen.add(subject + "\n" + version)) {
                continue;
            }
            if (seen.size() > MAX_REFERENCES) {
                throw new SerializationException(what + " refers to more than " + MAX_REFERENCES + " schemas.");
            }
            String name = "reference " + subject + " version " + version;
            parse(versions.fetch(subject, version), name, parser, seen, depth + 1);
        }
        String text = answer.path("schema").asText();
        try {
            return SchemaTexts.parse(text, parser);
        } catch (AvroRuntimeException e) {
            requireJson(text, what);
            throw e;
        }
    }

    /**
     * A registry takes nothing that is no JSON; where an answer holds half a schema, it is the answer that is damaged. What is nested too deeply or
     * too long to be read is whole, and would be the same each time.
     */
    private static void requireJson(String text, String what) {
        try {
            JSON.readTree(text);
        } catch (StreamConstraintsException e) {
            return;
        } catch (JsonProcessingException e) {
            throw new RegistryUnavailableException(
                    "The registry's " + what + " is not a readable Avro schema, nor JSON at all" + NO_REGISTRY, e);
        }
    }

    private static void refuseWhatIsNotPlainAvro(JsonNode answer, String what) {
        if (!field(answer, "schema").isTextual()) {
            throw new RegistryUnavailableException(
                    "The schema registry's answer for " + what + " carries no schema, so no schema registry gave it"
                            + NO_REGISTRY,
                    null);
        }
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new SerializationException(what + " is of type " + type + "; only AVRO is supported.");
        }
        for (JsonNode rules : answer.path("ruleSet")) {
            if (rules.isArray() && !rules.isEmpty()) {
                throw new SerializationException(
                        what + " carries data contract rules (ruleSet), which this client does not"
                                + " apply. Remove the rules, or use the io.confluent serializers for this topic.");
            }
        }
    }
}
