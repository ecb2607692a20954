package dev.sluice.bench.run;

import dev.sluice.bench.child.Sample;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads what a {@link dev.sluice.bench.child.Probe} writes, while it is written. */
final class ProbeFile {
    private final Path file;
    private final List<Sample> samples = new ArrayList<>();
    private long position;

    ProbeFile(Path file) {
        this.file = file;
    }

    /** All samples so far. */
    List<Sample> read() {
        if (!Files.exists(file)) {
            return samples;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) (in.length() - position)];
            in.seek(position);
            in.readFully(bytes);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            int whole = text.lastIndexOf('\n') + 1;
            text.substring(0, whole).lines().map(Sample::of).forEach(sample -> sample.ifPresent(samples::add));
            position += whole;
            return samples;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The latest sample. */
    Optional<Sample> last() {
        List<Sample> all = read();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The first sample of which something is true. */
    Optional<Sample> first(Predicate<Sample> condition) {
        return read().stream().filter(condition).findFirst();
    }
}
