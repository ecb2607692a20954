package dev.sluice.domain.group;

import dev.sluice.domain.SubjectKeys;

/**
 * What an identity claims of a unit, or a unit of a group: whose key it is told to, and the words in which it is claimed. As one text it is
 * remembered among the claims of whoever makes it, so that other words are another claim.
 *
 * @param receiver the key of the unit or group
 * @param name the value of the attribute as the identity has it, or the group's name
 * @param displayName how the group is to be shown; null for a unit
 */
public record ClaimedGroup(String receiver, String name, String displayName) {
    /** In no key and no name. */
    private static final char END = '\0';

    /**
     * Whether a claim is one of these.
     *
     * @param claimed what is remembered of a claim
     * @return true for one to a unit or a group
     */
    public static boolean is(String claimed) {
        return SubjectKeys.isUnit(claimed) || SubjectKeys.isGroup(claimed);
    }

    /**
     * Whose key a claim is told to.
     *
     * @param claimed what {@link #text} gave
     * @return the key of the unit or group
     */
    public static String receiver(String claimed) {
        return claimed.substring(0, claimed.indexOf(END));
    }

    /**
     * Reads a claim.
     *
     * @param claimed what {@link #text} gave
     * @return the claim
     */
    public static ClaimedGroup parse(String claimed) {
        int name = claimed.indexOf(END);
        int display = claimed.indexOf(END, name + 1);
        return new ClaimedGroup(
                receiver(claimed),
                claimed.substring(name + 1, display < 0 ? claimed.length() : display),
                display < 0 ? null : claimed.substring(display + 1));
    }

    /**
     * The claim as it is remembered.
     *
     * @return a text that begins with the receiver's key
     */
    public String text() {
        return receiver + END + name + (displayName == null ? "" : END + displayName);
    }
}
