package dev.sluice.domain.request;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.AccessAction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * One request for access: its facts in their order, whatever the order in which they arrived, so that an approval may come before
 * what it approves. An approval is for what had been told up to it, and for nothing that is told later.
 */
public final class Request {
    /**
     * Facts that are remembered of a request. Beyond it one goes without which everything is as it is; where there is none, no more is
     * taken but what refuses, and for that one the second goes.
     */
    static final int MAX_FACTS = 32;

    /**
     * What an approval gave, from the approval to the refusal or to another approval of something else.
     *
     * @param entitlement what was approved
     * @param approvedAt when the same was approved last (ms since the epoch)
     * @param from from when (ms since the epoch)
     * @param to until when, exclusive (ms since the epoch); {@link Long#MAX_VALUE} for no end
     */
    public record Approved(EntitlementKey entitlement, long approvedAt, long from, long to) {}

    private final TreeMap<FactKey, RequestFact> facts = new TreeMap<>();
    private TicketProgress ticket = TicketProgress.NONE;
    private String assignee;
    private SodCheck check = SodCheck.CLEAR;

    /**
     * The facts in order.
     *
     * @return unmodifiable
     */
    public Collection<RequestFact> facts() {
        return Collections.unmodifiableCollection(facts.values());
    }

    /**
     * How far its ticket has come.
     *
     * @return what ITSM was told last
     */
    public TicketProgress ticket() {
        return ticket;
    }

    /**
     * Whether all that was approved of it has been observed. Something else, or the same once more, that is approved under the id
     * is looked at as any request.
     *
     * @param beneficiary whom the request is for
     * @return false if more than one thing was approved
     */
    public boolean isFulfilled(String beneficiary) {
        return ticket == TicketProgress.FULFILLED && approved(beneficiary).size() <= 1;
    }

    void tell(TicketProgress progress) {
        ticket = progress;
    }

    /**
     * Who was told to decide.
     *
     * @return identityId; null if nobody, or it is not known any more
     */
    public String assignee() {
        return assignee;
    }

    /**
     * Notes who is told to decide.
     *
     * @param id identityId, or null
     */
    public void assign(String id) {
        assignee = id;
    }

    /**
     * A request as it was stored.
     *
     * @param facts its facts
     * @param ticket what ITSM was told last
     * @return the request
     */
    public static Request of(List<RequestFact> facts, TicketProgress ticket) {
        Request request = new Request();
        facts.forEach(fact -> request.facts.put(fact.key(), fact));
        request.ticket = ticket;
        return request;
    }

    /**
     * What the rules of segregation of duties say of it.
     *
     * @return CLEAR also while it is not approved
     */
    public SodCheck check() {
        return check;
    }

    /**
     * Notes what the rules of segregation of duties say of it.
     *
     * @param outcome what they say
     */
    public void checked(SodCheck outcome) {
        check = outcome;
    }

    /**
     * When somebody decided who may.
     *
     * @param beneficiary whom the request is for
     * @return the last fact that decides; the submission while there is none
     */
    public FactKey decidedBy(String beneficiary) {
        RequestFact decision = decision(beneficiary);
        return decision == null ? submitted() : decision.key();
    }

    /**
     * Whether somebody may be the second to approve.
     *
     * @param beneficiary whom the request is for
     * @param id identityId, or null for nobody
     * @return false for who asked or benefits, and for who has approved already
     */
    public boolean mayApproveToo(String beneficiary, String id) {
        return id != null
                && !own(beneficiary).contains(id)
                && facts.values().stream().noneMatch(fact -> id.equals(fact.approvedBy()));
    }

    /**
     * Whether what is approved last was approved by two people who may.
     *
     * @param beneficiary whom the request is for
     * @return false also if one has approved twice
     */
    public boolean isApprovedByTwo(String beneficiary) {
        Set<String> own = own(beneficiary);
        Set<String> approvers = new HashSet<>();
        RequestFact told = null;
        RequestFact open = null;
        for (RequestFact fact : facts.values()) {
            told = told == null ? fact : told.then(fact);
            if (refuses(fact)) {
                open = null;
                approvers.clear();
            } else if (fact.action() == AccessAction.REQUEST_APPROVED && !own.contains(fact.approvedBy())) {
                if (open == null || !isSame(open, told)) {
                    approvers.clear();
                    open = told;
                }
                approvers.add(fact.approvedBy());
            }
        }
        return approvers.size() > 1;
    }

    boolean record(RequestFact fact, String beneficiary) {
        if (facts.putIfAbsent(fact.key(), fact) != null) {
            return false;
        }
        if (facts.size() > MAX_FACTS && !giveUpOne(beneficiary)) {
            RequestFact given = refuses(fact) ? second() : fact;
            facts.remove(given.key());
        }
        return facts.lastKey().equals(fact.key());
    }

    private RequestFact second() {
        return facts.higherEntry(facts.firstKey()).getValue();
    }

    private boolean giveUpOne(String beneficiary) {
        Meaning all = meaning(beneficiary);
        for (RequestFact fact : new ArrayList<>(facts.values())) {
            facts.remove(fact.key());
            if (meaning(beneficiary).equals(all)) {
                return true;
            }
            facts.put(fact.key(), fact);
        }
        return false;
    }

    /** All that anybody asks of a request. */
    private record Meaning(
            FactKey submitted,
            List<Approved> approved,
            Set<String> own,
            RequestFact told,
            FactKey selfApproval,
            FactKey decision,
            boolean approvedByTwo) {}

    private Meaning meaning(String beneficiary) {
        RequestFact self = selfApproval(beneficiary);
        RequestFact decision = decision(beneficiary);
        return new Meaning(
                submitted(),
                approved(beneficiary),
                own(beneficiary),
                told(),
                self == null ? null : self.key(),
                decision == null ? null : decision.key(),
                isApprovedByTwo(beneficiary));
    }

    /**
     * Whether it is or was about an entitlement.
     *
     * @param entitlement the entitlement
     * @return true if any fact names it
     */
    public boolean mentions(EntitlementKey entitlement) {
        return facts.values().stream().anyMatch(fact -> entitlement.equals(fact.entitlement()));
    }

    /** All that was told last of each field, with the last fact. */
    RequestFact told() {
        RequestFact told = null;
        for (RequestFact fact : facts.values()) {
            told = told == null ? fact : told.then(fact);
        }
        return told;
    }

    /**
     * The submission.
     *
     * @return the first fact that tells it, or the first of all where none does
     */
    public FactKey submitted() {
        for (RequestFact fact : facts.values()) {
            if (fact.action() == AccessAction.REQUEST_SUBMITTED) {
                return fact.key();
            }
        }
        return facts.firstKey();
    }

    /**
     * What it was that somebody else approved than who asked or is to benefit.
     *
     * @param beneficiary whom the request is for
     * @return in order of time; the last one may go on
     */
    public List<Approved> approved(String beneficiary) {
        Set<String> own = own(beneficiary);
        List<Approved> approved = new ArrayList<>();
        RequestFact told = null;
        RequestFact open = null;
        long approvedAt = Long.MIN_VALUE;
        for (RequestFact fact : facts.values()) {
            told = told == null ? fact : told.then(fact);
            boolean approves = fact.action() == AccessAction.REQUEST_APPROVED && !own.contains(fact.approvedBy());
            boolean another = approves && (open == null || !isSame(open, told));
            if (open != null && (refuses(fact) || another)) {
                close(open, approvedAt, fact.key().at(), approved);
                open = null;
            }
            open = another ? told : open;
            approvedAt = approves ? fact.key().at() : approvedAt;
        }
        if (open != null) {
            close(open, approvedAt, Long.MAX_VALUE, approved);
        }
        return approved;
    }

    private static boolean isSame(RequestFact one, RequestFact other) {
        return one.entitlement() != null
                && one.entitlement().equals(other.entitlement())
                && one.from() == other.from()
                && one.to() == other.to();
    }

    private static void close(RequestFact open, long approvedAt, long end, List<Approved> into) {
        long from = Math.max(open.key().at(), open.from());
        long to = Math.min(end, open.to());
        if (open.entitlement() != null) {
            into.add(new Approved(open.entitlement(), approvedAt, from, to));
        }
    }

    private static boolean refuses(RequestFact fact) {
        return fact.action() == AccessAction.REQUEST_REJECTED || fact.action() == AccessAction.REQUEST_CANCELLED;
    }

    /** Whoever ever asked, also where another name was told for it later. */
    private Set<String> own(String beneficiary) {
        Set<String> own = new HashSet<>(Set.of(beneficiary));
        for (RequestFact fact : facts.values()) {
            if (fact.requestedBy() != null) {
                own.add(fact.requestedBy());
            }
        }
        return own;
    }

    /** The last fact that decides: an approval by somebody else, or a refusal; null while nobody has decided. */
    RequestFact decision(String beneficiary) {
        Set<String> own = own(beneficiary);
        RequestFact decision = null;
        for (RequestFact fact : facts.values()) {
            boolean decides =
                    refuses(fact) || fact.action() == AccessAction.REQUEST_APPROVED && !own.contains(fact.approvedBy());
            decision = decides ? fact : decision;
        }
        return decision;
    }

    /**
     * The last approval by who must not approve, unless somebody else has refused or approved the same since or before.
     *
     * @param beneficiary whom the request is for
     * @return the approval with what it was for, or null if that is not so
     */
    public RequestFact selfApproval(String beneficiary) {
        Set<String> own = own(beneficiary);
        RequestFact told = null;
        RequestFact open = null;
        RequestFact self = null;
        for (RequestFact fact : facts.values()) {
            told = told == null ? fact : told.then(fact);
            if (refuses(fact)) {
                open = null;
                self = null;
            } else if (fact.action() == AccessAction.REQUEST_APPROVED && own.contains(fact.approvedBy())) {
                self = open != null && isSame(open, told) ? self : told;
            } else if (fact.action() == AccessAction.REQUEST_APPROVED) {
                open = told;
                self = null;
            }
        }
        return self;
    }
}
