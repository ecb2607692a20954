package dev.sluice.stream.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.govern.AccessPages;
import dev.sluice.domain.policy.Policies;
import dev.sluice.json.PlainJson;
import dev.sluice.stream.Names;
import dev.sluice.stream.SluiceTopology;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** The stores that earlier versions left behind: every later version must open them and find everything. */
class UpgradeFixtureTest {
    private static final Pattern NAMES = Pattern.compile("(?:stores: |topics: |topic: )\\[?([^\\])]+)\\]?\\)");

    private String version;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"format-1", "v0.1"})
    void theIdentityStoreGivesTheViewThatItsVersionPublished(String release) throws Exception {
        version = release;
        unzip();
        Map<String, String> views = new TreeMap<>();
        IdentityCodec codec = new IdentityCodec();
        for (Map.Entry<String, byte[]> row : rows(Names.IDENTITY_STORE).entrySet()) {
            if (!SubjectKeys.isAccount(row.getKey())) {
                StoredIdentity stored = codec.decode(row.getKey(), row.getValue());
                views.put(
                        row.getKey(),
                        PlainJson.write(
                                AccessPages.of(stored.state(), Policies.none()).head()));
            }
        }

        assertThat(views).isEqualTo(published()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"format-1", "v0.1"})
    void everyStoreIsStillAStoreAndOpens(String release) throws Exception {
        version = release;
        unzip();
        List<String> then;
        try (var stores = Files.list(stores())) {
            then = stores.map(path -> path.getFileName().toString()).toList();
        }
        assertThat(then).hasSize(5).isSubsetOf(SluiceTopology.STORES);
        for (String store : then) {
            assertThat(rows(store)).as(store).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"format-1", "v0.1"})
    void theStoresAndTheStageOfTheGoldenTopologyAreKept(String release) throws IOException {
        version = release;
        String then = text("topology.txt");
        List<String> since = List.of(Names.ACTIVITY_STORE, Names.CORRELATION_STORE);
        for (String store : SluiceTopology.STORES) {
            assertThat(then.contains(store)).as(store).isEqualTo(!since.contains(store));
        }
        assertThat(then).contains("Processor: " + Names.GOVERN);
    }

    /** Tasks are numbered by sub-topology, and a changelog belongs to a store: neither may move. */
    @ParameterizedTest
    @ValueSource(strings = {"format-1", "v0.1"})
    void noSubTopologyLosesAStoreOrATopic(String release) throws IOException {
        version = release;
        Map<String, Set<String>> then = partsBySubTopology(text("topology.txt"));
        Map<String, Set<String>> now = partsBySubTopology(Files.readString(Path.of("topology/topology.txt")));

        assertThat(then).hasSize(1);
        then.forEach((number, parts) -> assertThat(now.get(number)).containsAll(parts));
    }

    /** By number of the sub-topology: its stores, and the topics that it reads and writes. */
    private static Map<String, Set<String>> partsBySubTopology(String description) {
        Map<String, Set<String>> parts = new TreeMap<>();
        String number = "";
        for (String line : description.lines().map(String::strip).toList()) {
            if (line.startsWith("Sub-topology: ")) {
                number = line;
            }
            Matcher names = NAMES.matcher(line);
            while (names.find()) {
                parts.computeIfAbsent(number, key -> new TreeSet<>())
                        .addAll(List.of(names.group(1).split(", ")));
            }
        }
        return parts;
    }

    private Map<String, String> published() throws IOException {
        Map<String, String> views = new TreeMap<>();
        ObjectMapper mapper = new ObjectMapper();
        for (String line : text("identity-access.jsonl").lines().toList()) {
            JsonNode record = mapper.readTree(line);
            if (!record.path("page").has("bucket")) {
                views.put(record.get("identityId").asText(), line);
            }
        }
        return views;
    }

    private Path stores() {
        return dir.resolve("state/sluice/0_0/rocksdb");
    }

    private Map<String, byte[]> rows(String store) throws RocksDBException {
        String path = stores().resolve(store).toString();
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        for (byte[] name : RocksDB.listColumnFamilies(new Options(), path)) {
            families.add(new ColumnFamilyDescriptor(name));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        Map<String, byte[]> rows = new TreeMap<>();
        try (DBOptions options = new DBOptions();
                RocksDB db = RocksDB.openReadOnly(options, path, families, handles)) {
            for (int i = 0; i < handles.size(); i++) {
                if (new String(families.get(i).getName(), StandardCharsets.UTF_8).equals("default")) {
                    try (RocksIterator rowIterator = db.newIterator(handles.get(i))) {
                        for (rowIterator.seekToFirst(); rowIterator.isValid(); rowIterator.next()) {
                            rows.put(new String(rowIterator.key(), StandardCharsets.UTF_8), rowIterator.value());
                        }
                    }
                }
            }
            handles.forEach(ColumnFamilyHandle::close);
        }
        return rows;
    }

    private void unzip() throws IOException {
        try (ZipInputStream zip = new ZipInputStream(open("state.zip"))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = dir.resolve(entry.getName()).normalize();
                assertThat(target.startsWith(dir)).isTrue();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
    }

    private String text(String name) throws IOException {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private InputStream open(String name) {
        InputStream in = UpgradeFixtureTest.class.getResourceAsStream("/upgrade/" + version + "/" + name);
        assertThat(in).as(name).isNotNull();
        return in;
    }
}
