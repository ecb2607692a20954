package dev.sluice.domain.provisioning;

import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.session.Judgement;
import dev.sluice.domain.session.Judgement.Course;
import dev.sluice.domain.session.Judgement.Ending;
import dev.sluice.event.CommandAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sessions and leases that have to end: one command for the sessions with an account, one for each lease. */
final class SessionWants {
    private final Judgement judgement;
    private final Map<CommandKey, Want> wants = new TreeMap<>();
    private final Map<CommandKey, List<String>> sessionIds = new HashMap<>();

    /** Of who has neither the judgement is null. */
    SessionWants(Policies policies, Judgement judgement) {
        this.judgement = judgement;
        if (judgement != null) {
            for (Ending ending : judgement.endings()) {
                if (policies.isEnforced(ending.system())) {
                    wants.merge(key(ending), want(ending), SessionWants::first);
                    sessionIds
                            .computeIfAbsent(key(ending), key -> new ArrayList<>())
                            .add(ending.sessionId());
                }
            }
        }
    }

    static boolean isAbout(CommandKey key) {
        return key.action() == CommandAction.END_SESSIONS || key.action() == CommandAction.REVOKE_LEASE;
    }

    private static CommandKey key(Ending ending) {
        return ending.leaseId().isEmpty()
                ? new CommandKey(ending.system(), ending.account(), "", "", CommandAction.END_SESSIONS)
                : new CommandKey(ending.system(), "", ending.leaseId(), "", CommandAction.REVOKE_LEASE);
    }

    private static Want want(Ending ending) {
        String cause =
                switch (ending.reason()) {
                    case LEAVER -> Cause.LEAVER;
                    case PERMIT_ENDED -> Cause.PERMIT_ENDED;
                    case PIPELINE_ENDED -> Cause.PIPELINE_ENDED;
                };
        return new Want(ending.since(), cause, ending.why());
    }

    /** That somebody has left may turn out to be a mistake, and is then held or discarded; other reasons hold all the same. */
    private static Want first(Want one, Want other) {
        if (one.cause().equals(other.cause())) {
            return one.beganAt() <= other.beganAt() ? one : other;
        }
        return one.cause().equals(Cause.LEAVER) ? other : one;
    }

    /** What has to end. */
    Map<CommandKey, Want> all() {
        return wants;
    }

    /** The sessions that a command is about, as their source calls them. */
    List<String> sessionIds(CommandKey key) {
        return sessionIds.getOrDefault(key, List.of());
    }

    /** Whether what is tracked was looked at. */
    boolean isJudged() {
        return judgement != null;
    }

    /** What has become of what a command is about since it was issued; clocks differ. */
    Course course(OpenCommand command, long skew) {
        CommandKey key = command.key();
        long since = command.firstIssuedAt() - skew;
        if (judgement == null) {
            return Course.UNKNOWN;
        }
        return key.action() == CommandAction.END_SESSIONS
                ? judgement.sessions(key.system(), key.account(), since)
                : judgement.lease(key.system(), key.object(), since);
    }
}
