package dev.sluice.generate.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What nobody answers for: accounts of services without an owner who counts, and service and shared accounts of who left. Under the
 * defaults: a grace of seven days, owners may be on leave for thirty, and are of the same department.
 */
final class OwnerTruth implements StateRule {
    /** The kind of findings. */
    static final String KIND = "OWNERLESS_SERVICE_ACCOUNT";

    static final Duration GRACE = Duration.ofDays(7);
    static final Duration LEAVE = Duration.ofDays(30);

    private static final String SEVERITY = "MEDIUM";
    private static final Set<String> FOR_MANY = Set.of("SERVICE", "SHARED");

    private final SystemPolicies policies;

    OwnerTruth(SystemPolicies policies) {
        this.policies = policies;
    }

    @Override
    public void look(Known known, Found found) {
        boolean service = "SERVICE".equals(known.attribute("workerType", known.now()));
        Instant lost = service ? lostByService(known) : lostByLeaver(known);
        if (lost == null || known.now().isBefore(lost.plus(GRACE))) {
            return;
        }
        Holdings holdings = known.holdings();
        holdings.accounts().forEach((name, account) -> {
            boolean usable = account.state() == Holdings.State.ENABLED
                    && !policies.system(name.system()).ignored();
            if (usable && (service || FOR_MANY.contains(known.kind(name)))) {
                found.stands(KIND, SEVERITY, known.identityId(), name.system(), name.name());
            }
        });
        if (service && holdings.accounts().isEmpty()) {
            found.stands(KIND, SEVERITY, known.identityId(), "", "");
        }
    }

    private static Instant lostByLeaver(Known known) {
        return known.status().left() ? known.status().since() : null;
    }

    private static boolean isServiceAt(Known known, Instant at) {
        return "SERVICE".equals(known.attribute("workerType", at))
                && known.status(at).employed();
    }

    /** Since when nobody answers for the service, or null. Who is named now counts as if it had always been named. */
    private static Instant lostByService(Known known) {
        if (!isServiceAt(known, known.now())) {
            return null;
        }
        String owner = known.attribute("ownerId", known.now());
        TreeSet<Instant> instants = known.instantsOfHr();
        boolean unknown = owner == null
                || owner.equals(known.identityId())
                || known.of(owner).facts(Fact.Hr.class).isEmpty();
        if (unknown) {
            return known.since(
                    instants, at -> isServiceAt(known, at) && Objects.equals(owner, known.attribute("ownerId", at)));
        }
        for (Instant instant : known.of(owner).instantsOfHr()) {
            instants.add(instant);
            instants.add(instant.plus(LEAVE));
        }
        return answers(known, known.of(owner), known.now())
                ? null
                : known.since(instants, at -> isServiceAt(known, at) && !answers(known, known.of(owner), at));
    }

    private static boolean answers(Known service, Known owner, Instant at) {
        HrStatus status = owner.status(at);
        boolean away =
                status.left() || status.onLeave() && !at.isBefore(status.since().plus(LEAVE));
        String department = service.attribute("department", at);
        String other = owner.attribute("department", at);
        boolean elsewhere = department != null && other != null && !department.equals(other);
        return !away && !elsewhere;
    }
}
