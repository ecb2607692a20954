package dev.sluice.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FactKeyTest {
    @Property(tries = 2000)
    void factsAreOrderedByInstantSourceSequenceAndId(@ForAll("keys") FactKey one, @ForAll("keys") FactKey other) {
        Comparator<FactKey> order = Comparator.comparingLong(FactKey::at)
                .thenComparing(FactKey::source)
                .thenComparingLong(FactKey::sequence)
                .thenComparing(FactKey::eventId);

        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(Integer.signum(order.compare(one, other)));
        assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
    }

    @Provide
    Arbitrary<FactKey> keys() {
        return Combinators.combine(
                        Arbitraries.of(-1L, 0L, 1L, Long.MAX_VALUE),
                        Arbitraries.of("a", "b", "B", "ab"),
                        Arbitraries.of(FactKey.NO_SEQUENCE, 0L, 1L),
                        Arbitraries.of("a", "b", ""))
                .as(FactKey::new);
    }
}
