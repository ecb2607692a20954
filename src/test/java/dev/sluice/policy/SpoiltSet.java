package dev.sluice.policy;

import dev.sluice.domain.Events;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import java.util.List;

/** A set in force, and one after it of which a document can't be read: the stage and the publisher must agree on both. */
public final class SpoiltSet {
    private SpoiltSet() {}

    /**
     * The records in the order of the topic.
     *
     * @return set 1, which enforces {@code sap}, and set 2, which would not
     */
    public static List<Policy> records() {
        return List.of(
                document(1, "sap", "{kind: System, id: sap, mode: enforce}"),
                marker(1, 0, 1),
                document(2, "sap", "{kind: System, id: sap, mode: report}"),
                marker(2, 1, 2),
                document(2, "bad", "{kind: System, id: bad, leaver: {revoke: P999999D}}"),
                document(2, "ad", "{kind: System, id: ad}"));
    }

    /**
     * The records of the next set, whole.
     *
     * @return set 3, which enforces {@code sap} and {@code ad}
     */
    public static List<Policy> next() {
        return List.of(
                document(3, "sap", "{kind: System, id: sap, mode: enforce}"),
                document(3, "ad", "{kind: System, id: ad, mode: enforce}"),
                marker(3, 1, 2));
    }

    private static Policy document(long version, String id, String text) {
        return record(version, "System", id).setDocument(text).build();
    }

    private static Policy marker(long version, long previous, int count) {
        return record(version, "PolicySet", "default")
                .setSet(new PolicySet(version, previous, count))
                .build();
    }

    private static Policy.Builder record(long version, String kind, String id) {
        return Policy.newBuilder()
                .setHeader(Events.header(version + kind + id, "test", null, 1))
                .setKind(kind)
                .setId(id)
                .setSetVersion(version);
    }
}
