package dev.sluice.domain.policy;

import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import java.util.Optional;

/**
 * What a record of a policy set must satisfy before its documents are looked at. The stage and whoever publishes go by
 * the same, so that no record that the one refuses keeps the other from the next set.
 */
public final class SetRules {
    /**
     * How far a set may be ahead of the one in force. A publisher takes the next free version; versions on the way are
     * used up only by sets that were never completed.
     */
    public static final long MAX_AHEAD = 10_000;

    /** The longest kind and id of a document, in UTF-16 units. */
    public static final int MAX_NAME = 512;

    /** There is always a later version, whatever the first set was. */
    private static final long MAX_VERSION = Long.MAX_VALUE / 2;

    private SetRules() {}

    /**
     * Checks whether a version that is not older than the set in force can be the next one. A record of one that can't
     * belongs to no set; nothing is remembered of it.
     *
     * @param version the version that a record carries
     * @param active the version in force, 0 for none
     * @return why it can't be taken, a sentence; or empty
     */
    public static Optional<String> outOfReach(long version, long active) {
        if (version < 1 || version > MAX_VERSION) {
            return Optional.of("The set version is " + version + "; versions count from 1.");
        }
        if (active > 0 && version - active > MAX_AHEAD) {
            return Optional.of("The set version is " + version + ", more than " + MAX_AHEAD + " ahead of " + active
                    + ", which is in force; publish with `policy apply`.");
        }
        return Optional.empty();
    }

    /**
     * Checks a record of a set. One that is refused spoils its set: nobody knows what the set was meant to be, so it is
     * never completed, and a publisher takes another version.
     *
     * @param record a document or a marker
     * @return why it can't be taken, a sentence; or empty
     */
    public static Optional<String> refusal(Policy record) {
        if (record.getKind().length() > MAX_NAME || record.getId().length() > MAX_NAME) {
            return Optional.of("The kind and the id of a policy have at most " + MAX_NAME + " characters.");
        }
        return record.getSet() == null ? Optional.empty() : marker(record.getSet(), record.getSetVersion());
    }

    /**
     * Why a further record of a spoilt set is refused.
     *
     * @param version the set
     * @return a sentence
     */
    public static String spoilt(long version) {
        return "A record of set " + version
                + " was refused before, so the set can't be completed; publish it under another" + " version.";
    }

    private static Optional<String> marker(PolicySet marker, long version) {
        if (marker.getSetVersion() != version) {
            return Optional.of(
                    "The marker is of set " + marker.getSetVersion() + ", its record of set " + version + ".");
        }
        if (marker.getCount() < 1) {
            return Optional.of("The marker of set " + version + " counts " + marker.getCount()
                    + " policies; an empty set would end the enforcement of every system.");
        }
        if (marker.getPrevious() < 0 || marker.getPrevious() >= version) {
            return Optional.of("Set " + version + " can't replace set " + marker.getPrevious() + ".");
        }
        return Optional.empty();
    }

    /**
     * Checks the number of documents against what the marker says.
     *
     * @param version the set
     * @param documents how many there are
     * @param count how many the marker counts
     * @return why the set can't be taken, a sentence; or empty
     */
    public static Optional<String> surplus(long version, int documents, int count) {
        return documents <= count
                ? Optional.empty()
                : Optional.of(
                        "Set " + version + " has " + documents + " documents, but its marker counts " + count + ".");
    }
}
