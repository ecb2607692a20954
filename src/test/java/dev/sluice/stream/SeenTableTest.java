package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The look-up that every event passes. */
class SeenTableTest {
    @Property(tries = 500)
    void findsWhatAMapHolds(
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 4) int segments,
            @ForAll @IntRange(min = 0, max = 32) int bits,
            @ForAll @IntRange(min = 1, max = 100) int batchSize,
            @ForAll @IntRange(min = 1, max = 60) int keptBatches,
            @ForAll int firstBatch) {
        SeenTable table = new SeenTable((int) (-1L << (Integer.SIZE - bits)));
        table.forgetBefore(firstBatch);
        Map<EventHash, Set<Integer>> model = new HashMap<>();
        int batch = firstBatch;
        for (int i = 0; i < 2_000; i++) {
            if (random.nextInt(batchSize) == 0) {
                batch++;
            }
            if (batch != 0) {
                EventHash hash = new EventHash((long) random.nextInt(segments) << 56, random.nextInt(1_500) * 7919L);
                table.add(hash, batch);
                model.computeIfAbsent(hash, h -> new HashSet<>()).add(batch);
            }
            if (random.nextInt(100) == 0 && batch - firstBatch >= keptBatches) {
                firstBatch = batch - keptBatches;
                table.forgetBefore(firstBatch);
                int first = firstBatch;
                model.values().forEach(batches -> batches.removeIf(one -> one - first < 0));
            }
        }

        for (Map.Entry<EventHash, Set<Integer>> entry : model.entrySet()) {
            Set<Integer> found = new HashSet<>();
            for (int one : table.batches(entry.getKey())) {
                found.add(one);
            }
            assertThat(found).containsAll(entry.getValue());
            if (bits == Integer.SIZE) {
                assertThat(found).isEqualTo(entry.getValue());
            }
        }
    }

    @Test
    void eventsThatShareTheirBitsAreAllFound() {
        SeenTable table = new SeenTable(0);
        for (int batch = 1; batch <= 100; batch++) {
            table.add(new EventHash(0, batch), batch);
        }
        table.forgetBefore(50);

        assertThat(table.batches(new EventHash(0, 12_345)))
                .hasSize(51)
                .contains(50, 100)
                .doesNotContain(49);
    }

    @Test
    void runsOverTheEndOfItsSlots() {
        SeenTable table = new SeenTable();
        for (int batch = 1; batch <= 1_000; batch++) {
            table.add(new EventHash(0, -batch), batch);
            assertThat(table.batches(new EventHash(0, -batch))).containsExactly(batch);
        }
        assertThat(table.batches(new EventHash(0, -1))).containsExactly(1);
        assertThat(table.batches(new EventHash(0, -1_001))).isEmpty();
    }

    @Test
    void whatIsGoneTakesNoMoreRoomThanWhatIsKept() {
        SeenTable table = new SeenTable();
        Random random = new Random(5);
        for (int batch = 1; batch <= 10_000; batch++) {
            for (int i = 0; i < 100; i++) {
                table.add(new EventHash(random.nextLong(), random.nextLong()), batch);
            }
            table.forgetBefore(Math.max(1, batch - 1_000));
        }

        assertThat(table.size()).isBetween(100_000L, 150_000L);
    }
}
