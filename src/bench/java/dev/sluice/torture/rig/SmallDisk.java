package dev.sluice.torture.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A disk in memory that can be filled, where the system lets us mount one. */
public final class SmallDisk implements AutoCloseable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /**
     * Mounts one.
     *
     * @param path where; made
     * @param mebibytes its size
     * @return empty where that is not allowed
     */
    public static Optional<SmallDisk> mount(Path path, int mebibytes) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new RigException(path + " can't be made: " + e.getMessage(), e);
        }
        Shell.Said said = Shell.run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", path.toString());
        return said.code() == 0 ? Optional.of(new SmallDisk(path)) : Optional.empty();
    }

    /**
     * Fills it to the last byte.
     *
     * @return how many bytes that took
     */
    public long fill() {
        byte[] block = new byte[64 << 10];
        long written = 0;
        try (OutputStream out = Files.newOutputStream(path.resolve("filler"))) {
            for (int size = block.length; size > 0; ) {
                try {
                    out.write(block, 0, size);
                    written += size;
                } catch (IOException full) {
                    size /= 2;
                }
            }
        } catch (IOException e) {
            throw new RigException(path + " can't be filled: " + e.getMessage(), e);
        }
        return written;
    }

    /** Frees it. */
    public void free() {
        try {
            Files.deleteIfExists(path.resolve("filler"));
        } catch (IOException e) {
            throw new RigException(path + " can't be freed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        Shell.run("umount", "-l", path.toString());
    }
}
