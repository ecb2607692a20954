package dev.sluice.tries;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.PerProperty;
import net.jqwik.api.lifecycle.PropertyExecutionResult;

/** How many tries are made of those that a property names. */
class ShareOfTriesTest {
    private static final boolean ALL = "all".equals(System.getProperty("sluice.tries"));

    @PerProperty(IsATenth.class)
    @Property(tries = 700)
    void aTenthOfMany(@ForAll int any) {}

    @PerProperty(AreTen.class)
    @Property(tries = 60)
    void noFewerThanTen(@ForAll int any) {}

    @PerProperty(AreAll.class)
    @EveryTry
    @Property(tries = 300)
    void allWhereItIsAskedFor(@ForAll int any) {}

    @PerProperty(IsFoundAndMadeSmall.class)
    @Property(tries = 700)
    void whatFailsIsFoundAndMadeSmall(@ForAll @IntRange(min = 0, max = 1000) int any) {
        assertThat(any).isLessThan(20);
    }

    private static final class IsATenth implements PerProperty.Lifecycle {
        @Override
        public void after(PropertyExecutionResult result) {
            assertThat(result.countTries()).isEqualTo(ALL ? 700 : 70);
        }
    }

    private static final class AreTen implements PerProperty.Lifecycle {
        @Override
        public void after(PropertyExecutionResult result) {
            assertThat(result.countTries()).isEqualTo(ALL ? 60 : 10);
        }
    }

    private static final class AreAll implements PerProperty.Lifecycle {
        @Override
        public void after(PropertyExecutionResult result) {
            assertThat(result.countTries()).isEqualTo(300);
        }
    }

    private static final class IsFoundAndMadeSmall implements PerProperty.Lifecycle {
        @Override
        public void onSuccess() {
            throw new AssertionError("nothing was found");
        }

        @Override
        public PropertyExecutionResult onFailure(PropertyExecutionResult result) {
            assertThat(result.shrunkSample().orElseThrow().parameters()).containsExactly(20);
            return result.mapToSuccessful();
        }
    }
}
