package dev.sluice.architecture.embedded;

/** Stands for the embedded broker. */
public final class Broker {
    /** Where it listens. */
    public int port() {
        return 1;
    }
}
