package dev.sluice.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints what went wrong as one sentence; the stack trace goes to the log at debug level only. */
final class ErrorPrinter implements IExecutionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorPrinter.class);

    @Override
    public int handleExecutionException(Exception error, CommandLine commandLine, ParseResult parsed) {
        String message = error.getMessage() == null ? error.getClass().getName() : error.getMessage();
        commandLine.getErr().println("sluice: " + Printable.of(message));
        LOG.debug("Command failed", error);
        return error instanceof CliException cli
                ? cli.exitCode()
                : commandLine.getCommandSpec().exitCodeOnExecutionException();
    }
}
