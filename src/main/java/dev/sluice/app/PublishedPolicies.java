package dev.sluice.app;

import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyException;
import dev.sluice.policy.PolicyParser;
import dev.sluice.stream.PolicyReader;
import dev.sluice.yaml.YamlDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads policy documents as they come from the policy topic. The set that was read last is kept: every task is given the same one at
 * about the same time, and its records wait while it is read. For their sake, too, a document that was in the set before is not parsed
 * again: mostly one of many has changed. Their contents are kept for that, without their texts' lines. Safe for several threads.
 */
public final class PublishedPolicies implements PolicyReader {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedPolicies.class);

    private record Published(long setVersion, List<String> documents) {}

    private final BiFunction<String, String, PolicyDocument> parser;
    private Published last;
    private Policies known;
    private Map<String, PolicyDocument> parsed = Map.of();

    /** Reads documents as {@link PolicyDocument} does. */
    public PublishedPolicies() {
        this(PolicyDocument::parse);
    }

    PublishedPolicies(BiFunction<String, String, PolicyDocument> parser) {
        this.parser = parser;
    }

    @Override
    public synchronized Policies read(long setVersion, List<String> documents) {
        Published published = new Published(setVersion, List.copyOf(documents));
        if (!published.equals(last)) {
            known = parse(published);
            last = published;
        }
        return known;
    }

    private Policies parse(Published published) {
        Map<String, PolicyDocument> now = new HashMap<>();
        List<PolicyDocument> documents = new ArrayList<>();
        try {
            for (String text : published.documents()) {
                PolicyDocument before = parsed.get(text);
                PolicyDocument document = before == null
                        ? withoutText(parser.apply("A document of set " + published.setVersion(), text))
                        : before;
                documents.add(document);
                now.put(text, document);
            }
            Policies policies = PolicyParser.parse(documents, published.setVersion());
            if (last == null) {
                rehearse(policies, PolicyParser.parse(documents, published.setVersion()));
            }
            parsed = now;
            return policies;
        } catch (PolicyException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static PolicyDocument withoutText(PolicyDocument document) {
        YamlDocument source = document.source();
        return new PolicyDocument(
                document.kind(), document.id(), new YamlDocument(source.name(), "", source.body(), Map.of()));
    }

    /**
     * Compares the first set with itself. What two sets have in common is looked for whenever one replaces another, and for the first
     * time that takes the virtual machine much longer, as it has to link it all. With the first set the process has just started, and
     * all is slow; later the records of every partition would wait for it. Whatever comes of it, the set is read.
     */
    private static void rehearse(Policies first, Policies again) {
        try {
            PolicyHistory.of(first, 0).then(again, 0, 1).current().policies().differsInRulesOnly(first);
        } catch (RuntimeException e) {
            LOG.debug("The first set could not be compared with itself.", e);
        }
    }
}
