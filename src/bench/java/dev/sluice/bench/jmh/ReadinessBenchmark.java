package dev.sluice.bench.jmh;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.processor.internals.GroupRig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to know whether a task of eight inputs is ready: of Kafka Streams, and of ours before it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadinessBenchmark {
    private static final int INPUTS = 8;

    @Param({"false", "true"})
    private boolean quiet;

    /** How many inputs have records at the moment. */
    @Param({"0", "3", "8"})
    private int queued;

    private GroupRig group;
    private long now;

    /** For JMH. */
    public ReadinessBenchmark() {}

    /** Fills the group. */
    @Setup
    public void setUp() {
        group = new GroupRig(INPUTS, 0, quiet);
        for (int input = 0; input < INPUTS; input++) {
            group.lag(input, OptionalLong.of(0));
            if (input < queued) {
                group.add(input, List.of(1L));
            }
        }
    }

    /** Closes the group. */
    @TearDown
    public void tearDown() {
        group.close();
    }

    /**
     * Asks.
     *
     * @return the answer
     */
    @Benchmark
    public boolean ready() {
        return group.isReady(++now);
    }
}
