package dev.sluice.stream;

import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.event.Finding;
import dev.sluice.event.ProvisioningCommand;
import java.util.ArrayList;
import java.util.List;

/** The decisions of one call of the core, in their order. */
final class DecisionLog implements Decisions {
    /** One decision: a finding or a command, the other is null. */
    record Decided(Finding finding, ProvisioningCommand command, Trigger trigger) {}

    private final List<Decided> decided = new ArrayList<>();

    @Override
    public void finding(Finding finding, Trigger trigger) {
        decided.add(new Decided(finding, null, trigger));
    }

    @Override
    public void command(ProvisioningCommand command, Trigger trigger) {
        decided.add(new Decided(null, command, trigger));
    }

    List<Decided> decided() {
        return decided;
    }
}
