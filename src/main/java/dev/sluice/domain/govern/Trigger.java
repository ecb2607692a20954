package dev.sluice.domain.govern;

/**
 * Why the difference is evaluated.
 *
 * @param kind what made it necessary
 * @param eventId the event, or null for a timer or a policy set
 * @param occurredAt when the event occurred, or the instant of the timer (ms since the epoch)
 */
public record Trigger(Kind kind, String eventId, long occurredAt) {
    /** What can make an evaluation necessary. */
    public enum Kind {
        /** A fact was merged. */
        EVENT,
        /** An instant came due. */
        TIMER,
        /** A policy set became current. */
        POLICY,
        /** Somebody released or discarded what the brake held, or a feed was completed. */
        CONTROL,
        /** Another identity told of itself, or asked. */
        EXCHANGE
    }

    /**
     * An instant that came due.
     *
     * @param at the instant (ms since the epoch)
     * @return the trigger
     */
    public static Trigger timer(long at) {
        return new Trigger(Kind.TIMER, null, at);
    }

    /**
     * A policy set that became current.
     *
     * @param at when it did, in event time (ms since the epoch)
     * @return the trigger
     */
    public static Trigger policy(long at) {
        return new Trigger(Kind.POLICY, null, at);
    }

    /**
     * Another identity told of itself, or asked.
     *
     * @param at when, in event time (ms since the epoch)
     * @return the trigger
     */
    public static Trigger exchange(long at) {
        return new Trigger(Kind.EXCHANGE, null, at);
    }

    /**
     * What the brake held was released or discarded.
     *
     * @param eventId the control record that says so, or null if the sum turned out to be within the limit
     * @param at when that was decided, in event time (ms since the epoch)
     * @return the trigger
     */
    public static Trigger control(String eventId, long at) {
        return new Trigger(Kind.CONTROL, eventId, at);
    }
}
