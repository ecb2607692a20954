package dev.sluice.registry;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;

/**
 * A bounded cache that loads each missing key once, however many threads ask for it at the same time.
 *
 * <p>The least recently used entry makes room. Definite "not found" answers are remembered for a time of their own, zero by
 * default; other failures never. Not meant for every record: the codec keeps its own lock-free table.
 */
final class SingleFlightCache<K, V> {

    private record Held<V>(V value, RestException missing, long until) {}

    private final Object lock = new Object();
    private final Map<K, Held<V>> held;
    private final Map<K, Held<V>> missing;
    private final Map<K, CompletableFuture<V>> loading = new LinkedHashMap<>();
    private final Optional<Duration> timeToLive;
    private final Duration missingTimeToLive;
    private final InstantSource clock;

    /**
     * @param timeToLive how long a value is kept; empty = until it is evicted
     * @param missingTimeToLive how long "not found" is remembered; zero = not at all
     */
    SingleFlightCache(
            int size, Optional<Duration> timeToLive, int missingSize, Duration missingTimeToLive, InstantSource clock) {
        this.held = new Lru<>(size);
        this.missing = new Lru<>(missingSize);
        this.timeToLive = timeToLive;
        this.missingTimeToLive = missingTimeToLive;
        this.clock = clock;
    }

    /** The value of a key, loaded if it is not held; throws what the loader throws. */
    V get(K key, Supplier<V> loader) {
        while (true) {
            CompletableFuture<V> flight;
            boolean leads = false;
            synchronized (lock) {
                Held<V> known = fresh(key);
                if (known != null) {
                    return value(known);
                }
                flight = loading.get(key);
                if (flight == null) {
                    flight = new CompletableFuture<>();
                    loading.put(key, flight);
                    leads = true;
                }
            }
            if (leads) {
                return load(key, loader, flight);
            }
            Optional<V> shared = join(flight);
            if (shared.isPresent()) {
                return shared.get();
            }
        }
    }

    /** Holds a value that was learned in another way. */
    void put(K key, V value) {
        synchronized (lock) {
            keep(key, value);
        }
    }

    /** Forgets a key. */
    void remove(K key) {
        synchronized (lock) {
            held.remove(key);
            missing.remove(key);
        }
    }

    /** Forgets everything. */
    void clear() {
        synchronized (lock) {
            held.clear();
            missing.clear();
        }
    }

    private V load(K key, Supplier<V> loader, CompletableFuture<V> flight) {
        try {
            V value = loader.get();
            synchronized (lock) {
                keep(key, value);
                loading.remove(key);
            }
            flight.complete(value);
            return value;
        } catch (RuntimeException | Error e) {
            synchronized (lock) {
                if (e instanceof RestException rest && rest.isMissing() && !missingTimeToLive.isZero()) {
                    missing.put(key, new Held<>(null, rest, clock.millis() + missingTimeToLive.toMillis()));
                }
                loading.remove(key);
            }
            flight.completeExceptionally(e);
            throw e;
        }
    }

    /** Empty when the thread that loaded was interrupted: that is its own affair, so the caller tries for itself. */
    private Optional<V> join(CompletableFuture<V> flight) {
        long begin = clock.millis();
        try {
            long most = WaitLimit.leftMillis();
            return Optional.of(most == Long.MAX_VALUE ? flight.get() : flight.get(most, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new RegistryUnavailableException(
                    "The schema registry has not answered another thread that asks the same", e);
        } catch (InterruptedException e) {
            throw new InterruptException("Interrupted while another thread asked the schema registry", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptException) {
                return Optional.empty();
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } finally {
            WaitLimit.waited(clock.millis() - begin);
        }
    }

    private Held<V> fresh(K key) {
        Held<V> known = held.get(key);
        if (known == null) {
            known = missing.get(key);
        }
        if (known != null && clock.millis() >= known.until()) {
            held.remove(key);
            missing.remove(key);
            return null;
        }
        return known;
    }

    private void keep(K key, V value) {
        long until = timeToLive.map(ttl -> clock.millis() + ttl.toMillis()).orElse(Long.MAX_VALUE);
        missing.remove(key);
        held.put(key, new Held<>(value, null, until));
    }

    private static <V> V value(Held<V> known) {
        if (known.missing() != null) {
            throw known.missing();
        }
        return known.value();
    }

    private static final class Lru<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1L;

        private final int size;

        Lru(int size) {
            super(16, 0.75f, true);
            this.size = size;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > size;
        }
    }
}
