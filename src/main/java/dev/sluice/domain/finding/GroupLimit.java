package dev.sluice.domain.finding;

import dev.sluice.domain.Ids;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.provisioning.GroupDifference;
import dev.sluice.event.Severity;
import java.util.List;

/**
 * GROUP_LIMIT: a group is wanted and not asked for, as there is no room for more in its system. The first of a system tells it for all of its
 * task: if there were a finding for each, whoever makes up departments would fill the findings instead of the directory.
 */
public final class GroupLimit {
    /** The kind. */
    public static final String KIND = "GROUP_LIMIT";

    private final IdentityState state;
    private final Policies policies;
    private final FindingBook book;

    /**
     * One evaluation.
     *
     * @param state the group, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param trigger why it is evaluated
     * @param out takes the decisions
     */
    public GroupLimit(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.book = new FindingBook(state, policies, trigger, out);
    }

    /** Resolves it where it no longer stands, or opens it. */
    public void evaluate() {
        String system = SubjectKeys.systemOfGroup(state.key());
        boolean stands =
                GroupDifference.isRefused(state, policies) && state.group().mayTell();
        state.group().tell(stands);
        if (!stands) {
            for (FindingState finding : book.open(KIND)) {
                book.resolve(finding, "SETTLED", "The group is asked for, or nobody wants it any more");
            }
            return;
        }
        String summary = "Group " + SubjectKeys.nameOfGroup(state.key()) + " of " + system
                + " is wanted and not asked for, and so may others be, as the limit of "
                + policies.system(system).groups().limit()
                + " groups is reached; look who makes up so many, or raise groups.limit of the system";
        book.stand(
                new FindingBook.Draft(
                        Ids.finding(KIND, state.key(), system),
                        KIND,
                        new AccountKey(system, ""),
                        Severity.MEDIUM,
                        List.of(),
                        summary),
                List::of);
    }
}
