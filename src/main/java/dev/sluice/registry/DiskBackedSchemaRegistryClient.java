package dev.sluice.registry;

import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.avro.Schema;

/**
 * Answers from disk what a registry once answered for ever: the schema of an id or GUID, the id of a registered schema. What
 * may change (the latest version, compatibility, lists) is always asked.
 */
final class DiskBackedSchemaRegistryClient implements SchemaRegistryClient {

    private final SchemaRegistryClient delegate;
    private final DiskSchemaCache disk;

    DiskBackedSchemaRegistryClient(SchemaRegistryClient delegate, DiskSchemaCache disk) {
        this.delegate = delegate;
        this.disk = disk;
    }

    @Override
    public int register(String subject, Schema schema, boolean normalize) {
        OptionalInt known = disk.registration(subject, schema, normalize);
        return known.isPresent()
                ? known.getAsInt()
                : remember(subject, schema, normalize, delegate.register(subject, schema, normalize));
    }

    @Override
    public int lookup(String subject, Schema schema, boolean normalize) {
        OptionalInt known = disk.registration(subject, schema, normalize);
        return known.isPresent()
                ? known.getAsInt()
                : remember(subject, schema, normalize, delegate.lookup(subject, schema, normalize));
    }

    private int remember(String subject, Schema schema, boolean normalize, int id) {
        disk.putRegistration(subject, schema, normalize, id);
        return id;
    }

    @Override
    public RegisteredSchema latest(String subject) {
        RegisteredSchema latest = delegate.latest(subject);
        disk.put(latest.id(), latest.schema());
        return latest;
    }

    @Override
    public RegisteredSchema version(String subject, int version) {
        return delegate.version(subject, version);
    }

    @Override
    public Schema byId(int id, String subject) {
        return disk.byId(id).orElseGet(() -> {
            Schema schema = delegate.byId(id, subject);
            disk.put(id, schema);
            return schema;
        });
    }

    @Override
    public Schema byGuid(UUID guid) {
        return disk.byGuid(guid).orElseGet(() -> {
            Schema schema = delegate.byGuid(guid);
            disk.put(guid, schema);
            return schema;
        });
    }

    @Override
    public List<String> subjects() {
        return delegate.subjects();
    }

    @Override
    public List<Integer> versions(String subject) {
        return delegate.versions(subject);
    }

    @Override
    public CompatibilityResult check(String subject, Schema schema, boolean normalize) {
        return delegate.check(subject, schema, normalize);
    }

    @Override
    public String compatibility(String subject) {
        return delegate.compatibility(subject);
    }

    @Override
    public void setCompatibility(String subject, String level) {
        delegate.setCompatibility(subject, level);
    }

    @Override
    public void close() {
        delegate.close();
    }
}
