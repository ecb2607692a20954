package dev.sluice.app;

import dev.sluice.domain.policy.Policies;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyParser;
import dev.sluice.stream.PolicyReader;
import java.util.List;

/**
 * Reads policy documents as they come from the policy topic. The set that was read last is kept: every task is given the same one at
 * about the same time, and its records wait while it is read. Safe for several threads.
 */
public final class PublishedPolicies implements PolicyReader {
    private record Published(long setVersion, List<String> documents) {}

    private Published last;
    private Policies known;

    @Override
    public synchronized Policies read(long setVersion, List<String> documents) {
        Published published = new Published(setVersion, List.copyOf(documents));
        if (!published.equals(last)) {
            known = parse(published);
            last = published;
        }
        return known;
    }

    private static Policies parse(Published published) {
        long setVersion = published.setVersion();
        try {
            List<PolicyDocument> parsed = published.documents().stream()
                    .map(text -> PolicyDocument.parse("A document of set " + setVersion, text))
                    .toList();
            return PolicyParser.parse(parsed, setVersion);
        } catch (PolicyException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
