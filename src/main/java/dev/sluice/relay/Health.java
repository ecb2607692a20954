package dev.sluice.relay;

/** What the relay says of itself, from any thread. */
interface Health {
    /** Whether it works, be it that the target is down; false asks for a restart. */
    boolean live();

    /** Whether records are being delivered, or would be; false asks for attention. */
    boolean ready();
}
