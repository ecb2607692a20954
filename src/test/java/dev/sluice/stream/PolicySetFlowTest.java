package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.PublishedPolicies;
import dev.sluice.event.AuditType;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.policy.SpoiltSet;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No record on the policy topic can end what is enforced, or keep the next set from being taken. */
class PolicySetFlowTest {
    private static final String AT = "2026-01-02T00:00:00Z";

    private final StageRig rig = StageRig.with().start();

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, 1, 0, counts 0 policies",
        "2, 2, 1, -5, counts -5 policies",
        "2, 3, 1, 1, 'The marker is of set 3, its record of set 2.'",
        "2, 2, 2, 1, 'Set 2 can\'\'t replace set 2.'",
        "2, 2, -1, 1, 'Set 2 can\'\'t replace set -1.'",
        "10002, 10002, 1, 1, more than 10000 ahead of 1",
        "9223372036854775807, 9223372036854775807, 1, 1, versions count from 1",
        "0, 0, 0, 1, versions count from 1",
        "-1, -1, 0, 1, versions count from 1",
    })
    void aMarkerThatCanBelongToNoSetIsRefusedAndTheSetBeforeStays(
            long version, long marked, long previous, int count, String detail) {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        rig.policy(AT, "PolicySet", "default", version, null, new PolicySet(marked, previous, count));

        assertThat(rig.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(StageRig.header(letter, DeadLetters.REASON)).isEqualTo("INVALID_POLICY");
            assertThat(StageRig.header(letter, DeadLetters.DETAIL)).contains(detail.replace("\'\'", "'"));
        });
        assertThat(rig.audit()).last().satisfies(audit -> assertThat(audit.getSetVersion())
                .isEqualTo(1));
        rig.documentsAhead("2026-01-03T00:00:00Z", 3, "sap REPORT").marker("2026-01-03T00:00:00Z", 3, 1);
        assertThat(rig.audit()).last().satisfies(audit -> assertThat(audit.getSetVersion())
                .isEqualTo(3));
    }

    @Test
    void aSetWithMoreDocumentsThanItCountsIsRefused() {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                .policy(AT, "System", "sap", 2, "sap ENFORCE", null)
                .policy(AT, "System", "ad", 2, "ad ENFORCE", null)
                .policy(AT, "PolicySet", "default", 2, null, new PolicySet(2L, 1L, 1));

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_POLICY");
        assertThat(StageRig.header(rig.deadLetters().get(0), DeadLetters.DETAIL))
                .isEqualTo("Set 2 has 2 documents, but its marker counts 1.");
    }

    @Test
    void aSetIsInForceWithItsLastDocumentAlsoIfItsMarkerCameBeforeAndADocumentCameTwice() {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                .policy(AT, "System", "sap", 2, "sap ENFORCE", null)
                .policy(AT, "PolicySet", "default", 2, null, new PolicySet(2L, 1L, 2))
                .policy(AT, "System", "sap", 2, "sap REPORT", null);
        assertThat(rig.audit()).last().satisfies(audit -> assertThat(audit.getSetVersion())
                .isEqualTo(1));

        rig.policy(AT, "System", "ad", 2, "ad ENFORCE", null)
                .hire(AT, "E1")
                .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                .grant("2026-01-03T00:00:00Z", "E1", "ad", "CN=Pay")
                .terminate("2026-02-01T00:00:00Z", "E1", "2026-02-01T00:00:00Z");
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.audit()).last().satisfies(audit -> assertThat(audit.getSetVersion())
                .isEqualTo(2));
        assertThat(rig.commands()).isNotEmpty().allSatisfy(command -> assertThat(command.getSystem())
                .isEqualTo("ad"));
    }

    @Test
    void aDocumentFarAheadOrWithANameBeyondBoundsIsNotKept() {
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE")
                .policy(AT, "System", "sap", 20_000, "sap ENFORCE", null)
                .policy(AT, "System", "s".repeat(513), 2, "sap ENFORCE", null);

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_POLICY", "INVALID_POLICY");
        // The set in force has three, and of the other one is remembered that a record of it was refused.
        assertThat(rows()).isEqualTo(4);
    }

    @Test
    void theFirstSetMayHaveAnyVersionThatHasASuccessor() {
        rig.policy(AT, "System", "sap", 1_000_000, "sap ENFORCE", null)
                .policy(AT, "PolicySet", "default", 1_000_000, null, new PolicySet(1_000_000L, 0L, 1))
                .policy(AT, "System", "sap", 1_000_001, "sap REPORT", null)
                .policy(AT, "PolicySet", "default", 1_000_001, null, new PolicySet(1_000_001L, 1_000_000L, 1));

        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.audit(AuditType.INPUT))
                .extracting(audit -> audit.getSetVersion())
                .isEqualTo(java.util.Arrays.asList(null, 1_000_000L, 1_000_000L, 1_000_001L));
    }

    @Test
    void aSetOfWhichARecordWasRefusedIsNeverCompleted() {
        try (StageRig published =
                StageRig.with().policies(new PublishedPolicies()).start()) {
            SpoiltSet.records().forEach(record -> take(published, record));
            published
                    .hire("2026-01-02T00:00:00Z", "E1")
                    .grant("2026-01-03T00:00:00Z", "E1", "sap", "PAY_RUN")
                    .terminate("2026-02-01T00:00:00Z", "E1", "2026-02-01T00:00:00Z");

            assertThat(published.deadLetterReasons()).containsExactly("INVALID_POLICY", "INVALID_POLICY");
            assertThat(StageRig.header(published.deadLetters().get(1), DeadLetters.DETAIL))
                    .startsWith("A record of set 2 was refused before");
            assertThat(published.commandTexts()).containsExactly("E1 DISABLE_ACCOUNT ISSUED 2026-02-01T00:00:00Z");
            assertThat(published.audit()).last().satisfies(audit -> assertThat(audit.getSetVersion())
                    .isEqualTo(1));

            SpoiltSet.next().forEach(record -> take(published, record));
            assertThat(published.audit()).last().satisfies(audit -> assertThat(audit.getSetVersion())
                    .isEqualTo(3));
        }
    }

    private static void take(StageRig rig, Policy record) {
        byte[] value = rig.encode("policy", record);
        rig.pipeBytes("policy", record.getKind() + "/" + record.getId(), value, new RecordHeaders(), StageRig.ms(AT));
    }

    private int rows() {
        int rows = 0;
        try (KeyValueIterator<Bytes, byte[]> all = rig.store(Names.POLICY_STORE).all()) {
            for (; all.hasNext(); all.next()) {
                rows++;
            }
        }
        return rows;
    }
}
