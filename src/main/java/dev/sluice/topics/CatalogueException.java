package dev.sluice.topics;

/** A topic catalogue that is refused; the message says where and what to do. */
public final class CatalogueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message what is wrong, where, and what to do
     * @param cause what led to it, may be null
     */
    public CatalogueException(String message, Throwable cause) {
        super(message, cause);
    }
}
