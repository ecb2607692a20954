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
    private final MeterRegistry registry;
    private final Tags tags;
    private final Counter delivered;
    private final Counter bytes;
    private final Counter retried;
    private final Counter failures;
    private final Map<ParkReason, Counter> parked = new EnumMap<>(ParkReason.class);
    private final AtomicLong lagRecords = new AtomicLong();
    private final AtomicLong lagMillis = new AtomicLong();

    /**
     * Meters in a registry, all with the tag {@code relay}; {@code docs/metrics.md} has the names and their meanings.
     *
     * @param registry the registry
     * @param relay the name of the relay
     * @param buffered bytes of records that are read and not confirmed
     * @param connected whether all lanes are well
     */
    RelayMetrics(MeterRegistry registry, String relay, Supplier<Number> buffered, Supplier<Boolean> connected) {
        this.registry = registry;
        this.tags = Tags.of("relay", relay);
        delivered = counter("sluice.relay.delivered", "Records that the target confirmed", Tags.empty());
        bytes = counter("sluice.relay.delivered.bytes", "Bytes of their values", Tags.empty());
        retried = counter("sluice.relay.retried", "Records that were sent again", Tags.empty());
        failures = counter("sluice.relay.failures", "Attempts that failed", Tags.empty());
        for (ParkReason reason : ParkReason.values()) {
            parked.put(
                    reason,
                    counter(
                            "sluice.relay.parked",
                            "Records that the target refuses and that were put away",
                            Tags.of("reason", reason.name())));
        }
        gauge("sluice.relay.lag.records", "Records that are not confirmed", lagRecords::get);
        gauge("sluice.relay.lag.ms", "The age of the oldest record that is read and not confirmed", lagMillis::get);
        gauge("sluice.relay.buffered.bytes", "Bytes of records that are read and not confirmed", buffered);
        gauge("sluice.relay.connected", "1 while no lane is failing", () -> connected.get() ? 1 : 0);
    }

    private Counter counter(String name, String meaning, Tags more) {
        return Counter.builder(name).description(meaning).tags(tags.and(more)).register(registry);
    }

    private void gauge(String name, String meaning, Supplier<Number> value) {
        Gauge.builder(name, value).description(meaning).tags(tags).register(registry);
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
