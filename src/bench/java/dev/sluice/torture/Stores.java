package dev.sluice.torture;

import dev.sluice.torture.oracle.SameStores.Content;
import dev.sluice.torture.oracle.SameStores.Copy;
import dev.sluice.torture.rig.Instances;
import dev.sluice.torture.rig.Rig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** What the stores hold: those on the disks of instances that have ended, and their changelogs. */
final class Stores {
    private static final String CHANGELOG = "-changelog";
    private static final long NOTHING = -1;

    private final Rig rig;
    private final Map<String, Content> changelogs = new TreeMap<>();
    private final Map<String, Long> lastOffsets = new HashMap<>();

    /** Reads the changelogs. */
    Stores(Rig rig, Readings readings) throws Exception {
        this.rig = rig;
        for (String topic : rig.admin().listTopics().names().get()) {
            if (topic.startsWith(Rig.APPLICATION + "-") && topic.endsWith(CHANGELOG)) {
                String store = topic.substring(Rig.APPLICATION.length() + 1, topic.length() - CHANGELOG.length());
                Map<Integer, TreeMap<byte[], byte[]>> rows = new HashMap<>();
                readings.eachOf(topic, record -> {
                    lastOffsets.put(store + " " + record.partition(), record.offset());
                    TreeMap<byte[], byte[]> of = rows.computeIfAbsent(
                            record.partition(), partition -> new TreeMap<>(Arrays::compareUnsigned));
                    if (record.value() == null) {
                        of.remove(record.key());
                    } else {
                        of.put(record.key(), record.value());
                    }
                });
                for (int partition = 0; partition < rig.partitions(); partition++) {
                    Summing sum = new Summing();
                    rows.getOrDefault(partition, new TreeMap<>(Arrays::compareUnsigned))
                            .forEach(sum::add);
                    changelogs.put(store + " " + partition, sum.content());
                }
            }
        }
    }

    /** What each changelog comes to, by store and partition. */
    Map<String, Content> changelogs() {
        return changelogs;
    }

    /** Every copy on a disk; the instances must have ended. */
    List<Copy> copies() throws IOException, RocksDBException {
        List<Copy> copies = new ArrayList<>();
        for (int app : Instances.all()) {
            Path tasks = rig.instances().state(app).resolve(Rig.APPLICATION);
            for (Path task : folders(tasks)) {
                String partition = task.getFileName().toString().replaceFirst(".*_", "");
                for (Path store : folders(task.resolve("rocksdb"))) {
                    copies.add(copy(app, store.getFileName() + " " + partition, store));
                }
            }
        }
        return copies;
    }

    private static List<Path> folders(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.filter(Files::isDirectory).sorted().toList();
        }
    }

    private Copy copy(int app, String name, Path store) throws RocksDBException {
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        try (Options options = new Options()) {
            for (byte[] family : RocksDB.listColumnFamilies(options, store.toString())) {
                descriptors.add(new ColumnFamilyDescriptor(family));
            }
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        Summing sum = new Summing();
        long offset = NOTHING;
        try (DBOptions options = new DBOptions();
                RocksDB db = RocksDB.openReadOnly(options, store.toString(), descriptors, handles)) {
            for (int i = 0; i < handles.size(); i++) {
                String family = new String(descriptors.get(i).getName(), StandardCharsets.UTF_8);
                if (family.equals("default")) {
                    try (RocksIterator rows = db.newIterator(handles.get(i))) {
                        for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                            sum.add(rows.key(), rows.value());
                        }
                    }
                } else if (family.equals("offsets")) {
                    try (RocksIterator rows = db.newIterator(handles.get(i))) {
                        for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                            if (new String(rows.key(), StandardCharsets.UTF_8).contains(CHANGELOG)) {
                                offset = ByteBuffer.wrap(rows.value()).getLong();
                            }
                        }
                    }
                }
            }
            handles.forEach(ColumnFamilyHandle::close);
        }
        return new Copy(app, name, sum.content(), offset >= lastOffsets.getOrDefault(name, NOTHING));
    }

    private static final class Summing {
        private final MessageDigest digest = Digest.sha256();
        private long rows;

        void add(byte[] key, byte[] value) {
            digest.update(ByteBuffer.allocate(8)
                    .putInt(key.length)
                    .putInt(value.length)
                    .array());
            digest.update(key);
            digest.update(value);
            rows++;
        }

        Content content() {
            return new Content(rows, java.util.HexFormat.of().formatHex(digest.digest()));
        }
    }
}
