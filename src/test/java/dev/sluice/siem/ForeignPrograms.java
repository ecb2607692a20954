package dev.sluice.siem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Receivers that are no part of the build: found in a folder with the layout of a Linux root ({@code -Dsluice.siem.root=DIR},
 * for packages that were unpacked there), else on the PATH.
 */
final class ForeignPrograms {
    static final String ROOT = "sluice.siem.root";
    private static final List<String> FOLDERS = List.of("usr/sbin", "usr/bin", "sbin", "bin");

    private ForeignPrograms() {}

    /** A process of a program; the test that asks is skipped where the program is not there. */
    static ProcessBuilder start(String program, String... arguments) {
        Path found = find(program).orElse(null);
        Assumptions.assumeTrue(
                found != null,
                program + " is neither on the PATH nor below the folder of -D" + ROOT
                        + "; what it would say is not known.");
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(found.toString());
        builder.command().addAll(List.of(arguments));
        libraries().ifPresent(folder -> builder.environment().put("LD_LIBRARY_PATH", folder.toString()));
        return builder.redirectErrorStream(true);
    }

    private static Optional<Path> find(String program) {
        Stream<Path> own = root().stream().flatMap(root -> FOLDERS.stream().map(root::resolve));
        String path = System.getenv().getOrDefault("PATH", "");
        Stream<Path> all = Stream.concat(own, Arrays.stream(path.split(":")).map(Path::of));
        return all.map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The folder of a root's libraries, in which plug-ins have folders of their own. */
    static Optional<Path> libraries() {
        return root().flatMap(root -> {
            try (Stream<Path> folders = Files.list(root.resolve("usr/lib"))) {
                return folders.filter(Files::isDirectory)
                        .filter(folder -> folder.getFileName().toString().endsWith("-linux-gnu"))
                        .findFirst();
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<Path> root() {
        return Optional.ofNullable(System.getProperty(ROOT)).map(Path::of);
    }
}
