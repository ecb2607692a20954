package dev.sluice.cli;

/**
 * A command that is there only when its classes are: the distribution has no demo. {@link Main} finds providers by
 * {@link java.util.ServiceLoader}, so that it never names them.
 */
public interface CommandProvider {
    /**
     * The command.
     *
     * @return a new object annotated with {@link picocli.CommandLine.Command}, which has a name; never null
     */
    Object command();
}
