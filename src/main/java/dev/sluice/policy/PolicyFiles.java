package dev.sluice.policy;

import dev.sluice.yaml.YamlDocument;
import dev.sluice.yaml.YamlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Reads policy files: every {@code .yaml} and {@code .yml} below a directory, one document each or several between {@code ---}. */
public final class PolicyFiles {
    private static final String BUNDLED = "topology/policies/";
    private static final String MARK = BUNDLED + "schema.json";
    private static final int MAX_FILES = 10_000;
    private static final int MAX_DOCUMENTS = 100_000;
    private static final int MAX_DEPTH = 8;

    private PolicyFiles() {}

    /**
     * Reads a directory. Symbolic links and hidden files are left out.
     *
     * @param dir the directory
     * @return the documents, in the order of file names and within a file; not validated
     * @throws PolicyException if the directory can't be read, or with a line for each file that is not plain YAML
     */
    public static List<PolicyDocument> load(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new PolicyException(dir + " is not a directory; name the one that holds the policy files.");
        }
        Reading reading = new Reading();
        for (Path file : policyFiles(dir)) {
            reading.add(() -> PolicyDocument.reader().read(file));
        }
        return reading.documents();
    }

    private static List<Path> policyFiles(Path dir) {
        try (Stream<Path> walk = Files.walk(dir, MAX_DEPTH)) {
            List<Path> files = walk.filter(file -> isPolicy(dir.relativize(file).toString()))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .limit(MAX_FILES + 1L)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
            if (files.size() > MAX_FILES) {
                throw new PolicyException(
                        dir + " holds more than " + MAX_FILES + " policy files; is it the right one?");
            }
            return files;
        } catch (IOException | UncheckedIOException e) {
            throw new PolicyException(dir + " can't be read (" + e.getMessage() + ").", e);
        }
    }

    private static boolean isPolicy(String path) {
        boolean hidden = path.startsWith(".") || path.contains("/.");
        boolean isExample = path.endsWith(SodExamples.SUFFIX);
        return !hidden && !isExample && (path.endsWith(".yaml") || path.endsWith(".yml"));
    }

    /**
     * The policies that travel with the program.
     *
     * @return the documents, in the order of file names; valid
     * @throws PolicyException if the distribution is incomplete
     */
    public static List<PolicyDocument> bundled() {
        URL mark = PolicyFiles.class.getClassLoader().getResource(MARK);
        if (mark == null) {
            throw new PolicyException(MARK + " is not on the class path; the distribution is incomplete.");
        }
        try {
            if (mark.openConnection() instanceof JarURLConnection jar) {
                return fromJar(jar);
            }
            return load(Path.of(mark.toURI()).getParent());
        } catch (IOException | URISyntaxException e) {
            throw new PolicyException("The bundled policies can't be read (" + e.getMessage() + ").", e);
        }
    }

    private static List<PolicyDocument> fromJar(JarURLConnection connection) throws IOException, URISyntaxException {
        URI file = connection.getJarFileURL().toURI();
        // Opened apart from the class loader's own handle, so that closing it here closes nothing else.
        try (JarFile jar = new JarFile(Path.of(file).toFile())) {
            List<JarEntry> entries = jar.stream()
                    .filter(entry -> entry.getName().startsWith(BUNDLED) && isPolicy(entry.getName()))
                    .sorted(Comparator.comparing(JarEntry::getName))
                    .toList();
            Reading reading = new Reading();
            for (JarEntry entry : entries) {
                try (InputStream in = jar.getInputStream(entry)) {
                    reading.add(() -> PolicyDocument.reader().read(entry.getName(), in));
                }
            }
            return reading.documents();
        }
    }

    /**
     * A directory in place of the bundled policies. Only the bundled Settings stay, unless the directory has its own.
     *
     * @param dir the directory
     * @return the documents; not validated
     * @throws PolicyException as {@link #load}
     */
    public static List<PolicyDocument> replacingBundled(Path dir) {
        List<PolicyDocument> documents = new ArrayList<>(load(dir));
        if (documents.stream().noneMatch(document -> document.kind().equals("Settings"))) {
            bundled().stream()
                    .filter(document -> document.kind().equals("Settings"))
                    .forEach(documents::add);
        }
        return List.copyOf(documents);
    }

    /** Collects documents, and refusals until the end so that one run reports all of them. */
    private static final class Reading {
        private final List<PolicyDocument> documents = new ArrayList<>();
        private final List<String> refusals = new ArrayList<>();

        private interface Source {
            List<YamlDocument> read() throws IOException;
        }

        void add(Source source) {
            try {
                source.read().stream().map(PolicyDocument::of).forEach(documents::add);
            } catch (YamlException e) {
                refusals.add(e.getMessage());
            } catch (IOException e) {
                refusals.add("a file can't be read (" + e.getMessage() + ").");
            }
            if (documents.size() > MAX_DOCUMENTS) {
                throw new PolicyException(
                        "There are more than " + MAX_DOCUMENTS + " policies; is it the right directory?");
            }
        }

        List<PolicyDocument> documents() {
            if (!refusals.isEmpty()) {
                throw new PolicyException(String.join(System.lineSeparator(), refusals));
            }
            return List.copyOf(documents);
        }
    }
}
