package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.stream.SeenEvents.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seen events in the store that runs, with what earlier versions left in it. */
class SeenEventsOnDiskTest {
    private static final String STORE = "state/sluice/0_0/rocksdb/" + Names.SEEN_EVENT_STORE;

    @TempDir
    Path dir;

    @Test
    void answersAsAMapWould() {
        KeyValueStore<Bytes, byte[]> store = SeenStores.onDisk(dir);
        new SeenEventsModel(store, new Random(7), 32, 50, 2_000, 1_000).run(20_000);
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"format-1", "v0.1"})
    void whatAnEarlierVersionHasSeenIsKnown(String release) throws IOException {
        unzip(release);
        KeyValueStore<Bytes, byte[]> store = SeenStores.onDisk(dir.resolve("state/sluice/0_0"));
        List<KeyValue<Bytes, byte[]>> old = new ArrayList<>(SeenStores.rows(store));
        assertThat(old).isNotEmpty();

        SeenEvents seen = new SeenEvents(store);
        assertKnown(seen, old);
        for (int i = 0; i < 256; i++) {
            seen.remember(SeenStores.event("identity", "other", "test", "f" + i), i, Long.MAX_VALUE);
            seen.sweep(0);
        }
        seen.flush();
        assertKnown(seen, old);
        assertKnown(new SeenEvents(store), old);
        assertThat(SeenStores.rows(store)).allMatch(row -> row.key.get()[0] == 0);
        store.close();
    }

    private static void assertKnown(SeenEvents seen, List<KeyValue<Bytes, byte[]>> old) {
        for (KeyValue<Bytes, byte[]> row : old) {
            String[] parts = new String(row.key.get(), StandardCharsets.UTF_8).split("\u001f");
            var event = SeenStores.event(parts[0], parts[1], parts[2], parts[3]);
            assertThat(seen.look(event, new OldSeenRows.Row(row.key, row.value).contentHash()))
                    .isEqualTo(Verdict.DUPLICATE);
        }
    }

    private void unzip(String release) throws IOException {
        try (InputStream in = SeenEventsOnDiskTest.class.getResourceAsStream("/upgrade/" + release + "/state.zip");
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().startsWith(STORE) && !entry.isDirectory()) {
                    Path target = dir.resolve(entry.getName());
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
    }
}
