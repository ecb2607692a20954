package dev.sluice.domain.correlation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * All that is said of whose one account is. What somebody decided counts before what sources say, and that before what rules
 * find. Immutable.
 */
public final class Ownership {
    /** Nothing is said. */
    public static final Ownership UNKNOWN = new Ownership(null, Long.MIN_VALUE, Claims.NONE, new LinkedHashMap<>());

    private final String assigned;
    private final long assignedAt;
    private final Claims told;
    private final LinkedHashMap<String, Found> found;

    private Ownership(String assigned, long assignedAt, Claims told, LinkedHashMap<String, Found> found) {
        this.assigned = assigned;
        this.assignedAt = assignedAt;
        this.told = told;
        this.found = found;
    }

    /**
     * An ownership as it was stored.
     *
     * @param assigned to whom somebody assigned the account, or null
     * @param assignedAt when (ms since the epoch), or {@link Long#MIN_VALUE} if nobody ever did
     * @param told what sources say
     * @param found what rules find, by the key of the attribute
     * @return the ownership
     */
    public static Ownership of(String assigned, long assignedAt, Claims told, Map<String, Found> found) {
        return new Ownership(assigned, assignedAt, Objects.requireNonNull(told, "told"), new LinkedHashMap<>(found));
    }

    /**
     * To whom somebody assigned the account.
     *
     * @return identityId, or null
     */
    public String assigned() {
        return assigned;
    }

    /**
     * When somebody assigned it, or took that back.
     *
     * @return ms since the epoch, or {@link Long#MIN_VALUE}
     */
    public long assignedAt() {
        return assignedAt;
    }

    /**
     * What sources say.
     *
     * @return the claims
     */
    public Claims told() {
        return told;
    }

    /**
     * What rules find: for each attribute that was asked for, who has its value.
     *
     * @return by the key of the attribute, unmodifiable
     */
    public Map<String, Found> found() {
        return Collections.unmodifiableMap(found);
    }

    /**
     * The same after somebody decided.
     *
     * @param identityId whose it is, or null to take an earlier decision back
     * @param at when that was decided (ms since the epoch)
     * @return the same if something was decided later
     */
    public Ownership assign(String identityId, long at) {
        return at > assignedAt ? new Ownership(identityId, at, told, found) : this;
    }

    /**
     * The same after a source has spoken.
     *
     * @param identityId of whom
     * @param change what is said
     * @param at when that was so, in event time (ms since the epoch)
     * @return the same if it says nothing new
     */
    public Ownership tell(String identityId, ClaimChange change, long at) {
        Claims after = told.with(identityId, change, at);
        return after == told ? this : new Ownership(assigned, assignedAt, after, found);
    }

    /**
     * The same after somebody is known to have, or no longer to have, the value of an attribute.
     *
     * @param key the key of the attribute
     * @param identityId who; null if nobody has it
     * @param change what is said
     * @param at since when, in event time (ms since the epoch)
     * @param ofSoMany how many have it
     * @return the same if it was not asked for, or says nothing new
     */
    public Ownership find(String key, String identityId, ClaimChange change, long at, long ofSoMany) {
        Found before = found.get(key);
        Found after = before == null ? null : before.with(identityId, change, at, ofSoMany);
        if (after == before) {
            return this;
        }
        LinkedHashMap<String, Found> all = new LinkedHashMap<>(found);
        all.put(key, after);
        return new Ownership(assigned, assignedAt, told, all);
    }

    /**
     * The same with exactly these attributes asked for.
     *
     * @param keys the keys, in the order of preference, each once
     * @return the same if nothing changes
     */
    public Ownership asking(List<String> keys) {
        if (List.copyOf(found.keySet()).equals(keys)) {
            return this;
        }
        LinkedHashMap<String, Found> all = new LinkedHashMap<>();
        keys.forEach(key -> all.put(key, found.getOrDefault(key, Found.ASKED)));
        return new Ownership(assigned, assignedAt, told, all);
    }

    /**
     * Who may be the owner.
     *
     * @return one if it is clear, none if nobody is known, several if that is disputed
     */
    public Set<String> candidates() {
        if (assigned != null) {
            return Set.of(assigned);
        }
        Set<String> standing = told.standing();
        if (standing.isEmpty()) {
            standing = byRule();
        }
        return Collections.unmodifiableSet(standing);
    }

    /** By the first rule that finds somebody; nobody while a rule that counts before has no answer, since it may find another. */
    private Set<String> byRule() {
        for (Found rule : found.values()) {
            if (!rule.isComplete()) {
                return Set.of();
            }
            if (!rule.standing().isEmpty()) {
                return rule.standing();
            }
        }
        return Set.of();
    }

    /**
     * The owner.
     *
     * @return empty if nobody is known, or several may be
     */
    public Optional<String> owner() {
        Set<String> candidates = candidates();
        if (assigned == null && isUncertain()) {
            return Optional.empty();
        }
        return candidates.size() == 1 ? Optional.of(candidates.iterator().next()) : Optional.empty();
    }

    /** Whether there were more candidates than are remembered. */
    private boolean isUncertain() {
        return told.standing().isEmpty() ? found.values().stream().anyMatch(Found::isUncertain) : told.more();
    }

    /**
     * Whether several may own the account without a dispute.
     *
     * @return true if a source says that it is shared
     */
    public boolean isShared() {
        return told.isShared();
    }

    /**
     * Whose acts those with an account are that is gone, and of which nothing else is known.
     *
     * @return empty if it was nobody's, or there are candidates
     */
    public Optional<String> lastOwner() {
        return candidates().isEmpty() ? told.last() : Optional.empty();
    }
}
