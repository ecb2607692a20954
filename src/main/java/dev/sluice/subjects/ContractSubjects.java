package dev.sluice.subjects;

import dev.sluice.event.IdentityEvent;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.registry.SubjectNameStrategy;
import dev.sluice.registry.WritableSchemas;
import dev.sluice.topics.CatalogueException;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicSpec;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** The subjects of a catalogue: one for each topic whose values are Avro records. */
public final class ContractSubjects {
    private static final Set<String> NO_AVRO = Set.of("text", "bytes");

    private ContractSubjects() {}

    /**
     * The subjects of all topics.
     *
     * @param catalogue the topics
     * @param prefix the topic prefix
     * @param config says how subjects are named
     * @return in the order of the catalogue
     * @throws CatalogueException if a topic has a value that is no record of the contract
     */
    public static List<ContractSubject> of(TopicCatalogue catalogue, String prefix, SchemaRegistryConfig config) {
        SubjectNameStrategy names = config.subjectNames(false);
        return catalogue.topics().stream()
                .filter(topic -> !NO_AVRO.contains(topic.value()))
                .map(topic -> subject(topic, prefix, names, config))
                .toList();
    }

    private static ContractSubject subject(
            TopicSpec topic, String prefix, SubjectNameStrategy names, SchemaRegistryConfig config) {
        Schema schema = WritableSchemas.asSent(schema(topic), config);
        return new ContractSubject(topic.name(), names.subjectName(topic.fullName(prefix), false, schema), schema);
    }

    private static Schema schema(TopicSpec topic) {
        String type = IdentityEvent.class.getPackageName() + "." + topic.value();
        try {
            return SpecificData.get().getSchema(Class.forName(type, false, ContractSubjects.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new CatalogueException(
                    "The topic " + topic.name() + " has values " + topic.value()
                            + ", which is no record of the contract; correct topics.yaml or add the schema.",
                    e);
        }
    }
}
