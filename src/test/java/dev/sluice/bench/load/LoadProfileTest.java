package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoadProfileTest {
    @TempDir
    private Path dir;

    static Stream<String> names() {
        return LoadProfile.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyNamedProfileIsThere(String name) {
        LoadProfile profile = LoadProfile.read(name);

        assertThat(profile.description()).isNotBlank();
        assertThat(profile.events() * 2L / 3).as("events to measure").isGreaterThan(10_000);
    }

    @Test
    void everyProfileFileIsNamed() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/bench/resources/bench/profiles"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(LoadProfile.NAMES);
        }
    }

    @Test
    void readsAFile() throws IOException {
        LoadProfile profile = LoadProfile.read(changed("seed: 42", "seed: 43").toString());

        assertThat(profile).isEqualTo(LoadProfile.read("quick").withSeed(43));
    }

    @Test
    void refusesAKeyThatItDoesNotKnow() throws IOException {
        Path file = changed("seed: 42", "seed: 42\nsead: 42");

        assertThatThrownBy(() -> LoadProfile.read(file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sead");
    }

    @Test
    void refusesAKeyThatIsMissing() throws IOException {
        Path file = changed("seed: 42", "");

        assertThatThrownBy(() -> LoadProfile.read(file.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("seed");
    }

    @Test
    void saysWhichProfilesThereAre() {
        assertThatThrownBy(() -> LoadProfile.read("no-such-profile"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("standard");
    }

    @Test
    void refusesALogThatOnlySetsTheIdentitiesUp() {
        LoadProfile quick = LoadProfile.read("quick");

        assertThatThrownBy(() -> quick.withEvents(quick.preparation()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("events");
    }

    private Path changed(String from, String to) throws IOException {
        String text = Files.readString(Path.of("src/bench/resources/bench/profiles/quick.yaml"));
        assertThat(text).contains(from);
        return Files.writeString(dir.resolve("profile.yaml"), text.replace(from, to));
    }
}
