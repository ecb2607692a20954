package dev.sluice.relay;

/** Whom a lane tells what concerns the whole relay. From any lane's thread. */
interface LaneOwner {
    /** The target has taken something: the configuration works. */
    void proven();

    /** Whether any lane's target has ever taken something in this process. */
    boolean isProven();

    /** The relay can't go on. */
    void fail(RelayException failure);
}
