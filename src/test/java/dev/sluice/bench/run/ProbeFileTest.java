package dev.sluice.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.child.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeFileTest {
    @TempDir
    private Path dir;

    @Test
    void readsWholeLinesAsTheyCome() throws IOException {
        Path file = dir.resolve("probe");
        ProbeFile probe = new ProbeFile(file);
        assertThat(probe.last()).isEmpty();

        Files.writeString(file, "1,10,100,1000,1,REBALANCING\n2,20,2");
        assertThat(probe.last()).contains(new Sample(1, 10, 100, 1000, 1, "REBALANCING"));

        Files.writeString(file, "00,2000,0,RUNNING\n", StandardOpenOption.APPEND);
        assertThat(probe.last()).contains(new Sample(2, 20, 200, 2000, 0, "RUNNING"));
        assertThat(probe.first(sample -> sample.restoring() > 0))
                .contains(probe.read().get(0));
    }
}
