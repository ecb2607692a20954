package dev.sluice.bench.jmh;

import dev.sluice.stream.SeenEventsUnderLoad;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What deduplication costs, by how many events are remembered. Making the event's view costs 32 bytes of each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SeenEventsBenchmark {
    @Param({"1000000", "10000000"})
    private int seen;

    private SeenEventsUnderLoad load;

    /** For JMH. */
    public SeenEventsBenchmark() {}

    /** Fills the store. */
    @Setup
    public void setUp() {
        load = new SeenEventsUnderLoad(seen);
    }

    /** Removes the store. */
    @TearDown
    public void tearDown() {
        load.close();
    }

    /** A new event, with its share of commits and of the sweep. */
    @Benchmark
    public void newEvent() {
        load.takeNew();
    }

    /** An event that comes again, with all those around it. */
    @Benchmark
    public void repeatedEvent() {
        load.takeRepeated();
    }

    /**
     * The hash alone.
     *
     * @return some of it
     */
    @Benchmark
    public long hash() {
        return load.hash();
    }

    /** A task that starts. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public void start() {
        load.rebuild();
    }
}
