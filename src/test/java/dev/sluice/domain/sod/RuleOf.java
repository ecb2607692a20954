package dev.sluice.domain.sod;

import dev.sluice.event.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Rules for stories: of severity HIGH, named after what they usually forbid, in force always and everywhere. */
public final class RuleOf {
    private final String id;
    private final List<SodFunction> functions = new ArrayList<>();
    private boolean exclusive;
    private SodScope scope = SodScope.EVERYWHERE;
    private SodStage stage = SodStage.RECORD;
    private long validFrom = Long.MIN_VALUE;
    private String owner;
    private List<GroupException> exceptions = List.of();

    private RuleOf(String id) {
        this.id = id;
    }

    /** P2P-01: who maintains vendors must not pay them. */
    public static RuleOf paying() {
        return new RuleOf("P2P-01")
                .function("maintain vendors", "sap:VENDOR_*")
                .function("run payments", "sap:PAY_RUN");
    }

    public static RuleOf id(String id) {
        return new RuleOf(id);
    }

    public RuleOf function(String name, String... selectors) {
        functions.add(new SodFunction(
                name, Arrays.stream(selectors).map(Selector::parse).toList()));
        return this;
    }

    public RuleOf exclusive(String... selectors) {
        exclusive = true;
        return function("exclusive", selectors);
    }

    public RuleOf scope(SodScope other) {
        scope = other;
        return this;
    }

    public RuleOf stage(SodStage other) {
        stage = other;
        return this;
    }

    public RuleOf from(long instant) {
        validFrom = instant;
        return this;
    }

    public RuleOf owner(String identityId) {
        owner = identityId;
        return this;
    }

    public RuleOf exceptions(GroupException... others) {
        exceptions = List.of(others);
        return this;
    }

    public SodRule build() {
        return new SodRule(
                id,
                "Maintain and pay a vendor",
                Severity.HIGH,
                functions,
                exclusive ? 1 : 2,
                exclusive,
                scope,
                Set.of("E9"),
                stage,
                validFrom,
                Long.MAX_VALUE,
                owner,
                null,
                exceptions);
    }
}
