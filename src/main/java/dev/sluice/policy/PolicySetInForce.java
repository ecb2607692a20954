package dev.sluice.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The set that the policy topic ends with.
 *
 * @param setVersion its version; 0 if the topic has no complete set
 * @param previous the version it replaced; 0 for the first
 * @param publishedAt when it was published; the epoch if there is none
 * @param documents its documents, in the order of publication
 * @param nextVersion the next version that no committed record carries
 */
public record PolicySetInForce(
        long setVersion, long previous, Instant publishedAt, List<PolicyDocument> documents, long nextVersion) {
    /** Copies the list. */
    public PolicySetInForce {
        documents = List.copyOf(documents);
    }

    /**
     * Whether it says the same as other documents, word for word and in whatever order.
     *
     * @param others documents of a valid set
     * @return true if publishing them would change nothing
     */
    public boolean sameAs(List<PolicyDocument> others) {
        return setVersion > 0 && texts(documents).equals(texts(others));
    }

    /** How a document of a candidate set differs from this one. */
    public enum Change {
        /** The candidate has it, this set does not. */
        ADDED,
        /** Both have it, with another text. */
        CHANGED,
        /** This set has it, the candidate does not. */
        REMOVED
    }

    /**
     * What a candidate set would change.
     *
     * @param candidate documents of the candidate
     * @return the documents that differ by their keys, sorted
     */
    public Map<String, Change> changes(List<PolicyDocument> candidate) {
        Map<String, String> before = texts(documents);
        Map<String, String> after = texts(candidate);
        Map<String, Change> changes = new TreeMap<>();
        after.forEach((key, text) -> {
            if (!before.containsKey(key)) {
                changes.put(key, Change.ADDED);
            } else if (!before.get(key).equals(text)) {
                changes.put(key, Change.CHANGED);
            }
        });
        before.keySet().stream()
                .filter(key -> !after.containsKey(key))
                .forEach(key -> changes.put(key, Change.REMOVED));
        return changes;
    }

    private static Map<String, String> texts(List<PolicyDocument> documents) {
        Map<String, String> texts = new TreeMap<>();
        documents.forEach(document -> texts.put(document.key(), document.text()));
        return texts;
    }
}
