package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.yaml.YamlDocument;
import dev.sluice.yaml.YamlException;
import dev.sluice.yaml.YamlReader;
import java.util.List;

/**
 * One policy document as written.
 *
 * @param kind the policy kind; empty if the document has none, which only the validator lets through to its report
 * @param id the id within the kind; empty as above
 * @param source the document with its text, its content and its place
 */
public record PolicyDocument(String kind, String id, YamlDocument source) {
    static final int MAX_BYTES = 1 << 20;

    private static final YamlReader READER = new YamlReader(MAX_BYTES);

    /**
     * A document from a file.
     *
     * @param source the document
     * @return with the kind and id that it states
     */
    public static PolicyDocument of(YamlDocument source) {
        return new PolicyDocument(stated(source, "kind"), stated(source, "id"), source);
    }

    private static String stated(YamlDocument source, String key) {
        JsonNode value = source.body().path(key);
        return value.isTextual() ? value.textValue() : "";
    }

    /**
     * A document from a text, as the policy topic carries it.
     *
     * @param name what messages call it, for example {@code System/sap}
     * @param text YAML or JSON, exactly one document
     * @return with the kind and id that it states
     * @throws PolicyException if the text is not one plain YAML document
     */
    public static PolicyDocument parse(String name, String text) {
        try {
            List<YamlDocument> documents = READER.parse(name, text);
            if (documents.size() != 1) {
                throw new PolicyException(name + " holds " + documents.size() + " documents; it must be one.");
            }
            return of(documents.get(0));
        } catch (YamlException e) {
            throw new PolicyException(e.getMessage(), e);
        }
    }

    static YamlReader reader() {
        return READER;
    }

    /**
     * What names the document within a set, and its record key.
     *
     * @return {@code <kind>/<id>}
     */
    public String key() {
        return kind + "/" + id;
    }

    /**
     * The text as written.
     *
     * @return YAML or JSON
     */
    public String text() {
        return source.text();
    }

    /**
     * The content.
     *
     * @return its root, normally an object
     */
    public JsonNode body() {
        return source.body();
    }
}
