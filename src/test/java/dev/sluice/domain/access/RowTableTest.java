package dev.sluice.domain.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.FactKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A table of blocks, of which some are stored, is a sorted map like any other. */
class RowTableTest {
    private static final List<String> SYSTEMS = List.of("ad", "sap", "sapx");
    private static final int NAMES = 30;
    private static final int OPERATIONS = 120;

    /** A block as a store would have it: read as often as asked, each time as new rows. */
    private static final class Stored implements StoredRows {
        private final EntitlementKey floor;
        private final TreeMap<EntitlementKey, HeldRow> rows = new TreeMap<>();
        private final long nextChange;
        private int readSingly;
        private int readWhole;

        Stored(EntitlementKey floor, Map<EntitlementKey, HeldRow> rows, long clock) {
            this.floor = floor;
            rows.forEach((key, row) -> this.rows.put(key, copy(row)));
            this.nextChange = earliest(rows, clock);
        }

        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public long nextChange() {
            return nextChange;
        }

        @Override
        public void forEach(BiConsumer<EntitlementKey, HeldRow> reader) {
            rows.forEach((key, row) -> reader.accept(key, copy(row)));
        }

        @Override
        public void forEach(BitSet places, BiConsumer<EntitlementKey, HeldRow> reader) {
            int place = 0;
            for (Map.Entry<EntitlementKey, HeldRow> row : rows.entrySet()) {
                if (places.get(place++)) {
                    reader.accept(row.getKey(), copy(row.getValue()));
                }
            }
        }

        @Override
        public HeldMarks held(long at) {
            HeldMarks.Builder marks = new HeldMarks.Builder(0, at, new FactKeys());
            rows.forEach(marks::add);
            return marks.build();
        }

        @Override
        public HeldRow read(EntitlementKey key) {
            readSingly++;
            HeldRow row = rows.get(key);
            return row == null ? null : copy(row);
        }

        @Override
        public TreeMap<EntitlementKey, HeldRow> read() {
            readWhole++;
            TreeMap<EntitlementKey, HeldRow> copies = new TreeMap<>();
            rows.forEach((key, row) -> copies.put(key, copy(row)));
            return copies;
        }
    }

    /** Blocks as a store would have them, three to a run. */
    private record Table(List<Stored> stored) implements StoredTable {
        private static final int RUN = 3;

        @Override
        public int blocks() {
            return stored.size();
        }

        @Override
        public StoredRows block(int index) {
            return stored.get(index);
        }

        @Override
        public int blockOf(EntitlementKey key) {
            int at = 0;
            while (at + 1 < stored.size() && stored.get(at + 1).floor.compareTo(key) <= 0) {
                at++;
            }
            return at;
        }

        @Override
        public int rows() {
            return stored.stream().mapToInt(Stored::size).sum();
        }

        @Override
        public int runs() {
            return (stored.size() + RUN - 1) / RUN;
        }

        @Override
        public int runEnd(int run) {
            return Math.min(stored.size(), RUN * (run + 1));
        }

        @Override
        public long nextChange(int run) {
            return stored.subList(RUN * run, runEnd(run)).stream()
                    .mapToLong(Stored::nextChange)
                    .min()
                    .orElseThrow();
        }

        @Override
        public HeldSums held(long at, int pages, int account) {
            HeldSums.Builder sums = HeldSums.of(at, pages, account);
            stored.forEach(block -> sums.add(block.held(at)));
            return sums.build();
        }
    }

    /** The table beside a map that is simply there. */
    private static final class Twins {
        private final Random random;
        private final TreeMap<EntitlementKey, HeldRow> model = new TreeMap<>();
        private RowTable table = new RowTable();
        private long clock;
        private int facts;

        Twins(long seed) {
            random = new Random(seed);
        }

        EntitlementKey key() {
            String system = SYSTEMS.get(random.nextInt(SYSTEMS.size()));
            return new EntitlementKey(system, "R" + random.nextInt(NAMES));
        }

        Grant grant() {
            FactKey fact = new FactKey(clock, "s", FactKey.NO_SEQUENCE, "f" + facts++);
            long from = clock + (random.nextInt(3) == 0 ? random.nextInt(50) : 0);
            return new Grant(fact, from, random.nextInt(3) == 0 ? from + 1 + random.nextInt(50) : Long.MAX_VALUE);
        }

        void operate() {
            EntitlementKey key = key();
            Grant grant = grant();
            switch (random.nextInt(13)) {
                case 0, 1 -> assertThat(text(table.get(key))).isEqualTo(text(model.get(key)));
                case 2, 3, 4 -> {
                    change(table.computeIfAbsent(key, k -> new HeldRow()), grant);
                    change(model.computeIfAbsent(key, k -> new HeldRow()), grant);
                }
                case 5 ->
                    assertThat(text(table.put(key, change(new HeldRow(), grant))))
                            .isEqualTo(text(model.put(key, change(new HeldRow(), grant))));
                case 6 -> assertThat(text(table.remove(key))).isEqualTo(text(model.remove(key)));
                case 7 -> {
                    int some = random.nextInt(4);
                    assertThat(table.entrySet().removeIf(e -> e.getKey().hashCode() % 4 == some))
                            .isEqualTo(model.entrySet().removeIf(e -> e.getKey().hashCode() % 4 == some));
                }
                case 8 -> {
                    table.values().forEach(row -> row.revoke(grant.key()));
                    model.values().forEach(row -> row.revoke(grant.key()));
                }
                case 9 -> clock += random.nextInt(30);
                case 10, 11 -> store();
                default -> {
                    if (random.nextInt(8) == 0) {
                        table.clear();
                        model.clear();
                    }
                }
            }
            assertThat(table.size()).isEqualTo(model.size());
            assertThat(table.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(table.containsKey(key)).isEqualTo(model.containsKey(key));
            if (random.nextInt(6) == 0) {
                assertSameIsHeld();
            }
            if (random.nextInt(3) == 0) {
                assertThat(table.nextChange(clock)).isEqualTo(earliest(model, clock));
            }
        }

        private HeldRow change(HeldRow row, Grant grant) {
            row.grant(grant);
            return row;
        }

        /** What a codec does: what was not touched stays as it was stored, what has no rows goes, what is large is cut. */
        private void store() {
            List<Stored> blocks = new ArrayList<>();
            for (int i = 0; i < table.blockCount(); i++) {
                if (table.changed().get(i)) {
                    cut(table.block(i).rows(), blocks);
                } else {
                    blocks.add((Stored) table.block(i).stored());
                }
            }
            table = new RowTable(new Table(blocks));
        }

        private void cut(Map<EntitlementKey, HeldRow> rows, List<Stored> into) {
            TreeMap<EntitlementKey, HeldRow> piece = new TreeMap<>();
            int size = 1 + random.nextInt(8);
            for (Map.Entry<EntitlementKey, HeldRow> row : rows.entrySet()) {
                piece.put(row.getKey(), row.getValue());
                if (piece.size() == size) {
                    into.add(new Stored(piece.firstKey(), piece, clock));
                    piece = new TreeMap<>();
                }
            }
            if (!piece.isEmpty()) {
                into.add(new Stored(piece.firstKey(), piece, clock));
            }
        }

        private void assertSameIsHeld() {
            FactKeys none = new FactKeys();
            HeldSums held = table.held(clock, none, 8, 7);
            HeldSums expected = sums(model, clock);
            assertThat(held.held()).isEqualTo(expected.held());
            for (int page = 0; page < 8; page++) {
                assertThat(held.sum(page)).isEqualTo(expected.sum(page));
            }
            model.forEach(
                    (key, row) -> assertThat(table.mayHold(key, clock, none)).isEqualTo(row.at(clock, none) != null));
        }

        void assertSame() {
            List<String> rows = new ArrayList<>();
            table.forEach((key, row) -> rows.add(key + " " + text(row)));
            List<String> expected = new ArrayList<>();
            model.forEach((key, row) -> expected.add(key + " " + text(row)));
            assertThat(rows).isEqualTo(expected);
        }
    }

    @Property(tries = 1500)
    void aTableIsASortedMap(@ForAll long seed) {
        Twins twins = new Twins(seed);
        for (int i = 0; i < OPERATIONS; i++) {
            twins.operate();
            if (twins.random.nextInt(10) == 0) {
                twins.assertSame();
            }
        }
        twins.assertSame();
    }

    @Test
    void aFewRowsAreReadWithoutTheOthersAndWhoAsksForMoreReadsThemOnce() {
        Stored stored = stored("R1", "R2", "R3", "R4", "R5", "R6");
        RowTable table = new RowTable(new Table(List.of(stored)));

        for (int i = 0; i < 3; i++) {
            assertThat(table.get(key("R1"))).isSameAs(table.get(key("R1")));
            assertThat(table.get(key("R9"))).isNull();
        }
        assertThat(stored.readWhole).isZero();
        HeldRow first = table.get(key("R1"));
        for (String name : List.of("R2", "R3", "R4", "R5", "R6", "R1")) {
            assertThat(table.get(key(name))).isNotNull();
        }
        assertThat(stored.readWhole).isEqualTo(1);
        assertThat(table.get(key("R1"))).isSameAs(first);
    }

    @Test
    void whatIsPutBeforeBetweenAndBehindTheBlocksIsFoundThere() {
        RowTable table = new RowTable(new Table(List.of(stored("R3", "R4"), stored("R6", "R7"))));
        for (String name : List.of("R1", "R5", "R9")) {
            table.put(key(name), new HeldRow());
        }

        assertThat(table.size()).isEqualTo(7);
        assertThat(table.block(0).touched()).containsOnlyKeys(key("R1"), key("R5"));
        assertThat(table.block(1).touched()).containsOnlyKeys(key("R9"));
        assertThat(table.keySet())
                .extracting(EntitlementKey::name)
                .containsExactly("R1", "R3", "R4", "R5", "R6", "R7", "R9");
    }

    @Test
    void aLimitOfARowThatWasTouchedIsSeenWithoutReadingTheOthers() {
        Stored stored = stored("R1", "R2");
        RowTable table = new RowTable(new Table(List.of(stored)));
        table.get(key("R1")).grant(new Grant(fact("g"), 7, 9));

        assertThat(table.nextChange(5)).isEqualTo(7);
        assertThat(table.nextChange(8)).isEqualTo(9);
        assertThat(table.nextChange(9)).isEqualTo(Long.MAX_VALUE);
        assertThat(stored.readWhole).isZero();
    }

    /** Removing after having asked whether there is more: the next row may lie in the next block. */
    @Test
    void aRowIsRemovedAlsoWhenTheNextBlockWasLookedAtAlready() {
        RowTable table = new RowTable(new Table(List.of(stored("R1"), stored("R2"), stored("R3"))));
        Iterator<Map.Entry<EntitlementKey, HeldRow>> entries = table.entrySet().iterator();
        while (entries.hasNext()) {
            boolean second = entries.next().getKey().name().equals("R2");
            entries.hasNext();
            if (second) {
                entries.remove();
            }
        }

        assertThat(table.keySet()).containsExactly(key("R1"), key("R3"));
        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    }

    private static Stored stored(String... names) {
        TreeMap<EntitlementKey, HeldRow> rows = new TreeMap<>();
        for (String name : names) {
            HeldRow row = new HeldRow();
            row.grant(new Grant(fact(name), 0, Long.MAX_VALUE));
            rows.put(key(name), row);
        }
        return new Stored(rows.firstKey(), rows, 0);
    }

    private static HeldSums sums(Map<EntitlementKey, HeldRow> rows, long at) {
        HeldMarks.Builder marks = new HeldMarks.Builder(0, at, new FactKeys());
        rows.forEach(marks::add);
        HeldSums.Builder sums = HeldSums.of(at, 8, 7);
        sums.add(marks.build());
        return sums.build();
    }

    private static EntitlementKey key(String name) {
        return new EntitlementKey("sap", name);
    }

    private static FactKey fact(String id) {
        return new FactKey(0, "s", FactKey.NO_SEQUENCE, id);
    }

    private static long earliest(Map<EntitlementKey, HeldRow> rows, long clock) {
        return rows.values().stream()
                .mapToLong(row -> row.nextChange(clock))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static HeldRow copy(HeldRow row) {
        HeldRow copy = new HeldRow();
        copy.absorb(row);
        return copy;
    }

    private static String text(HeldRow row) {
        if (row == null) {
            return "none";
        }
        List<FactKey> revokes = new ArrayList<>();
        row.revokes().forEach(revokes::add);
        return row.grants() + " " + revokes;
    }
}
