package dev.sluice.generate.truth;

import java.time.Duration;

/** Which guests stay for longer than the policy says, and without anybody having asked for it or accepted it. */
final class GuestTruth implements StateRule {
    /** The kind of findings. */
    static final String KIND = "GUEST_EXPIRED";

    private final SystemPolicies policies;

    GuestTruth(SystemPolicies policies) {
        this.policies = policies;
    }

    @Override
    public void look(Known known, Found found) {
        if (known.status().left()) {
            return;
        }
        boolean guest = "GUEST".equals(known.attribute("workerType", known.now()));
        Holdings holdings = known.holdings();
        holdings.accounts().forEach((name, account) -> {
            SystemPolicies.SystemRule rule = policies.system(name.system());
            boolean over = account.state() == Holdings.State.ENABLED
                    && isOver(account, rule.guests(), known)
                    && !rule.ignored();
            if (over && (guest || known.kind(name).equals("GUEST"))) {
                Approvals approvals = new Approvals(known);
                boolean covered = holdings.heldBy(name).stream()
                        .anyMatch(held -> approvals.give(held) || Exceptions.accept(known, held));
                if (!covered) {
                    found.stands(KIND, "MEDIUM", known.identityId(), name.system(), name.name());
                }
            }
        });
    }

    private static boolean isOver(Holdings.Account account, Duration stay, Known known) {
        return stay != null && !known.now().isBefore(account.since().plus(stay));
    }
}
