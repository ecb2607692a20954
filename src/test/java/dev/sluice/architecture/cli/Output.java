package dev.sluice.architecture.cli;

/** An example that keeps the rules: commands print. */
public final class Output {
    /** Prints a line. */
    public void print(String line) {
        System.out.println(line);
    }
}
