package dev.sluice.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;

/** A registry with fixed contents that notes what it is asked. */
final class FakeRegistry implements SchemaRegistryClient {

    final List<String> registrations = Collections.synchronizedList(new ArrayList<>());
    final List<String> subjectsAsked = Collections.synchronizedList(new ArrayList<>());
    final List<UUID> guidsAsked = Collections.synchronizedList(new ArrayList<>());
    private final Map<Integer, Schema> byId;
    private final Map<UUID, Schema> byGuid;

    FakeRegistry(Map<Integer, Schema> byId, Map<UUID, Schema> byGuid) {
        this.byId = byId;
        this.byGuid = byGuid;
    }

    @Override
    public int register(String subject, Schema schema, boolean normalize) {
        registrations.add(subject);
        return lookup(subject, schema, normalize);
    }

    @Override
    public int lookup(String subject, Schema schema, boolean normalize) {
        return byId.entrySet().stream()
                .filter(entry -> entry.getValue().equals(schema))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new RestException("Schema not found", 404, 40403));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        throw new RestException("Subject not found", 404, 40401);
    }

    @Override
    public RegisteredSchema version(String subject, int version) {
        throw new RestException("Version not found", 404, 40402);
    }

    @Override
    public Schema byId(int id, String subject) {
        subjectsAsked.add(subject);
        return found(byId.get(id));
    }

    @Override
    public Schema byGuid(UUID guid) {
        guidsAsked.add(guid);
        return found(byGuid.get(guid));
    }

    private static Schema found(Schema schema) {
        if (schema == null) {
            throw new RestException("Schema not found", 404, 40403);
        }
        return schema;
    }

    @Override
    public List<String> subjects() {
        return List.of();
    }

    @Override
    public List<Integer> versions(String subject) {
        return List.of();
    }

    @Override
    public CompatibilityResult check(String subject, Schema schema, boolean normalize) {
        return new CompatibilityResult(true, List.of());
    }

    @Override
    public String compatibility(String subject) {
        return "NONE";
    }

    @Override
    public void setCompatibility(String subject, String level) {}

    @Override
    public void close() {}
}
