package dev.sluice.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.IdentityEvent;
import dev.sluice.json.PlainJson;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class PseudonymiserTest {
    private static final String HEADER =
            "\"header\":{\"eventId\":\"e1\",\"source\":\"s\",\"occurredAt\":\"2026-03-01T08:00:00Z\"},\"subject\":{\"identityId\":\"ada\"}";

    private final Pseudonymiser pseudonymiser =
            new Pseudonymiser("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    @Test
    void replacesEveryIdOfAPersonAndTheKey() {
        IdentityEvent identity = apply(
                EventTopic.IDENTITY,
                "{" + HEADER + ",\"worker\":{\"managerId\":\"grace\",\"ownerId\":\"alan\",\"userName\":\"ada\"}}");
        assertThat(identity.getSubject().getIdentityId()).isEqualTo(pseudonymiser.pseudonym("ada"));
        assertThat(identity.getWorker().getManagerId()).isEqualTo(pseudonymiser.pseudonym("grace"));
        assertThat(identity.getWorker().getOwnerId()).isEqualTo(pseudonymiser.pseudonym("alan"));
        assertThat(identity.getWorker().getUserName()).isEqualTo("ada");
        AccessEvent access = apply(
                EventTopic.ACCESS,
                "{" + HEADER + ",\"request\":{\"requestId\":\"r\",\"requestedBy\":\"ada\",\"approvedBy\":\"grace\"}}");
        assertThat(access.getRequest().getRequestedBy()).isEqualTo(pseudonymiser.pseudonym("ada"));
        assertThat(access.getRequest().getApprovedBy()).isEqualTo(pseudonymiser.pseudonym("grace"));
        ComplianceEvent compliance =
                apply(EventTopic.COMPLIANCE, "{" + HEADER + ",\"reviewerId\":\"alan\",\"approvedBy\":\"grace\"}");
        assertThat(compliance.getReviewerId()).isEqualTo(pseudonymiser.pseudonym("alan"));
        assertThat(compliance.getApprovedBy()).isEqualTo(pseudonymiser.pseudonym("grace"));
    }

    @Test
    void isTheKnownHmac() {
        // printf %s ada | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        assertThat(pseudonymiser.pseudonym("ada")).isEqualTo("7f06173e229c19dd526caed61c2cfefa");
    }

    @Test
    void refusesAShortKeyWithoutSayingIt() {
        assertThatThrownBy(() -> new Pseudonymiser("secret".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MappingException.class)
                .hasMessageNotContaining("secret");
    }

    private <T extends SpecificRecord> T apply(EventTopic topic, String line) {
        SpecificRecord event = PlainJson.read(line, topic.type());
        MappedRecord result = pseudonymiser.apply(new MappedRecord(topic, "ada", event));
        assertThat(result.key()).isEqualTo(pseudonymiser.pseudonym("ada"));
        assertThat(PlainJson.write(event)).isEqualTo(PlainJson.write(PlainJson.read(line, topic.type())));
        @SuppressWarnings("unchecked")
        T typed = (T) result.event();
        return typed;
    }
}
