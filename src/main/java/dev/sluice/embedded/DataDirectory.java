package dev.sluice.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** Makes directories ready for use, removes them again, and says in plain words why one cannot be used. */
final class DataDirectory {
    /** What a stack needs at least, in bytes: first log segments, indexes and the registry's database. */
    static final long SPACE_NEEDED = 200L * 1024 * 1024;

    private static final long MEBIBYTE = 1024 * 1024;

    private DataDirectory() {}

    /**
     * Makes sure that the directory exists, can be written to and has room.
     *
     * @param directory any path
     * @param spaceNeeded usable bytes it must have
     * @return the directory as an absolute path
     * @throws StackException when it cannot serve
     */
    static Path prepare(Path directory, long spaceNeeded) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute, ownerOnly(absolute));
            // A probe rather than Files.isWritable, which answers wrongly for the superuser and on network mounts.
            Files.delete(Files.createTempFile(absolute, ".probe", ""));
            long usable = Files.getFileStore(absolute).getUsableSpace();
            if (usable < spaceNeeded) {
                throw full(absolute, usable, spaceNeeded, null);
            }
            return absolute;
        } catch (IOException e) {
            throw explain(absolute, e);
        }
    }

    /** What is kept here is about people, so a directory we create is closed to other users. */
    private static FileAttribute<?>[] ownerOnly(Path directory) {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        };
    }

    /** Turns what went wrong in a directory into a sentence. */
    static StackException explain(Path directory, Exception problem) {
        if (isDiskFull(problem)) {
            return full(directory, 0, SPACE_NEEDED, problem);
        }
        Throwable cause = problem instanceof UncheckedIOException ? problem.getCause() : problem;
        String why = cause instanceof AccessDeniedException
                ? "permission denied"
                : cause instanceof ReadOnlyFileSystemException ? "read-only file system" : reason(cause);
        return new StackException(
                "The data directory " + directory + " cannot be written to (" + why
                        + "); choose one that this user may write to.",
                problem);
    }

    private static String reason(Throwable cause) {
        String simple = cause.getClass().getSimpleName();
        return cause instanceof FileSystemException files && files.getReason() != null
                ? files.getReason().toLowerCase(Locale.ROOT)
                : simple + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }

    /** Whether the chain of causes holds the operating system's "No space left on device" or its quota twin. */
    static boolean isDiskFull(Throwable problem) {
        for (Throwable at = problem; at != null; at = at.getCause() == at ? null : at.getCause()) {
            String message = at.getMessage() == null ? "" : at.getMessage().toLowerCase(Locale.ROOT);
            if (message.contains("no space left on device") || message.contains("disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is too little room to write even a record batch. */
    static boolean lacksSpace(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace() < MEBIBYTE;
        } catch (IOException e) {
            return false;
        }
    }

    static StackException full(Path directory, long usable, long needed, Throwable cause) {
        return new StackException(
                "The disk of the data directory " + directory + " is full: " + usable / MEBIBYTE + " MiB are left, "
                        + needed / MEBIBYTE + " MiB are needed; free some space or choose another directory.",
                cause);
    }

    /** Removes a directory with everything in it; what vanishes meanwhile is no error. Links are not followed. */
    static void deleteRecursively(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
                if (problem instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw problem;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
                if (problem != null) {
                    throw problem;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
