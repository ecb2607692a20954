package dev.sluice.cli;

import dev.sluice.api.NewToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice api}: what the query API needs. */
@Command(
        name = "api",
        mixinStandardHelpOptions = true,
        description = "Makes what the query API needs; sluice explain and sluice who-has ask it.",
        synopsisSubcommandLabel = "COMMAND")
public final class ApiCommand {
    @Spec
    private CommandSpec spec;

    /** For the command line. */
    public ApiCommand() {}

    @Command(
            name = "token",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a token for a client, and the line of sluice.api.tokens.file by which the API knows it.",
                "The line shows nothing of the token, which is kept nowhere else."
            })
    int token(
            @Option(
                            names = "--name",
                            required = true,
                            paramLabel = "ID",
                            description = "Who it is for, as the audit is to name it: the identityId of a person.")
                    String name,
            @Option(
                            names = "--role",
                            required = true,
                            split = ",",
                            paramLabel = "ROLE",
                            description = "auditor, operator, owner:SYSTEM or self; several with commas between.")
                    List<String> roles,
            @Option(
                            names = "--to",
                            paramLabel = "FILE",
                            description =
                                    "Writes the token into a new file that only you may read, and prints the line only.")
                    Path to) {
        NewToken made;
        try {
            made = NewToken.of(name, roles, new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (to == null) {
            out.println("The token, which is shown only now; keep it in a file that nobody else may read:");
            out.println(made.token());
            out.println("The line for the file of sluice.api.tokens.file:");
        } else {
            write(to, made.token());
        }
        out.println(made.line());
        out.flush();
        return 0;
    }

    private static void write(Path file, String token) {
        boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] onlyMine = isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (SeekableByteChannel channel = Files.newByteChannel(
                        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyMine);
                PrintWriter writer = new PrintWriter(Channels.newWriter(channel, StandardCharsets.US_ASCII))) {
            writer.println(token);
        } catch (FileAlreadyExistsException e) {
            throw new CliException("The file " + file + " is there already; name a new one.", 1, e);
        } catch (IOException e) {
            throw new CliException("The file " + file + " can't be written: " + e.getMessage(), 1, e);
        }
    }
}
