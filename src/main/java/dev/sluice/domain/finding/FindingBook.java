package dev.sluice.domain.finding;

import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Suppression;
import dev.sluice.event.AccountRef;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Evidence;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The findings of one identity about its accounts: each has a life, and only what changes in it is told. */
final class FindingBook {
    /** Evidence entries on one finding; a finding about more entitlements or commands names the first ones. */
    static final int MAX_EVIDENCE = 20;

    /** UTF-8 bytes, at most, of the entitlements that one record lists: a record has to fit into its topic. */
    private static final int MAX_LISTED_BYTES = 400_000;

    private final IdentityState state;
    private final Policies policies;
    private final Trigger trigger;
    private final Decisions out;
    private final long now;
    private Boolean raises;

    FindingBook(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.trigger = trigger;
        this.out = out;
        this.now = state.clock();
    }

    /** How much something matters now: more while others report something of the identity that matters much. */
    Severity raised(Severity severity) {
        if (raises == null) {
            raises = ReportedByOthers.raises(state, policies);
        }
        return raises && severity.compareTo(Severity.CRITICAL) < 0
                ? Severity.values()[severity.ordinal() + 1]
                : severity;
    }

    /** The open findings of a kind. */
    List<FindingState> open(String kind) {
        return open(kind::equals);
    }

    /** The open findings of some kinds. */
    List<FindingState> open(Set<String> kinds) {
        return open(kinds::contains);
    }

    /** The same; asked a dozen times in each evaluation, and mostly there are none. */
    List<FindingState> open(Predicate<String> kinds) {
        List<FindingState> open = List.of();
        for (FindingState finding : state.findings().values()) {
            if (finding.isOpen() && kinds.test(finding.kind())) {
                open = open.isEmpty() ? new ArrayList<>() : open;
                open.add(finding);
            }
        }
        return open;
    }

    /**
     * What stands.
     *
     * @param id the id
     * @param kind the kind
     * @param account what it is about, or null if it is about no account
     * @param severity how much it matters
     * @param entitlements which entitlements, sorted
     * @param summary a sentence without its full stop
     */
    record Draft(
            String id,
            String kind,
            AccountKey account,
            Severity severity,
            List<EntitlementKey> entitlements,
            String summary) {
        String system() {
            return account == null ? "" : account.system();
        }

        String name() {
            return account == null ? "" : account.name();
        }
    }

    /**
     * Opens a finding, or tells that it is about something else now.
     *
     * @param draft what stands
     * @param evidence made only if there is something to tell
     * @return the finding if it opened or changed
     */
    Optional<FindingState> stand(Draft draft, Supplier<List<Evidence>> evidence) {
        return stand(draft, null, evidence);
    }

    /**
     * The same of a finding for which somebody answers.
     *
     * @param draft what stands
     * @param owner identityId of who answers for it, or null
     * @param evidence made only if there is something to tell
     * @return the finding if it opened or changed
     */
    Optional<FindingState> stand(Draft draft, String owner, Supplier<List<Evidence>> evidence) {
        String id = draft.id();
        Severity severity = raised(draft.severity());
        List<EntitlementKey> entitlements = draft.entitlements();
        FindingState before = state.findings().get(id);
        boolean stands = before != null && before.isOpen();
        if (stands && before.entitlements().equals(entitlements) && before.severity() == severity) {
            return Optional.empty();
        }
        int episode = before == null ? 1 : before.episode() + (stands ? 0 : 1);
        FindingState after = new FindingState(
                id,
                draft.kind(),
                draft.system(),
                draft.name(),
                FindingStatus.OPEN,
                severity,
                entitlements,
                stands ? before.openedAt() : now,
                episode);
        after = accepted(after);
        state.findings().put(id, after);
        String all = shortened(draft.summary(), entitlements);
        tell(after, record(after, cause(before, after), all, evidence.get(), owner));
        return Optional.of(after);
    }

    private static String cause(FindingState before, FindingState after) {
        if (before == null || !before.isOpen()) {
            return "DETECTED";
        }
        return before.severity() == after.severity() ? "ENTITLEMENTS_CHANGED" : "SEVERITY_CHANGED";
    }

    /**
     * Resolves a finding.
     *
     * @param finding one that is open
     * @param cause why, as a code, unless a late fact shows that it never was
     * @param what a sentence that ends with the cause
     */
    void resolve(FindingState finding, String cause, String what) {
        boolean refuted = trigger.kind() == Trigger.Kind.EVENT && trigger.occurredAt() < finding.openedAt();
        String because = refuted ? "RETRACTED" : cause;
        FindingState resolved = finding.resolved();
        state.findings().put(finding.findingId(), resolved);
        tell(resolved, record(resolved, because, what + ": " + because + ".", List.of(), null));
    }

    /**
     * Puts a finding of a rule where it stands now, and tells it.
     *
     * @param stands where it stands
     * @param cause why, as a code
     * @param summary a sentence without its full stop
     * @param owner who answers for it, or null
     * @param evidence what shows it
     */
    void put(FindingState stands, String cause, String summary, String owner, List<Evidence> evidence) {
        FindingState after = accepted(stands);
        state.findings().put(after.findingId(), after);
        tell(after, record(after, cause, shortened(summary, after.entitlements()), evidence, owner));
    }

    /** What a policy suppresses is accepted, and opens when that is over. */
    private FindingState accepted(FindingState finding) {
        return finding.status() == FindingStatus.OPEN && suppression(finding) != null
                ? finding.with(FindingStatus.MITIGATED)
                : finding;
    }

    /** What suppresses a finding now, or null. */
    Suppression suppression(FindingState finding) {
        AccountKey about = finding.system().isEmpty() ? null : new AccountKey(finding.system(), finding.account());
        return policies.settings().remediation().suppression(finding.kind(), state.key(), about, now);
    }

    private void tell(FindingState after, Finding told) {
        out.finding(told, trigger);
        new FindingTickets(state, policies, trigger, out).tell(after, told);
        if (after.status() == FindingStatus.MITIGATED || state.ticketed().contains(after.findingId())) {
            // It is due some time that nobody knew of.
            state.forgetCalm();
        }
    }

    private static String shortened(String summary, List<EntitlementKey> entitlements) {
        int listed = listed(entitlements);
        return listed < entitlements.size() ? summary + "; this record lists the first " + listed + "." : summary + ".";
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

    /** What an account did of which nobody says whose it is, is about that account. */
    private static AccountRef account(FindingState finding, String key) {
        if (SubjectKeys.isGroup(key)) {
            return null;
        }
        if (!finding.system().isEmpty()) {
            return ref(new AccountKey(finding.system(), finding.account()));
        }
        return SubjectKeys.isAccount(key) ? ref(SubjectKeys.accountOf(key)) : null;
    }

    private static AccountRef ref(AccountKey account) {
        return AccountRef.newBuilder()
                .setSystem(account.system())
                .setName(account.name())
                .build();
    }

    private Instant dueAt(FindingState finding) {
        long at = finding.status() == FindingStatus.OPEN
                ? policies.settings().remediation().dueAt(finding.severity(), finding.openedAt())
                : Long.MAX_VALUE;
        return at == Long.MAX_VALUE ? null : Instant.ofEpochMilli(at);
    }

    private Finding record(FindingState finding, String cause, String summary, List<Evidence> evidence, String owner) {
        List<EntitlementRef> refs = finding.entitlements().subList(0, listed(finding.entitlements())).stream()
                .map(EntitlementKey::toRef)
                .toList();
        return Finding.newBuilder()
                .setFindingId(finding.findingId())
                .setKind(finding.kind())
                .setStatus(finding.status())
                .setSeverity(finding.severity())
                .setIdentityId(SubjectKeys.identityOf(state.key()))
                .setAccount(account(finding, state.key()))
                .setRuleId(finding.foundBy())
                .setRuleVersion(policies.setVersion())
                .setEntitlements(refs)
                .setOpenedAt(Instant.ofEpochMilli(finding.openedAt()))
                .setChangedAt(Instant.ofEpochMilli(now))
                .setStartsAt(finding.startsAt() == 0 ? null : Instant.ofEpochMilli(finding.startsAt()))
                .setDueAt(dueAt(finding))
                .setOwner(owner)
                .setCount(finding.count())
                .setEpisode(finding.episode())
                .setCause(cause)
                .setSummary(summary)
                .setEvidence(evidence)
                .build();
    }
}
