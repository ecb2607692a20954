package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.access.AccessLedger;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HoldPeriod;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.Evidence;
import dev.sluice.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** LEAVER_RESIDUAL_ACCESS: an account of someone who left still holds entitlements when all should be gone. */
public final class LeaverResidue {
    /** The finding kind. */
    public static final String KIND = "LEAVER_RESIDUAL_ACCESS";

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Trigger trigger;
    private final FindingBook book;
    private final long now;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param standing the status at that instant
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public LeaverResidue(IdentityState state, Policies policies, Standing standing, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.trigger = trigger;
        this.book = new FindingBook(state, policies, trigger, out);
        this.now = state.clock();
    }

    /** Resolves what no longer stands, then opens or changes what does. */
    public void evaluate() {
        book.open(KIND).forEach(this::resolveIfGone);
        if (standing.isLeaver()) {
            state.access().accounts().forEach(this::openIfHeld);
        }
    }

    private void resolveIfGone(FindingState finding) {
        AccountKey key = new AccountKey(finding.system(), finding.account());
        Account account = state.access().accounts().get(key);
        boolean later = standing.isLeaver() && now < opensAt(policies.system(finding.system()));
        String cause = null;
        if (!standing.isLeaver()) {
            cause = "NOT_A_LEAVER";
        } else if (later) {
            cause = trigger.kind() == Trigger.Kind.POLICY ? "POLICY" : "NOT_A_LEAVER";
        } else if (policies.system(finding.system()).mode() == Mode.IGNORE) {
            cause = "POLICY";
        } else if (account == null) {
            cause = "RENAMED";
        } else if (AccessLedger.heldAt(account, now).isEmpty()) {
            cause = "ACCESS_REMOVED";
        }
        if (cause != null) {
            String what = "Account " + finding.account() + " of " + state.key() + " in " + finding.system()
                    + " no longer holds access it should not"
                    + (cause.equals("ACCESS_REMOVED")
                            ? ", " + Duration.ofMillis(now - standing.endedAt()) + " after the end"
                            : "");
            book.resolve(finding, cause, what);
        }
    }

    private long opensAt(SystemPolicy policy) {
        return standing.endedAt() + policy.leaver().residueAfterEnd().toMillis();
    }

    private void openIfHeld(AccountKey key, Account account) {
        SystemPolicy policy = policies.system(key.system());
        if (policy.mode() == Mode.IGNORE || now < opensAt(policy)) {
            return;
        }
        Map<EntitlementKey, HoldPeriod> held = AccessLedger.heldAt(account, now);
        if (held.isEmpty()) {
            return;
        }
        List<EntitlementKey> entitlements = List.copyOf(new TreeMap<>(held).keySet());
        String summary = state.key() + " left at " + Instant.ofEpochMilli(standing.endedAt()) + ", but account "
                + key.name() + " in " + key.system() + " still holds " + entitlements.size() + " entitlement"
                + (entitlements.size() == 1 ? "" : "s");
        String id = Ids.finding(KIND, state.key(), key.system(), key.name());
        book.stand(new FindingBook.Draft(id, KIND, key, Severity.HIGH, entitlements, summary), () -> evidence(held));
    }

    private List<Evidence> evidence(Map<EntitlementKey, HoldPeriod> held) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                standing.endEventId(),
                List.of(),
                "Employment ended at " + Instant.ofEpochMilli(standing.endedAt()) + "."));
        held.entrySet().stream()
                .limit(FindingBook.MAX_EVIDENCE - 1)
                .forEach(entry -> evidence.add(new Evidence(
                        entry.getValue().eventId(),
                        List.of(),
                        entry.getKey() + " is held since "
                                + Instant.ofEpochMilli(entry.getValue().since()) + ".")));
        return evidence;
    }
}
