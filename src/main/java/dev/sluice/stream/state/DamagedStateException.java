package dev.sluice.stream.state;

/** The stored state of an identity can't be read: never the fault of the event that asked for it. */
public final class DamagedStateException extends UnreadableStateException {
    private static final long serialVersionUID = 1;

    DamagedStateException(String message, Throwable cause) {
        super(message, cause);
    }

    static DamagedStateException of(int bytes, RuntimeException cause) {
        return new DamagedStateException(
                "The state of an identity is damaged (" + bytes
                        + " bytes). Delete the local state directory; it is rebuilt from the changelog.",
                cause);
    }
}
