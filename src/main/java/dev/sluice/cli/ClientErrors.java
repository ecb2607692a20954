package dev.sluice.cli;

import dev.sluice.registry.Transience;
import dev.sluice.text.KafkaRefusal;
import java.util.Optional;

/** What a Kafka client's exception says, in one sentence. */
final class ClientErrors {
    private ClientErrors() {}

    /** What to do where brokers refuse somebody, else the innermost message that is not empty: the outer ones only say that something could not be made. */
    static String sentence(Throwable error) {
        if (!Transience.isRegistryFailure(error)) {
            Optional<String> refusal = KafkaRefusal.explain(error);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        String message = error.getClass().getSimpleName();
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (at.getMessage() != null && !at.getMessage().isBlank()) {
                message = at.getMessage();
            }
        }
        return message.endsWith(".") ? message : message + ".";
    }
}
