package dev.sluice.stream;

import dev.sluice.domain.EventView;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.certification.Certifications;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.stream.Identities.Loaded;
import dev.sluice.stream.state.StoredIdentity;

/**
 * The room that the state of an identity has. Only an access event that may add is refused for want of it, and so early
 * that everything that the state can lead to still fits: an account however bulky can shut out neither the end of
 * employment nor the commands and findings that follow. An event of a system of which the identity has little is refused
 * later than one of a system of which it has much, so that a bulky system doesn't shut out the others.
 */
final class Room {
    /** Up to here every event is admitted: the bytes of the state and of what it will lead to. */
    static final int SOFT = 7 << 19;

    /** Up to here an event is admitted whose system is small; HR facts and timers have what is above, to the changelog's limit. */
    static final int HARD = 6 << 20;

    /** A system is small while an identity has at most so many rows in it. */
    static final int SMALL_ROWS = 500;

    /** A system is small while an identity has at most so many accounts in it. */
    static final int SMALL_ACCOUNTS = 50;

    /**
     * What one entitlement of somebody who leaves may lead to: an open command, a closed one, a place in three findings and on a
     * page. A finding of its own that it has before goes with that.
     */
    private static final int ROW = 90;

    /** What one account may lead to: its commands and its findings. */
    private static final int ACCOUNT = 400;

    /** Of that, what is there already is not still to come. */
    private static final int OPEN_COMMAND = 48;

    private static final int CLOSED_COMMAND = 18;
    private static final int LISTED = 4;
    private static final int PAGE = 9;

    /** Of requests and exceptions nobody knows how many are to come: none of them is admitted beyond the first limit. */
    private static final String ANY = "";

    private final String system;
    private final long before;

    private Room(String system, long before) {
        this.system = system;
        this.before = before;
    }

    /** The room for what is due, and for an event that adds nothing: the changelog's. */
    static Room due() {
        return new Room(null, 0);
    }

    /** The room for an event; to be asked before the state is touched. */
    static Room of(EventView view, Loaded loaded) {
        if (view.event() instanceof ComplianceEvent event
                && (event.getAction() == ComplianceAction.EXCEPTION_GRANTED || mayAddReview(event))) {
            return new Room(ANY, projected(loaded.stored(), loaded.bytes()));
        }
        if (!(view.event() instanceof AccessEvent event) || !mayAdd(event.getAction())) {
            return due();
        }
        if (refusesKnown(event, loaded)) {
            return due();
        }
        AccountRef account = event.getSubject().getAccount();
        String system = ANY;
        if (!isAboutARequest(event.getAction()) && account != null) {
            system = account.getSystem();
        } else if (!isAboutARequest(event.getAction()) && event.getEntitlement() != null) {
            system = event.getEntitlement().getSystem();
        }
        return new Room(system, projected(loaded.stored(), loaded.bytes()));
    }

    /** Who says that something has to go is always heard. */
    private static boolean mayAddReview(ComplianceEvent event) {
        return Certifications.concerns(event) && event.getDecision() != CertificationDecision.REVOKE;
    }

    /** A grant may name the request that it answers; that adds no request. */
    private static boolean isAboutARequest(AccessAction action) {
        return switch (action) {
            case REQUEST_SUBMITTED, REQUEST_APPROVED, REQUEST_REJECTED, REQUEST_CANCELLED -> true;
            default -> false;
        };
    }

    /** A refusal takes access away, and of a request that is known it adds one fact of few. */
    private static boolean refusesKnown(AccessEvent event, Loaded loaded) {
        return (event.getAction() == AccessAction.REQUEST_REJECTED
                        || event.getAction() == AccessAction.REQUEST_CANCELLED)
                && loaded.stored()
                        .state()
                        .requests()
                        .byId()
                        .containsKey(event.getRequest().getRequestId());
    }

    private static boolean mayAdd(AccessAction action) {
        return switch (action) {
            case ACCOUNT_CREATED,
                    ACCOUNT_UPDATED,
                    ACCOUNT_ENABLED,
                    ACCOUNT_LINKED,
                    ACCOUNT_RENAMED,
                    ENTITLEMENT_GRANTED,
                    SSH_KEY_DEPLOYED,
                    ACCESS_SNAPSHOT,
                    REQUEST_SUBMITTED,
                    REQUEST_APPROVED,
                    REQUEST_REJECTED,
                    REQUEST_CANCELLED -> true;
            case ACCOUNT_DISABLED, ACCOUNT_DELETED, ENTITLEMENT_REVOKED, PROVISIONING_FAILED, UNKNOWN -> false;
        };
    }

    /**
     * Admits a state that is to be stored.
     *
     * @param after the identity afterwards
     * @param bytes its encoded size
     * @throws TooLarge if it may not become so large, or not by this event
     */
    void admit(StoredIdentity after, int bytes) {
        if (bytes > Sizes.CHANGELOG) {
            throw new TooLarge("The state of the identity", bytes, Sizes.CHANGELOG);
        }
        if (system == null) {
            return;
        }
        long projected = projected(after, bytes);
        // What leaves a state no larger than it was is let through: refusing it would not make the state smaller.
        if (projected > before && projected > SOFT) {
            int limit = isSmall(after.state()) ? HARD : SOFT;
            if (projected > limit) {
                throw new TooLarge("The state of the identity, with what it can lead to,", projected, limit);
            }
        }
    }

    /** The bytes of a state once all commands and findings that it can lead to are there. */
    private static long projected(StoredIdentity stored, int bytes) {
        IdentityState state = stored.state();
        long rows = state.access().rowCount();
        long accounts = state.access().accountCount();
        if (bytes + ROW * rows + ACCOUNT * accounts <= SOFT) {
            // Room enough, whatever of it is there already.
            return bytes + ROW * rows + ACCOUNT * accounts;
        }
        long there = (long) OPEN_COMMAND * state.commands().size()
                + (long) CLOSED_COMMAND * state.closedAttempts().size()
                + (long) PAGE * stored.published().length;
        for (FindingState finding : state.findings().values()) {
            there += (long) LISTED * finding.entitlements().size();
        }
        return bytes + Math.max(0, ROW * rows + ACCOUNT * accounts - there);
    }

    /** Whether the event's own system takes little of the identity; parts of a snapshot that wait for the others count. */
    private boolean isSmall(IdentityState state) {
        if (system.equals(ANY)) {
            return false;
        }
        long rows = 0;
        long accounts = 0;
        for (var entry : state.access().names().entrySet()) {
            if (entry.getKey().system().equals(system)) {
                accounts += entry.getValue().accounts().size();
                for (Account account : entry.getValue().accounts()) {
                    rows += account.rows().size() + waiting(account);
                }
            }
        }
        return rows <= SMALL_ROWS && accounts <= SMALL_ACCOUNTS;
    }

    private static long waiting(Account account) {
        long waiting = 0;
        for (var parts : account.pending().values()) {
            for (var part : parts.parts().values()) {
                waiting += part.listed().size();
            }
        }
        return waiting;
    }
}
