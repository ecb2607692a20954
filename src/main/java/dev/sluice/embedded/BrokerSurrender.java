package dev.sluice.embedded;

/** The broker asked for the end of the process instead of saying what is wrong. */
final class BrokerSurrender extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerSurrender(String words) {
        super("it gave up with " + words);
    }
}
