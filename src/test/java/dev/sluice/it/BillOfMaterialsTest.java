package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The bill of materials names what is in the distribution, with licences, and nothing that is not in it. */
class BillOfMaterialsTest {
    private static final Path FILE = Path.of("target/bom.json");

    @Test
    void namesEveryLibraryOfTheDistributionWithItsLicence() throws Exception {
        assumeThat(FILE).as("the plugin writes none while Maven is offline").exists();
        JsonNode bom = new ObjectMapper().readTree(FILE.toFile());
        List<JsonNode> components = StreamSupport.stream(bom.path("components").spliterator(), false)
                .toList();

        assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(components)
                .extracting(component -> component.path("name").asText())
                .contains("kafka-streams", "kafka-clients", "avro", "rocksdbjni", "logback-classic", "picocli")
                .doesNotContain("kafka_2.13", "junit-jupiter", "helm-java", "apicurio-registry-app");
        assertThat(components).allSatisfy(component -> {
            assertThat(component.path("purl").asText()).startsWith("pkg:maven/");
            assertThat(component.path("licenses"))
                    .as(component.path("name").asText())
                    .isNotEmpty();
        });
    }
}
