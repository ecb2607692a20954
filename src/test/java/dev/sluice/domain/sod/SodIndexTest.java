package dev.sluice.domain.sod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an index remembers of those that were before it. */
class SodIndexTest {
    private static final RuleOf OTHER =
            RuleOf.id("IT-01").function("develop", "git:DEV").function("deploy", "git:DEPLOY");

    @Test
    void tasksThatShareItMayComeFromDifferentOnesByTurns() {
        SodIndex before = index(RuleOf.paying());
        SodIndex equal = index(RuleOf.paying());
        SodIndex now = index(RuleOf.paying(), OTHER);

        SomeRules changed = now.changedSince(before);
        assertThat(changed.ids()).containsExactly("IT-01");
        assertThat(now.changedSince(equal).ids()).containsExactly("IT-01");
        assertThat(now.changedSince(before)).isSameAs(changed);
    }

    @Test
    void ofManyItIsFoundAnewWhatTheyDifferIn() {
        SodIndex before = index(RuleOf.paying());
        SodIndex now = index(OTHER);
        SomeRules changed = now.changedSince(before);
        for (int i = 0; i < 8; i++) {
            assertThat(now.changedSince(index(RuleOf.paying())).ids()).containsExactlyInAnyOrder("IT-01", "P2P-01");
        }

        assertThat(now.changedSince(before)).isNotSameAs(changed);
    }

    private static SodIndex index(RuleOf... rules) {
        return SodIndex.of(Arrays.stream(rules).map(RuleOf::build).toList(), Catalogue.of(Map.of()));
    }
}
