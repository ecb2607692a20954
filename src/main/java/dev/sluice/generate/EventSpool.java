package dev.sluice.generate;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Takes lines in any order and writes them in order of time; lines of one instant keep their order. Only positions are
 * kept in memory, the lines wait in a file beside the target.
 */
final class EventSpool implements Closeable {
    private record Position(long at, long offset, int length) {}

    private final Path waiting;
    private final Path target;
    private final OutputStream out;
    private final List<Position> positions = new ArrayList<>();
    private long size;

    EventSpool(Path target) throws IOException {
        this.target = target;
        this.waiting = target.resolveSibling(target.getFileName() + ".unsorted");
        this.out = new BufferedOutputStream(Files.newOutputStream(waiting), 1 << 16);
    }

    void add(Instant at, String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(bytes);
        positions.add(new Position(at.toEpochMilli(), size, bytes.length));
        size += bytes.length;
    }

    int lines() {
        return positions.size();
    }

    /** Writes the target and removes the file of waiting lines. */
    @Override
    public void close() throws IOException {
        out.close();
        positions.sort(Comparator.comparingLong(Position::at));
        try (RandomAccessFile lines = new RandomAccessFile(waiting.toFile(), "r");
                OutputStream sorted = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
            for (Position position : positions) {
                byte[] line = new byte[position.length()];
                lines.seek(position.offset());
                lines.readFully(line);
                sorted.write(line);
            }
        } finally {
            Files.deleteIfExists(waiting);
        }
    }
}
