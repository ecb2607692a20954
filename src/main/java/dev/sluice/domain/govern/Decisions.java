package dev.sluice.domain.govern;

import dev.sluice.event.Finding;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;

/** Takes decisions in the order in which they are made. */
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
}
