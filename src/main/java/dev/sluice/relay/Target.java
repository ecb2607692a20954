package dev.sluice.relay;

import java.util.List;

/**
 * One connection to what records are delivered to. Used by one thread. Handing over and
 * confirming are two things: a target may confirm at once, or only much later and many at a time.
 */
interface Target extends AutoCloseable {
    /**
     * Looks whether the target is there, as far as that can be seen without a record. Called before the first record and
     * after each {@link #reset}.
     *
     * @throws Unavailable if it is not there now
     * @throws Unusable if it does not work with this configuration
     */
    void open() throws DeliveryFailure;

    /**
     * Hands records over, in order, after those handed over before. May connect, and blocks for a bounded time.
     *
     * @param records at least one
     * @throws Unavailable if the target can't take them now; nothing that is unconfirmed counts as delivered
     * @throws Refused if the target does not take one of them, and has taken none; if it took some, they are sent again
     * @throws Unusable if the target does not work with this configuration
     * @throws InterruptedException if the thread is interrupted
     */
    void send(List<Outgoing> records) throws DeliveryFailure, InterruptedException;

    /**
     * What the target has confirmed since the last call or {@link #reset}. Called often, also while there is nothing to
     * send, so that a target can look after its connection.
     *
     * @param hurry whether somebody waits for the confirmation of what is on its way, and may be about to take over
     * @return how many more records, in the order in which they were handed over
     * @throws Unavailable if what is unconfirmed has to be sent again
     * @throws Unusable if the target does not work with this configuration
     * @throws InterruptedException if the thread is interrupted
     */
    int confirmed(boolean hurry) throws DeliveryFailure, InterruptedException;

    /** Forgets what is unconfirmed and gives the connection up: it will be handed over again, from its beginning. */
    void reset();

    /** Gives the connection up. What is unconfirmed stays so. */
    @Override
    void close();
}
