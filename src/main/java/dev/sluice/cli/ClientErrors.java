package dev.sluice.cli;

/** What a Kafka client's exception says, in one sentence. */
final class ClientErrors {
    private ClientErrors() {}

    /** The innermost message that is not empty: the outer ones only say that something could not be made. */
    static String sentence(Throwable error) {
        String message = error.getClass().getSimpleName();
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (at.getMessage() != null && !at.getMessage().isBlank()) {
                message = at.getMessage();
            }
        }
        return message.endsWith(".") ? message : message + ".";
    }
}
