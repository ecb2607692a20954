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
import dev.sluice.event.AccountRef;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Evidence;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** LEAVER_RESIDUAL_ACCESS: an account of someone who left still holds entitlements when all should be gone. */
public final class LeaverResidue {
    /** The finding kind. */
    public static final String KIND = "LEAVER_RESIDUAL_ACCESS";

    /** Evidence entries on one finding; a finding about more entitlements names the first ones. */
    static final int MAX_EVIDENCE = 20;

    /** UTF-8 bytes, at most, of the entitlements that one record lists: a record has to fit into its topic. */
    static final int MAX_LISTED_BYTES = 400_000;

    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final Trigger trigger;
    private final Decisions out;
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
        this.out = out;
        this.now = state.clock();
    }

    /** Resolves what no longer stands, then opens or changes what does. */
    public void evaluate() {
        for (FindingState finding : new ArrayList<>(state.findings().values())) {
            if (finding.kind().equals(KIND) && finding.isOpen()) {
                resolveIfGone(finding);
            }
        }
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
            boolean refuted = trigger.kind() == Trigger.Kind.EVENT && trigger.occurredAt() < finding.openedAt();
            resolve(finding, refuted ? "RETRACTED" : cause);
        }
    }

    private void resolve(FindingState finding, String cause) {
        FindingState resolved = new FindingState(
                finding.findingId(),
                KIND,
                finding.system(),
                finding.account(),
                FindingStatus.RESOLVED,
                finding.severity(),
                finding.entitlements(),
                finding.openedAt(),
                finding.episode());
        state.findings().put(finding.findingId(), resolved);
        String summary = "Account " + finding.account() + " of " + state.key() + " in " + finding.system()
                + " no longer holds access it should not: " + cause + ".";
        out.finding(record(resolved, cause, summary, List.of()), trigger);
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
        String id = Ids.finding(KIND, state.key(), key.system(), key.name());
        FindingState before = state.findings().get(id);
        List<EntitlementKey> entitlements = List.copyOf(new TreeMap<>(held).keySet());
        boolean stands = before != null && before.isOpen();
        if (stands && before.entitlements().equals(entitlements)) {
            return;
        }
        int episode = before == null ? 1 : before.episode() + (stands ? 0 : 1);
        FindingState after = new FindingState(
                id,
                KIND,
                key.system(),
                key.name(),
                FindingStatus.OPEN,
                Severity.HIGH,
                entitlements,
                stands ? before.openedAt() : now,
                episode);
        state.findings().put(id, after);
        String summary = state.key() + " left at " + Instant.ofEpochMilli(standing.endedAt()) + ", but account "
                + key.name() + " in " + key.system() + " still holds " + entitlements.size() + " entitlement"
                + (entitlements.size() == 1 ? "" : "s")
                + (listed(entitlements) < entitlements.size()
                        ? "; this record lists the first " + listed(entitlements) + "."
                        : ".");
        out.finding(record(after, stands ? "ENTITLEMENTS_CHANGED" : "DETECTED", summary, evidence(held)), trigger);
    }

    private static int listed(List<EntitlementKey> entitlements) {
        long bytes = 0;
        int listed = 0;
        while (listed < entitlements.size()) {
            EntitlementKey next = entitlements.get(listed);
            // Three bytes are the most that UTF-8 takes for a UTF-16 unit; four hold both lengths.
            bytes += 3L * (next.system().length() + next.name().length()) + 4;
            if (bytes > MAX_LISTED_BYTES) {
                break;
            }
            listed++;
        }
        return listed;
    }

    private List<Evidence> evidence(Map<EntitlementKey, HoldPeriod> held) {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(
                standing.endEventId(),
                List.of(),
                "Employment ended at " + Instant.ofEpochMilli(standing.endedAt()) + "."));
        held.entrySet().stream()
                .limit(MAX_EVIDENCE - 1)
                .forEach(entry -> evidence.add(new Evidence(
                        entry.getValue().eventId(),
                        List.of(),
                        entry.getKey() + " is held since "
                                + Instant.ofEpochMilli(entry.getValue().since()) + ".")));
        return evidence;
    }

    private Finding record(FindingState finding, String cause, String summary, List<Evidence> evidence) {
        List<EntitlementRef> refs = finding.entitlements().subList(0, listed(finding.entitlements())).stream()
                .map(EntitlementKey::toRef)
                .toList();
        return Finding.newBuilder()
                .setFindingId(finding.findingId())
                .setKind(KIND)
                .setStatus(finding.status())
                .setSeverity(finding.severity())
                .setIdentityId(state.key())
                .setAccount(AccountRef.newBuilder()
                        .setSystem(finding.system())
                        .setName(finding.account())
                        .build())
                .setRuleId("System/" + finding.system())
                .setRuleVersion(policies.setVersion())
                .setEntitlements(refs)
                .setOpenedAt(Instant.ofEpochMilli(finding.openedAt()))
                .setChangedAt(Instant.ofEpochMilli(now))
                .setEpisode(finding.episode())
                .setCause(cause)
                .setSummary(summary)
                .setEvidence(evidence)
                .build();
    }
}
