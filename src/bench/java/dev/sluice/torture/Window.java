package dev.sluice.torture;

/**
 * When a fault was done.
 *
 * @param fault which one
 * @param from when it began (ms since the epoch)
 * @param until when it was over
 * @param hurtAt the instant from which on it is measured how long everything takes to go on
 */
record Window(Fault fault, long from, long until, long hurtAt) {
    /** Whether it was, or had only just been over, at an instant. */
    boolean isNear(long at, long graceMs) {
        return at >= from - graceMs && at <= until + graceMs;
    }
}
