package dev.sluice.embedded;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** How the registry's process is called: program, class path, settings, environment. */
final class RegistryCommand {
    private static final String RUNNER = "apicurio-registry-app-*-runner.jar";
    private static final String GUARD = "guard";
    private static final String MAIN = "io.quarkus.runner.GeneratedMain";

    private RegistryCommand() {}

    /**
     * Prepares the process, without starting it.
     *
     * @param options what the person wants
     * @param directory the registry's own directory, ready for use
     * @param port the port to listen on
     * @return a builder whose output goes to the log file
     * @throws StackException when Java or the registry is missing, or the directory cannot be written
     */
    static ProcessBuilder of(ApicurioRegistry.Options options, Path directory, int port) {
        Path runner = runner(options.home());
        Path temporary = directory.resolve("tmp");
        Path guard = directory.resolve(GUARD);
        try {
            DataDirectory.deleteRecursively(temporary);
            Files.createDirectories(temporary);
            unpackGuard(guard);
        } catch (IOException e) {
            throw DataDirectory.explain(directory, e);
        }
        List<String> command = new ArrayList<>();
        command.add(java(options.java()).toString());
        command.addAll(virtualMachine(options.heapMebibytes(), temporary));
        command.addAll(settings(port));
        command.addAll(List.of("-cp", GUARD + File.pathSeparator + runner, ChildGuard.class.getName()));
        command.addAll(List.of("registry.lock", MAIN));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toFile());
        environment(builder.environment());
        builder.redirectErrorStream(true);
        builder.redirectOutput(directory.resolve(ApicurioRegistry.LOG_FILE).toFile());
        return builder;
    }

    private static Path java(Path java) {
        if (!Files.isExecutable(java)) {
            throw new StackException("There is no Java program at " + java
                    + ", and the schema registry needs one; install a JDK 17 or newer and set JAVA_HOME to it.");
        }
        return java;
    }

    private static Path runner(Path home) {
        if (Files.isDirectory(home)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(home, RUNNER)) {
                Iterator<Path> found = jars.iterator();
                if (found.hasNext()) {
                    return found.next().toAbsolutePath();
                }
            } catch (IOException e) {
                throw new StackException("The schema registry in " + home + " cannot be read: " + e.getMessage(), e);
            }
        }
        throw new StackException("The schema registry is not unpacked in " + home
                + "; run `mvn process-resources` in the project once, or name its folder by -D"
                + ApicurioRegistry.HOME_PROPERTY + "=DIR.");
    }

    private static List<String> virtualMachine(int heapMebibytes, Path temporary) {
        return List.of(
                "-Xmx" + heapMebibytes + "m",
                "-XX:+UseSerialGC",
                // It lives for minutes and serves a handful of calls: the first compiler is enough.
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + temporary.toAbsolutePath());
    }

    private static List<String> settings(int port) {
        // Relative to the working directory: a path may hold characters that mean something in a database address.
        // A write delay of 0 puts a registered schema on disk before its id is given out.
        String database = "jdbc:h2:file:./schemas;WRITE_DELAY=0";
        return List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.http.access-log.enabled=false",
                "-Dquarkus.http.cors=false",
                "-Dquarkus.banner.enabled=false",
                "-Dquarkus.log.category.\"io.apicurio\".level=WARN",
                "-Dapicurio.storage.kind=sql",
                "-Dapicurio.storage.sql.kind=h2",
                "-Dapicurio.datasource.url=" + database,
                "-Dapicurio.datasource.jdbc.initial-size=1",
                "-Dapicurio.datasource.jdbc.min-size=1",
                "-Dapicurio.datasource.jdbc.max-size=10",
                "-Dapicurio.import.work-dir=tmp",
                "-Dapicurio.storage.snapshot.location=tmp");
    }

    /** The registry must behave alike on every machine, whatever the person's shell says to other Quarkus programs. */
    private static void environment(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.matches("(QUARKUS|APICURIO|SMALLRYE|MP)_.*|(REGISTRY|CCOMPAT)_.*"));
        // Its own handlers would take the keyboard's signals back from the guard.
        environment.put("DISABLE_SIGNAL_HANDLERS", "true");
    }

    private static void unpackGuard(Path folder) throws IOException {
        String file = ChildGuard.class.getName().replace('.', '/') + ".class";
        Path target = folder.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream bytes = ChildGuard.class.getResourceAsStream("/" + file)) {
            if (bytes == null) {
                throw new IOException("the class file of " + ChildGuard.class.getName() + " cannot be read");
            }
            Files.copy(bytes, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
