package dev.sluice.bench.run;

import dev.sluice.bench.child.Sample;
import dev.sluice.bench.measure.Contender;
import dev.sluice.bench.measure.Run;
import dev.sluice.bench.run.Launcher.Started;
import java.time.Duration;
import java.util.Optional;

/**
 * Measures one run: from the moment when the unmeasured part is processed until the process has closed, so that whatever is
 * buffered then is paid for.
 */
final class Stopwatch {
    private static final long LOOK_MS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final double NANOS = 1e9;

    private final Child broker;
    private final long unmeasured;
    private final long total;
    private final int limitSeconds;
    private Sample begin;
    private Duration brokerAtBegin;
    private long movedAt;
    private long movedTo;

    /**
     * A measurement.
     *
     * @param broker the broker's process
     * @param unmeasured records that are warm-up
     * @param total records that the contender reads in all
     * @param limitSeconds measured seconds after which it ends in any case; 0 for no limit
     */
    Stopwatch(Child broker, long unmeasured, long total, int limitSeconds) {
        this.broker = broker;
        this.unmeasured = unmeasured;
        this.total = total;
        this.limitSeconds = limitSeconds;
    }

    Run measure(Contender contender, Started started) throws InterruptedException {
        movedAt = System.nanoTime();
        while (!finished(started)) {
            Thread.sleep(LOOK_MS);
        }
        started.child().stop();
        long end = System.currentTimeMillis();
        Duration brokerAtEnd = broker.cpu();
        Sample last = started.probe().last().orElseThrow();
        double seconds = (end - begin.atMs()) / 1000.0;
        double appCpu = Math.max(started.child().cpu().toNanos(), last.cpuNanos()) - begin.cpuNanos();
        return new Run(
                contender,
                last.processed() - begin.processed(),
                seconds,
                appCpu / NANOS,
                brokerAtEnd.minus(brokerAtBegin).toNanos() / NANOS,
                last.allocatedBytes() - begin.allocatedBytes(),
                last.processed(),
                last.processed() >= total);
    }

    private boolean finished(Started started) {
        started.child().requireAlive();
        Optional<Sample> seen = started.probe().last();
        if (seen.isEmpty()) {
            return stuck(started, 0);
        }
        Sample now = seen.get();
        if (begin == null && now.processed() >= unmeasured) {
            begin = now;
            brokerAtBegin = broker.cpu();
        }
        boolean overTime = begin != null && limitSeconds > 0 && now.atMs() - begin.atMs() >= limitSeconds * 1000L;
        return now.processed() >= total || overTime || stuck(started, now.processed());
    }

    /** Always false; throws when nothing has moved for long. */
    private boolean stuck(Started started, long processed) {
        long now = System.nanoTime();
        if (processed > movedTo) {
            movedTo = processed;
            movedAt = now;
        }
        if (now - movedAt > PATIENCE.toNanos()) {
            throw new BenchException("Nothing was processed for " + PATIENCE.toSeconds() + " s after " + processed
                    + " of " + total + " records." + System.lineSeparator()
                    + started.child().tail());
        }
        return false;
    }
}
