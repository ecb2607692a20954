package dev.sluice.yaml;

/** A YAML text that is refused. The message names the file, the line where it is known, and what to do. */
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param name the file's name
     * @param line the line, from 1; 0 if unknown
     * @param problem what is wrong and what to do
     * @param cause what led to it, may be null
     */
    public YamlException(String name, int line, String problem, Throwable cause) {
        super((line > 0 ? name + ":" + line : name) + ": " + problem, cause);
    }
}
