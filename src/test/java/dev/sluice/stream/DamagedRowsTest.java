package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.audit.proof.AuditChain;
import dev.sluice.domain.brake.Buckets;
import dev.sluice.domain.brake.TaskBrake;
import dev.sluice.domain.correlation.Bearers;
import dev.sluice.domain.correlation.Claim;
import dev.sluice.domain.correlation.ClaimChange;
import dev.sluice.domain.correlation.Claims;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Small rows that a task stores: damaged ones are refused in words that say what to do, and never read as nothing. */
class DamagedRowsTest {
    private static final byte[] BRAKE =
            BrakeFormat.bytes(new TaskBrake(1, 2, 3, true, 4, 5, new Buckets(new TreeMap<>(Map.of(0L, 3L)))));

    @Test
    void aRowThatIsCutOffIsRefused() {
        for (int length = 0; length < BRAKE.length; length++) {
            byte[] cut = Arrays.copyOf(BRAKE, length);
            assertThatThrownBy(() -> BrakeFormat.task(cut))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Delete the local state directory");
        }
    }

    @Test
    void bytesThatFollowAreRefused() {
        assertThatThrownBy(() -> BrakeFormat.task(Arrays.copyOf(BRAKE, BRAKE.length + 1)))
                .hasMessageContaining("is damaged");
    }

    @Test
    void aNumberThatCanNotBeIsNotReadAsNothing() {
        int count = BRAKE.length - 2 * Long.BYTES - Integer.BYTES;
        assertThat(ByteBuffer.wrap(BRAKE).getInt(count)).isEqualTo(1);
        for (int damaged : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 17}) {
            byte[] row = BRAKE.clone();
            ByteBuffer.wrap(row).putInt(count, damaged);
            assertThatThrownBy(() -> BrakeFormat.task(row)).hasMessageContaining("is damaged");
        }
    }

    @Test
    void aWordThatIsNoneIsRefused() {
        byte[] row = CorrelationFormat.bytes(
                Bearers.of(Claims.of(Map.of("E1", new Claim(ClaimChange.values()[0], 7)), false), Set.of()));
        int change = 1 + 1 + Integer.BYTES + Short.BYTES + "E1".length();
        row[change] = 99;
        assertThatThrownBy(() -> CorrelationFormat.bearers(row))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void anotherFormatIsNotTakenForDamage() {
        byte[] row = BRAKE.clone();
        row[0] = 2;
        assertThatThrownBy(() -> BrakeFormat.task(row)).hasMessageContaining("run the version that wrote it");
    }

    @Test
    void theChainOfTheAuditIsRefusedWhereItIsCutOff() {
        byte[] chain = AuditChain.begin("sluice", 0, 1).bytes();
        for (int length = 0; length < chain.length; length++) {
            byte[] cut = Arrays.copyOf(chain, length);
            assertThatThrownBy(() -> AuditChain.of(cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is damaged where it is stored");
        }
        assertThat(AuditChain.of(chain).bytes()).isEqualTo(chain);
    }

    @Test
    void aBatchOfSeenEventsIsRefusedWhereItIsCutOff() {
        SeenBatch batch = SeenBatch.begin();
        batch.add(new EventHash(1, 2), 3, 4);
        byte[] row = batch.row();
        for (int length = 0; length < row.length; length++) {
            byte[] cut = Arrays.copyOf(row, length);
            if (length != row.length - 3 * Long.BYTES) {
                assertThatThrownBy(() -> SeenBatch.read(cut)).hasMessageContaining("are damaged");
            }
        }
        assertThat(SeenBatch.read(row).size()).isEqualTo(1);
    }
}
