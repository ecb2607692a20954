package dev.sluice.domain.group;

import dev.sluice.domain.FactKey;
import dev.sluice.event.IdentityAction;

/**
 * What was told of a group of a target, or of a unit of HR. The latest fact of each kind counts, so that it makes no difference in which
 * order they come. Immutable.
 *
 * @param toldOf the latest fact that says that it is there, or null
 * @param name the name by which that fact calls it; null without one
 * @param deleted the latest fact that says that it is gone, or null
 * @param shown the latest fact that says how it is shown, or null
 * @param displayName what that fact says; null without one
 */
public record GroupFacts(FactKey toldOf, String name, FactKey deleted, FactKey shown, String displayName) {
    /** Nothing was told. */
    public static final GroupFacts NONE = new GroupFacts(null, null, null, null, null);

    /**
     * The facts with one more.
     *
     * @param action GROUP_CREATED, GROUP_CHANGED or GROUP_DELETED
     * @param key the fact's place in the order
     * @param called the name by which it calls the group
     * @param show how the group is shown; null if it does not say
     * @return the same if something later was told before
     */
    public GroupFacts with(IdentityAction action, FactKey key, String called, String show) {
        if (action == IdentityAction.GROUP_DELETED) {
            return key.isAfter(deleted) ? new GroupFacts(toldOf, name, key, shown, displayName) : this;
        }
        boolean isLatest = key.isAfter(toldOf);
        boolean shows = show != null && key.isAfter(shown);
        if (!isLatest && !shows) {
            return this;
        }
        return new GroupFacts(
                isLatest ? key : toldOf,
                isLatest ? called : name,
                deleted,
                shows ? key : shown,
                shows ? show : displayName);
    }

    /**
     * Whether it is there, as far as is known.
     *
     * @return false if nobody has told of it, or it was deleted since
     */
    public boolean isThere() {
        return toldOf != null && toldOf.isAfter(deleted);
    }

    /**
     * How it is shown.
     *
     * @return null if it is not there, or nobody has said since it is
     */
    public String shownAs() {
        return isThere() && shown != null && shown.isAfter(deleted) ? displayName : null;
    }

    /**
     * Since when it is known to be gone.
     *
     * @return ms since the epoch; 0 if it was never deleted
     */
    public long goneSince() {
        return deleted == null ? 0 : deleted.at();
    }

    /**
     * Whether nothing was told.
     *
     * @return true without any fact
     */
    public boolean isEmpty() {
        return toldOf == null && deleted == null;
    }
}
