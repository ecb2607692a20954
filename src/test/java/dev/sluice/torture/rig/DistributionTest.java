package dev.sluice.torture.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionTest {
    @TempDir
    Path dir;

    @Test
    void anotherVersionHasItsOwnLibrariesAndOfOursTheGuardAlone() throws IOException {
        Path lib = Files.createDirectories(dir.resolve("old/lib"));
        Files.createFile(lib.resolve("b.jar"));
        Files.createFile(lib.resolve("a.jar"));
        Files.createFile(lib.resolve("notes.txt"));

        String[] path =
                Distribution.classPath(dir.resolve("old"), dir.resolve("run")).split(java.io.File.pathSeparator);

        assertThat(path)
                .containsExactly(
                        dir.resolve("run/guard").toString(),
                        lib.resolve("a.jar").toString(),
                        lib.resolve("b.jar").toString());
        try (var files = Files.walk(dir.resolve("run"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactly(dir.resolve("run/guard/dev/sluice/embedded/ChildGuard.class"));
        }
    }

    @Test
    void whatIsNoDistributionIsRefused() throws IOException {
        Files.createDirectories(dir.resolve("empty/lib"));

        assertThatThrownBy(() -> Distribution.classPath(dir.resolve("empty"), dir))
                .isInstanceOf(RigException.class)
                .hasMessageContaining("has no libraries; name an unpacked distribution");
        assertThatThrownBy(() -> Distribution.classPath(dir.resolve("absent"), dir))
                .isInstanceOf(RigException.class)
                .hasMessageContaining("is no unpacked distribution");
    }
}
