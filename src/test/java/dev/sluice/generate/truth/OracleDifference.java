package dev.sluice.generate.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is to be asked for about one identity at one instant: what it should have, by roles and requests, less what it has.
 * Everything is read anew from all that is known by then.
 */
final class OracleDifference {
    private final SystemPolicies policies;
    private final OracleReasons reasons;
    private final Holdings holdings;
    private final Map<Demand, Instant> heldSince;
    private final Set<EntitlementName> given;
    private final Instant now;

    OracleDifference(
            String identity,
            SystemPolicies policies,
            List<OracleRoles.Role> roles,
            List<Fact> facts,
            List<OracleRequest> requests,
            Instant now) {
        this.policies = policies;
        this.now = now;
        List<Fact> known =
                facts.stream().filter(fact -> !fact.at().isAfter(now)).toList();
        List<OracleRequest> asked =
                requests.stream().filter(request -> !request.at().isAfter(now)).toList();
        this.reasons = new OracleReasons(roles, only(Fact.Hr.class, known), asked, new Employments(policies.zone()))
                .reviewed(identity, only(Fact.Reviewed.class, known));
        List<Fact.Access> access = only(Fact.Access.class, known);
        this.holdings = Holdings.at(access, now);
        this.heldSince = heldSince(access, now);
        Set<EntitlementName> all = new TreeSet<>();
        roles.forEach(role -> all.addAll(role.grants()));
        asked.forEach(request -> all.add(request.entitlement()));
        this.given = all.stream()
                .filter(entitlement -> reasons.at(entitlement, now) == OracleReasons.Reason.GIVEN)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every instant at which a reason or the status may change, by all that is ever known. */
    static List<Instant> instants(
            SystemPolicies policies, List<OracleRoles.Role> roles, List<Fact> facts, List<OracleRequest> requests) {
        return new OracleReasons(roles, only(Fact.Hr.class, facts), requests, new Employments(policies.zone()))
                .instants();
    }

    private static <T extends Fact> List<T> only(Class<T> kind, List<Fact> facts) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Since when each account has held what it holds: looked at whenever that may have changed. */
    private static Map<Demand, Instant> heldSince(List<Fact.Access> known, Instant now) {
        TreeSet<Instant> instants = new TreeSet<>();
        for (Fact.Access fact : known) {
            instants.add(fact.at());
            if (fact.validFrom() != null && !fact.validFrom().isAfter(now)) {
                instants.add(fact.validFrom());
            }
            if (fact.validTo() != null && !fact.validTo().isAfter(now)) {
                instants.add(fact.validTo());
            }
        }
        Map<Demand, Instant> since = new TreeMap<>();
        for (Instant instant : instants) {
            List<Fact.Access> by =
                    known.stream().filter(fact -> !fact.at().isAfter(instant)).toList();
            Set<Demand> held = new TreeSet<>();
            Holdings.at(by, instant)
                    .held()
                    .forEach((account, names) ->
                            names.forEach(name -> held.add(new Demand(Demand.REVOKE, account, name))));
            since.keySet().retainAll(held);
            held.forEach(demand -> since.putIfAbsent(demand, instant));
        }
        return since;
    }

    /** The commands that are to be open, as {@code ACTION system/account entitlement}. */
    Set<String> open() {
        Set<String> open = new TreeSet<>();
        holdings.accounts().forEach((name, account) -> {
            if (policies.system(name.system()).enforced()) {
                ofAccount(name, account, open);
            }
        });
        heldSince.forEach((demand, since) -> {
            if (isToBeRevoked(demand, since)) {
                open.add(text(demand.action(), demand.account(), demand.entitlement()));
            }
        });
        if (reasons.employed(now)) {
            given.forEach(entitlement -> give(entitlement, open));
        }
        return open;
    }

    private void give(EntitlementName entitlement, Set<String> open) {
        boolean held = holdings.held().values().stream().anyMatch(names -> names.contains(entitlement));
        SystemPolicies.SystemRule rule = policies.system(entitlement.system());
        if (held || !rule.enforced()) {
            return;
        }
        AccountName target = target(entitlement.system());
        if (target != null) {
            open.add(text("GRANT", target, entitlement));
        } else if (!isSuspended(rule, now)) {
            open.add(text("CREATE_ACCOUNT", new AccountName(entitlement.system(), ""), null));
        }
    }

    /** An enabled account rather than a disabled one, then the first by name. */
    private AccountName target(String system) {
        for (Holdings.State state : List.of(Holdings.State.ENABLED, Holdings.State.DISABLED)) {
            for (Map.Entry<AccountName, Holdings.Account> account : new TreeMap<>(holdings.accounts()).entrySet()) {
                if (account.getKey().system().equals(system)
                        && account.getValue().state() == state) {
                    return account.getKey();
                }
            }
        }
        return null;
    }

    private boolean isSuspended(SystemPolicies.SystemRule rule, Instant t) {
        HrStatus status = reasons.status(t);
        return status.onLeave() && rule.leave().disables(status.leaveKind());
    }

    private void ofAccount(AccountName name, Holdings.Account account, Set<String> open) {
        SystemPolicies.SystemRule rule = policies.system(name.system());
        HrStatus status = reasons.status(now);
        if (account.state() == Holdings.State.ENABLED) {
            boolean over = status.left() && !now.isBefore(status.since().plus(rule.disable()));
            if (over || isSuspended(rule, now)) {
                open.add(text(Demand.DISABLE, name, null));
            }
        } else if (account.state() == Holdings.State.DISABLED) {
            Instant since = account.since();
            Instant from = status.left() && status.since().isAfter(since) ? status.since() : since;
            if (status.left() && !now.isBefore(from.plus(rule.delete()))) {
                open.add(text(Demand.DELETE, name, null));
            }
            boolean away = isSuspended(rule, since) || !reasons.employed(since);
            boolean gives =
                    given.stream().anyMatch(entitlement -> entitlement.system().equals(name.system()));
            boolean back = status.employed() && !isSuspended(rule, now);
            if (away && back && (gives || !reasons.leftSince(since, now))) {
                open.add(text(Demand.ENABLE, name, null));
            }
        }
    }

    private boolean isToBeRevoked(Demand held, Instant since) {
        SystemPolicies.SystemRule rule = policies.system(held.account().system());
        HrStatus status = reasons.status(now);
        boolean over = status.left() && !now.isBefore(status.since().plus(rule.revoke()));
        return rule.enforced() && (over || reasons.lost(held.entitlement(), since, now));
    }

    /** What is held of which the last reason ended longer ago than is kept, as the commands that would take it. */
    Set<String> forgotten(Duration kept) {
        Set<String> forgotten = new TreeSet<>();
        heldSince.keySet().forEach(held -> {
            if (!reasons.status(now).left() && reasons.endedBefore(held.entitlement(), now.minus(kept), now)) {
                forgotten.add(text(held.action(), held.account(), held.entitlement()));
            }
        });
        return forgotten;
    }

    /** Whether an account is disabled and was so while its owner was at work: who disabled it then is not known here. */
    boolean wasDisabledAtWork(String account) {
        return holdings.accounts().entrySet().stream()
                .anyMatch(one -> (one.getKey().system() + "/" + one.getKey().name()).equals(account)
                        && one.getValue().state() == Holdings.State.DISABLED
                        && reasons.status(one.getValue().since()).phase() == HrStatus.Phase.AT_WORK);
    }

    private static String text(String action, AccountName account, EntitlementName entitlement) {
        return action + " " + account.system() + "/" + account.name() + " "
                + (entitlement == null ? "" : entitlement.name());
    }
}
