package dev.sluice.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's table of topics is the catalogue's. */
class ReadmeTopicsTest {
    @Test
    void theReadmeHasTheTableThatDescribePrints() throws IOException {
        String table = new TopicTable(TopicCatalogue.load(), "").markdown().strip();

        assertThat(Files.readString(Path.of("README.md")))
                .as("replace the table in README.md by the output of: ./sluice topics describe --markdown")
                .contains(table);
    }
}
