package dev.sluice.generate.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Whose accounts nobody should use: those of who has left, a day after they were to be disabled, and of whom HR never told, after a week. */
final class AccountTruth implements StateRule {
    /** The kind of findings about accounts of who has left. */
    static final String LEAVER = "LEAVER_ACTIVE_ACCOUNT";

    /** The kind of findings about accounts of whom HR knows nothing. */
    static final String UNKNOWN = "UNKNOWN_IDENTITY_ACCESS";

    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_WEEK = Duration.ofDays(7);

    private final SystemPolicies policies;
    private final List<Duration> sinceTheEnd;

    AccountTruth(SystemPolicies policies) {
        this.policies = policies;
        this.sinceTheEnd = policies.all().stream()
                .map(AccountTruth::sinceTheEnd)
                .distinct()
                .toList();
    }

    private static Duration sinceTheEnd(SystemPolicies.SystemRule rule) {
        return rule.disable().plus(rule.grace(LEAVER, A_DAY));
    }

    @Override
    public void addInstants(Annals annals, String identityId, TreeSet<Instant> instants) {
        List<Fact> facts = annals.facts(identityId);
        List<Fact.Hr> hr = of(Fact.Hr.class, facts).toList();
        for (Instant instant : annals.employments().instants(hr)) {
            sinceTheEnd.forEach(offset -> instants.add(instant.plus(offset)));
        }
        if (hr.isEmpty() || !facts.get(0).equals(hr.get(0))) {
            of(Fact.Access.class, facts).forEach(fact -> instants.add(fact.at().plus(unknownFor(fact.account()))));
        }
    }

    private static <T extends Fact> Stream<T> of(Class<T> kind, List<Fact> facts) {
        return facts.stream().filter(kind::isInstance).map(kind::cast);
    }

    private Duration unknownFor(AccountName account) {
        return policies.system(account.system()).grace(UNKNOWN, A_WEEK);
    }

    @Override
    public void look(Known known, Found found) {
        HrStatus status = known.status();
        boolean unknown = status.phase() == HrStatus.Phase.UNKNOWN;
        if (!unknown && !status.left()) {
            return;
        }
        Map<AccountName, Instant> firstTold = new HashMap<>();
        known.facts(Fact.Access.class).forEach(fact -> firstTold.putIfAbsent(fact.account(), fact.at()));
        known.holdings().accounts().forEach((name, account) -> {
            SystemPolicies.SystemRule rule = policies.system(name.system());
            Instant due = unknown
                    ? firstTold.get(name).plus(unknownFor(name))
                    : status.since().plus(sinceTheEnd(rule));
            boolean usable = account.state() == Holdings.State.ENABLED && !rule.ignored();
            if (usable && !known.now().isBefore(due)) {
                found.stands(
                        unknown ? UNKNOWN : LEAVER,
                        unknown ? "MEDIUM" : "HIGH",
                        known.identityId(),
                        name.system(),
                        name.name());
            }
        });
    }
}
