package dev.sluice.bench.jmh;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.AccessPages;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.domain.sod.Selector;
import dev.sluice.domain.sod.Sides;
import dev.sluice.domain.sod.SodFunction;
import dev.sluice.domain.sod.SodIndex;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.domain.sod.SodScope;
import dev.sluice.domain.sod.SodStage;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Severity;
import dev.sluice.event.Worker;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.IdentityImage;
import dev.sluice.stream.state.StoredIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * What an event costs by the number of entitlements that its identity holds, from the state in memory to the state in memory: opened,
 * decided, encoded.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HeldBenchmark {
    private static final int RULES = 60;

    /** Entitlements that the identity holds. */
    @Param({"20", "10000"})
    public int held;

    private final Governor governor = new Governor();
    private final IdentityCodec codec = new IdentityCodec();
    private final Decisions out = new Samples.Nothing();
    private final Told told = new Told();
    private Policies policies;
    private IdentityImage image;
    private Sides sides;

    /** For JMH. */
    public HeldBenchmark() {}

    /** Makes the identity. */
    @Setup
    public void setUp() {
        SystemPolicy sap = SystemPolicy.defaults("sap")
                .withMode(dev.sluice.domain.policy.Mode.ENFORCE)
                .withUnsanctioned(Unsanctioned.IGNORE);
        List<SodRule> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            rules.add(rule(i));
        }
        policies = Policies.of(1, sap).withSod(SodIndex.of(rules, Catalogue.of(Map.of())));
        IdentityState state = new IdentityState("E1");
        governor.apply(state, hr(IdentityAction.HIRED), policies, told.now(), out);
        List<EntitlementRef> snapshot = new ArrayList<>();
        for (int i = 0; i < held; i++) {
            snapshot.add(new EntitlementRef("sap", "E" + i));
        }
        AccessEvent listed = told.access("E1", AccessAction.ACCESS_SNAPSHOT);
        listed.setSnapshot(snapshot);
        governor.apply(state, listed, policies, told.now(), out);
        byte[] bytes = codec.encode(new StoredIdentity(state, new long[1], governor.nextDue(state, policies)));
        image = codec.image(codec.decode("E1", bytes), governor.nextDue(state, policies));
    }

    private static SodRule rule(int i) {
        List<SodFunction> functions = List.of(
                new SodFunction("one", List.of(Selector.parse("sap:E" + 2 * i))),
                new SodFunction("other", List.of(Selector.parse("sap:X" + i))));
        return new SodRule(
                "R" + i,
                "R" + i,
                Severity.HIGH,
                functions,
                2,
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

    private IdentityEvent hr(IdentityAction action) {
        IdentityEvent event = told.identity("E1", action);
        event.setWorker(Worker.newBuilder()
                .setDepartment("Department " + told.count() % 60)
                .build());
        return event;
    }

    private StoredIdentity open() {
        StoredIdentity stored = codec.open("E1", image);
        stored.state().foundSides(sides);
        return stored;
    }

    private void keep(StoredIdentity stored) {
        image = codec.image(stored, governor.nextDue(stored.state(), policies));
        sides = stored.state().sides();
    }

    /** Another department. */
    @Benchmark
    public void hrRecord() {
        StoredIdentity stored = open();
        governor.apply(stored.state(), hr(IdentityAction.UPDATED), policies, told.now(), out);
        keep(stored);
    }

    /** A grant of something that no rule is about, or its revoke. */
    @Benchmark
    public void grantOrRevoke() {
        StoredIdentity stored = open();
        AccessEvent event = told.access(
                "E1", told.count() % 2 == 0 ? AccessAction.ENTITLEMENT_GRANTED : AccessAction.ENTITLEMENT_REVOKED);
        event.setEntitlement(new EntitlementKey("sap", "E" + (held - 1 - told.count() / 2 % 5)).toRef());
        governor.apply(stored.state(), event, policies, told.now(), out);
        keep(stored);
    }

    /**
     * What is found out for the view, without pages.
     *
     * @return the view
     */
    @Benchmark
    public AccessPages view() {
        return AccessPages.digested(codec.open("E1", image).state(), policies);
    }
}
