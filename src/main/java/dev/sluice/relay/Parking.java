package dev.sluice.relay;

/** Where records go that the target will never take. */
@FunctionalInterface
interface Parking {
    /**
     * Parks a record and waits until that is safe.
     *
     * @param message the record
     * @param reason why
     * @param detail one sentence for people
     * @throws Unavailable if it can't be parked now
     * @throws InterruptedException if the thread is interrupted
     */
    void park(Message message, ParkReason reason, String detail) throws Unavailable, InterruptedException;
}
