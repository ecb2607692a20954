package dev.sluice.app;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/**
 * One bound for what all RocksDB stores of a process have in memory outside of the heap of blocks, indexes and filters, and a
 * small one for the write buffers of each store. Without them each store of each partition has up to 98 MiB of its own.
 */
public final class RocksMemory implements AutoCloseable {
    /** Key by which the stores find it among the properties of Kafka Streams. */
    static final String KEY = "rocksdb.shared.memory";

    /** Indexes and filters are read with every miss, so they go last. */
    private static final double HIGH_PRIORITY_SHARE = 0.2;

    /**
     * Of each store. A bound over all stores (WriteBufferManager) flushes whichever is written to when it is reached, however
     * little is in it: 36 stores that shared 256 MiB took 1.7 times the processor time for an event.
     */
    private static final long WRITE_BUFFER_BYTES = 4L << 20;

    private static final int WRITE_BUFFERS = 3;

    private final Cache cache;
    private final long bytes;

    /**
     * Takes the memory as it is used, not now.
     *
     * @param bytes the bound of blocks, indexes and filters of all stores together
     */
    public RocksMemory(long bytes) {
        RocksDB.loadLibrary();
        this.bytes = bytes;
        cache = new LRUCache(bytes, -1, false, HIGH_PRIORITY_SHARE);
    }

    /**
     * Has the stores of a stream application share the memory, unless they are told to do otherwise.
     *
     * @param streams the properties of Kafka Streams, which are added to
     * @return the same properties
     */
    public Properties sharedBy(Properties streams) {
        streams.put(KEY, this);
        streams.putIfAbsent(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, Setter.class);
        return streams;
    }

    /** Puts a store into the shared memory; Kafka Streams makes one for each store. */
    public static final class Setter implements RocksDBConfigSetter {
        /** A setter without settings of its own. */
        public Setter() {}

        @Override
        public void setConfig(String store, Options options, Map<String, Object> configs) {
            ((RocksMemory) configs.get(KEY)).share(options);
        }

        @Override
        public void close(String store, Options options) {
            // What is shared outlives the store.
        }
    }

    private void share(Options options) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(cache);
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(WRITE_BUFFERS);
    }

    /** Gives the memory back; all stores have to be closed. */
    @Override
    public void close() {
        cache.close();
    }

    @Override
    public String toString() {
        return "RocksMemory[" + bytes + " bytes]";
    }
}
