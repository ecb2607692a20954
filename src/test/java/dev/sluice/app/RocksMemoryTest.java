package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class RocksMemoryTest {
    private static final long BOUND = 16L << 20;

    @TempDir
    Path dir;

    @Test
    void isSharedUnlessSomebodyHasASetterOfTheirOwn() {
        Map<String, String> needed = Map.of("bootstrap.servers", "kafka:9092", "schema.registry.url", "mock://memory");
        Map<String, String> own = new HashMap<>(needed);
        own.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, "acme.Setter");

        assertThat(new AppConfig(needed).sharesRocksMemory()).isTrue();
        assertThat(new AppConfig(own).sharesRocksMemory()).isFalse();
    }

    @Test
    void allStoresTogetherStayWithinTheBound() throws Exception {
        try (RocksMemory memory = new RocksMemory(BOUND);
                Options first = options(memory);
                Options second = options(memory);
                RocksDB one = RocksDB.open(first, dir.resolve("one").toString());
                RocksDB two = RocksDB.open(second, dir.resolve("two").toString());
                FlushOptions flush = new FlushOptions()) {
            byte[] value = new byte[10_000];
            for (int i = 0; i < 4_000; i++) {
                byte[] key = Integer.toString(i).getBytes();
                one.put(key, value);
                two.put(key, value);
            }
            one.flush(flush);
            two.flush(flush);
            for (int i = 0; i < 4_000; i++) {
                one.get(Integer.toString(i).getBytes());
                two.get(Integer.toString(i).getBytes());
            }

            long ofOne = one.getLongProperty("rocksdb.block-cache-usage");
            assertThat(ofOne).isPositive().isEqualTo(two.getLongProperty("rocksdb.block-cache-usage"));
            assertThat(ofOne).isLessThanOrEqualTo(BOUND + BOUND / 8);
        }
    }

    @Test
    void whoBringsASetterKeepsIt() {
        try (RocksMemory memory = new RocksMemory(BOUND)) {
            Properties own = new Properties();
            own.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, "acme.Setter");

            assertThat(memory.sharedBy(own))
                    .containsEntry(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, "acme.Setter");
            assertThat(memory.sharedBy(new Properties()))
                    .containsEntry(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksMemory.Setter.class);
        }
    }

    private static Options options(RocksMemory memory) {
        Options options = new Options().setCreateIfMissing(true).setTableFormatConfig(new BlockBasedTableConfig());
        new RocksMemory.Setter().setConfig("store", options, Map.of(RocksMemory.KEY, memory));
        return options;
    }
}
