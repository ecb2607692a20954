package dev.sluice.registry;

import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.apache.avro.Schema;

/**
 * Lets a restart work while the registry is away.
 *
 * <p>The schema of an id or GUID never changes, so it is answered from disk first. The id of a schema to be written is asked
 * of the registry first, since only the registry knows whether it still holds the schema; the disk answers when the registry
 * cannot, and then for a while without asking again. What may change otherwise (the latest version, compatibility, lists) is
 * always asked.
 */
final class DiskBackedSchemaRegistryClient implements SchemaRegistryClient {

    private static final long QUIET_MILLIS = 10_000;

    private final SchemaRegistryClient delegate;
    private final DiskSchemaCache disk;
    private final InstantSource clock;
    private final AtomicLong quietUntil = new AtomicLong(Long.MIN_VALUE);

    DiskBackedSchemaRegistryClient(SchemaRegistryClient delegate, DiskSchemaCache disk, InstantSource clock) {
        this.delegate = delegate;
        this.disk = disk;
        this.clock = clock;
    }

    @Override
    public int register(String subject, Schema schema, boolean normalize) {
        return id(subject, schema, normalize, () -> delegate.register(subject, schema, normalize));
    }

    @Override
    public int lookup(String subject, Schema schema, boolean normalize) {
        return id(subject, schema, normalize, () -> delegate.lookup(subject, schema, normalize));
    }

    private int id(String subject, Schema schema, boolean normalize, IntSupplier registry) {
        OptionalInt known = disk.registration(subject, schema, normalize);
        if (known.isPresent() && clock.millis() < quietUntil.get()) {
            return known.getAsInt();
        }
        try {
            int id = registry.getAsInt();
            disk.confirm(id, schema);
            disk.putRegistration(subject, schema, normalize, id);
            return id;
        } catch (RuntimeException e) {
            if (known.isEmpty() || !Transience.isTransient(e)) {
                throw e;
            }
            quietUntil.set(clock.millis() + QUIET_MILLIS);
            return known.getAsInt();
        }
    }

    @Override
    public RegisteredSchema latest(String subject) {
        RegisteredSchema latest = delegate.latest(subject);
        disk.confirm(latest.id(), latest.schema());
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
