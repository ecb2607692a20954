package dev.sluice.stream;

/** What would be written or stored is larger than it may be; the message says what and by how much. */
final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLarge(String what, long bytes, long limit) {
        super(what + " would have " + bytes + " bytes; at most " + limit + " are allowed here.");
    }
}
