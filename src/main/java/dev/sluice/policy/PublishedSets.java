package dev.sluice.policy;

import dev.sluice.domain.policy.SetRules;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The sets on a policy topic, record by record, by the rules of the stage: what it refuses is no set here either, and
 * must not keep anyone from publishing the next. A set of which a record is refused is spoilt here as it is there.
 */
final class PublishedSets {
    private static final class OpenSet {
        private final Map<String, String> documents = new LinkedHashMap<>();
        private PolicySet marker;
        private Instant markedAt = Instant.EPOCH;
    }

    private final TreeMap<Long, OpenSet> open = new TreeMap<>();
    private final TreeSet<Long> spoilt = new TreeSet<>();
    private PolicySetInForce inForce = new PolicySetInForce(0, 0, Instant.EPOCH, List.of(), 1);

    void add(Policy record) {
        if (record == null) {
            return;
        }
        long version = record.getSetVersion();
        long active = inForce.setVersion();
        boolean stale = version <= active;
        if (stale
                || spoilt.contains(version)
                || SetRules.outOfReach(version, active).isPresent()) {
            return;
        }
        if (SetRules.refusal(record).isPresent() || !take(version, record)) {
            open.remove(version);
            spoilt.add(version);
        }
    }

    private boolean take(long version, Policy record) {
        OpenSet set = open.computeIfAbsent(version, v -> new OpenSet());
        if (record.getSet() == null) {
            set.documents.put(record.getKind() + "/" + record.getId(), Objects.toString(record.getDocument(), ""));
        } else {
            set.marker = record.getSet();
            set.markedAt = record.getHeader().getOccurredAt();
        }
        if (set.marker == null || set.documents.size() < set.marker.getCount()) {
            return true;
        }
        return SetRules.surplus(version, set.documents.size(), set.marker.getCount())
                        .isEmpty()
                && complete(version, set);
    }

    /** Whatever the stage can't read it refuses, and the set before stays in force. */
    private boolean complete(long version, OpenSet set) {
        List<PolicyDocument> documents = new ArrayList<>();
        try {
            set.documents.forEach((key, text) -> documents.add(PolicyDocument.parse(key, text)));
            PolicyParser.parse(documents, version);
        } catch (RuntimeException e) {
            return false;
        }
        inForce = new PolicySetInForce(version, set.marker.getPrevious(), set.markedAt, documents, version + 1);
        open.headMap(version, true).clear();
        spoilt.headSet(version, true).clear();
        return true;
    }

    /** The set in force after everything that was added. */
    PolicySetInForce inForce() {
        long next = inForce.setVersion() + 1;
        // A set that was begun and never completed, or spoilt: documents of another one must not mix with it.
        while (open.containsKey(next) || spoilt.contains(next)) {
            next++;
        }
        return new PolicySetInForce(
                inForce.setVersion(), inForce.previous(), inForce.publishedAt(), inForce.documents(), next);
    }
}
