package dev.sluice.stream;

/** Tells how far a task's input is behind, so that a backlog's facts come before the timers they cancel. */
@FunctionalInterface
public interface InputLag {
    /** No lag, ever: for drivers that hand over every record at once. */
    InputLag NONE = partition -> 0;

    /**
     * The records that are on the brokers and have not been processed. Stream threads ask in every tick while something is
     * due, so the answer must not wait for anybody.
     *
     * @param partition the task's partition
     * @return records over all inputs; a positive number unless each input's lag is known, and known of late
     */
    long records(int partition);
}
