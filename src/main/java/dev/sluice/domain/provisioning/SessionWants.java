package dev.sluice.domain.provisioning;

import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.session.Judgement;
import dev.sluice.domain.session.Judgement.Ending;
import dev.sluice.event.CommandAction;
import java.util.Map;
import java.util.TreeMap;

/** Sessions and leases that have to end: one command for the sessions with an account, one for each lease. */
final class SessionWants {
    private final Judgement judgement;
    private final Map<CommandKey, Want> wants = new TreeMap<>();

    /** Of who has neither the judgement is null. */
    SessionWants(Policies policies, Judgement judgement) {
        this.judgement = judgement;
        if (judgement != null) {
            for (Ending ending : judgement.endings()) {
                if (policies.isEnforced(ending.system())) {
                    wants.merge(key(ending), want(ending), SessionWants::earlier);
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

    /** Whoever has left has no other reason to go. */
    private static Want earlier(Want one, Want other) {
        if (one.cause().equals(other.cause())) {
            return one.beganAt() <= other.beganAt() ? one : other;
        }
        return one.cause().equals(Cause.LEAVER) || !other.cause().equals(Cause.LEAVER) ? one : other;
    }

    /** What has to end. */
    Map<CommandKey, Want> all() {
        return wants;
    }

    /** Whether what a command is about goes on; null if nothing is known of it any more. */
    Boolean goesOn(CommandKey key) {
        if (judgement == null) {
            return null;
        }
        return key.action() == CommandAction.END_SESSIONS
                ? judgement.goesOn(key.system(), key.account())
                : judgement.isLeased(key.object());
    }
}
