package dev.sluice.torture.rig;

import dev.sluice.embedded.ChildGuard;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of ours, which ends with the driver, whatever ends the driver, and takes signals. */
final class Child {
    private static final int TAIL_LINES = 15;

    private final Process process;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a process.
     *
     * @param directory where its lock file and its log are
     * @param name of both
     * @param classPath where its classes are, the guard's among them
     * @param options for the virtual machine
     * @param environment what it has beside the driver's
     * @param main the main class
     * @param args its arguments
     */
    static Child start(
            Path directory,
            String name,
            String classPath,
            List<String> options,
            Map<String, String> environment,
            String main,
            List<String> args) {
        Path log = directory.resolve(name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        // Each lives for minutes, and all share the processors: the second compiler would take more than it gives.
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true"));
        command.addAll(List.of("-cp", classPath, ChildGuard.class.getName()));
        command.addAll(List.of(directory.resolve(name + ".lock").toString(), main));
        command.addAll(args);
        try {
            Files.createDirectories(directory);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // What is meant for the driver would be taken for settings of the application.
            builder.environment().keySet().removeIf(key -> key.startsWith("SLUICE_"));
            builder.environment().putAll(environment);
            return new Child(builder.start(), log);
        } catch (IOException e) {
            throw new RigException(name + " can't be started: " + e.getMessage(), e);
        }
    }

    /** The driver's own class path. */
    static String classPath() {
        List<String> entries = new ArrayList<>();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : path.split(File.pathSeparator)) {
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

    int exitCode() {
        return process.exitValue();
    }

    /** Sends a signal by its name, such as STOP. One that has ended meanwhile does not hear it. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new RigException("Signal " + name + " can't be sent: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells it to end, and kills it if it does not; true if it did. Not by {@link Process#destroy}, which closes its input. */
    boolean stop(Duration limit) throws InterruptedException {
        process.toHandle().destroy();
        if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            return true;
        }
        kill();
        return false;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Its resident memory in KiB; 0 where the system does not tell. */
    long residentKib() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException gone) {
            return 0;
        }
        return 0;
    }

    String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "Its log can't be read: " + e.getMessage();
        }
    }
}
