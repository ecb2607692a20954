package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.PolicySetInForce.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A candidate set beside the one in force. */
class PolicySetInForceTest {
    private static PolicyDocument system(String id, String mode) {
        return PolicyDocument.parse("test", "{kind: System, id: " + id + ", mode: " + mode + "}");
    }

    @Test
    void whatACandidateChangesIsToldByDocument() {
        PolicySetInForce set = new PolicySetInForce(
                3,
                2,
                Instant.EPOCH,
                List.of(system("sap", "report"), system("ad", "report"), system("old", "ignore")),
                4);

        assertThat(set.changes(List.of(system("new", "report"), system("ad", "report"), system("sap", "enforce"))))
                .isEqualTo(
                        Map.of("System/new", Change.ADDED, "System/sap", Change.CHANGED, "System/old", Change.REMOVED));
        assertThat(set.changes(set.documents())).isEmpty();
    }
}
