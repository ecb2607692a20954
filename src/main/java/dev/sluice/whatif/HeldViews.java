package dev.sluice.whatif;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.sod.RuleCheck;
import dev.sluice.domain.sod.RuleCheck.Conflict;
import dev.sluice.domain.sod.Side;
import dev.sluice.domain.sod.Sides;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.event.AccountKind;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Published views of identities, as far as some policy sets need them: what no rule of them touches is not kept. Exceptions of single identities are not
 * in the views, so violations that somebody accepts count, too; those of groups do not.
 */
public final class HeldViews {
    private static final Set<IdentityStatus> EMPLOYED =
            Set.of(IdentityStatus.ACTIVE, IdentityStatus.ON_LEAVE, IdentityStatus.ABSENT);

    private static final Set<AccountKind> OF_MANY =
            Set.of(AccountKind.SERVICE, AccountKind.SHARED, AccountKind.BREAK_GLASS);

    private record Head(boolean employed, Map<String, String> attributes, Set<AccountKey> ofMany) {}

    private record Held(EntitlementKey entitlement, String account, long since, long to) {}

    private final List<Policies> sets;
    private final Map<String, Head> heads = new TreeMap<>();
    private final Map<String, List<Held>> byRecord = new HashMap<>();
    private final Map<String, Set<String>> recordsOf = new HashMap<>();

    /**
     * No views yet.
     *
     * @param sets the policy sets that will be asked for
     */
    public HeldViews(List<Policies> sets) {
        this.sets = List.copyOf(sets);
    }

    /**
     * Takes a record of the view; the last one of a key counts.
     *
     * @param key the record's key: the identity, or one of its pages
     * @param view the record, or null if it is gone
     */
    public void take(String key, IdentityAccess view) {
        int page = key.indexOf('#');
        String identityId = page < 0 ? key : key.substring(0, page);
        if (view == null
                || page >= 0 && view.getPage() != null && view.getPage().getPages() == 0) {
            byRecord.remove(key);
            if (page < 0) {
                heads.remove(identityId);
            }
            return;
        }
        if (page < 0) {
            Set<AccountKey> ofMany = new HashSet<>();
            view.getAccounts().stream()
                    .filter(account -> account.getKind() != null && OF_MANY.contains(account.getKind()))
                    .forEach(account -> ofMany.add(new AccountKey(account.getSystem(), account.getName())));
            heads.put(
                    identityId,
                    new Head(EMPLOYED.contains(view.getStatus()), Map.copyOf(view.getAttributes()), ofMany));
        }
        List<Held> held = new ArrayList<>();
        for (HeldEntitlement one : view.getEntitlements()) {
            EntitlementKey entitlement = new EntitlementKey(one.getSystem(), one.getName());
            if (sets.stream().anyMatch(set -> set.sod().concerns(entitlement))) {
                held.add(new Held(
                        entitlement,
                        one.getAccount(),
                        one.getSince().toEpochMilli(),
                        one.getValidTo() == null
                                ? Long.MAX_VALUE
                                : one.getValidTo().toEpochMilli()));
            }
        }
        if (held.isEmpty()) {
            byRecord.remove(key);
        } else {
            byRecord.put(key, held);
            recordsOf.computeIfAbsent(identityId, id -> new TreeSet<>()).add(key);
        }
    }

    /**
     * How many identities there are.
     *
     * @return the number of heads
     */
    public int identities() {
        return heads.size();
    }

    /**
     * What violates the rules of a set.
     *
     * @param policies one of the sets
     * @param at the instant looked at (ms since the epoch)
     * @return the violations, sorted
     */
    public List<Violation> violations(Policies policies, long at) {
        List<Violation> violations = new ArrayList<>();
        heads.forEach((identityId, head) -> {
            if (head.employed()) {
                Sides sides = sides(identityId, head, policies, at);
                for (String ruleId : sides.ruleIds()) {
                    violations.addAll(violations(identityId, head, policies, ruleId, sides.of(ruleId), at));
                }
            }
        });
        violations.sort(null);
        return violations;
    }

    private Sides sides(String identityId, Head head, Policies policies, long at) {
        Sides sides = new Sides(policies.sod());
        for (String key : recordsOf.getOrDefault(identityId, Set.of())) {
            for (Held held : byRecord.getOrDefault(key, List.of())) {
                AccountKey account = new AccountKey(held.entitlement().system(), held.account());
                boolean counts = at >= held.since()
                        && at < held.to()
                        && !head.ofMany().contains(account)
                        && policies.system(held.entitlement().system()).mode() != Mode.IGNORE;
                if (counts) {
                    sides.add(new Side.Source(held.entitlement(), held.since(), held.to(), true, "", null));
                }
            }
        }
        return sides;
    }

    private static List<Violation> violations(
            String identityId, Head head, Policies policies, String ruleId, List<Side> sides, long at) {
        SodRule rule = policies.sod().rule(ruleId);
        RuleCheck check = new RuleCheck(rule, policies.sod().catalogue(), head.attributes());
        List<Violation> violations = new ArrayList<>();
        boolean counts = rule.holds(at) && check.concerns(identityId) && !check.isAcceptedForGroup(identityId, at);
        if (counts) {
            for (Conflict conflict : check.conflicts(sides)) {
                List<String> entitlements = conflict.sides().stream()
                        .map(side -> side.source().held().toString())
                        .distinct()
                        .sorted()
                        .toList();
                violations.add(new Violation(ruleId, identityId, conflict.scope(), entitlements));
            }
        }
        return violations;
    }
}
