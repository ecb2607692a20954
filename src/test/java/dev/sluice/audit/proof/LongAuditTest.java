package dev.sluice.audit.proof;

import static dev.sluice.audit.proof.ChainFixture.all;
import static dev.sluice.audit.proof.ChainFixture.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.proof.Defect.Kind;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A million records, one of which is not as it was written: the place is named. */
@Tag("oracle")
class LongAuditTest {
    private static final int RECORDS = 1_000_000;
    private static final int TRIES = 40;

    @Test
    void oneOfAMillionIsNamed() {
        ChainFixture log = new ChainFixture(10_000).writeAlike(RECORDS);
        List<byte[]> records = log.records;
        assertThat(log.verify(records, log.checkpoints).isIntact()).isTrue();
        Random random = new Random(7);
        for (int i = 0; i < TRIES; i++) {
            int at = 1 + random.nextInt(RECORDS - 3);
            int to = 1 + random.nextInt(RECORDS - 3);
            byte[] was = records.get(at);
            switch (i % 4) {
                case 0 -> {
                    byte[] altered = was.clone();
                    altered[5 + random.nextInt(altered.length - 5)] ^= (byte) (1 << random.nextInt(8));
                    records.set(at, altered);
                    assertThat(first(log.verify(records, log.checkpoints)).where())
                            .endsWith("offset " + at);
                    records.set(at, was);
                }
                case 1 -> {
                    records.remove(at);
                    AuditReport report = log.verify(records, log.checkpoints);
                    assertThat(all(report))
                            .extracting(Defect::kind, Defect::sequence)
                            .containsExactly(org.assertj.core.groups.Tuple.tuple(Kind.MISSING, at + 1L));
                    records.add(at, was);
                }
                case 2 -> {
                    byte[] other = records.get(to);
                    records.set(at, other);
                    records.set(to, was);
                    AuditReport report = log.verify(records, log.checkpoints);
                    assertThat(report.isIntact()).isEqualTo(at == to);
                    assertThat(first(report).where()).endsWith("offset " + Math.min(at, to));
                    records.set(at, was);
                    records.set(to, other);
                }
                default -> {
                    records.add(at, records.get(to).clone());
                    AuditReport report = log.verify(records, log.checkpoints);
                    assertThat(first(report).where()).matches(".*offset (" + at + "|" + (to >= at ? to + 1 : to) + ")");
                    records.remove(at);
                }
            }
        }
    }
}
