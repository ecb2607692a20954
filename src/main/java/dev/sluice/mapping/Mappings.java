package dev.sluice.mapping;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The mappings at hand: those that come with the program, or those of a directory laid out alike. */
public final class Mappings {
    private static final String BUNDLED = "topology/mappings/";
    private static final int LARGEST_FILE = 4 * 1024 * 1024;

    private final Map<String, Mapping> byName;
    private final Source files;

    /** Reads a file of the set by its path, for example {@code okta/mapping.yaml}; null where there is none. */
    private interface Source {
        byte[] read(String path) throws IOException;
    }

    private Mappings(List<String> names, Source files) {
        this.files = files;
        this.byName = new TreeMap<>();
        for (String name : names) {
            byName.put(name, load(name));
        }
    }

    /**
     * The mappings that come with the program, compiled.
     *
     * @return a new set
     * @throws MappingException if one can't be used
     */
    public static Mappings bundled() {
        Source resources = path -> {
            try (InputStream in = Mappings.class.getClassLoader().getResourceAsStream(BUNDLED + path)) {
                return in == null ? null : in.readNBytes(LARGEST_FILE);
            }
        };
        try {
            byte[] index = resources.read("index.txt");
            List<String> names = index == null
                    ? List.of()
                    : new String(index, StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList();
            return new Mappings(names, resources);
        } catch (IOException e) {
            throw new MappingException("The mappings of the program can't be read.", e);
        }
    }

    /**
     * The mappings of a directory: one folder each, with {@code mapping.yaml} in it.
     *
     * @param directory the directory
     * @return a new set
     * @throws MappingException if it can't be read or a mapping can't be used
     */
    public static Mappings directory(Path directory) {
        Source folder = path -> {
            Path file = directory.resolve(path).normalize();
            if (!file.startsWith(directory.normalize()) || !Files.isRegularFile(file)) {
                return null;
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException("it is larger than " + LARGEST_FILE + " bytes");
            }
            return Files.readAllBytes(file);
        };
        try (Stream<Path> children = Files.list(directory)) {
            List<String> names = new ArrayList<>();
            children.filter(child -> Files.isRegularFile(child.resolve("mapping.yaml")))
                    .forEach(child -> names.add(child.getFileName().toString()));
            return new Mappings(names, folder);
        } catch (IOException e) {
            throw new MappingException(
                    "The directory " + directory + " can't be read; name one that holds mappings.", e);
        }
    }

    /**
     * The names of all mappings.
     *
     * @return sorted
     */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /**
     * One mapping.
     *
     * @param name its name
     * @return the mapping
     * @throws MappingException if there is none of that name; the message lists those there are
     */
    public Mapping get(String name) {
        Mapping mapping = byName.get(name);
        if (mapping == null) {
            throw new MappingException("There is no mapping " + name + "; there are: " + String.join(", ", names())
                    + ", and plain for events in plain JSON form.");
        }
        return mapping;
    }

    /**
     * A file beside a mapping.
     *
     * @param mapping the mapping's name
     * @param path the file's path in the mapping's folder
     * @return its bytes, null if there is no such file
     */
    public byte[] file(String mapping, String path) {
        return read(mapping + "/" + path);
    }

    private Mapping load(String name) {
        MappingDescriptor descriptor =
                MappingDescriptor.parse(text(name + "/mapping.yaml"), "The file " + name + "/mapping.yaml");
        if (!descriptor.name().equals(name)) {
            throw new MappingException("The folder " + name + " holds a mapping named " + descriptor.name()
                    + "; give both the same name.");
        }
        String template = name + "/" + descriptor.template();
        ColumnMap columns = descriptor.columns() == null
                ? null
                : ColumnMap.bundled(descriptor.columns(), "The file " + name + "/mapping.yaml");
        return new Mapping(descriptor, JsltTemplate.compile(text(template), template), columns);
    }

    private String text(String path) {
        byte[] bytes = read(path);
        if (bytes == null) {
            throw new MappingException("The file " + path + " of the mappings is missing.");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] read(String path) {
        try {
            return files.read(path);
        } catch (IOException e) {
            throw new MappingException("The file " + path + " of the mappings can't be read: " + e.getMessage(), e);
        }
    }
}
