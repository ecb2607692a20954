package dev.sluice.bench.jmh;

import dev.sluice.domain.govern.AccessPages;
import dev.sluice.domain.policy.Policies;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.StoredIdentity;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What an identity's state costs, by how much the identity holds. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IdentityStateBenchmark {
    private final IdentityCodec codec = new IdentityCodec();

    @Param({"20", "10000"})
    private int entitlements;

    private StoredIdentity stored;
    private byte[] bytes;

    /** For JMH. */
    public IdentityStateBenchmark() {}

    /** Makes the identity. */
    @Setup
    public void setUp() {
        stored = new StoredIdentity(Samples.identity(entitlements), new long[] {1}, Long.MAX_VALUE);
        bytes = codec.encode(stored);
    }

    /**
     * Writes the state.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] encodeState() {
        return codec.encode(stored);
    }

    /**
     * Reads the state.
     *
     * @return the identity
     */
    @Benchmark
    public StoredIdentity decodeState() {
        return codec.decode(stored.state().key(), bytes);
    }

    /**
     * Makes the records of the published view.
     *
     * @return the view
     */
    @Benchmark
    public AccessPages makeView() {
        return AccessPages.of(stored.state(), Policies.none());
    }
}
