package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void saysHowMuchRoomIsMissingBeforeAnythingStarts() {
        assertThatThrownBy(() -> DataDirectory.prepare(directory, Long.MAX_VALUE))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("The disk of the data directory " + directory + " is full")
                .hasMessageContaining("are needed; free some space");
    }

    @Test
    void recognisesAFullDiskDeepInsideAFailure() {
        Exception problem = new IllegalStateException(
                "broker", new UncheckedIOException(new IOException("No space left on device")));
        assertThat(DataDirectory.explain(directory, problem)).hasMessageContaining("is full");
        assertThat(DataDirectory.isDiskFull(new IOException("Disk quota exceeded")))
                .isTrue();
        assertThat(DataDirectory.isDiskFull(new IOException("Broken pipe"))).isFalse();
    }

    @Test
    void saysThatPermissionIsDenied() {
        assertThat(DataDirectory.explain(directory, new AccessDeniedException("x")))
                .hasMessageContaining("permission denied")
                .hasMessageContaining("choose one that this user may write to");
    }

    @Test
    void closesACreatedDirectoryToOtherUsersAndLeavesNoProbe() throws Exception {
        Path created = DataDirectory.prepare(directory.resolve("a/b"), 0);
        if (Files.getFileStore(created).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(created)).hasSize(3);
        }
        assertThat(created).isEmptyDirectory();
    }

    @Test
    void removesADirectoryWithoutFollowingLinks() throws Exception {
        Path outside = Files.writeString(directory.resolve("outside"), "kept");
        Path tree = Files.createDirectories(directory.resolve("tree/below"));
        Files.createSymbolicLink(tree.resolve("link"), outside);
        DataDirectory.deleteRecursively(directory.resolve("tree"));
        assertThat(directory.resolve("tree")).doesNotExist();
        assertThat(outside).hasContent("kept");
    }
}
