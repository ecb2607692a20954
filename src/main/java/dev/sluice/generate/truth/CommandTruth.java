package dev.sluice.generate.truth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The commands about one identity: issued when something is needed, closed when it is so or not needed any more. */
final class CommandTruth {
    private final String identityId;
    private final SystemPolicies policies;
    private final List<CommandTransition> transitions = new ArrayList<>();
    private final Map<Demand, CommandTransition> open = new TreeMap<>();
    private final Map<Demand, Instant> heldSince = new TreeMap<>();
    private final Set<AccountName> disabledByCommand = new TreeSet<>();
    private Instant now;

    CommandTruth(String identityId, SystemPolicies policies) {
        this.identityId = identityId;
        this.policies = policies;
    }

    List<CommandTransition> transitions() {
        return transitions;
    }

    /** What was asked for and is neither done nor withdrawn, as of the instant looked at last. */
    Map<Demand, CommandTransition> open() {
        return open;
    }

    /** Since when each account has held what it holds, as of the instant looked at last. */
    Map<Demand, Instant> heldSince() {
        return heldSince;
    }

    /** Looks at an instant that is not before the one looked at last. */
    void look(
            Instant t, Holdings holdings, Function<Instant, HrStatus> statusAt, Map<EntitlementName, Instant> revoked) {
        now = t;
        noteHeld(holdings);
        closeWhatIsMet(holdings);
        Map<Demand, Instant> needs =
                new Needs(policies, t, holdings, statusAt, revoked).began(heldSince, Set.copyOf(disabledByCommand));
        for (Demand demand : List.copyOf(open.keySet())) {
            if (!needs.containsKey(demand)) {
                close(demand, "CANCELLED");
            }
        }
        needs.forEach(this::issue);
    }

    private void noteHeld(Holdings holdings) {
        Set<Demand> held = new TreeSet<>();
        holdings.held()
                .forEach((account, names) -> names.forEach(name -> held.add(new Demand(Demand.REVOKE, account, name))));
        heldSince.keySet().retainAll(held);
        held.forEach(demand -> heldSince.putIfAbsent(demand, now));
    }

    private void closeWhatIsMet(Holdings holdings) {
        for (Demand demand : List.copyOf(open.keySet())) {
            if (demand.isMet(holdings)) {
                close(demand, "DONE");
                if (demand.action().equals(Demand.DISABLE)) {
                    disabledByCommand.add(demand.account());
                }
            }
        }
        disabledByCommand.removeIf(account -> !holdings.is(account, Holdings.State.DISABLED));
    }

    private void close(Demand demand, String status) {
        CommandTransition issued = open.remove(demand);
        transitions.add(transition(issued.commandId(), demand, status, issued.issuedAt()));
    }

    /** What is open stays, under the id that it has. */
    private void issue(Demand demand, Instant began) {
        if (!open.containsKey(demand)) {
            CommandTransition issued = transition(commandId(demand, began), demand, "ISSUED", now);
            open.put(demand, issued);
            transitions.add(issued);
        }
    }

    private String commandId(Demand demand, Instant began) {
        return NameBasedId.of(
                "command",
                demand.action(),
                identityId,
                demand.account().system(),
                demand.account().name(),
                demand.object(),
                Long.toString(began.toEpochMilli()));
    }

    private CommandTransition transition(String id, Demand demand, String status, Instant issuedAt) {
        return new CommandTransition(
                id, demand.action(), identityId, demand.account(), demand.entitlement(), status, issuedAt, now);
    }
}
