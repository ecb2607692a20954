package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.Story;
import dev.sluice.stream.IdentityTable.Stored;
import dev.sluice.stream.state.DamagedStateException;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.IdentityImage;
import dev.sluice.stream.state.StoredIdentity;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Who holds very much is stored in blocks, of which a change writes those that it concerns. */
class IdentityTableTest {
    private static final int MANY = 3_000;

    private final IdentityCodec codec = new IdentityCodec();
    private final Rows rows = new Rows(new TreeMap<>());
    private final IdentityTable table = new IdentityTable(rows, codec, true);
    private final Story story = new Story(Story.usualPolicies());
    private StoredIdentity opened = new StoredIdentity(story.harness().state(), new long[0], Long.MAX_VALUE);

    @Test
    void oneOfManyEntitlementsChangesOneBlockAndWhatRefersToIt() {
        Stored first = put(hold(MANY), BlockNumbers.NONE);
        assertThat(first.blocks()).hasSizeGreaterThan(MANY / 40);
        assertThat(rows.content).hasSize(first.blocks().size() + 1);
        rows.changes.clear();

        Stored second = put(revoke(100), first.blocks());

        assertThat(rows.changes).hasSize(3);
        assertThat(rows.content).hasSize(second.blocks().size() + 1);
        long bytes = rows.changes.stream()
                .filter(change -> change.value != null)
                .mapToLong(change -> change.value.length)
                .sum();
        assertThat(bytes).isLessThan(codec.bytes(second.image()).length / 8);
    }

    /** Also where an account has no rows, so that nothing can be remembered of its blocks. */
    @Test
    void whatIsRememberedOfStoredBlocksIsKnownAfterEachEvent() {
        story.at("2026-03-01T00:30:00Z").createAccount("ad", "ada");
        Stored first = put(hold(MANY), BlockNumbers.NONE);
        assertThat(first.image().unstored()).isEmpty();

        IdentityImage second = revoke(100);

        assertThat(second.isStoredAs(first.blocks())).isTrue();
        assertThat(second.unstored()).hasSizeBetween(1, 40);
        assertThat(second.gone()).hasSize(1);
        Stored stored = put(second, first.blocks());
        assertThat(stored.image().unstored()).isEmpty();
        assertThat(stored.image().isStoredAs(first.blocks())).isFalse();
        assertThat(stored.blocks()).hasSameSizeAs(first.blocks());
    }

    /** What was stored in between has replaced other blocks than the image knows. */
    @Test
    void anImageOfAnotherTimeIsStoredWithAllOfItsBlocks() {
        Stored first = put(hold(MANY), BlockNumbers.NONE);
        IdentityImage before = opened.image();
        Stored between = put(revoke(100), first.blocks());
        open(before);

        Stored stored = put(revoke(2_000), between.blocks());

        assertThat(rows.content).hasSize(stored.blocks().size() + 1);
    }

    @Test
    void aProcessMayEndAfterAnyOfTheRowsThatItWrites() {
        IdentityImage before = hold(MANY);
        Stored first = put(before, BlockNumbers.NONE);
        TreeMap<Bytes, byte[]> content = new TreeMap<>(rows.content);
        rows.changes.clear();
        IdentityImage after = IntStream.of(1, 500, 1_000, 2_500, 2_999)
                .mapToObj(this::revoke)
                .reduce((one, other) -> other)
                .orElseThrow();
        put(after, first.blocks());
        List<Change> changes = List.copyOf(rows.changes);
        assertThat(changes).hasSize(11);

        for (int done = 0; done <= changes.size(); done++) {
            Rows left = new Rows(new TreeMap<>(content));
            changes.subList(0, done).forEach(left::apply);
            IdentityTable again = new IdentityTable(left, codec, true);
            Stored found = again.read("E1");
            boolean isAfter = done > 5;
            assertThat(codec.bytes(found.image())).isEqualTo(codec.bytes(isAfter ? after : before));

            // What was written and never referred to goes with the next change.
            Stored repaired = again.put("E1", codec.read("E1", codec.bytes(after)), found.blocks());
            assertThat(left.content).hasSize(repaired.blocks().size() + 1);
            assertThat(codec.bytes(again.read("E1").image())).isEqualTo(codec.bytes(after));
        }
    }

    @Test
    void whoeverHoldsLittleAgainIsOneValue() {
        Stored first = put(hold(MANY), BlockNumbers.NONE);

        Stored few = put(codec.read("E1", codec.bytes(few())), first.blocks());

        assertThat(few.blocks()).isEmpty();
        assertThat(rows.content).hasSize(1);
    }

    @Test
    void nothingIsLeftOfWhoIsForgotten() {
        Stored first = put(hold(MANY), BlockNumbers.NONE);

        table.delete("E1", first.blocks());

        assertThat(rows.content).isEmpty();
    }

    @Test
    void underAtLeastOnceAllIsOneValueAndBlocksThatAreThereGo() {
        Stored first = put(hold(MANY), BlockNumbers.NONE);
        IdentityTable atLeastOnce = new IdentityTable(rows, codec, false);
        Stored read = atLeastOnce.read("E1");

        Stored second = atLeastOnce.put("E1", revoke(7), read.blocks());

        assertThat(read.blocks()).isEqualTo(first.blocks());
        assertThat(second.blocks()).isEmpty();
        assertThat(rows.content).hasSize(1);
        assertThat(codec.bytes(atLeastOnce.read("E1").image())).isEqualTo(codec.bytes(second.image()));
    }

    @Test
    void aBlockIsNoIdentity() {
        put(hold(MANY), BlockNumbers.NONE);
        put("E10");

        assertThat(rows.content.keySet().stream().filter(IdentityTable::isIdentity))
                .containsExactly(IdentityTable.bytes("E1"), IdentityTable.bytes("E10"));
    }

    @Test
    void aMissingBlockIsDamage() {
        Stored stored = put(hold(MANY), BlockNumbers.NONE);
        Bytes block = rows.content.keySet().stream()
                .filter(key -> !IdentityTable.isIdentity(key))
                .skip(stored.blocks().size() / 2)
                .findFirst()
                .orElseThrow();
        rows.content.remove(block);

        assertThatThrownBy(() -> table.read("E1"))
                .isInstanceOf(DamagedStateException.class)
                .rootCause()
                .hasMessageContaining("is missing");
    }

    /** With what the images remember of their blocks, which is right or not used, whatever way they came. */
    @Property(tries = 15)
    void whateverChangesWhatIsReadIsWhatWasStored(@ForAll long seed) {
        // The same instance is used for all tries.
        new IdentityTableTest().goThroughTheStore(new Random(seed));
    }

    private void goThroughTheStore(Random random) {
        Stored stored = put(hold(MANY), BlockNumbers.NONE);
        for (int step = 0; step < 40; step++) {
            switch (random.nextInt(12)) {
                case 0 -> snapshot(step, random.nextBoolean() ? MANY : 20);
                case 4 -> stored = put(few(), stored.blocks());
                case 1 -> read();
                case 2 -> stored = table.read("E1");
                case 3 -> {
                    // One that was made and given up leaves the one before as it was.
                    IdentityImage before = opened.image();
                    change(random, step);
                    open(before);
                }
                default -> {
                    for (int i = random.nextInt(4); i > 0; i--) {
                        change(random, step);
                    }
                }
            }
            stored = put(image(), stored.blocks());
            assertThat(rows.content).hasSize(stored.blocks().size() + 1);
        }
    }

    /** Mostly of an account that holds very much; now and then of others, of entitlements elsewhere, or of a new name. */
    private void change(Random random, int step) {
        Story.When at = story.at("2026-03-02T" + (10 + step / 60) + ":" + (10 + step % 50) + ":00Z");
        String name = random.nextInt(8) == 0 ? "crm:R" + random.nextInt(300) : name(random.nextInt(2 * MANY));
        String account = random.nextInt(8) == 0 ? "other" : "ada";
        switch (random.nextInt(10)) {
            case 0 -> at.createAccount("ad", "ada" + random.nextInt(3));
            case 1 -> at.rename("sap", "other", "another");
            case 2, 3, 4, 5 -> at.grant("sap", account, name);
            default -> at.revoke("sap", account, name);
        }
        image();
    }

    private void snapshot(int step, int count) {
        story.at("2026-03-02T" + (10 + step / 60) + ":" + (10 + step % 50) + ":30Z")
                .snapshot("sap", "ada", names(count));
        image();
    }

    private void read() {
        open(table.read("E1").image());
    }

    private void open(IdentityImage image) {
        opened = codec.open(Story.ADA, image);
        story.harness().replaceState(opened.state());
    }

    @Test
    void whoReadsBesideTheTaskReadsAgainWhatWasReplacedMeanwhile() {
        Stored first = put(hold(MANY), BlockNumbers.NONE);
        IdentityImage after = revoke(7);
        rows.beforeRange = () -> new IdentityTable(rows, new IdentityCodec(), true).put("E1", after, first.blocks());

        assertThat(codec.bytes(table.read("E1").image())).isEqualTo(codec.bytes(after));
    }

    private Stored put(IdentityImage image, BlockNumbers before) {
        Stored stored = table.put("E1", image, before);
        assertThat(codec.bytes(table.read("E1").image())).isEqualTo(codec.bytes(image));
        return stored;
    }

    private void put(String key) {
        table.put(key, codec.read(key, codec.encode(StoredIdentity.fresh(key))), BlockNumbers.NONE);
    }

    private IdentityImage few() {
        Story other = new Story(Story.usualPolicies());
        other.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:ONE");
        return codec.image(new StoredIdentity(other.harness().state(), new long[0], Long.MAX_VALUE), Long.MAX_VALUE);
    }

    private IdentityImage hold(int count) {
        story.at("2026-03-01T0" + (count == MANY ? 1 : 2) + ":00:00Z").snapshot("sap", "ada", names(count));
        return image();
    }

    private IdentityImage revoke(int which) {
        // On another day everything is looked through for what is over for long.
        story.at("2026-03-01T03:00:00Z").revoke("sap", "ada", name(which));
        return image();
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(IdentityTableTest::name).toArray(String[]::new);
    }

    private static String name(int which) {
        return "sap:ROLE_OF_MANY_" + (10_000 + which);
    }

    private IdentityImage image() {
        IdentityImage image = codec.image(opened, Long.MAX_VALUE);
        open(image);
        return image;
    }

    private record Change(Bytes key, byte[] value) {}

    /** Rows in memory, that remember what was done to them. */
    private static final class Rows implements KeyValueStore<Bytes, byte[]> {
        private final TreeMap<Bytes, byte[]> content;
        private final List<Change> changes = new ArrayList<>();
        private Runnable beforeRange = () -> {};

        Rows(TreeMap<Bytes, byte[]> content) {
            this.content = content;
        }

        void apply(Change change) {
            if (change.value == null) {
                content.remove(change.key);
            } else {
                content.put(change.key, change.value);
            }
        }

        @Override
        public void put(Bytes key, byte[] value) {
            Change change = new Change(key, value);
            changes.add(change);
            apply(change);
        }

        @Override
        public byte[] delete(Bytes key) {
            put(key, null);
            return null;
        }

        @Override
        public byte[] get(Bytes key) {
            return content.get(key);
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
            Runnable before = beforeRange;
            beforeRange = () -> {};
            before.run();
            return new Found(List.copyOf(content.subMap(from, true, to, true).entrySet()));
        }

        @Override
        public KeyValueIterator<Bytes, byte[]> all() {
            return new Found(List.copyOf(content.entrySet()));
        }

        @Override
        public byte[] putIfAbsent(Bytes key, byte[] value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long approximateNumEntries() {
            return content.size();
        }

        @Override
        public String name() {
            return "rows";
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {}

        @Override
        public void close() {}

        @Override
        public boolean persistent() {
            return false;
        }

        @Override
        public boolean isOpen() {
            return true;
        }
    }

    private static final class Found implements KeyValueIterator<Bytes, byte[]> {
        private final Iterator<Map.Entry<Bytes, byte[]>> entries;

        Found(List<Map.Entry<Bytes, byte[]>> entries) {
            this.entries = entries.iterator();
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            Map.Entry<Bytes, byte[]> next = entries.next();
            return KeyValue.pair(next.getKey(), next.getValue());
        }

        @Override
        public Bytes peekNextKey() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
