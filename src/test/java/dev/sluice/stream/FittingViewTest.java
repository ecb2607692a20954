package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FittingViewTest {
    @Test
    void aRecordThatFitsIsToldWhole() {
        IdentityAccess record = record(10, 10, 10);

        assertThat(fitted(record, 10_000)).isEqualTo(record);
    }

    @Test
    void theLongestListIsHalvedUntilTheRecordFits() {
        IdentityAccess cut = fitted(record(1_000, 600, 10), 30_000);

        assertThat(cut.getTruncated()).isTrue();
        assertThat(cut.getStatus()).isEqualTo(IdentityStatus.TERMINATED);
        assertThat(cut.getAttributes()).hasSize(1);
        assertThat(cut.getEntitlements()).hasSize(500).first().satisfies(held -> assertThat(held.getName())
                .isEqualTo("R0"));
        assertThat(cut.getOpenFindings()).hasSize(600);
        assertThat(fitted(record(1_000, 600, 10), 30_000)).isEqualTo(cut);
    }

    @Test
    void attributesGoWhereTheyAreTooLargeByThemselves() {
        IdentityAccess cut = fitted(record(10, 10, 50_000), 40_000);

        assertThat(cut.getTruncated()).isTrue();
        assertThat(cut.getAttributes()).isEmpty();
        assertThat(cut.getEntitlements()).hasSize(10);
    }

    private static IdentityAccess fitted(IdentityAccess record, int limit) {
        byte[] bytes = FittingView.encode(record, limit, FittingViewTest::encode);
        assertThat(bytes).hasSizeLessThanOrEqualTo(limit);
        try {
            return IdentityAccess.getDecoder().decode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encode(IdentityAccess record) {
        try {
            return record.toByteBuffer().array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IdentityAccess record(int entitlements, int findings, int attribute) {
        return IdentityAccess.newBuilder()
                .setIdentityId("E1")
                .setStatus(IdentityStatus.TERMINATED)
                .setAttributes(Map.of("title", "t".repeat(attribute)))
                .setAccounts(List.of())
                .setEntitlements(IntStream.range(0, entitlements)
                        .mapToObj(i -> HeldEntitlement.newBuilder()
                                .setSystem("sap")
                                .setName("R" + i)
                                .setAccount("ada")
                                .setSince(Instant.EPOCH)
                                .setReason("OBSERVED")
                                .build())
                        .toList())
                .setOpenFindings(IntStream.range(0, findings)
                        .mapToObj(i -> "finding-" + i)
                        .toList())
                .build();
    }
}
