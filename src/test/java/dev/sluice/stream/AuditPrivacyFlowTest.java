package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.AuditKeys;
import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.IdentityAction;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The audit tells nobody's name, also of what a producer should not have sent. */
class AuditPrivacyFlowTest {
    private static final String AT = "2026-01-02T00:00:00Z";
    private static final String NAME = "mailto:jane.doe@example.org";

    private final StageRig rig = StageRig.with().start();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void anIdentityIdThatWasRefusedIsInTheDeadLetterAndNotInTheAudit() {
        rig.pipe(Events.identity(rig.header(AT), NAME, IdentityAction.HIRED));

        assertThat(rig.deadLetters()).singleElement().satisfies(letter -> assertThat(StageRig.key(letter))
                .isEqualTo(NAME));
        assertThat(rig.audit()).singleElement().satisfies(audit -> {
            assertThat(audit.getIdentityId()).isNull();
            assertThat(audit.getReason()).isEqualTo("INVALID_IDENTITY_ID");
            assertThat(audit.toString()).doesNotContain("jane");
        });
        assertThat(rig.records(Names.AUDIT))
                .extracting(StageRig::key)
                .containsExactly(AuditKeys.of(NAME))
                .allMatch(key -> key.matches("key:[0-9a-f]{32}"));
    }

    @Test
    void aKeyThatIsNoneIsNamedByItsDigestAlsoWhereNothingCouldBeRead() {
        rig.pipeBytes("identity", NAME, new byte[] {9}, new RecordHeaders(), StageRig.ms(AT))
                .pipeBytes("control", NAME, null, new RecordHeaders(), StageRig.ms(AT))
                .pipeBytes("identity", "k".repeat(999_000), null, new RecordHeaders(), StageRig.ms(AT));

        assertThat(rig.records(Names.AUDIT)).hasSize(3).allSatisfy(record -> assertThat(StageRig.key(record))
                .matches("key:[0-9a-f]{32}"));
        assertThat(StageRig.key(rig.deadLetters().get(0))).isEqualTo(NAME);
    }

    @Test
    void aForwardedEventTellsTheKeyThatItHadToNobodyButItsDeadLetter() {
        rig.pipe(NAME, Events.identity(rig.header(AT), "E1", IdentityAction.HIRED), StageRig.ms(AT));

        assertThat(rig.exchange()).singleElement().satisfies(message -> {
            assertThat(message.getSender()).isEqualTo(AuditKeys.of(NAME));
            assertThat(StandardCharsets.UTF_8.decode(message.getKey()).toString())
                    .isEqualTo(NAME);
        });
        assertThat(rig.records(Names.AUDIT)).extracting(StageRig::key).containsExactly("E1");
    }

    @Test
    void anAccountThatCanBeNoneIsLeftOut() {
        rig.pipe(
                "E1",
                Events.access(
                        rig.header(AT), "E1", AccessAction.ACCOUNT_CREATED, Events.account("sap:jane", "jane doe")),
                StageRig.ms(AT));

        assertThat(rig.audit()).singleElement().satisfies(audit -> {
            assertThat(audit.getReason()).isEqualTo("INVALID_FIELD");
            assertThat(audit.getAccount()).isNull();
            assertThat(audit.getIdentityId()).isEqualTo("E1");
        });
    }
}
