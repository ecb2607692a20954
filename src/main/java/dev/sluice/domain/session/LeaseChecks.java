package dev.sluice.domain.session;

import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.session.Judgement.Ending;
import dev.sluice.domain.session.Judgement.Reason;
import dev.sluice.domain.session.Lease.Term;
import dev.sluice.domain.session.Pipeline.Run;
import java.time.Instant;
import java.util.List;

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
        for (Term term : lease.terms()) {
            Pipeline pipeline = state.sessions().pipeline(term.pipelineId());
            if (rules.pipelines().contains(term.system())) {
                without(term, pipeline);
            }
            if (pipeline != null) {
                outlives(lease, term, pipeline);
            }
            leaver(lease, term);
        }
    }

    private void without(Term term, Pipeline pipeline) {
        // Of a pipeline that runs all the time the run may be forgotten.
        boolean forgotten = pipeline != null && pipeline.isFull() && term.from() < pipeline.firstAt() + grace
                || term.from() - grace < state.sessions().knownFrom() && pipeline == null;
        if (forgotten) {
            into.isUncertain(ActivityFinding.LEASE_WITHOUT_PIPELINE, term.system());
        }
        if (forgotten || !into.isPast(term.from() + grace)) {
            return;
        }
        ActivityFinding kind = ActivityFinding.LEASE_WITHOUT_PIPELINE;
        String scope = into.scope(kind, term.from(), term.system());
        if (runAt(pipeline, term.from()) == null) {
            into.add(
                    kind,
                    scope,
                    null,
                    new Tally(1, term.from(), term.from()),
                    0,
                    "leased a secret of " + term.system() + " at " + Instant.ofEpochMilli(term.from()) + " for "
                            + (term.pipelineId() == null
                                    ? "no pipeline"
                                    : "pipeline " + term.pipelineId() + ", which was not running"));
        }
    }

    /** The last run in which a lease may have been given, or null. */
    private Run runAt(Pipeline pipeline, long at) {
        Run found = null;
        for (Run run : pipeline == null ? List.<Run>of() : pipeline.runs()) {
            boolean begun = run.startedAt() != Tracked.NEVER && run.startedAt() - grace <= at;
            if (begun && (run.endedAt() == Tracked.UNTOLD || at <= run.endedAt() + grace)) {
                found = run;
            }
        }
        return found;
    }

    /** When the pipeline of a lease ended: the run in which it was given, or the last one before it. */
    private long endFor(Pipeline pipeline, long at) {
        Run run = runAt(pipeline, at);
        long ended = run == null ? Tracked.UNTOLD : run.endedAt();
        if (run == null && pipeline.isFull() && at < pipeline.firstAt()) {
            // It was forgotten, and has begun again since.
            return pipeline.firstAt();
        }
        for (Run other : pipeline.runs()) {
            boolean before = run == null && other.endedAt() != Tracked.UNTOLD && other.endedAt() <= at;
            // One whose start was not told may be that in which it was given.
            boolean unknown = run == null && other.startedAt() == Tracked.NEVER;
            ended = before || unknown ? other.endedAt() : ended;
        }
        return ended;
    }

    private void outlives(Lease lease, Term term, Pipeline pipeline) {
        long ended = endFor(pipeline, term.from());
        ActivityFinding kind = ActivityFinding.LEASE_OUTLIVES_PIPELINE;
        String scope = into.scope(kind, term.from(), term.pipelineId());
        if (ended == Tracked.UNTOLD) {
            return;
        }
        long due = Math.max(ended, term.from()) + grace;
        if (term.end() > into.clock() && into.isPast(due)) {
            // It may end by itself.
            into.due(term.end());
            String why = "pipeline " + term.pipelineId() + " ended at " + Instant.ofEpochMilli(ended);
            into.add(
                    kind,
                    scope,
                    null,
                    new Tally(1, ended, into.clock()),
                    0,
                    "has lease " + lease.key().id() + " of " + term.system() + " although " + why);
            end(lease, term, due, Reason.PIPELINE_ENDED, why);
        }
    }

    private void leaver(Lease lease, Term term) {
        if (!standing.isLeaver() || term.end() <= into.clock()) {
            return;
        }
        long due = standing.endedAt()
                + policies.system(term.system()).leaver().disable().toMillis();
        if (into.isPast(due)) {
            into.due(term.end());
            end(
                    lease,
                    term,
                    Math.max(due, term.from()),
                    Reason.LEAVER,
                    state.key() + " left at " + Instant.ofEpochMilli(standing.endedAt()));
        }
    }

    private void end(Lease lease, Term term, long since, Reason reason, String why) {
        into.end(new Ending(term.system(), "", lease.key().id(), "", since, reason, why));
    }
}
