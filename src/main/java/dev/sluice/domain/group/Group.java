package dev.sluice.domain.group;

import dev.sluice.domain.FactKey;
import dev.sluice.event.IdentityAction;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A group of a target system: what the target tells of it, and which units ask for it. */
public final class Group {
    /** Units that are remembered, at most: a group of more is not what the policy meant. */
    public static final int MAX_CLAIMS = 32;

    private final TreeMap<String, GroupClaim> claims;
    private final GroupQuota quota;
    private GroupFacts facts;
    private boolean admitted;
    private boolean tells;
    private boolean changed;

    /**
     * A group.
     *
     * @param facts what the target has told of it
     * @param claims what units say of it, by unit
     * @param admitted whether it counts among those that may be asked for
     * @param tells whether it tells that there is no room for more
     * @param quota how many more may be asked for
     */
    public Group(GroupFacts facts, Map<String, GroupClaim> claims, boolean admitted, boolean tells, GroupQuota quota) {
        this.facts = facts;
        this.claims = new TreeMap<>(claims);
        this.admitted = admitted;
        this.tells = tells;
        this.quota = quota;
    }

    /**
     * A group of which nothing is known.
     *
     * @param quota how many more may be asked for
     * @return the group
     */
    public static Group unknown(GroupQuota quota) {
        return new Group(GroupFacts.NONE, Map.of(), false, false, quota);
    }

    /**
     * Takes what the target tells.
     *
     * @param action GROUP_CREATED, GROUP_CHANGED or GROUP_DELETED
     * @param key the fact's place in the order
     * @param name the name by which the target calls it
     * @param displayName how it is shown there; null if the target does not say
     * @return false if something later was told before
     */
    public boolean record(IdentityAction action, FactKey key, String name, String displayName) {
        GroupFacts after = facts.with(action, key, name, displayName);
        boolean news = after != facts;
        facts = after;
        changed |= news;
        return news;
    }

    /**
     * Takes what a unit says. Of one instant the last word counts.
     *
     * @param unit the unit's key
     * @param claim what it says
     * @return false if something later was said before, or the same
     */
    public boolean claim(String unit, GroupClaim claim) {
        GroupClaim before = claims.get(unit);
        if (before != null && before.at() > claim.at() || claim.equals(before)) {
            return false;
        }
        claims.put(unit, claim);
        if (claims.size() > MAX_CLAIMS) {
            forgetOne();
        }
        changed = true;
        return true;
    }

    /** Whoever asks no longer goes first; of those who ask, the last by its key, whoever came first. */
    private void forgetOne() {
        String gone = claims.entrySet().stream()
                .filter(entry -> !entry.getValue().holds())
                .min(Map.Entry.comparingByValue((a, b) -> Long.compare(a.at(), b.at())))
                .map(Map.Entry::getKey)
                .orElseGet(claims::lastKey);
        claims.remove(gone);
    }

    /**
     * The claim by which it is wanted.
     *
     * @return of the units that ask for it the first by its key; empty if none does
     */
    public Optional<GroupClaim> wanted() {
        return claims.values().stream().filter(GroupClaim::holds).findFirst();
    }

    /**
     * What units say.
     *
     * @return by unit, unmodifiable
     */
    public Map<String, GroupClaim> claims() {
        return Collections.unmodifiableMap(claims);
    }

    /**
     * What the target has told.
     *
     * @return the facts
     */
    public GroupFacts facts() {
        return facts;
    }

    /**
     * Counts it among those that may be asked for, if there is room.
     *
     * @param limit the limit of the system
     * @return false if there is none
     */
    public boolean admit(int limit) {
        if (!admitted && quota.hasRoom(limit)) {
            admitted = true;
            changed = true;
        }
        return admitted;
    }

    /** Leaves its place to another: nobody asks for it any more, and nothing came of it. */
    public void leave() {
        changed |= admitted;
        admitted = false;
    }

    /**
     * Whether it counts among those that may be asked for.
     *
     * @return false if there was no room, or nobody has asked for it since it was gone
     */
    public boolean isAdmitted() {
        return admitted;
    }

    /**
     * Whether it is for this group to tell that there is no room for more: one of each system does in each task.
     *
     * @return true if it is, or has been
     */
    public boolean mayTell() {
        return tells || !quota.isTold();
    }

    /**
     * Says whether it tells that there is no room for more.
     *
     * @param isTelling whether it does
     */
    public void tell(boolean isTelling) {
        changed |= tells != isTelling;
        tells = isTelling;
    }

    /**
     * Whether it tells that there is no room for more.
     *
     * @return true if so
     */
    public boolean tells() {
        return tells;
    }

    /**
     * Whether it has to be stored.
     *
     * @return true if anything has changed
     */
    public boolean isChanged() {
        return changed;
    }

    /**
     * Whether nothing is known of it.
     *
     * @return true if it may be forgotten
     */
    public boolean isEmpty() {
        return facts.isEmpty() && claims.isEmpty() && !admitted && !tells;
    }
}
