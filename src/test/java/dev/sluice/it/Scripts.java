package dev.sluice.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a script as a person would and hands back what it printed. */
final class Scripts {
    private static final long LIMIT_SECONDS = 120;

    private Scripts() {}

    /** What a finished process left: its exit code and both outputs as text. */
    record Outcome(int exitCode, String out, String err) {}

    /** A process on its way, with the files that its outputs go to. */
    record Running(Process process, Path out, Path err) {
        Outcome await() throws IOException, InterruptedException {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + LIMIT_SECONDS + " s: " + Files.readString(err));
            }
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    static Running start(Path cwd, Map<String, String> environment, List<String> command) throws IOException {
        Path out = Files.createTempFile("sluice-script", ".out");
        Path err = Files.createTempFile("sluice-script", ".err");
        out.toFile().deleteOnExit();
        err.toFile().deleteOnExit();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(cwd.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("SLUICE_") || key.equals("JAVA_HOME"));
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    static Outcome run(Path cwd, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        return start(cwd, environment, List.of(command)).await();
    }

    /** Writes an executable shell script. */
    static void write(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("can't make " + file + " executable");
        }
    }
}
