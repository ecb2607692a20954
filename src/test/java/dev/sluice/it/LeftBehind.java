package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.json.PlainJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** What a release left behind: the directory of its stores, and the views that it had published from them. */
final class LeftBehind {
    /** What the keys of changelog offsets end with: the topic's suffix and its only partition. */
    private static final String CHANGELOG = "-changelog-0";

    private static final String TASK = "state/sluice/0_0";

    private final String release;

    LeftBehind(String release) {
        this.release = release;
    }

    /** A row of a store. */
    record Row(byte[] key, byte[] value) {}

    /**
     * A store.
     *
     * @param name its name
     * @param applicationId the application that it was written by
     * @param rows what is in it
     * @param offset up to which record of its changelog it was written
     */
    record Store(String name, String applicationId, List<Row> rows, long offset) {
        String changelog(String application) {
            return application + "-" + name + "-changelog";
        }
    }

    /** Puts the stores where an application looks for its first task's. */
    void unpack(Path task) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(open("state.zip"))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = task.resolve(entry.getName().substring(TASK.length() + 1))
                        .normalize();
                assertThat(target.startsWith(task)).isTrue();
                Files.createDirectories(target.getParent());
                Files.copy(zip, target);
            }
        }
    }

    /** Reads unpacked stores; they are as they were afterwards. */
    static List<Store> stores(Path task) throws IOException, RocksDBException {
        List<Store> stores = new ArrayList<>();
        try (var folders = Files.list(task.resolve("rocksdb"))) {
            for (Path folder : folders.sorted().toList()) {
                stores.add(store(folder));
            }
        }
        return stores;
    }

    private static Store store(Path folder) throws RocksDBException {
        String name = folder.getFileName().toString();
        Map<String, List<Row>> families = families(folder.toString());
        Row offset = families.get("offsets").stream()
                .filter(row -> text(row.key()).endsWith(CHANGELOG))
                .findFirst()
                .orElseThrow();
        String changelog = text(offset.key());
        return new Store(
                name,
                changelog.substring(0, changelog.length() - CHANGELOG.length() - name.length() - 1),
                families.get("default"),
                ByteBuffer.wrap(offset.value()).getLong());
    }

    private static Map<String, List<Row>> families(String path) throws RocksDBException {
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (byte[] name : RocksDB.listColumnFamilies(new Options(), path)) {
            descriptors.add(new ColumnFamilyDescriptor(name));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        Map<String, List<Row>> families = new TreeMap<>();
        try (DBOptions options = new DBOptions();
                RocksDB db = RocksDB.openReadOnly(options, path, descriptors, handles)) {
            for (int i = 0; i < handles.size(); i++) {
                List<Row> rows = new ArrayList<>();
                try (RocksIterator iterator = db.newIterator(handles.get(i))) {
                    for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                        rows.add(new Row(iterator.key(), iterator.value()));
                    }
                }
                families.put(text(descriptors.get(i).getName()), rows);
            }
            handles.forEach(ColumnFamilyHandle::close);
        }
        return families;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The views that the release had published, without pages, by identity. */
    Map<String, JsonNode> views() throws IOException {
        Map<String, JsonNode> views = new TreeMap<>();
        ObjectMapper mapper = new ObjectMapper();
        try (InputStream in = open("identity-access.jsonl")) {
            for (String line : text(in.readAllBytes()).lines().toList()) {
                JsonNode view = mapper.readTree(line);
                if (!view.path("page").has("bucket")) {
                    views.put(view.get("identityId").asText(), view);
                }
            }
        }
        return views;
    }

    /** A published view as {@link #views} has it. */
    static JsonNode view(org.apache.avro.specific.SpecificRecord record) throws IOException {
        return new ObjectMapper().readTree(PlainJson.write(record));
    }

    private InputStream open(String name) {
        InputStream in = LeftBehind.class.getResourceAsStream("/upgrade/" + release + "/" + name);
        assertThat(in).as(name).isNotNull();
        return in;
    }
}
