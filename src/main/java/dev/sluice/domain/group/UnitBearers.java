package dev.sluice.domain.group;

import java.util.List;

/** The identities that have the value of an attribute by which a unit is known. There may be thousands, so they are not counted. */
public interface UnitBearers {
    /**
     * Takes what an identity says. Of one instant the last word counts: an identity tells it through one partition, in order.
     *
     * @param identityId the identity
     * @param holds whether it has the value, or no longer
     * @param at since when (ms since the epoch, event time)
     * @param spelling the value as the identity has it
     * @return false if something later was said before, or the same
     */
    boolean tell(String identityId, boolean holds, long at, String spelling);

    /**
     * Whether nobody has the value.
     *
     * @return true if so
     */
    boolean isEmpty();

    /**
     * How the first of them spell the value, by identityId.
     *
     * @param limit how many are asked
     * @return one spelling for each that is asked
     */
    List<String> spellings(int limit);
}
