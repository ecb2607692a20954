package dev.sluice.bench.child;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes what a process under test says of itself to a file, twenty times a second: how far it is, its processor time, what
 * it has allocated, its state. The file's name is in the system property {@value #FILE}.
 */
public final class Probe implements AutoCloseable {
    /** The system property that names the file. */
    public static final String FILE = "sluice.bench.probe";

    private static final long EVERY_MS = 50;

    private final Subject subject;
    private final BufferedWriter out;
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long allocated;
    private boolean closed;

    /** What is asked of the process. */
    public interface Subject {
        /**
         * How far it is.
         *
         * @return records processed
         */
        long processed();

        /**
         * What it does.
         *
         * @return a word, for example RUNNING
         */
        String state();

        /**
         * How much it still has to restore.
         *
         * @return active tasks that are being restored
         */
        int restoring();
    }

    private Probe(Subject subject, BufferedWriter out) {
        this.subject = subject;
        this.out = out;
    }

    /**
     * Starts writing.
     *
     * @param subject what is asked
     * @return the probe; null if no file is named
     */
    public static Probe start(Subject subject) {
        String file = System.getProperty(FILE);
        if (file == null) {
            return null;
        }
        try {
            Probe probe = new Probe(subject, Files.newBufferedWriter(Path.of(file)));
            Thread thread = new Thread(probe::run, "bench-probe");
            thread.setDaemon(true);
            thread.start();
            return probe;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        while (write()) {
            try {
                Thread.sleep(EVERY_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized boolean write() {
        if (closed) {
            return false;
        }
        // The sum over living threads falls when one ends.
        allocated = Math.max(
                allocated,
                Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                        .filter(bytes -> bytes > 0)
                        .sum());
        Sample sample = new Sample(
                System.currentTimeMillis(),
                subject.processed(),
                system.getProcessCpuTime(),
                allocated,
                subject.restoring(),
                subject.state());
        try {
            out.write(sample.toLine());
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        write();
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
