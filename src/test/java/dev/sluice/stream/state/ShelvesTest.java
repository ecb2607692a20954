package dev.sluice.stream.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.access.EntitlementKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Shelves are a list of blocks that knows sums over them, whatever was put in the place of what. */
class ShelvesTest {
    private static final int STEPS = 60;

    @Property(tries = 200)
    void theyAreAListWhateverIsReplaced(@ForAll long seed) {
        Random random = new Random(seed);
        List<RowsImage> model = new ArrayList<>();
        for (int i = random.nextInt(150); i > 0; i--) {
            model.add(block(random, 1000 * (200 - i)));
        }
        Shelves shelves = Shelves.of(model);
        for (int step = 0; step < STEPS; step++) {
            SortedMap<Integer, List<RowsImage>> replaced = new TreeMap<>();
            for (int i = random.nextInt(4); i > 0 && !model.isEmpty(); i--) {
                int index = random.nextInt(model.size());
                replaced.put(index, some(random, model, index));
            }
            List<RowsImage> next = new ArrayList<>();
            for (int i = 0; i < model.size(); i++) {
                next.addAll(replaced.getOrDefault(i, List.of(model.get(i))));
            }
            model = next;
            shelves = shelves.with(replaced);
            assertSame(random, shelves, model);
        }
    }

    /** None, one or many blocks between the one before and the one behind. */
    private static List<RowsImage> some(Random random, List<RowsImage> model, int index) {
        int from = number(model.get(index));
        int to = index + 1 < model.size() ? number(model.get(index + 1)) : from + 1000;
        int count = random.nextInt(8) == 0 ? random.nextInt(40) : random.nextInt(3);
        List<RowsImage> blocks = new ArrayList<>();
        for (int i = 0; i < Math.min(count, to - from); i++) {
            blocks.add(block(random, from + i));
        }
        return blocks;
    }

    private static void assertSame(Random random, Shelves shelves, List<RowsImage> model) {
        assertThat(shelves).containsExactlyElementsOf(model);
        assertThat(shelves.rows())
                .isEqualTo(model.stream().mapToInt(RowsImage::size).sum());
        assertThat(shelves.bytes())
                .isEqualTo(model.stream().mapToInt(RowsImage::bytes).sum());
        assertThat(shelves.nextChange()).isEqualTo(next(model));
        int begin = 0;
        for (int shelf = 0; shelf < shelves.count(); shelf++) {
            int end = shelves.end(shelf);
            assertThat(end).isGreaterThan(begin);
            assertThat(shelves.nextChange(shelf)).isEqualTo(next(model.subList(begin, end)));
            begin = end;
        }
        assertThat(begin).isEqualTo(model.size());
        for (int i = 0; i < 10; i++) {
            EntitlementKey key = key(random.nextInt(201_000));
            int expected = 0;
            while (expected + 1 < model.size()
                    && model.get(expected + 1).floor().compareTo(key) <= 0) {
                expected++;
            }
            assertThat(shelves.indexOf(key)).isEqualTo(expected);
        }
    }

    private static long next(List<RowsImage> blocks) {
        return blocks.stream().mapToLong(RowsImage::nextChange).min().orElse(Long.MAX_VALUE);
    }

    @Test
    void whoReplacesOneOfHundredsOfBlocksSharesAllShelvesButOne() {
        Random random = new Random(1);
        List<RowsImage> blocks = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            blocks.add(block(random, i));
        }
        Shelves before = Shelves.of(blocks);
        SortedMap<Integer, List<RowsImage>> one = new TreeMap<>();
        one.put(200, List.of(block(random, 200)));
        Shelves after = before.with(one);

        assertThat(before.count()).isBetween(10, 30);
        assertThat(after.count()).isEqualTo(before.count());
        assertThat(after.shelves().stream().filter(before.shelves()::contains)).hasSize(before.count() - 1);
        assertThat(before.with(new TreeMap<>())).isSameAs(before);
    }

    private static RowsImage block(Random random, int number) {
        long next = random.nextInt(3) == 0 ? random.nextInt(1000) : Long.MAX_VALUE;
        return RowsImage.of(key(number), 1 + random.nextInt(30), next, Slice.of(new byte[random.nextInt(50)]));
    }

    private static EntitlementKey key(int number) {
        return new EntitlementKey("sap", String.format("E%06d", number));
    }

    private static int number(RowsImage block) {
        return Integer.parseInt(block.floor().name().substring(1));
    }
}
