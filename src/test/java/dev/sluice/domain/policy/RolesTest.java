package dev.sluice.domain.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.identity.AttributeTimeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RolesTest {
    private static final Condition TREASURY = new Condition.OneOf("department", Set.of("Treasury"));

    @Test
    void aRoleGivesWhatItIncludesByTheShortestWay() {
        Roles roles = Roles.of(List.of(
                role("analyst", TREASURY, List.of("sap:PAY"), "reader", "deep"),
                role("deep", null, List.of("sap:DEEP"), "reader2"),
                role("reader", null, List.of("sap:LEDGER")),
                role("reader2", null, List.of("sap:LEDGER", "sap:FAR"))));

        assertThat(roles.givenBy("analyst"))
                .containsOnly(
                        way("sap:PAY", "analyst"),
                        way("sap:LEDGER", "analyst", "reader"),
                        way("sap:DEEP", "analyst", "deep"),
                        way("sap:FAR", "analyst", "deep", "reader2"));
        assertThat(roles.givenBy("reader")).isEmpty();
        assertThat(roles.birthright()).extracting(Role::id).containsExactly("analyst");
        assertThat(roles.attributes()).containsExactly("department");
    }

    @Test
    void aCircleEndsAndARoleThatIsMissingGivesNothing() {
        Roles roles = Roles.of(
                List.of(role("a", TREASURY, List.of("sap:A"), "b", "nowhere"), role("b", null, List.of("sap:B"), "a")));

        assertThat(roles.givenBy("a")).containsOnly(way("sap:A", "a"), way("sap:B", "a", "b"));
    }

    @Test
    void rolesThatGiveTooMuchAreRefused() {
        List<String> many = IntStream.range(0, 5_001).mapToObj(i -> "sap:A" + i).toList();
        List<String> more = IntStream.range(0, 5_000).mapToObj(i -> "sap:B" + i).toList();

        assertThatThrownBy(() -> Roles.of(List.of(role("r", TREASURY, many, "s"), role("s", null, more))))
                .isInstanceOf(Roles.TooMuch.class)
                .hasMessageContaining("10000");
        List<Role> together = new ArrayList<>(List.of(role("s", null, more)));
        for (int i = 0; i < 201; i++) {
            together.add(role("r" + i, TREASURY, List.of(), "s"));
        }
        assertThatThrownBy(() -> Roles.of(together)).hasMessageContaining("1000000");
    }

    @Test
    void whatAttributesWereIsKnownLongerThanAnOverlapLasts() {
        assertThat(Role.LONGEST_OVERLAP.toMillis()).isLessThan(AttributeTimeline.HISTORY_MS);
        assertThatThrownBy(() -> new Role("r", TREASURY, List.of(), List.of(), Role.LONGEST_OVERLAP.plusMillis(1)))
                .hasMessageContaining("give at most P365D");
    }

    private static java.util.Map.Entry<EntitlementKey, List<String>> way(String entitlement, String... roles) {
        return java.util.Map.entry(EntitlementKey.parse(entitlement), List.of(roles));
    }

    private static Role role(String id, Condition when, List<String> grants, String... includes) {
        return new Role(
                id, when, grants.stream().map(EntitlementKey::parse).toList(), List.of(includes), Duration.ZERO);
    }
}
