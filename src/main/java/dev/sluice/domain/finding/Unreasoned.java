package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldOn;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.entitled.Entitled;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.event.Evidence;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * UNSANCTIONED_ACCESS, EXPIRED_ACCESS and RESURRECTED_ACCESS: what somebody who is or will be employed holds without a reason. One
 * finding for each entitlement of an account, so that one more does not tell all others again.
 */
public final class Unreasoned {
    private static final Set<String> KINDS = Set.of(
            AccessFinding.UNSANCTIONED_ACCESS.name(),
            AccessFinding.EXPIRED_ACCESS.name(),
            AccessFinding.RESURRECTED_ACCESS.name());

    /** Resolved findings of these kinds that are remembered, so that a recurrence is told as one. */
    private static final int MAX_RESOLVED = 1000;

    private record Case(AccessFinding kind, long opensAt, HoldPeriod held) {}

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Entitled entitled;
    private final Trigger trigger;
    private final FindingBook book;
    private final long now;
    private final Map<HeldOn, Long> takenAt = new HashMap<>();

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param entitled what the identity is to have at that instant
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public Unreasoned(
            IdentityState state,
            Policies policies,
            Standing standing,
            Entitled entitled,
            Trigger trigger,
            Decisions out) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.entitled = entitled;
        this.trigger = trigger;
        this.book = new FindingBook(state, policies, trigger, out);
        this.now = state.clock();
    }

    /**
     * Whether a kind of finding is one of these.
     *
     * @param kind the kind
     * @return true if it is about what one entitlement is held without
     */
    public static boolean isKind(String kind) {
        return KINDS.contains(kind);
    }

    /** Looks at everything that is held. */
    public void evaluate() {
        Map<HeldOn, Case> cases = new HashMap<>();
        state.access()
                .accounts()
                .forEach((key, account) -> AccessLedger.eachHeld(account, now, (entitlement, held) -> {
                    Case found = look(key, account, entitlement, held);
                    if (found != null) {
                        cases.put(new HeldOn(key, entitlement), found);
                    }
                }));
        state.graces().clear();
        book.open(KINDS).forEach(finding -> resolve(finding, cases));
        new TreeSet<>(cases.keySet()).forEach(on -> stand(on, cases.get(on)));
        waitForTaking();
        forgetResolved();
    }

    /** What is to be taken after a grace comes due whether or not it is found, and as what. */
    private void waitForTaking() {
        takenAt.forEach((on, due) -> {
            if (due > now) {
                state.graces().merge(on, due, Math::min);
            }
        });
    }

    /**
     * Looks at one entitlement.
     *
     * @param entitlement the only one of which anything has changed
     */
    public void evaluate(EntitlementKey entitlement) {
        Map<HeldOn, Case> cases = new HashMap<>();
        state.access().accounts().forEach((key, account) -> AccessLedger.heldAt(account, entitlement, now)
                .map(held -> look(key, account, entitlement, held))
                .ifPresent(found -> cases.put(new HeldOn(key, entitlement), found)));
        state.graces().keySet().removeIf(on -> on.entitlement().equals(entitlement));
        book.open(KINDS).stream()
                .filter(finding -> finding.entitlements().contains(entitlement))
                .forEach(finding -> resolve(finding, cases));
        new TreeSet<>(cases.keySet()).forEach(on -> stand(on, cases.get(on)));
        waitForTaking();
        forgetResolved();
    }

    private Case look(AccountKey key, Account account, EntitlementKey entitlement, HoldPeriod held) {
        SystemPolicy policy = policies.system(key.system());
        boolean governed = standing.isEmployed() || standing.isPreHire();
        if (!governed
                || policy.mode() == Mode.IGNORE
                || !account.isPersonal()
                || entitled.reasonFor(entitlement).isPresent()) {
            return null;
        }
        long end = entitled.endOf(entitlement);
        if (policy.unsanctioned() == Unsanctioned.REVOKE) {
            long due = held.since()
                    + policy.finding(AccessFinding.UNSANCTIONED_ACCESS).grace().toMillis();
            takenAt.put(new HeldOn(key, entitlement), due);
        }
        AccessFinding kind = kind(key, entitlement, held, end);
        AccessFinding.Handling handling = policy.finding(kind);
        boolean silent = kind == AccessFinding.UNSANCTIONED_ACCESS && policy.unsanctioned() == Unsanctioned.IGNORE;
        long began = kind == AccessFinding.EXPIRED_ACCESS ? Math.max(end, held.since()) : held.since();
        return silent || !handling.reported()
                ? null
                : new Case(kind, began + handling.grace().toMillis(), held);
    }

    private AccessFinding kind(AccountKey key, EntitlementKey entitlement, HoldPeriod held, long end) {
        if (end > held.since() || entitled.wasCrossed(new HeldOn(key, entitlement), held.since())) {
            return AccessFinding.EXPIRED_ACCESS;
        }
        Long revokedAt = state.revoked().get(new HeldOn(key, entitlement));
        return revokedAt != null && held.since() >= revokedAt
                ? AccessFinding.RESURRECTED_ACCESS
                : AccessFinding.UNSANCTIONED_ACCESS;
    }

    private void resolve(FindingState finding, Map<HeldOn, Case> cases) {
        AccountKey key = new AccountKey(finding.system(), finding.account());
        EntitlementKey entitlement = finding.entitlements().get(0);
        Case found = cases.get(new HeldOn(key, entitlement));
        if (found != null && found.kind().name().equals(finding.kind()) && now >= found.opensAt()) {
            return;
        }
        Account account = state.access().accounts().get(key);
        String cause;
        if (account == null) {
            cause = "RENAMED";
        } else if (AccessLedger.heldAt(account, entitlement, now).isEmpty()) {
            cause = "ACCESS_REMOVED";
        } else if (standing.isLeaver()) {
            cause = "LEAVER";
        } else if (entitled.reasonFor(entitlement).isPresent()) {
            cause = "REASON_FOUND";
        } else {
            cause = trigger.kind() == Trigger.Kind.POLICY ? "POLICY" : "RECLASSIFIED";
        }
        book.resolve(
                finding,
                cause,
                "Account " + finding.account() + " of " + state.key() + " in " + finding.system() + " no longer holds "
                        + entitlement + " as " + finding.kind());
    }

    private void stand(HeldOn on, Case found) {
        if (now < found.opensAt()) {
            state.graces().put(on, found.opensAt());
            return;
        }
        AccountKey key = on.account();
        EntitlementKey entitlement = on.entitlement();
        AccessFinding kind = found.kind();
        String summary =
                "Account " + key.name() + " of " + state.key() + " in " + key.system() + " holds " + entitlement
                        + switch (kind) {
                            case EXPIRED_ACCESS ->
                                ", although the last reason for it ended at "
                                        + Instant.ofEpochMilli(ended(entitlement, found.held()));
                            case RESURRECTED_ACCESS -> " again, after it had been revoked, without a reason";
                            default -> ", and no role or request gives it";
                        };
        book.stand(
                new FindingBook.Draft(
                        Ids.finding(kind.name(), state.key(), key.system(), key.name(), entitlement.toString()),
                        kind.name(),
                        key,
                        policies.system(key.system()).finding(kind).severity(),
                        List.of(entitlement),
                        summary),
                () -> List.of(new Evidence(
                        found.held().eventId(),
                        List.of(),
                        entitlement + " is held since "
                                + Instant.ofEpochMilli(found.held().since()) + ".")));
    }

    /** What a withdrawn grant gave all the same had no reason from the beginning. */
    private long ended(EntitlementKey entitlement, HoldPeriod held) {
        return Math.max(entitled.endOf(entitlement), Math.min(held.since(), now));
    }

    private void forgetResolved() {
        if (state.findings().size() <= MAX_RESOLVED) {
            return;
        }
        List<FindingState> resolved = state.findings().values().stream()
                .filter(finding -> !finding.isOpen() && isKind(finding.kind()))
                .sorted((a, b) -> Long.compare(a.openedAt(), b.openedAt()))
                .toList();
        for (int i = 0; i < resolved.size() - MAX_RESOLVED; i++) {
            state.findings().remove(resolved.get(i).findingId());
        }
    }
}
