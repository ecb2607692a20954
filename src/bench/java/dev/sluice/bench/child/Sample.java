package dev.sluice.bench.child;

import java.util.Optional;

/**
 * One look at a process under test.
 *
 * @param atMs when (ms since the epoch)
 * @param processed records processed since its start
 * @param cpuNanos its processor time since its start
 * @param allocatedBytes what its threads have allocated
 * @param restoring active tasks that are being restored
 * @param state what it does
 */
public record Sample(long atMs, long processed, long cpuNanos, long allocatedBytes, int restoring, String state) {
    private static final int FIELDS = 6;

    String toLine() {
        return atMs + "," + processed + "," + cpuNanos + "," + allocatedBytes + "," + restoring + "," + state + "\n";
    }

    /**
     * Reads a line.
     *
     * @param line what {@link Probe} wrote
     * @return the sample; empty if the line is not whole
     */
    public static Optional<Sample> of(String line) {
        String[] fields = line.split(",");
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        return Optional.of(new Sample(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Integer.parseInt(fields[4]),
                fields[5]));
    }
}
