package dev.sluice.domain.govern;

import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.brake.Asked;
import dev.sluice.domain.correlation.ClaimChange;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.watch.Known;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.Finding;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.SessionSummary;
import dev.sluice.event.Ticket;

/** Takes decisions in the order in which they are made, and says which of them have to wait for the brake. */
public interface Decisions {
    /**
     * A finding changed.
     *
     * @param finding the change
     * @param trigger why
     */
    void finding(Finding finding, Trigger trigger);

    /**
     * A command changed.
     *
     * @param command the change
     * @param trigger why
     */
    void command(ProvisioningCommand command, Trigger trigger);

    /**
     * A ticket changed.
     *
     * @param ticket the change
     * @param trigger why
     */
    void ticket(Ticket ticket, Trigger trigger);

    /**
     * What others tell of something that is tracked is to be known from now on.
     *
     * @param home the record key of its home
     * @param since what was before needs not be told (ms since the epoch)
     */
    default void follow(String home, long since) {}

    /**
     * Whether what is told has waited elsewhere, and is not late by itself.
     *
     * @return true for an event that comes once it is known whose its account is
     */
    default boolean isToldLate() {
        return false;
    }

    /**
     * Whether whatever a source announces waits for somebody to look.
     *
     * @param source the source
     * @return true while it is held
     */
    default boolean isHeld(String source) {
        return false;
    }

    /**
     * A privileged session has ended, or more was told of one that has.
     *
     * @param summary all that is known of it
     * @param trigger why
     */
    default void session(SessionSummary summary, Trigger trigger) {}

    /**
     * The review of an identity in a campaign has ended, or has ended otherwise than was told.
     *
     * @param summary how
     * @param trigger why
     */
    default void certification(CertificationSummary summary, Trigger trigger) {}

    /**
     * Another identity's status is to be known from now on, or not any more.
     *
     * @param other the identity
     * @param on whether it is to be known
     */
    default void watch(String other, boolean on) {}

    /**
     * Who watches this identity is told of it.
     *
     * @param watcher who watches
     * @param known what is told
     */
    default void status(String watcher, Known known) {}

    /**
     * The identity claims an account, or the value of an attribute under which it is to be found, or does so no longer.
     *
     * @param key the key of the account or of the attribute
     * @param change what is said
     * @param at since when, in event time (ms since the epoch)
     */
    default void claim(String key, ClaimChange change, long at) {}

    /**
     * Somebody announces that the identity leaves, or a policy set asks for work on it.
     *
     * @param by who, and how
     * @param before when the source was last counted with this identity (ms since the epoch, arrival), or null
     * @param policy window and limit
     * @return when it is counted, and whether what follows may go on
     */
    default Asked announced(Announcer by, Long before, Brake policy) {
        return new Asked(0, true);
    }
}
