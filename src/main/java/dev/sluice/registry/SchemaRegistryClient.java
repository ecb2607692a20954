package dev.sluice.registry;

import java.util.List;
import java.util.UUID;
import org.apache.avro.Schema;

/**
 * What this application asks of a schema registry. Implementations are safe for any number of threads.
 *
 * <p>Every call throws {@link RestException} when the registry gives a definite negative answer (unknown subject: 40401,
 * unknown version: 40402, unknown schema: 40403, incompatible: 409) and {@link RegistryUnavailableException} when no registry
 * could be reached. A schema that carries data contract rules, or is not Avro, is refused with {@link
 * org.apache.kafka.common.errors.SerializationException}.
 */
public interface SchemaRegistryClient extends AutoCloseable {

    /**
     * Registers a schema under a subject, or finds it there.
     *
     * @param normalize whether the registry shall compare normalised forms
     * @return the schema's id
     */
    int register(String subject, Schema schema, boolean normalize);

    /**
     * Finds a schema under a subject without registering it.
     *
     * @return the schema's id
     */
    int lookup(String subject, Schema schema, boolean normalize);

    /** The newest version under a subject. */
    RegisteredSchema latest(String subject);

    /** One version under a subject; versions start at 1. */
    RegisteredSchema version(String subject, int version);

    /**
     * The schema of an id.
     *
     * @param subject the subject the reader expects, or the empty string
     */
    Schema byId(int id, String subject);

    /** The schema of a GUID (registries since 8.0). */
    Schema byGuid(UUID guid);

    /** All subjects, in the registry's order. */
    List<String> subjects();

    /** The versions under a subject, ascending. */
    List<Integer> versions(String subject);

    /** Whether the schema could become the next version under the subject's compatibility level. */
    CompatibilityResult check(String subject, Schema schema, boolean normalize);

    /** The subject's compatibility level, for example {@code BACKWARD}, or the registry's default where it has none. */
    String compatibility(String subject);

    /** Sets the subject's compatibility level. */
    void setCompatibility(String subject, String level);

    /** Lets go of caches and connections; calls after it may fail. */
    @Override
    void close();
}
