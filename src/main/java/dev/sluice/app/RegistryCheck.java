package dev.sluice.app;

import dev.sluice.registry.RegistryUnavailableException;
import dev.sluice.registry.RestException;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.registry.WritableSchemas;
import dev.sluice.subjects.ContractSubject;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees at the start that what the stage writes can be written. A registry that refuses keeps the application from starting;
 * one that is away does not: known schemas are on disk, and what is not known is waited for.
 */
final class RegistryCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryCheck.class);

    private RegistryCheck() {}

    /**
     * Asks for each schema.
     *
     * @param subjects what is written
     * @throws IllegalStateException if the registry refuses; the message says what to do
     */
    static void run(SchemaRegistryClient client, SchemaRegistryConfig config, List<ContractSubject> subjects) {
        WritableSchemas writable = new WritableSchemas(client, config);
        for (ContractSubject subject : subjects) {
            try {
                writable.require(subject.name(), subject.schema());
            } catch (RegistryUnavailableException e) {
                LOG.warn("{} The application starts with the schemas that it knows.", ThreadFailure.explain(e));
                return;
            } catch (RestException e) {
                if (e.isRetriable()) {
                    LOG.warn("{} The application starts with the schemas that it knows.", ThreadFailure.explain(e));
                    return;
                }
                throw new IllegalStateException(refusal(subject, config, e), e);
            } catch (SerializationException e) {
                throw new IllegalStateException(
                        "The subject " + subject.name() + " can't be written: " + e.getMessage(), e);
            }
        }
    }

    private static String refusal(ContractSubject subject, SchemaRegistryConfig config, RestException answer) {
        if (answer.isMissing() && !config.writing().register()) {
            return "The schema registry has no schema for the subject " + subject.name() + " that is the one of this"
                    + " version, and auto.register.schemas is false; bring the contract into it with: sluice schemas"
                    + " register.";
        }
        return ThreadFailure.explain(answer) + " It was about the subject " + subject.name() + ".";
    }
}
