package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFilesTest {
    @TempDir
    private Path dir;

    @Test
    void readsAllFilesBelowADirectoryInOrder() throws IOException {
        Files.createDirectories(dir.resolve("b"));
        Files.writeString(dir.resolve("b/two.yml"), "{kind: System, id: two}\n---\n{kind: System, id: three}");
        Files.writeString(dir.resolve("a.yaml"), "{kind: System, id: one}");
        Files.writeString(dir.resolve("notes.txt"), "not a policy");
        Files.writeString(dir.resolve(".hidden.yaml"), "]");

        assertThat(PolicyFiles.load(dir))
                .extracting(PolicyDocument::key)
                .containsExactly("System/one", "System/two", "System/three");
    }

    @Test
    void namesEveryFileThatIsNotYaml() throws IOException {
        Files.writeString(dir.resolve("a.yaml"), "[");
        Files.writeString(dir.resolve("b.yaml"), "a: &x 1\nb: *x");

        assertThatThrownBy(() -> PolicyFiles.load(dir))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("a.yaml")
                .hasMessageContaining("b.yaml:2: uses an anchor");
    }

    @Test
    void aMissingDirectoryIsNamed() {
        assertThatThrownBy(() -> PolicyFiles.load(dir.resolve("absent")))
                .hasMessageContaining("absent is not a directory");
    }

    @Test
    void aDirectoryReplacesTheBundledPoliciesButTheSettings() throws IOException {
        Files.writeString(dir.resolve("a.yaml"), "{kind: System, id: one}");

        assertThat(PolicyFiles.replacingBundled(dir))
                .extracting(PolicyDocument::key)
                .containsExactly("System/one", "Settings/default");
    }

    @Test
    void settingsOfTheDirectoryReplaceTheBundledOnes() throws IOException {
        Files.writeString(dir.resolve("a.yaml"), "{kind: Settings, id: default, skew: PT1M}");

        assertThat(PolicyFiles.replacingBundled(dir)).singleElement().satisfies(document -> assertThat(document.text())
                .contains("PT1M"));
    }

    @Test
    void aTextOfSeveralDocumentsIsNotOnePolicy() {
        assertThatThrownBy(() -> PolicyDocument.parse("System/x", "a: 1\n---\nb: 2"))
                .hasMessageContaining("2 documents");
    }
}
