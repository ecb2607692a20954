package dev.sluice.domain.govern;

import dev.sluice.event.Finding;
import dev.sluice.event.ProvisioningCommand;

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
}
