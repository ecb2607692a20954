package dev.sluice.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;

/**
 * A registry in memory, for tests and for runs without a broker.
 *
 * <p>{@code mock://scope} names one that all clients of this JVM share, as in Confluent's client; {@link #drop} forgets it.
 * Ids count from 1, the same schema text has the same id under every subject. Compatibility is enforced only for subjects
 * whose level was set.
 */
public final class MockSchemaRegistryClient implements SchemaRegistryClient {

    /** Sharing by name across serializers that Kafka instantiates is the meaning of a scope, so it cannot be injected. */
    private static final ConcurrentMap<String, MockSchemaRegistryClient> SCOPES = new ConcurrentHashMap<>();

    private final Map<Integer, Schema> byId = new TreeMap<>();
    private final Map<String, Integer> idByText = new HashMap<>();
    private final Map<String, List<Integer>> subjects = new TreeMap<>();
    private final Map<String, String> levels = new HashMap<>();

    /** A registry of its own, shared with nobody. */
    public MockSchemaRegistryClient() {}

    /** The registry of a scope, made when first asked for. */
    public static MockSchemaRegistryClient forScope(String scope) {
        return SCOPES.computeIfAbsent(scope, name -> new MockSchemaRegistryClient());
    }

    /** Forgets a scope; clients that hold it keep what they know. */
    public static void drop(String scope) {
        SCOPES.remove(scope);
    }

    @Override
    public synchronized int register(String subject, Schema schema, boolean normalize) {
        String text = schema.toString();
        List<Integer> ids = subjects.getOrDefault(subject, List.of());
        Integer known = idByText.get(text);
        if (known != null && ids.contains(known)) {
            return known;
        }
        CompatibilityResult result = check(subject, schema, normalize);
        if (!result.compatible()) {
            throw new RestException("Schema being registered is incompatible: " + result.messages(), 409, 409);
        }
        int id = idByText.computeIfAbsent(text, ignored -> idByText.size() + 1);
        byId.put(id, schema);
        subjects.computeIfAbsent(subject, ignored -> new ArrayList<>()).add(id);
        return id;
    }

    @Override
    public synchronized int lookup(String subject, Schema schema, boolean normalize) {
        List<Integer> ids = idsOf(subject);
        Integer id = idByText.get(schema.toString());
        if (id == null || !ids.contains(id)) {
            throw new RestException("Schema not found", 404, 40403);
        }
        return id;
    }

    @Override
    public synchronized RegisteredSchema latest(String subject) {
        return version(subject, idsOf(subject).size());
    }

    @Override
    public synchronized RegisteredSchema version(String subject, int version) {
        List<Integer> ids = idsOf(subject);
        if (version < 1 || version > ids.size()) {
            throw new RestException("Version " + version + " not found", 404, 40402);
        }
        int id = ids.get(version - 1);
        Schema schema = byId.get(id);
        return new RegisteredSchema(subject, version, id, guidOf(schema), schema);
    }

    @Override
    public synchronized Schema byId(int id, String subject) {
        Schema schema = byId.get(id);
        if (schema == null) {
            throw new RestException("Schema " + id + " not found", 404, 40403);
        }
        return schema;
    }

    @Override
    public synchronized Schema byGuid(UUID guid) {
        return byId.values().stream()
                .filter(schema -> guidOf(schema).equals(guid))
                .findFirst()
                .orElseThrow(() -> new RestException("Schema " + guid + " not found", 404, 40403));
    }

    @Override
    public synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    @Override
    public synchronized List<Integer> versions(String subject) {
        List<Integer> versions = new ArrayList<>();
        for (int version = 1; version <= idsOf(subject).size(); version++) {
            versions.add(version);
        }
        return versions;
    }

    @Override
    public synchronized CompatibilityResult check(String subject, Schema schema, boolean normalize) {
        String level = levels.getOrDefault(subject, "NONE");
        List<Schema> existing = new ArrayList<>();
        subjects.getOrDefault(subject, List.of()).forEach(id -> existing.add(byId.get(id)));
        if (!level.endsWith("_TRANSITIVE") && existing.size() > 1) {
            existing.subList(0, existing.size() - 1).clear();
        }
        List<String> messages = new ArrayList<>();
        for (Schema old : existing) {
            if ((level.startsWith("BACKWARD") || level.startsWith("FULL")) && !SchemaTexts.canRead(schema, old)) {
                messages.add("the new schema cannot read what " + old.getFullName() + " wrote");
            }
            if ((level.startsWith("FORWARD") || level.startsWith("FULL")) && !SchemaTexts.canRead(old, schema)) {
                messages.add("readers with " + old.getFullName() + " cannot read the new schema");
            }
        }
        return new CompatibilityResult(messages.isEmpty(), messages);
    }

    @Override
    public synchronized String compatibility(String subject) {
        return levels.getOrDefault(subject, "NONE");
    }

    @Override
    public synchronized void setCompatibility(String subject, String level) {
        levels.put(subject, level);
    }

    /** Keeps everything: the next client of the scope shall find it. */
    @Override
    public void close() {}

    private List<Integer> idsOf(String subject) {
        List<Integer> ids = subjects.get(subject);
        if (ids == null) {
            throw new RestException("Subject '" + subject + "' not found", 404, 40401);
        }
        return ids;
    }

    private static UUID guidOf(Schema schema) {
        return UUID.nameUUIDFromBytes(schema.toString().getBytes(StandardCharsets.UTF_8));
    }
}
