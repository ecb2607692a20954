package dev.sluice.registry;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;

/** Maps what the registry answered onto the exceptions Kafka clients know, as Confluent's {@code toKafkaException} does. */
final class KafkaErrors {

    private KafkaErrors() {}

    /**
     * @param failure what a {@link SchemaRegistryClient} threw
     * @param doing what was being attempted, for the message
     * @return the exception to throw; the failure itself where Kafka already knows it
     */
    static KafkaException map(RuntimeException failure, String doing) {
        if (failure instanceof KafkaException known) {
            return known;
        }
        String message = doing + ": " + failure.getMessage();
        if (!(failure instanceof RestException rest)) {
            return new SerializationException(message, failure);
        }
        return switch (rest.status()) {
            case 401 ->
                new AuthenticationException(message + " (check basic.auth.* or bearer.auth.* of the registry)", rest);
            case 403 -> new AuthorizationException(message + " (the registry's user lacks a permission)", rest);
            case 429 -> throttled(message, rest);
            case 408, 500, 503, 504 -> new RegistryUnavailableException(message, rest);
            case 502 -> new DisconnectException(message, rest);
            default -> new SerializationException(message, rest);
        };
    }

    private static KafkaException throttled(String message, RestException cause) {
        KafkaException throttled = new ThrottlingQuotaExceededException(message);
        throttled.initCause(cause);
        return throttled;
    }
}
