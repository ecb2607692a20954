package dev.sluice.app;

import dev.sluice.domain.policy.Policies;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyParser;
import dev.sluice.stream.PolicyReader;
import java.util.List;

/** Reads policy documents as they come from the policy topic. */
public final class PublishedPolicies implements PolicyReader {
    @Override
    public Policies read(long setVersion, List<String> documents) {
        try {
            List<PolicyDocument> parsed = documents.stream()
                    .map(text -> PolicyDocument.parse("A document of set " + setVersion, text))
                    .toList();
            return PolicyParser.parse(parsed, setVersion);
        } catch (PolicyException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
