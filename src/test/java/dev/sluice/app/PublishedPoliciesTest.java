package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.domain.policy.Policies;
import dev.sluice.policy.PolicyDocument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every task is given the same set: it is read once. */
class PublishedPoliciesTest {
    private static final String SAP = "{kind: System, id: sap, mode: report}";
    private static final String OKTA = "{kind: System, id: okta, mode: enforce}";

    private final PublishedPolicies policies = new PublishedPolicies();

    @Test
    void aSetIsReadOnce() {
        Policies first = policies.read(1, List.of(SAP, OKTA));

        assertThat(policies.read(1, List.of(SAP, OKTA))).isSameAs(first);
        assertThat(first.setVersion()).isEqualTo(1);
    }

    @Test
    void whatIsOtherwiseIsAnotherSet() {
        Policies first = policies.read(1, List.of(SAP));

        assertThat(policies.read(1, List.of(OKTA)).systems()).isNotEqualTo(first.systems());
        assertThat(policies.read(2, List.of(OKTA)).setVersion()).isEqualTo(2);
        assertThat(policies.read(1, List.of(SAP))).isEqualTo(first);
    }

    @Test
    void aSetOfWhichSomeDocumentsAreAsBeforeIsWhatItWouldBeByItself() {
        policies.read(1, List.of(SAP, OKTA));
        String role = "{kind: Role, id: clerk, when: {department: [Sales]}, entitlements: [\"sap:CLERK\"]}";

        for (List<String> set : List.of(List.of(OKTA, role), List.of(role, SAP), List.of(SAP))) {
            assertThat(policies.read(2, set)).isEqualTo(new PublishedPolicies().read(2, set));
        }
    }

    @Test
    void onlyWhatIsNewIsParsed() {
        List<String> parsed = new ArrayList<>();
        PublishedPolicies counting = new PublishedPolicies((name, text) -> {
            parsed.add(text);
            return PolicyDocument.parse(name, text);
        });
        counting.read(1, List.of(SAP));
        counting.read(2, List.of(SAP, OKTA));
        assertThat(parsed).containsExactly(SAP, OKTA);

        counting.read(3, List.of(OKTA));
        counting.read(4, List.of(SAP, OKTA));
        assertThat(parsed).as("no more than one set is kept").containsExactly(SAP, OKTA, SAP);
    }

    @Test
    void whatIsRefusedLeavesWhatWasReadBefore() {
        Policies first = policies.read(1, List.of(SAP));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> policies.read(2, List.of("{kind: System, id: sap, mode: guess}")));
        assertThat(policies.read(1, List.of(SAP))).isSameAs(first);
    }

    @Test
    void whatCannotBeReadIsRefusedEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> policies.read(1, List.of("{kind: System, id: sap, mode: guess}")))
                    .withMessageContaining("mode");
        }
    }
}
