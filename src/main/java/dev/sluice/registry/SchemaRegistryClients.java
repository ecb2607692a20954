package dev.sluice.registry;

import java.time.InstantSource;

/** Builds the client that a configuration asks for. */
public final class SchemaRegistryClients {

    private SchemaRegistryClients() {}

    /**
     * A client with caches in memory, on disk as well where the configuration names a directory, over HTTP or over the
     * in-memory registry of a {@code mock://} scope. Nothing is sent before its first call.
     */
    public static SchemaRegistryClient create(SchemaRegistryConfig config) {
        InstantSource clock = InstantSource.system();
        SchemaRegistryClient source = config.mockScope()
                .<SchemaRegistryClient>map(MockSchemaRegistryClient::forScope)
                .orElseGet(() -> new HttpSchemaRegistryClient(config));
        boolean onDisk = config.mockScope().isEmpty() && config.cacheDirectory().isPresent();
        if (onDisk) {
            source = new DiskBackedSchemaRegistryClient(
                    source, new DiskSchemaCache(config.cacheDirectory().get(), config.cacheIdentity()), clock);
        }
        return new CachingSchemaRegistryClient(source, config.caching(), clock);
    }
}
