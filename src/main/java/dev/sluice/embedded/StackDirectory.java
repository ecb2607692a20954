package dev.sluice.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stack's data directory while the stack uses it: kept when the person named it, removed when it is only temporary. */
final class StackDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StackDirectory.class);
    private static final String PREFIX = "sluice-stack-";
    private static final Duration SETTLED = Duration.ofMinutes(1);
    private static final int REMOVAL_ATTEMPTS = 5;

    private final Path path;
    private final boolean temporary;
    private final DirectoryLock lock;

    private StackDirectory(Path path, boolean temporary, DirectoryLock lock) {
        this.path = path;
        this.temporary = temporary;
        this.lock = lock;
    }

    /**
     * Takes the directory for one stack.
     *
     * @param data the person's directory, or empty for a temporary one
     * @return the directory, ready and locked
     * @throws StackException when it cannot serve or is in use
     */
    static StackDirectory open(Optional<Path> data) {
        Path path = DataDirectory.prepare(data.orElseGet(StackDirectory::newTemporary), DataDirectory.SPACE_NEEDED);
        StackDirectory directory = new StackDirectory(path, data.isEmpty(), DirectoryLock.acquire(path));
        if (directory.temporary) {
            directory.removeAbandoned();
        }
        return directory;
    }

    private static Path newTemporary() {
        try {
            return Files.createTempDirectory(PREFIX);
        } catch (IOException e) {
            throw DataDirectory.explain(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    Path path() {
        return path;
    }

    /** Removes what a killed process could not: temporary directories that nobody holds any more. */
    private void removeAbandoned() {
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(path.getParent(), PREFIX + "*")) {
            // The file system's own time on both sides, so no clock of ours can be wrong about it.
            FileTime now = Files.getLastModifiedTime(path.resolve(DirectoryLock.FILE));
            for (Path sibling : siblings) {
                if (!sibling.equals(path)) {
                    removeIfAbandoned(sibling, now);
                }
            }
        } catch (IOException | StackException e) {
            LOG.debug("Temporary directories of former runs could not be removed: {}", e.getMessage());
        }
    }

    private static void removeIfAbandoned(Path sibling, FileTime now) throws IOException {
        Path lockFile = sibling.resolve(DirectoryLock.FILE);
        // A lock file that is missing or fresh belongs to a stack that is just being started.
        if (!Files.isRegularFile(lockFile)
                || Files.getLastModifiedTime(lockFile).toInstant().plus(SETTLED).isAfter(now.toInstant())) {
            return;
        }
        Optional<DirectoryLock> abandoned = DirectoryLock.tryAcquire(sibling);
        if (abandoned.isPresent()) {
            abandoned.get().close();
            remove(sibling);
        }
    }

    private static void remove(Path directory) {
        for (int attempt = 1; attempt <= REMOVAL_ATTEMPTS; attempt++) {
            try {
                DataDirectory.deleteRecursively(directory);
                return;
            } catch (IOException e) {
                // A last thread may still be writing; what it wrote is removed by the next attempt.
                if (attempt == REMOVAL_ATTEMPTS) {
                    LOG.warn("The temporary directory {} could not be removed: {}", directory, e.toString());
                }
            }
        }
    }

    @Override
    public void close() {
        lock.close();
        if (temporary) {
            remove(path);
        }
    }
}
