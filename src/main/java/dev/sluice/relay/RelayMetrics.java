package dev.sluice.relay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What the relay counts. Every meter exists from the start, so that a rate over it is defined before the first record. */
final class RelayMetrics {
    private final Counter delivered;
    private final Counter bytes;
    private final Counter retried;
    private final Counter failures;
    private final Map<ParkReason, Counter> parked = new EnumMap<>(ParkReason.class);
    private final AtomicLong lagRecords = new AtomicLong();
    private final AtomicLong lagMillis = new AtomicLong();

    /**
     * Meters in a registry, all with the tag {@code relay}: {@code sluice.relay.delivered} (records that the target
     * confirmed), {@code sluice.relay.delivered.bytes}, {@code sluice.relay.retried} (records that are sent again),
     * {@code sluice.relay.failures} (attempts that failed), {@code sluice.relay.parked} by reason,
     * {@code sluice.relay.lag.records}, {@code sluice.relay.lag.ms} (the age of the oldest record that is read and not
     * confirmed), {@code sluice.relay.buffered.bytes} and {@code sluice.relay.connected} (1 while all lanes are well).
     *
     * @param registry the registry
     * @param relay the name of the relay
     * @param buffered bytes of records that are read and not confirmed
     * @param connected whether all lanes are well
     */
    RelayMetrics(MeterRegistry registry, String relay, Supplier<Number> buffered, Supplier<Boolean> connected) {
        Tags tags = Tags.of("relay", relay);
        delivered = registry.counter("sluice.relay.delivered", tags);
        bytes = registry.counter("sluice.relay.delivered.bytes", tags);
        retried = registry.counter("sluice.relay.retried", tags);
        failures = registry.counter("sluice.relay.failures", tags);
        for (ParkReason reason : ParkReason.values()) {
            parked.put(reason, registry.counter("sluice.relay.parked", tags.and("reason", reason.name())));
        }
        Gauge.builder("sluice.relay.lag.records", lagRecords::get).tags(tags).register(registry);
        Gauge.builder("sluice.relay.lag.ms", lagMillis::get).tags(tags).register(registry);
        Gauge.builder("sluice.relay.buffered.bytes", buffered).tags(tags).register(registry);
        Gauge.builder("sluice.relay.connected", () -> connected.get() ? 1 : 0)
                .tags(tags)
                .register(registry);
    }

    void delivered(int records, long size) {
        delivered.increment(records);
        bytes.increment(size);
    }

    void retried(int records) {
        retried.increment(records);
    }

    void failed() {
        failures.increment();
    }

    void parked(ParkReason reason) {
        parked.get(reason).increment();
    }

    void lag(long records, long millis) {
        lagRecords.set(records);
        lagMillis.set(millis);
    }
}
