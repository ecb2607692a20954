package dev.sluice.bench.run;

/** The benchmark can't go on; the message says why. */
public final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With a sentence.
     *
     * @param message what is wrong
     */
    public BenchException(String message) {
        super(message);
    }
}
