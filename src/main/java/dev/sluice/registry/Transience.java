package dev.sluice.registry;

import java.util.function.Predicate;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;

/** Tells a failure of the surroundings from a failure of the data. */
public final class Transience {

    /** Far beyond any real cause chain; ends a cyclic one. */
    private static final int MAX_DEPTH = 64;

    private Transience() {}

    /**
     * Whether the failure, or anything in its chain of causes, is one that the data did not cause, so that the same record
     * may succeed later.
     *
     * <p>True for an unreachable, slow or throttling registry (and any other retriable Kafka failure), for refused
     * credentials (401, 403), and for answers that cannot be a registry's own (a wrong path, a proxy's page): a rotated
     * password or a bad route must never send good records to the dead-letter topic. False for unknown schema ids,
     * undecodable bytes and incompatible schemas.
     *
     * @param failure may be null, which is not transient
     */
    public static boolean isTransient(Throwable failure) {
        return anyInChain(failure, Transience::isTransientItself);
    }

    /**
     * Whether the failure is transient and the registry is what failed. The network's failures are the registry's where
     * its client met them: {@link RegistryUnavailableException}. Every other answer of a registry that Kafka's exceptions
     * stand for has the {@link RestException} as a cause; a retriable failure without one is of the brokers.
     *
     * @param failure may be null, which is none
     * @return true if waiting for the registry is what helps
     */
    public static boolean isRegistryFailure(Throwable failure) {
        return anyInChain(
                failure,
                link -> link instanceof RegistryUnavailableException
                        || link instanceof RestException && isTransientItself(link));
    }

    private static boolean anyInChain(Throwable failure, Predicate<Throwable> test) {
        Throwable current = failure;
        for (int depth = 0; current != null && depth < MAX_DEPTH; depth++) {
            if (test.test(current)) {
                return true;
            }
            current = current.getCause();
        }
        return false;
    }

    private static boolean isTransientItself(Throwable failure) {
        if (failure instanceof RestException rest) {
            boolean notTheRegistry = rest.errorCode() == RestException.UNREADABLE_BODY;
            return rest.isRetriable() || rest.status() == 401 || rest.status() == 403 || notTheRegistry;
        }
        return failure instanceof RetriableException
                || failure instanceof AuthenticationException
                || failure instanceof AuthorizationException;
    }
}
