package dev.sluice.registry;

import org.apache.kafka.common.errors.TimeoutException;

/**
 * The registry could not be reached or did not answer in time, at any URL and after all retries. The record that asked is
 * not at fault: wait and try again, never dead-letter it.
 */
public final class RegistryUnavailableException extends TimeoutException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what was asked of which registry
     * @param cause the last failure; may be null
     */
    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
