package dev.sluice.audit.privacy;

/** Something sealed can't be opened: the key is another one, or it was changed. */
public final class SealBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SealBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
