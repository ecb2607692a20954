package dev.sluice.topics;

import dev.sluice.yaml.YamlDocument;
import dev.sluice.yaml.YamlException;
import dev.sluice.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All declared topics, in the order of the file. Immutable. */
public final class TopicCatalogue {
    private static final String RESOURCE = "topology/topics.yaml";
    private static final int MAX_BYTES = 1 << 20;

    private final Map<String, TopicSpec> byName;

    private TopicCatalogue(Map<String, TopicSpec> byName) {
        this.byName = byName;
    }

    /**
     * The catalogue that travels with the program.
     *
     * @return the catalogue
     * @throws CatalogueException if it is not valid
     */
    public static TopicCatalogue load() {
        try (InputStream in = TopicCatalogue.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new CatalogueException(
                        RESOURCE + " is not on the class path; the distribution is incomplete, unpack it again.", null);
            }
            return of(new YamlReader(MAX_BYTES).read(RESOURCE, in));
        } catch (IOException | YamlException e) {
            throw new CatalogueException(e.getMessage(), e);
        }
    }

    /**
     * A catalogue from a file.
     *
     * @param file the file
     * @return the catalogue
     * @throws CatalogueException if it can't be read or is not valid
     */
    public static TopicCatalogue load(Path file) {
        try {
            return of(new YamlReader(MAX_BYTES).read(file));
        } catch (YamlException e) {
            throw new CatalogueException(e.getMessage(), e);
        }
    }

    private static TopicCatalogue of(List<YamlDocument> documents) {
        if (documents.size() != 1) {
            throw new CatalogueException(
                    "A topic catalogue is one YAML document with `defaults` and `topics`; found " + documents.size()
                            + ".",
                    null);
        }
        Map<String, TopicSpec> byName = new LinkedHashMap<>();
        for (TopicSpec spec : new CatalogueParser(documents.get(0)).topics()) {
            if (byName.put(spec.name(), spec) != null) {
                throw new CatalogueException("The topic " + spec.name() + " is declared twice; remove one.", null);
            }
        }
        refuseDifferingCounts(byName);
        return new TopicCatalogue(byName);
    }

    private static void refuseDifferingCounts(Map<String, TopicSpec> byName) {
        List<TopicSpec> together =
                byName.values().stream().filter(TopicSpec::coPartitioned).toList();
        for (TopicSpec spec : together) {
            if (spec.partitions() != together.get(0).partitions()) {
                throw new CatalogueException(
                        "The co-partitioned topics " + together.get(0).name() + " and " + spec.name() + " declare "
                                + together.get(0).partitions() + " and " + spec.partitions()
                                + " partitions; give them the same number.",
                        null);
            }
        }
    }

    /**
     * All topics.
     *
     * @return in the order of the file
     */
    public List<TopicSpec> topics() {
        return List.copyOf(byName.values());
    }

    /**
     * One topic.
     *
     * @param name without prefix
     * @return the topic, or empty if none is declared by that name
     */
    public Optional<TopicSpec> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * One topic that must be there.
     *
     * @param name without prefix
     * @return the topic
     * @throws CatalogueException if none is declared by that name
     */
    public TopicSpec topic(String name) {
        return find(name)
                .orElseThrow(() -> new CatalogueException(
                        "The catalogue has no topic " + name + "; it has " + names() + ".", null));
    }

    /**
     * The names of all topics.
     *
     * @return without prefix, in the order of the file
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /**
     * The topics that must have the same partition count.
     *
     * @return in the order of the file
     */
    public List<TopicSpec> coPartitioned() {
        return byName.values().stream().filter(TopicSpec::coPartitioned).toList();
    }
}
