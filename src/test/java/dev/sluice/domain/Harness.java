package dev.sluice.domain;

import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.AccessPages;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;

/** Runs the core over the events of one identity in the order in which they are handed in, and keeps what it decides. */
public final class Harness {
    /**
     * A decision in the order in which it was made.
     *
     * @param command the command's change, or null
     * @param finding the finding's change, or null
     * @param trigger why
     * @param standing the status at the instant of the decision
     * @param since for an issued command that takes: since when the account is enabled or the entitlement held; else 0
     */
    public record Decision(
            ProvisioningCommand command, Finding finding, Trigger trigger, Standing standing, long since) {}

    private final Governor governor;
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Ticket> tickets = new ArrayList<>();
    private IdentityState state;
    private Policies policies;
    private long streamTime = Long.MIN_VALUE;

    public Harness(String identityId, Policies policies) {
        this(new IdentityState(identityId), policies);
    }

    public Harness(IdentityState state, Policies policies) {
        this(state, policies, new Governor());
    }

    public Harness(IdentityState state, Policies policies, Governor governor) {
        this.governor = governor;
        this.state = state;
        this.policies = policies;
    }

    /** Hands in an event that arrives when it occurs, or with the latest event before it if it is late. */
    public boolean take(SpecificRecordBase event) {
        return take(event, EventView.of(event).occurredAt());
    }

    public boolean take(SpecificRecordBase event, long arrivedAt) {
        streamTime = Math.max(streamTime, arrivedAt);
        if (event instanceof ComplianceEvent compliance) {
            return governor.apply(state, compliance, policies, streamTime, collector());
        }
        return event instanceof IdentityEvent identity
                ? governor.apply(state, identity, policies, streamTime, collector())
                : governor.apply(state, (AccessEvent) event, policies, streamTime, collector());
    }

    public boolean advanceTo(long instant) {
        return governor.advance(state, policies, instant, collector());
    }

    /** Makes another policy set current. */
    public void activate(Policies next, long at) {
        PolicyHistory history = PolicyHistory.of(policies, Long.MIN_VALUE).then(next, at, 1);
        policies = next;
        governor.reevaluate(state, history, collector());
    }

    /** Brings the identity through the sets of a history that it has not seen, and makes the last one current. */
    public boolean bringThrough(PolicyHistory history) {
        policies = history.current().policies();
        return governor.reevaluate(state, history, collector());
    }

    public boolean reevaluate(long at) {
        return governor.reevaluate(state, policies, at, collector());
    }

    public IdentityState state() {
        return state;
    }

    public void replaceState(IdentityState other) {
        state = other;
    }

    public long nextDue() {
        return governor.nextDue(state, policies);
    }

    public AccessPages pages() {
        return AccessPages.of(state, policies);
    }

    public Standing standing() {
        return state.hr().standing(state.clock(), policies.settings().hrRules());
    }

    public List<Decision> decisions() {
        return decisions;
    }

    public List<Ticket> tickets() {
        return tickets;
    }

    public List<ProvisioningCommand> commands() {
        return decisions.stream().map(Decision::command).filter(c -> c != null).toList();
    }

    public List<Finding> findings() {
        return decisions.stream().map(Decision::finding).filter(f -> f != null).toList();
    }

    /** Everything held, from the head or from the pages, in published order. */
    public List<HeldEntitlement> held() {
        AccessPages pages = pages();
        return Stream.concat(
                        pages.head().getEntitlements().stream(),
                        pages.pages().stream().flatMap(p -> p.getEntitlements().stream()))
                .sorted(Comparator.comparing(HeldEntitlement::getSystem)
                        .thenComparing(HeldEntitlement::getName)
                        .thenComparing(HeldEntitlement::getAccount))
                .toList();
    }

    /** What is open, by what has to be the same for every order of arrival. */
    public List<String> openFindings() {
        return state.findings().values().stream()
                .filter(f -> f.isOpen())
                .map(f -> f.findingId() + " " + f.status() + " " + f.severity() + " " + f.entitlements())
                .toList();
    }

    public static long ms(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    private long since(ProvisioningCommand command) {
        boolean takes =
                command.getAction() == CommandAction.DISABLE_ACCOUNT || command.getAction() == CommandAction.REVOKE;
        if (command.getStatus() != CommandStatus.ISSUED || !takes) {
            return 0;
        }
        String name = command.getAccount() == null ? "" : command.getAccount();
        Account account = state.access().accounts().get(new AccountKey(command.getSystem(), name));
        return command.getEntitlement() == null
                ? account.stateSince()
                : AccessLedger.heldAt(account, EntitlementKey.of(command.getEntitlement()), state.clock())
                        .orElseThrow()
                        .since();
    }

    private Decisions collector() {
        return new Decisions() {
            @Override
            public void finding(Finding finding, Trigger trigger) {
                decisions.add(new Decision(null, finding, trigger, standing(), 0));
            }

            @Override
            public void command(ProvisioningCommand command, Trigger trigger) {
                decisions.add(new Decision(command, null, trigger, standing(), since(command)));
            }

            @Override
            public void ticket(Ticket ticket, Trigger trigger) {
                tickets.add(ticket);
            }
        };
    }
}
