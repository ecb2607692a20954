package dev.sluice.siem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** OCSF 1.8.0 as JSON Schema; where it comes from is said beside it. */
final class OcsfSchema {
    private final JsonSchema schema;

    OcsfSchema() {
        try (InputStream in = OcsfSchema.class.getResourceAsStream("/ocsf/ocsf-1.8.0.schema.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void accepts(JsonNode event) {
        assertThat(schema.validate(event)).as("%s", event).isEmpty();
    }

    boolean refuses(JsonNode event) {
        return !schema.validate(event).isEmpty();
    }
}
