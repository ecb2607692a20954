package dev.sluice.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a directory for one user at a time, across processes and within this one. The operating system drops the lock
 * when the process ends, however it ends.
 */
final class DirectoryLock implements AutoCloseable {
    /** The name of the lock file inside the directory. */
    static final String FILE = ".sluice.lock";

    // POSIX gives a lock to the process, and closing ANY descriptor of the file drops it. A second attempt in this
    // process must therefore be turned away before it opens the file; only a process-wide set can do that.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param directory an existing directory
     * @return the lock, to be closed by the caller
     * @throws StackException when somebody else holds it or it cannot be written
     */
    static DirectoryLock acquire(Path directory) {
        return tryAcquire(directory).orElseThrow(() -> inUse(directory));
    }

    /** Like {@link #acquire}, but empty when somebody else holds the lock. */
    static Optional<DirectoryLock> tryAcquire(Path directory) {
        try {
            Path file = directory.toRealPath().resolve(FILE);
            if (!HELD_HERE.add(file)) {
                return Optional.empty();
            }
            Optional<DirectoryLock> lock = Optional.empty();
            try {
                lock = lockFile(file);
            } finally {
                if (lock.isEmpty()) {
                    HELD_HERE.remove(file);
                }
            }
            return lock;
        } catch (IOException e) {
            throw DataDirectory.explain(directory, e);
        }
    }

    private static Optional<DirectoryLock> lockFile(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
            if (lock == null) {
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return Optional.of(new DirectoryLock(file, channel));
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    /** The locked directory, an absolute path. */
    Path directory() {
        return file.getParent();
    }

    private static StackException inUse(Path directory) {
        return new StackException("The data directory " + directory + " is in use by another running stack"
                + holder(directory) + "; stop that one first, or choose another directory.");
    }

    private static String holder(Path directory) {
        try {
            if (HELD_HERE.contains(directory.toRealPath().resolve(FILE))) {
                return " (of this process)";
            }
            String pid = Files.readString(directory.resolve(FILE), StandardCharsets.US_ASCII)
                    .trim();
            return pid.matches("\\d{1,10}") ? " (process " + pid + ")" : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Gives the directory back. The file stays: removing it would let two users hold two files of the same name. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw DataDirectory.explain(file, e);
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
