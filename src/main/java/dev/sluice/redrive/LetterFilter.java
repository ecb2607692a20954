package dev.sluice.redrive;

import java.time.Instant;
import java.util.Set;

/**
 * Which letters are meant.
 *
 * @param ids their ids; empty for any
 * @param reasons their reason codes; empty for any
 * @param topics the topics that they were read from, full names; empty for any
 * @param since when they were written at the earliest; null for any time
 * @param until when they were written before; null for any time
 */
public record LetterFilter(Set<String> ids, Set<String> reasons, Set<String> topics, Instant since, Instant until) {
    /** Copies the sets. */
    public LetterFilter {
        ids = Set.copyOf(ids);
        reasons = Set.copyOf(reasons);
        topics = Set.copyOf(topics);
    }

    /**
     * Whether a letter is meant.
     *
     * @param letter the letter
     * @return true if so
     */
    public boolean takes(Letter letter) {
        return isAny(ids, letter.id())
                && isAny(reasons, letter.reason())
                && isAny(topics, letter.topic())
                && (since == null || !letter.at().isBefore(since))
                && (until == null || letter.at().isBefore(until));
    }

    private static boolean isAny(Set<String> wanted, String is) {
        return wanted.isEmpty() || wanted.contains(is);
    }

    /**
     * Whether anything is asked for.
     *
     * @return false if it takes all letters
     */
    public boolean isNarrow() {
        return !(ids.isEmpty() && reasons.isEmpty() && topics.isEmpty() && since == null && until == null);
    }
}
