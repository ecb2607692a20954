package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import org.junit.jupiter.api.Test;

class PublishedSetsTest {
    private final PublishedSets sets = new PublishedSets();

    @Test
    void aSetIsInForceWhenItsMarkerAndAllItsDocumentsAreThereInWhateverOrder() {
        sets.add(document(1, "sap"));
        assertThat(sets.inForce().setVersion()).isZero();
        assertThat(sets.inForce().nextVersion()).isEqualTo(2);
        sets.add(marker(1, 1, 0, 1));
        assertThat(sets.inForce().setVersion()).isEqualTo(1);

        sets.add(marker(2, 2, 1, 1));
        sets.add(document(2, "ad"));
        assertThat(sets.inForce().setVersion()).isEqualTo(2);
        assertThat(sets.inForce().documents()).extracting(PolicyDocument::key).containsExactly("System/ad");
        assertThat(sets.inForce().nextVersion()).isEqualTo(3);
    }

    @Test
    void whatTheStageRefusesIsNoSet() {
        sets.add(document(1, "sap"));
        sets.add(marker(1, 1, 0, 1));
        sets.add(marker(2, 2, 1, 0));
        sets.add(document(3, "sap"));
        sets.add(marker(3, 4, 1, 1));
        sets.add(document(10_002, "sap"));
        sets.add(marker(10_002, 10_002, 1, 1));
        sets.add(document(Long.MAX_VALUE, "sap"));
        sets.add(text(4, "bad", "{kind: System, id: bad, leaver: {revoke: P999999D}}"));
        sets.add(marker(4, 4, 1, 1));
        sets.add(document(1, "old"));
        sets.add(marker(1, 1, 0, 1));
        sets.add(null);

        assertThat(sets.inForce().setVersion()).isEqualTo(1);
        assertThat(sets.inForce().nextVersion()).isEqualTo(5);
    }

    @Test
    void aSetOfWhichARecordWasRefusedIsNeverCompletedAndItsVersionIsPassedOver() {
        SpoiltSet.records().forEach(sets::add);
        assertThat(sets.inForce().setVersion()).isEqualTo(1);
        assertThat(sets.inForce().nextVersion()).isEqualTo(3);

        SpoiltSet.next().forEach(sets::add);
        assertThat(sets.inForce().setVersion()).isEqualTo(3);
        assertThat(sets.inForce().nextVersion()).isEqualTo(4);
    }

    @Test
    void aSetWithMoreDocumentsThanItsMarkerCountsIsSpoiltAlsoWhenAnotherMarkerComes() {
        sets.add(document(1, "sap"));
        sets.add(document(1, "ad"));
        sets.add(marker(1, 1, 0, 1));
        sets.add(marker(1, 1, 0, 2));

        assertThat(sets.inForce().setVersion()).isZero();
        assertThat(sets.inForce().nextVersion()).isEqualTo(2);
    }

    private static Policy document(long version, String id) {
        return text(version, id, "{kind: System, id: " + id + "}");
    }

    private static Policy text(long version, String id, String text) {
        return record(version, "System", id).setDocument(text).build();
    }

    private static Policy marker(long version, long markedVersion, long previous, int count) {
        return record(version, "PolicySet", "default")
                .setSet(new PolicySet(markedVersion, previous, count))
                .build();
    }

    private static Policy.Builder record(long version, String kind, String id) {
        return Policy.newBuilder()
                .setHeader(Events.header("e", "test", null, 1))
                .setKind(kind)
                .setId(id)
                .setSetVersion(version);
    }
}
