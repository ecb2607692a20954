package dev.sluice.bench.jmh;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.domain.sod.Selector;
import dev.sluice.domain.sod.SodFunction;
import dev.sluice.domain.sod.SodIndex;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.domain.sod.SodScope;
import dev.sluice.domain.sod.SodStage;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Severity;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.StoredIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Segregation of duties: what a grant costs that touches ten rules, whatever the number of other rules, and what an identity costs that
 * is evaluated anew after one rule has changed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SodBenchmark {
    private static final int ENTITLEMENTS = 10_000;
    private static final int TOUCHED_RULES = 10;
    private static final int HOT = 200;
    private static final int IDENTITIES = 32;

    /** Rules; none for what everything else costs. */
    @Param({"0", "10", "1000"})
    public int rules;

    /** Entitlements that an identity holds. */
    @Param({"20", "2000"})
    public int held;

    private final Governor governor = new Governor();
    private final Random random = new Random(5);
    private final Decisions out = new Samples.Nothing();
    private final Told told = new Told();
    private final IdentityState[] identities = new IdentityState[IDENTITIES];
    private final byte[][] stored = new byte[IDENTITIES][];
    private final IdentityCodec codec = new IdentityCodec();
    private Policies policies;
    private Policies changed;
    private long evaluations;

    /** For JMH. */
    public SodBenchmark() {}

    /** Makes rules and identities. */
    @Setup
    public void setUp() {
        long before = usedHeap();
        SodIndex index = index(rules);
        if (rules > 0) {
            System.out.printf("An index of %d rules takes %.1f MiB.%n", rules, (usedHeap() - before) / 1048576.0);
        }
        SystemPolicy sap = SystemPolicy.defaults("sap")
                .withMode(dev.sluice.domain.policy.Mode.ENFORCE)
                .withUnsanctioned(Unsanctioned.IGNORE);
        policies = Policies.of(1, sap).withSod(index);
        List<SodRule> others = new ArrayList<>(index.rules());
        if (!others.isEmpty()) {
            others.set(others.size() - 1, rule(others.size() - 1));
        }
        changed = Policies.of(2, sap).withSod(SodIndex.of(others, Catalogue.of(Map.of())));
        for (int i = 0; i < IDENTITIES; i++) {
            identities[i] = identity("E" + i);
            stored[i] = codec.encode(new StoredIdentity(identities[i], new long[1], Long.MAX_VALUE));
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** The first rules are about the first entitlements, and all others about the rest. */
    private SodIndex index(int count) {
        List<SodRule> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(rule(i));
        }
        return SodIndex.of(all, Catalogue.of(Map.of()));
    }

    private SodRule rule(int i) {
        boolean touched = i < TOUCHED_RULES;
        List<SodFunction> functions = new ArrayList<>();
        for (int j = 2 + random.nextInt(4); j > 0; j--) {
            List<Selector> selectors = new ArrayList<>();
            for (int k = touched ? HOT / 5 : 1 + random.nextInt(200); k > 0; k--) {
                int entitlement =
                        touched ? functions.size() * (HOT / 5) + k - 1 : HOT + random.nextInt(ENTITLEMENTS - HOT);
                selectors.add(Selector.parse("sap:E" + entitlement));
            }
            functions.add(new SodFunction("f" + j, selectors));
        }
        return new SodRule(
                "R" + i,
                "R" + i,
                Severity.HIGH,
                functions,
                functions.size(),
                false,
                SodScope.EVERYWHERE,
                Set.of(),
                SodStage.RECORD,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                null,
                null,
                List.of());
    }

    private IdentityState identity(String id) {
        IdentityState state = new IdentityState(id);
        IdentityEvent hired = told.identity(id, IdentityAction.HIRED);
        governor.apply(state, hired, policies, told.now(), out);
        for (int i = 0; i < held; i++) {
            apply(state, AccessAction.ENTITLEMENT_GRANTED, HOT + random.nextInt(ENTITLEMENTS - HOT));
        }
        apply(state, AccessAction.ENTITLEMENT_GRANTED, HOT / 5);
        return state;
    }

    private void apply(IdentityState state, AccessAction action, int entitlement) {
        AccessEvent event = told.access(state.key(), action);
        event.setEntitlement(new EntitlementKey("sap", "E" + entitlement).toRef());
        governor.apply(state, event, policies, told.now(), out);
        governor.nextDue(state, policies);
    }

    /** A grant of something that touches the first rules, and then its revoke. */
    @Benchmark
    public void grantAndRevoke() {
        IdentityState state = identities[(int) (told.count() & IDENTITIES - 1)];
        int entitlement = random.nextInt(HOT / 5);
        apply(state, AccessAction.ENTITLEMENT_GRANTED, entitlement);
        apply(state, AccessAction.ENTITLEMENT_REVOKED, entitlement);
    }

    /**
     * Reads an identity, evaluates it under another set, and writes it.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] reevaluate() {
        int next = (int) (evaluations++ & IDENTITIES - 1);
        IdentityState state = codec.decode("E" + next, stored[next]).state();
        governor.reevaluate(state, PolicyHistory.of(policies, Long.MIN_VALUE).then(changed, told.now(), 1), out);
        return codec.encode(new StoredIdentity(state, new long[1], governor.nextDue(state, changed)));
    }
}
