package dev.sluice.torture.rig;

import dev.sluice.embedded.ChildGuard;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An unpacked distribution of Sluice: of an earlier version, that is, whose classes must not mix with the driver's. */
final class Distribution {
    private Distribution() {}

    /**
     * Its class path, and of ours the one class that ends a process with its driver.
     *
     * @param distribution has a folder {@code lib}
     * @param directory where that class is put
     * @throws RigException if it has no libraries
     */
    static String classPath(Path distribution, Path directory) {
        Path guards = directory.resolve("guard");
        String name = ChildGuard.class.getName().replace('.', '/') + ".class";
        try (Stream<Path> libraries = Files.list(distribution.resolve("lib"));
                InputStream guard = ChildGuard.class.getClassLoader().getResourceAsStream(name)) {
            Path file = guards.resolve(name);
            Files.createDirectories(file.getParent());
            Files.copy(guard, file, StandardCopyOption.REPLACE_EXISTING);
            List<Path> jars = libraries
                    .filter(library -> library.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            if (jars.isEmpty()) {
                throw new RigException(distribution + " has no libraries; name an unpacked distribution.");
            }
            return Stream.concat(Stream.of(guards), jars.stream())
                    .map(path -> path.toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new RigException(distribution + " is no unpacked distribution: " + e.getMessage(), e);
        }
    }
}
