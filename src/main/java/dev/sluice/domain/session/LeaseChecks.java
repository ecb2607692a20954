package dev.sluice.domain.session;

import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.session.Judgement.Ending;
import dev.sluice.domain.session.Judgement.Reason;
import java.time.Instant;

/** Looks at one lease after the other: whether its pipeline runs, and whether it ends with it. */
final class LeaseChecks {
    private final IdentityState state;
    private final Policies policies;
    private final Standing standing;
    private final SessionRules rules;
    private final long grace;
    private final Judgement into;

    LeaseChecks(IdentityState state, Policies policies, Standing standing, Judgement into) {
        this.state = state;
        this.policies = policies;
        this.standing = standing;
        this.rules = policies.settings().sessions();
        this.grace = rules.grace().toMillis();
        this.into = into;
    }

    void look(Lease lease) {
        if (!lease.isGiven()) {
            return;
        }
        Pipeline pipeline = state.sessions().pipeline(lease.pipelineId());
        if (rules.pipelines().contains(lease.system())) {
            without(lease, pipeline);
        }
        if (pipeline != null && pipeline.isEnded()) {
            outlives(lease, pipeline);
        }
        leaver(lease);
    }

    private void without(Lease lease, Pipeline pipeline) {
        if (!into.isPast(lease.leasedAt() + grace)) {
            return;
        }
        ActivityFinding kind = ActivityFinding.LEASE_WITHOUT_PIPELINE;
        String scope = into.scope(kind, lease.firstAt(), lease.system());
        if (!isRunning(pipeline, lease.leasedAt())) {
            into.add(
                    kind,
                    scope,
                    null,
                    new Tally(1, lease.leasedAt(), lease.leasedAt()),
                    0,
                    "leased a secret of " + lease.system() + " at " + Instant.ofEpochMilli(lease.leasedAt()) + " for "
                            + (lease.pipelineId() == null
                                    ? "no pipeline"
                                    : "pipeline " + lease.pipelineId() + ", which was not running"));
        }
    }

    private boolean isRunning(Pipeline pipeline, long at) {
        return pipeline != null
                && pipeline.isStarted()
                && pipeline.startedAt() - grace <= at
                && (!pipeline.isEnded() || at <= pipeline.endedAt() + grace);
    }

    private void outlives(Lease lease, Pipeline pipeline) {
        ActivityFinding kind = ActivityFinding.LEASE_OUTLIVES_PIPELINE;
        String scope = into.scope(kind, lease.firstAt(), lease.pipelineId());
        long due = Math.max(pipeline.endedAt(), lease.leasedAt()) + grace;
        if (lease.isOpen(into.clock()) && into.isPast(due)) {
            // It may end by itself.
            into.due(lease.end());
            into.add(
                    kind,
                    scope,
                    null,
                    new Tally(1, pipeline.endedAt(), into.clock()),
                    0,
                    "has lease " + lease.key().id() + " of " + lease.system() + " although pipeline "
                            + lease.pipelineId() + " ended at " + Instant.ofEpochMilli(pipeline.endedAt()));
            end(
                    lease,
                    due,
                    Reason.PIPELINE_ENDED,
                    "pipeline " + lease.pipelineId() + " ended at " + Instant.ofEpochMilli(pipeline.endedAt()));
        }
    }

    private void leaver(Lease lease) {
        if (!standing.isLeaver() || !lease.isOpen(into.clock())) {
            return;
        }
        long due = standing.endedAt()
                + policies.system(lease.system()).leaver().disable().toMillis();
        if (into.isPast(due)) {
            into.due(lease.end());
            end(
                    lease,
                    Math.max(due, lease.leasedAt()),
                    Reason.LEAVER,
                    state.key() + " left at " + Instant.ofEpochMilli(standing.endedAt()));
        }
    }

    private void end(Lease lease, long since, Reason reason, String why) {
        into.end(new Ending(lease.system(), "", lease.key().id(), since, reason, why));
    }
}
