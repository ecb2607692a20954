package dev.sluice.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published contract: its own rules, and full transitive compatibility with every release. */
class ContractTest {
    private static final Map<String, Schema> SCHEMAS = ContractSchemas.read(ContractSchemas.FOLDER);

    static Stream<Schema> schemas() {
        return SCHEMAS.values().stream();
    }

    static List<Path> releases() {
        return ContractSchemas.list(SchemaBaseline.FOLDER);
    }

    @Test
    void hasEveryRecordOfTheCatalogue() {
        assertThat(SCHEMAS.keySet()).containsAll(ContractSchemas.TOP_LEVEL);
    }

    @Test
    void keepsOneFileForEachRecordNamedAfterIt() {
        for (Path file : ContractSchemas.files(ContractSchemas.FOLDER)) {
            String name = file.getFileName().toString().replace(".avsc", "");
            assertThat(SCHEMAS).as("a schema for %s", file).containsKey(name);
        }
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void keepsTheRules(Schema schema) {
        assertThat(SchemaRules.violations(schema)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void hasTheClassThatIsGeneratedFromIt(Schema schema) throws ReflectiveOperationException {
        Class<?> generated = Class.forName(schema.getFullName());
        assertThat(((Schema) generated.getMethod("getClassSchema").invoke(null)).getFullName())
                .isEqualTo(schema.getFullName());
    }

    @ParameterizedTest
    @MethodSource("releases")
    void mayFollowEveryRelease(Path release) throws IOException {
        Map<String, Schema> baseline = SchemaBaseline.read(release);

        assertThat(baseline).isNotEmpty();
        assertThat(SCHEMAS.keySet()).as("records of %s", release).containsAll(baseline.keySet());
        assertThat(baseline.keySet().stream()
                        .flatMap(name -> Compatibility.violations(baseline.get(name), SCHEMAS.get(name)).stream()))
                .as("what breaks %s", release)
                .isEmpty();
    }
}
