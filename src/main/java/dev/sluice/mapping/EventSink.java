package dev.sluice.mapping;

/** Where mapped events and refused payloads go. */
public interface EventSink extends AutoCloseable {
    /**
     * Takes one event.
     *
     * @param event the event
     */
    void event(MappedRecord event);

    /**
     * Takes what could not be used.
     *
     * @param letter the payload and the reason
     */
    void deadLetter(DeadLetter letter);

    /** Waits until everything taken is safe where it belongs; fails if something is not. */
    @Override
    void close();
}
