package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    Path directory;

    @Test
    void admitsOneHolderAtATime() {
        try (DirectoryLock first = DirectoryLock.acquire(directory)) {
            assertThatThrownBy(() -> DirectoryLock.acquire(directory))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("is in use by another running stack");
            assertThat(first.directory()).isEqualTo(directory);
        }
        try (DirectoryLock next = DirectoryLock.acquire(directory)) {
            assertThat(next.directory()).isEqualTo(directory);
        }
    }

    @Test
    void aTemporaryStackRemovesAbandonedDirectoriesButNoneInUseOrFresh() throws Exception {
        Path abandoned = leftover(Duration.ofHours(1));
        Path fresh = leftover(Duration.ZERO);
        Path used = leftover(Duration.ofHours(1));
        try (DirectoryLock user = DirectoryLock.acquire(used)) {
            age(used, Duration.ofHours(1));
            StackDirectory.open(Optional.empty()).close();
            assertThat(user.directory()).exists();
        }
        assertThat(abandoned).doesNotExist();
        assertThat(fresh).exists();
        DataDirectory.deleteRecursively(fresh);
        DataDirectory.deleteRecursively(used);
    }

    private static Path leftover(Duration age) throws Exception {
        Path left = Files.createTempDirectory("sluice-stack-");
        Files.writeString(left.resolve(DirectoryLock.FILE), "1");
        age(left, age);
        return left;
    }

    private static void age(Path left, Duration age) throws Exception {
        Path file = left.resolve(DirectoryLock.FILE);
        FileTime now = Files.getLastModifiedTime(left);
        Files.setLastModifiedTime(file, FileTime.from(now.toInstant().minus(age)));
    }
}
