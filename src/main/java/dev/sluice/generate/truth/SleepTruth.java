package dev.sluice.generate.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;

/** Which accounts may be used and have not been for longer than the policy says, since they are known, enabled or were used last. */
final class SleepTruth implements StateRule {
    /** The kind of findings. */
    static final String KIND = "DORMANT_ACCOUNT";

    private final SystemPolicies policies;
    private final Uses uses;

    SleepTruth(SystemPolicies policies, Uses uses) {
        this.policies = policies;
        this.uses = uses;
    }

    @Override
    public void addInstants(Annals annals, String identityId, TreeSet<Instant> instants) {
        uses.of(identityId)
                .forEach((account, all) -> all.forEach(use -> {
                    instants.add(use);
                    instants.add(use.plus(uses.dormantAfter(account)));
                }));
        for (Fact fact : annals.facts(identityId)) {
            if (fact instanceof Fact.Access access && uses.dormantAfter(access.account()) != null) {
                instants.add(access.at().plus(uses.dormantAfter(access.account())));
            }
        }
    }

    @Override
    public void look(Known known, Found found) {
        boolean asked =
                known.facts(Fact.Access.class).stream().anyMatch(fact -> uses.dormantAfter(fact.account()) != null);
        if (!asked || known.status().left()) {
            return;
        }
        known.holdings().accounts().forEach((name, account) -> {
            Duration limit = uses.dormantAfter(name);
            boolean judged = limit != null
                    && account.state() == Holdings.State.ENABLED
                    && !policies.system(name.system()).ignored()
                    && !known.kind(name).equals("BREAK_GLASS");
            if (judged && !known.now().isBefore(lastUse(known, name, account).plus(limit))) {
                found.stands(KIND, "LOW", known.identityId(), name.system(), name.name());
            }
        });
    }

    private Instant lastUse(Known known, AccountName name, Holdings.Account account) {
        Instant used =
                uses.of(known.identityId(), name).headSet(known.now(), known.inclusive()).descendingSet().stream()
                        .findFirst()
                        .orElse(account.since());
        return used.isBefore(account.since()) ? account.since() : used;
    }
}
