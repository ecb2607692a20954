package dev.sluice.torture.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs small programs of the system. */
public final class Shell {
    private Shell() {}

    /**
     * What a program said.
     *
     * @param code its exit code
     * @param words its output and errors
     */
    public record Said(int code, String words) {}

    /**
     * Runs a program to its end.
     *
     * @param command the program and its arguments
     * @return what it said; 127 if there is no such program
     */
    public static Said run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Said(process.waitFor(), words);
        } catch (IOException e) {
            return new Said(127, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Said(130, "interrupted");
        }
    }
}
