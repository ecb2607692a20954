package dev.sluice.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The writing of a baseline. {@code mvn -B test -Dtest=SchemaBaselineTest -Dsluice.baseline.write=v0.1} writes the real
 * one, which is done at a release.
 */
class SchemaBaselineTest {
    private static final String WRITE = "sluice.baseline.write";

    @TempDir
    private Path dir;

    private final Map<String, Schema> schemas = ContractSchemas.read(ContractSchemas.FOLDER);

    @Test
    void readsBackWhatItWrote() throws IOException {
        SchemaBaseline.write(schemas, dir, "v1.0");

        Map<String, Schema> read = SchemaBaseline.read(dir.resolve("v1.0"));
        assertThat(read.keySet()).containsExactlyInAnyOrderElementsOf(ContractSchemas.TOP_LEVEL);
        assertThat(read).allSatisfy((name, schema) -> {
            assertThat(schema).isEqualTo(schemas.get(name));
            assertThat(schema.toString())
                    .as("docs too")
                    .isEqualTo(schemas.get(name).toString());
        });
    }

    @Test
    void removesWhatTheVersionHeldBefore() throws IOException {
        Path old = Files.createDirectories(dir.resolve("v1.0")).resolve("Old.avsc");
        Files.writeString(old, "\"string\"");

        SchemaBaseline.write(schemas, dir, "v1.0");

        assertThat(old).doesNotExist();
    }

    @Test
    void refusesAVersionThatIsNone() {
        assertThatThrownBy(() -> SchemaBaseline.write(schemas, dir, "../v1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("v0.1");
    }

    @Test
    @EnabledIfSystemProperty(named = WRITE, matches = ".+")
    void writesTheBaselineOfARelease() throws IOException {
        String version = System.getProperty(WRITE);

        SchemaBaseline.write(schemas, SchemaBaseline.FOLDER, version);

        assertThat(SchemaBaseline.read(SchemaBaseline.FOLDER.resolve(version)))
                .hasSameSizeAs(ContractSchemas.TOP_LEVEL);
    }
}
