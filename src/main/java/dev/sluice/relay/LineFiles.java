package dev.sluice.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the file target. A file is named {@code TOPIC-PARTITION.OFFSET.TIME.log}: the offset of its first record,
 * zero-padded, and when it was begun (UTC); {@code .open} follows while it is written to. A process that was killed may leave
 * a torn last line, which is cut off when the file is opened again: it was never confirmed.
 */
final class LineFiles {
    private static final String OPEN = ".open";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int BLOCK = 64 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(LineFiles.class);

    private final Path directory;

    LineFiles(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** Makes the directory if it is missing. */
    void prepare() throws IOException {
        Files.createDirectories(directory);
        if (!Files.isWritable(directory)) {
            throw new IOException("no right to write to " + directory);
        }
    }

    /**
     * The file of a partition to go on with, or a new one.
     *
     * @param offset of the record that will be written first
     * @param now when a new file is begun
     * @throws IOException if that is impossible, or another process has the file
     */
    Open open(TopicPartition partition, long offset, Instant now) throws IOException {
        prepare();
        Optional<Path> left = leftOpen(partition);
        Path file = left.orElseGet(
                () -> directory.resolve(String.format("%s.%020d.%s.log%s", partition, offset, TIME.format(now), OPEN)));
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel, file);
            if (!Files.exists(file)) {
                throw new IOException(file + " was finished by another process");
            }
            long whole = wholeLines(channel);
            channel.truncate(whole);
            channel.position(whole);
            channel.force(true);
            if (left.isEmpty()) {
                syncDirectory();
            }
            return new Open(this, file, channel, whole, begun(file).orElse(now));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException(file + " is written to by another process");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(file + " is written to by another lane", e);
        }
    }

    private Optional<Path> leftOpen(TopicPartition partition) throws IOException {
        return allOpen().stream()
                .filter(path -> path.getFileName().toString().startsWith(partition + "."))
                .findFirst();
    }

    private List<Path> allOpen() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.getFileName().toString().endsWith(OPEN))
                    .sorted()
                    .toList();
        }
    }

    /**
     * Finishes files that nobody has, such as those of partitions that went elsewhere.
     *
     * @param until those that were begun at or before an instant
     * @throws IOException if that is impossible
     */
    void finishLeft(Instant until) throws IOException {
        for (Path file : allOpen()) {
            Optional<Instant> since = begun(file);
            if (since.isPresent() && !since.get().isAfter(until)) {
                finishLeft(file, since.get());
            }
        }
    }

    private void finishLeft(Path file, Instant since) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!isFree(channel) || !Files.exists(file)) {
                return;
            }
            long whole = wholeLines(channel);
            channel.truncate(whole);
            channel.force(true);
            new Open(this, file, channel, whole, since).finish();
        } catch (NoSuchFileException e) {
            LOG.debug("{} was finished by somebody else", file);
        }
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The length up to and with the last line feed. */
    private static long wholeLines(FileChannel channel) throws IOException {
        long end = channel.size();
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (end > 0) {
            long start = Math.max(0, end - BLOCK);
            block.clear().limit((int) (end - start));
            for (long at = start; block.hasRemaining(); ) {
                int read = channel.read(block, at);
                if (read < 0) {
                    throw new IOException("the file became shorter while it was read");
                }
                at += read;
            }
            for (int i = (int) (end - start) - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    private static Optional<Instant> begun(Path file) {
        String[] parts = file.getFileName().toString().split("\\.");
        try {
            // OFFSET.TIME.log.open, behind a topic that may have dots itself.
            return Optional.of(TIME.parse(parts[parts.length - 3], Instant::from));
        } catch (DateTimeParseException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** A new name is on the disk only when its directory is. */
    private void syncDirectory() throws IOException {
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** A file that is written to. */
    static final class Open implements AutoCloseable {
        private final LineFiles files;
        private final Path file;
        private final FileChannel channel;
        private final Instant since;
        private long size;

        Open(LineFiles files, Path file, FileChannel channel, long size, Instant since) {
            this.files = files;
            this.file = file;
            this.channel = channel;
            this.size = size;
            this.since = since;
        }

        long size() {
            return size;
        }

        Instant since() {
            return since;
        }

        /** Adds lines and waits until they are on the disk. */
        void append(List<byte[]> lines) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (byte[] line : lines) {
                out.writeBytes(line);
                out.write('\n');
            }
            ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(false);
            } catch (IOException e) {
                // A full disk takes a part; what is sent again must not follow it.
                channel.truncate(size);
                throw e;
            }
            size = channel.position();
        }

        /** Closes the file and gives it its final name. An empty one is removed. */
        void finish() throws IOException {
            channel.close();
            if (size == 0) {
                Files.deleteIfExists(file);
                return;
            }
            String name = file.getFileName().toString();
            Files.move(
                    file,
                    file.resolveSibling(name.substring(0, name.length() - OPEN.length())),
                    StandardCopyOption.ATOMIC_MOVE);
            files.syncDirectory();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
