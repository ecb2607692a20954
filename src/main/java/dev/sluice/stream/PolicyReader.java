package dev.sluice.stream;

import dev.sluice.domain.policy.Policies;
import java.util.List;

/** Reads the documents of a policy set. */
@FunctionalInterface
public interface PolicyReader {
    /**
     * Reads a set.
     *
     * @param setVersion the set's version
     * @param documents the documents as text
     * @return the policies
     * @throws IllegalArgumentException if a document is not valid; the message says which and why
     */
    Policies read(long setVersion, List<String> documents);
}
