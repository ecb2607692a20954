package dev.sluice.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MappingExamplesTest {
    static List<String> names() {
        return Mappings.bundled().names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theExamplesOfEveryMappingComeOut(String name) {
        List<MappingExamples.Outcome> outcomes = new MappingExamples(Mappings.bundled()).run(name);
        assertThat(outcomes).isNotEmpty();
        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome.differences()).isEmpty());
    }

    @Test
    void everyMappingAndEveryExampleFileIsListed() throws IOException {
        Path root = Path.of("topology/mappings");
        Mappings directory = Mappings.directory(root);
        assertThat(names()).isEqualTo(directory.names());
        for (String name : directory.names()) {
            try (Stream<Path> files = Files.list(root.resolve(name).resolve("examples"))) {
                assertThat(files.map(file -> file.getFileName().toString().replaceFirst("\\..*$", ""))
                                .collect(Collectors.toSet()))
                        .containsExactlyInAnyOrderElementsOf(directory.get(name).examples());
            }
        }
    }
}
