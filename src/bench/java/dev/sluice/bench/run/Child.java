package dev.sluice.bench.run;

import dev.sluice.embedded.ChildGuard;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the benchmark. It ends with the driver, whatever ends the driver. */
final class Child implements AutoCloseable {
    private static final long LOOK_MS = 20;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final int TAIL_LINES = 30;

    private final Process process;
    private final Path log;
    private final String name;
    private Duration cpu = Duration.ZERO;

    private Child(Process process, Path log, String name) {
        this.process = process;
        this.log = log;
        this.name = name;
    }

    /**
     * Starts a process on the driver's own class path.
     *
     * @param directory where its log and its lock file go
     * @param name of both
     * @param options for the virtual machine
     * @param main the main class
     * @param args its arguments
     */
    static Child start(Path directory, String name, List<String> options, Class<?> main, List<String> args) {
        Path log = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true"));
        String registry = System.getProperty("sluice.registry.home");
        if (registry != null) {
            command.add("-Dsluice.registry.home=" + registry);
        }
        command.addAll(List.of("-cp", absoluteClassPath(), ChildGuard.class.getName()));
        command.addAll(List.of(directory.resolve(name + ".lock").toString(), main.getName()));
        command.addAll(args);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new Child(process, log, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Its processor time, all threads, user and system; the last value seen when it has ended. */
    Duration cpu() {
        process.info().totalCpuDuration().ifPresent(now -> cpu = now.compareTo(cpu) > 0 ? now : cpu);
        return cpu;
    }

    /** Fails if the process has ended by itself. */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new BenchException(name + " ended by itself with exit code " + process.exitValue() + "."
                    + System.lineSeparator() + tail());
        }
    }

    /** The end of what it logged. */
    String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(
                    System.lineSeparator(), lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "Its log can't be read: " + e;
        }
    }

    /** Tells it to end. Not by {@link Process#destroy}, which closes its input, by which it would think the driver dead. */
    private void terminate() {
        process.toHandle().destroy();
    }

    /** Tells it to end and waits until it has. */
    void stop() throws InterruptedException {
        terminate();
        long end = System.nanoTime() + STOP_LIMIT.toNanos();
        while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
            cpu();
            if (System.nanoTime() > end) {
                kill();
                throw new BenchException(name + " did not end within " + STOP_LIMIT.toSeconds() + " s after SIGTERM."
                        + System.lineSeparator() + tail());
            }
        }
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        try {
            terminate();
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
