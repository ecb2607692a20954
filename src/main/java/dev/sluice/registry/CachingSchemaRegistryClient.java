package dev.sluice.registry;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;

/**
 * Remembers what a registry answered, within the bounds of {@link SchemaRegistryConfig.Caching}, and asks it once for what
 * many threads miss at the same time. Questions about compatibility and lists are always asked anew.
 */
public final class CachingSchemaRegistryClient implements SchemaRegistryClient {

    private record Registration(String subject, Schema schema, boolean normalize) {}

    private record Version(String subject, int version) {}

    private final SchemaRegistryClient delegate;
    private final SingleFlightCache<Registration, Integer> registered;
    private final SingleFlightCache<Registration, Integer> lookedUp;
    private final SingleFlightCache<Integer, Schema> byId;
    private final SingleFlightCache<UUID, Schema> byGuid;
    private final SingleFlightCache<String, RegisteredSchema> latest;
    private final SingleFlightCache<Version, RegisteredSchema> versions;

    /**
     * @param delegate asked for what is not held
     * @param limits bounds and life times
     * @param clock tells when a latest version or a failure is too old
     */
    public CachingSchemaRegistryClient(
            SchemaRegistryClient delegate, SchemaRegistryConfig.Caching limits, InstantSource clock) {
        this.delegate = delegate;
        this.registered = cache(limits, Duration.ZERO, clock);
        this.lookedUp = cache(limits, limits.missingSchema(), clock);
        this.byId = cache(limits, limits.missingId(), clock);
        this.byGuid = cache(limits, limits.missingId(), clock);
        this.versions = cache(limits, limits.missingVersion(), clock);
        this.latest = new SingleFlightCache<>(
                limits.latestSize(), limits.latestTtl(), limits.missingSize(), limits.missingVersion(), clock);
    }

    @Override
    public int register(String subject, Schema schema, boolean normalize) {
        return registered.get(new Registration(subject, schema, normalize), () -> {
            int id = delegate.register(subject, schema, normalize);
            latest.remove(subject);
            lookedUp.remove(new Registration(subject, schema, normalize));
            return id;
        });
    }

    @Override
    public int lookup(String subject, Schema schema, boolean normalize) {
        return lookedUp.get(
                new Registration(subject, schema, normalize), () -> delegate.lookup(subject, schema, normalize));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return latest.get(subject, () -> {
            RegisteredSchema found = delegate.latest(subject);
            byId.put(found.id(), found.schema());
            return found;
        });
    }

    @Override
    public RegisteredSchema version(String subject, int version) {
        return versions.get(new Version(subject, version), () -> delegate.version(subject, version));
    }

    @Override
    public Schema byId(int id, String subject) {
        return byId.get(id, () -> delegate.byId(id, subject));
    }

    @Override
    public Schema byGuid(UUID guid) {
        return byGuid.get(guid, () -> delegate.byGuid(guid));
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
        registered.clear();
        lookedUp.clear();
        byId.clear();
        byGuid.clear();
        latest.clear();
        versions.clear();
        delegate.close();
    }

    private static <K, V> SingleFlightCache<K, V> cache(
            SchemaRegistryConfig.Caching limits, Duration missing, InstantSource clock) {
        return new SingleFlightCache<>(limits.size(), Optional.empty(), limits.missingSize(), missing, clock);
    }
}
