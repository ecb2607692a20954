package dev.sluice.domain.sod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.Evidence;
import dev.sluice.event.Finding;
import dev.sluice.event.Severity;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.StoredIdentity;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Segregation of duties, by the cases that other products are known to get wrong. */
class SodStoriesTest {
    private static final SodRule PAY = RuleOf.paying().owner("E7").build();

    private static SodRule rule(String id, String one, String selector, String other, String otherSelector) {
        return RuleOf.id(id)
                .function(one, selector)
                .function(other, otherSelector)
                .build();
    }

    private static Policies policies(long version, Map<String, List<String>> contains, SodRule... rules) {
        Map<EntitlementKey, Catalogue.Entry> entries = new HashMap<>();
        contains.forEach((name, parts) -> entries.put(
                EntitlementKey.parse(name),
                new Catalogue.Entry(parts.stream().map(EntitlementKey::parse).toList(), Map.of())));
        return Policies.of(version, Story.quiet(SystemPolicy.defaults("sap")), Story.quiet(SystemPolicy.defaults("ad")))
                .withSod(SodIndex.of(Arrays.asList(rules), Catalogue.of(entries)));
    }

    private static Story employed(Map<String, List<String>> contains, SodRule... rules) {
        Story story = new Story(policies(1, contains, rules));
        story.at("2026-01-01T00:00:00Z").hire();
        return story;
    }

    private static Story employed() {
        return employed(Map.of(), PAY);
    }

    private static Finding last(Story story) {
        List<Finding> findings = story.harness().findings();
        return findings.get(findings.size() - 1);
    }

    /** A composite of roles that are derived for two companies: what both bring is had in both, whichever is written first. */
    @Test
    void whatTwoRolesBringForTwoCompaniesIsHadInBoth() {
        SodRule paying = RuleOf.id("SAP-01")
                .function("maintain vendors", "sap:FK01")
                .function("run payments", "sap:F110")
                .scope(new SodScope("companyCode", null, null))
                .build();
        for (List<String> roles : List.of(List.of("R1000", "R2000"), List.of("R2000", "R1000"))) {
            Map<EntitlementKey, Catalogue.Entry> entries = Map.of(
                    EntitlementKey.parse("sap:ALL"),
                    new Catalogue.Entry(
                            roles.stream()
                                    .map(role -> EntitlementKey.parse("sap:" + role))
                                    .toList(),
                            Map.of()),
                    EntitlementKey.parse("sap:R1000"),
                    new Catalogue.Entry(List.of(EntitlementKey.parse("sap:FK01")), Map.of("companyCode", "1000")),
                    EntitlementKey.parse("sap:R2000"),
                    new Catalogue.Entry(
                            List.of(EntitlementKey.parse("sap:FK01"), EntitlementKey.parse("sap:F110")),
                            Map.of("companyCode", "2000")));
            Story story = new Story(Policies.of(1, Story.quiet(SystemPolicy.defaults("sap")))
                    .withSod(SodIndex.of(List.of(paying), Catalogue.of(entries))));
            story.at("2026-01-01T00:00:00Z").hire();
            story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:ALL");

            assertThat(story.findings()).containsExactly("OPEN DETECTED [sap:ALL] 2026-02-01T00:00:00Z");
            assertThat(last(story).getSummary()).contains("2000");
        }
    }

    /** Two values are needed, of two entitlements: one that is had for both is one all the same. */
    @Test
    void whatIsHadForTwoDepartmentsIsNotTwoThings() {
        SodRule across = RuleOf.id("X-01")
                .exclusive("sap:ALL", "sap:ROLE_X")
                .scope(new SodScope(null, "department", null))
                .build();
        EntitlementKey role = EntitlementKey.parse("sap:ROLE_X");
        Map<EntitlementKey, Catalogue.Entry> entries = Map.of(
                EntitlementKey.parse("sap:ALL"),
                new Catalogue.Entry(List.of(EntitlementKey.parse("sap:P1"), EntitlementKey.parse("sap:P2")), Map.of()),
                EntitlementKey.parse("sap:P1"),
                new Catalogue.Entry(List.of(role), Map.of("department", "Tax")),
                EntitlementKey.parse("sap:P2"),
                new Catalogue.Entry(List.of(role), Map.of("department", "Audit")));
        Story story = new Story(Policies.of(1, Story.quiet(SystemPolicy.defaults("sap")))
                .withSod(SodIndex.of(List.of(across), Catalogue.of(entries))));
        story.at("2026-01-01T00:00:00Z").hire();
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:ALL");

        assertThat(story.findings()).isEmpty();
    }

    @Test
    void bothSidesHeldTogetherAreFoundAtOnceAndExplained() {
        Story story = employed();
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:VENDOR_MAINTAIN");
        assertThat(story.findings()).isEmpty();
        story.at("2026-02-02T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");

        assertThat(story.findings())
                .containsExactly("OPEN DETECTED [sap:PAY_RUN, sap:VENDOR_MAINTAIN] 2026-02-02T00:00:00Z");
        Finding finding = last(story);
        assertThat(finding.getKind()).isEqualTo("SOD_VIOLATION");
        assertThat(finding.getRuleId()).isEqualTo("P2P-01");
        assertThat(finding.getRuleVersion()).isEqualTo(1);
        assertThat(finding.getOwner()).isEqualTo("E7");
        assertThat(finding.getSeverity()).isEqualTo(Severity.HIGH);
        assertThat(finding.getSummary())
                .isEqualTo("E1001 has: maintain vendors and run payments, which rule P2P-01 forbids together"
                        + " (Maintain and pay a vendor).");
        assertThat(finding.getEvidence())
                .extracting(Evidence::getText)
                .containsExactly(
                        "maintain vendors: sap:VENDOR_MAINTAIN of account ada in sap since 2026-02-01T00:00:00Z.",
                        "run payments: sap:PAY_RUN of account ada in sap since 2026-02-02T00:00:00Z.");
    }

    /** Across accounts and systems it is one person. */
    @Test
    void theSidesMayLieInDifferentSystemsAndAccounts() {
        Story story = employed(Map.of(), rule("X-1", "write code", "sap:developers", "release", "ad:deploy-*"));
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:developers");
        story.at("2026-02-01T00:00:00Z").grant("ad", "adm-ada", "ad:deploy-prod");

        assertThat(story.findings()).hasSize(1);
    }

    @Test
    void oneCompositeThatBringsBothSidesIsAViolationByItself() {
        Story story = employed(
                Map.of(
                        "sap:ROLE_AP",
                        List.of("sap:VENDOR_MAINTAIN", "sap:ROLE_PAY"),
                        "sap:ROLE_PAY",
                        List.of("sap:PAY_RUN")),
                PAY);
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:ROLE_AP");

        assertThat(story.findings()).containsExactly("OPEN DETECTED [sap:ROLE_AP] 2026-02-01T00:00:00Z");
        assertThat(last(story).getEvidence())
                .extracting(Evidence::getPath)
                .containsExactly(
                        List.of("sap:ROLE_AP", "sap:VENDOR_MAINTAIN"),
                        List.of("sap:ROLE_AP", "sap:ROLE_PAY", "sap:PAY_RUN"));
    }

    @Test
    void theSameEntitlementByTwoWaysDoesNotConflictWithItself() {
        SodRule exclusive = RuleOf.id("IT-02").exclusive("sap:PAY_*").build();
        Story story = employed(
                Map.of("sap:ROLE_PAY", List.of("sap:PAY_RUN")),
                exclusive,
                rule("T", "a", "sap:PAY_RUN", "b", "sap:PAY_*"));
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:ROLE_PAY");
        story.at("2026-02-01T01:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
        story.at("2026-02-01T02:00:00Z").grant("sap", "ada2", "sap:PAY_RUN");
        assertThat(story.findings()).isEmpty();

        story.at("2026-02-02T00:00:00Z").grant("sap", "ada", "sap:PAY_APPROVE");
        assertThat(story.harness().findings()).extracting(Finding::getRuleId).containsExactly("IT-02", "T");
        assertThat(story.harness().findings().get(0).getSummary())
                .isEqualTo("E1001 has: 2 entitlements of which rule IT-02 allows one (Maintain and pay a vendor).");
    }

    @Test
    void circlesOfWhatContainsWhatAreHarmless() {
        Story story = employed(Map.of("sap:A", List.of("sap:B"), "sap:B", List.of("sap:A", "sap:PAY_RUN")), PAY);
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:A");
        story.at("2026-02-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");

        assertThat(story.findings()).containsExactly("OPEN DETECTED [sap:A, sap:VENDOR_X] 2026-02-02T00:00:00Z");
    }

    @Test
    void whatIsNeverHeldAtTheSameTimeDoesNotConflict() {
        Story story = employed();
        story.at("2026-02-01T00:00:00Z").validTo("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-02-01T01:00:00Z").validFrom("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
        story.until("2026-06-01T00:00:00Z");

        assertThat(story.findings()).isEmpty();
    }

    @Test
    void aConflictThatWillBeginIsAnnouncedAndBeginsThen() {
        Story story = employed();
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-02-02T00:00:00Z")
                .validFrom("2026-03-01T00:00:00Z")
                .validTo("2026-04-01T00:00:00Z")
                .grant("sap", "ada", "sap:PAY_RUN");

        assertThat(story.findings())
                .containsExactly("PENDING ANNOUNCED [sap:PAY_RUN, sap:VENDOR_X] 2026-02-02T00:00:00Z");
        assertThat(last(story).getStartsAt()).isEqualTo("2026-03-01T00:00:00Z");
        story.until("2026-05-01T00:00:00Z");
        assertThat(story.findings().subList(1, 3))
                .containsExactly(
                        "OPEN BEGAN [sap:PAY_RUN, sap:VENDOR_X] 2026-03-01T00:00:00Z",
                        "RESOLVED ACCESS_REMOVED [sap:PAY_RUN, sap:VENDOR_X] 2026-04-01T00:00:00Z");
        assertThat(story.harness().findings())
                .extracting(Finding::getFindingId)
                .containsOnly(last(story).getFindingId());
    }

    @Test
    void whoHasYetToBeginConflictsFromTheFirstDayOn() {
        Story story = new Story(policies(1, Map.of(), PAY));
        story.at("2026-01-01T00:00:00Z").effective("2026-02-01T00:00:00Z").hire();
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-01-03T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
        assertThat(last(story).getStartsAt()).isEqualTo("2026-02-01T00:00:00Z");
        story.until("2026-02-01T00:00:00Z");
        assertThat(story.findings()).endsWith("OPEN BEGAN [sap:PAY_RUN, sap:VENDOR_X] 2026-02-01T00:00:00Z");
        story.at("2026-03-01T00:00:00Z").terminate();
        assertThat(story.findings()).endsWith("RESOLVED LEAVER [sap:PAY_RUN, sap:VENDOR_X] 2026-03-01T00:00:00Z");
    }

    /** One id from the first detection to the last, through acceptance, its end and recurrence. */
    @Test
    void aViolationHasOneLife() {
        Story story = employed();
        conflict(story);
        story.at("2026-03-01T00:00:00Z").validTo("2026-05-01T00:00:00Z").acceptConflicts("P2P-01", null, "E8");
        story.until("2026-05-01T00:00:00Z");
        story.at("2026-05-02T00:00:00Z").revoke("sap", "ada", "sap:PAY_RUN");
        story.at("2026-06-02T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");

        assertThat(story.findings())
                .containsExactly(
                        "OPEN DETECTED [sap:PAY_RUN, sap:VENDOR_X] 2026-02-02T00:00:00Z",
                        "MITIGATED EXCEPTION [sap:PAY_RUN, sap:VENDOR_X] 2026-03-01T00:00:00Z",
                        "OPEN EXCEPTION_ENDED [sap:PAY_RUN, sap:VENDOR_X] 2026-05-01T00:00:00Z",
                        "RESOLVED ACCESS_REMOVED [sap:PAY_RUN, sap:VENDOR_X] 2026-05-02T00:00:00Z",
                        "OPEN DETECTED [sap:PAY_RUN, sap:VENDOR_X] 2026-06-02T00:00:00Z");
        assertThat(story.harness().findings())
                .extracting(Finding::getFindingId)
                .containsOnly(last(story).getFindingId());
        assertThat(last(story).getEpisode()).isEqualTo(2);
    }

    @Test
    void whatGrowsAfterItWasAcceptedIsOpenAgain() {
        Story story = employed();
        conflict(story);
        story.at("2026-03-01T00:00:00Z").acceptConflicts("P2P-01", null, "E8");
        story.at("2026-04-01T00:00:00Z").grant("sap", "ada", "sap:VENDOR_Y");
        assertThat(story.findings())
                .endsWith("OPEN ENTITLEMENTS_CHANGED [sap:PAY_RUN, sap:VENDOR_X, sap:VENDOR_Y] 2026-04-01T00:00:00Z");

        story.at("2026-04-02T00:00:00Z").acceptConflicts("P2P-01", "sap:VENDOR_Y", "E8");
        assertThat(story.findings())
                .endsWith("MITIGATED EXCEPTION [sap:PAY_RUN, sap:VENDOR_X, sap:VENDOR_Y] 2026-04-02T00:00:00Z");
    }

    /** What is accepted because of a control is not accepted while that control fails. */
    @Test
    void aControlThatFailsOpensWhatItMadeAcceptable() {
        Story story = employed();
        conflict(story);
        story.at("2026-03-01T00:00:00Z").acceptConflictsWith("four-eyes", "P2P-01", "E8");
        story.at("2026-03-10T00:00:00Z").testControl("other", false);
        assertThat(story.findings()).endsWith("MITIGATED EXCEPTION [sap:PAY_RUN, sap:VENDOR_X] 2026-03-01T00:00:00Z");
        story.at("2026-03-20T00:00:00Z").testControl("four-eyes", false);
        assertThat(story.findings()).endsWith("OPEN CONTROL_FAILED [sap:PAY_RUN, sap:VENDOR_X] 2026-03-20T00:00:00Z");
        story.at("2026-03-19T00:00:00Z").testControl("four-eyes", true);
        assertThat(story.findings()).endsWith("OPEN CONTROL_FAILED [sap:PAY_RUN, sap:VENDOR_X] 2026-03-20T00:00:00Z");
        story.at("2026-03-21T00:00:00Z").testControl("four-eyes", true);
        assertThat(story.findings()).endsWith("MITIGATED EXCEPTION [sap:PAY_RUN, sap:VENDOR_X] 2026-03-21T00:00:00Z");

        IdentityCodec codec = new IdentityCodec();
        IdentityState state = story.harness().state();
        byte[] bytes = codec.encode(new StoredIdentity(state, new long[0], 1));
        IdentityState read = codec.decode(Story.ADA, bytes).state();
        assertThat(read.exceptions().bySubject()).isEqualTo(state.exceptions().bySubject());
        assertThat(read.exceptions().controls()).isEqualTo(state.exceptions().controls());
    }

    @Test
    void whatIsAcceptedForAGroupIsAcceptedForWhoBelongsToIt() {
        GroupException treasury = new GroupException(
                new Condition.OneOf("department", Set.of("Treasury")), "E8", Harness.ms("2026-06-01T00:00:00Z"));
        Story story = employed(Map.of(), RuleOf.paying().exceptions(treasury).build());
        conflict(story);
        story.at("2026-03-01T00:00:00Z").update(Events.department("Treasury"));
        story.at("2026-04-01T00:00:00Z").update(Events.department("Tax"));
        story.at("2026-05-01T00:00:00Z").update(Events.department("Treasury"));
        story.until("2026-06-02T00:00:00Z");

        assertThat(story.harness().findings())
                .extracting(finding -> finding.getStatus() + " " + finding.getCause() + " " + finding.getChangedAt())
                .containsExactly(
                        "OPEN DETECTED 2026-02-02T00:00:00Z",
                        "MITIGATED EXCEPTION 2026-03-01T00:00:00Z",
                        "OPEN EXCEPTION_ENDED 2026-04-01T00:00:00Z",
                        "MITIGATED EXCEPTION 2026-05-01T00:00:00Z",
                        "OPEN EXCEPTION_ENDED 2026-06-01T00:00:00Z");
    }

    @Test
    void whatIsAcceptedBeforeTheFirstDayIsAcceptedOnIt() {
        Story story = new Story(policies(1, Map.of(), PAY));
        story.at("2026-01-01T00:00:00Z").effective("2026-02-01T00:00:00Z").hire();
        conflict(story);
        story.at("2026-01-10T00:00:00Z").acceptConflicts("P2P-01", "sap:PAY_RUN", "E8");
        story.until("2026-02-05T00:00:00Z");
        assertThat(last(story).getStatus().name()).isEqualTo("MITIGATED");
        story.at("2026-03-01T00:00:00Z").terminate();
        story.at("2026-06-01T00:00:00Z").rehire();
        assertThat(story.findings()).contains("OPEN DETECTED [sap:PAY_RUN, sap:VENDOR_X] 2026-06-01T00:00:00Z");
    }

    @Test
    void anExceptionFromWhatIsNotThereIsFoundAfterAWhile() {
        Story story = employed();
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-03-01T00:00:00Z").acceptConflicts("P2P-01", "sap:PAY_RUN", "E8");
        story.until("2026-04-15T00:00:00Z");
        assertThat(story.findings()).containsExactly("OPEN DETECTED [sap:PAY_RUN] 2026-03-31T00:00:00Z");
        assertThat(last(story).getKind()).isEqualTo("EXCEPTION_UNUSED");
        assertThat(last(story).getOwner()).isEqualTo("E8");

        story.at("2026-05-01T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
        assertThat(story.findings().subList(1, 3))
                .containsExactly(
                        "MITIGATED EXCEPTION [sap:PAY_RUN, sap:VENDOR_X] 2026-05-01T00:00:00Z",
                        "RESOLVED USED [sap:PAY_RUN] 2026-05-01T00:00:00Z");
        story.at("2026-05-02T00:00:00Z").revoke("sap", "ada", "sap:PAY_RUN");
        assertThat(last(story).getKind()).isEqualTo("EXCEPTION_UNUSED");
        assertThat(last(story).getEpisode()).isEqualTo(2);
    }

    /** The way to an entitlement may be long, and evidence has to fit into a record. */
    @Test
    void aLongWayIsCutInTheMiddle() {
        Map<String, List<String>> chain = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            chain.put("sap:N" + i, List.of(i == 4_999 ? "sap:PAY_RUN" : "sap:N" + (i + 1)));
        }
        Story story = employed(chain, PAY);
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-02-02T00:00:00Z").grant("sap", "ada", "sap:N0");

        assertThat(last(story).getEvidence().get(1).getPath())
                .hasSize(32)
                .startsWith("sap:N0", "sap:N1")
                .endsWith("sap:N4999", "sap:PAY_RUN");
    }

    /** Conflicts of very many values of a scope are told together. */
    @Test
    void aScopeOfManyValuesIsNoFloodOfFindings() {
        Map<EntitlementKey, Catalogue.Entry> entries = new HashMap<>();
        for (int i = 0; i < 150; i++) {
            entries.put(
                    EntitlementKey.parse("sap:VENDOR_" + i),
                    new Catalogue.Entry(List.of(), Map.of("cc", "c" + (1000 + i))));
        }
        SodRule same = RuleOf.paying().scope(new SodScope("cc", null, null)).build();
        Story story = new Story(Policies.of(1, Story.quiet(SystemPolicy.defaults("sap")))
                .withSod(SodIndex.of(List.of(same), Catalogue.of(entries))));
        story.at("2026-01-01T00:00:00Z").hire();
        String[] all = new String[151];
        for (int i = 0; i < 150; i++) {
            all[i] = "sap:VENDOR_" + i;
        }
        all[150] = "sap:PAY_RUN";
        story.at("2026-02-01T00:00:00Z").snapshot("sap", "ada", all);

        assertThat(story.harness().findings()).hasSize(101);
        assertThat(story.harness().findings())
                .anyMatch(finding -> finding.getEntitlements().size() == 51);
        story.at("2026-02-02T00:00:00Z").acceptConflicts("P2P-01", null, "E8");
        assertThat(story.harness().findings().subList(101, 202))
                .allMatch(finding -> finding.getStatus().name().equals("MITIGATED"));
    }

    @Test
    void nobodyAcceptsHisOwnConflicts() {
        Story story = employed();
        conflict(story);
        story.at("2026-03-01T00:00:00Z").acceptConflicts("P2P-01", null, Story.ADA);

        assertThat(story.findings()).hasSize(1);
    }

    @Test
    void aRuleThatIsTakenAwayLeavesNothingOpen() {
        Story story = employed();
        conflict(story);
        story.harness().activate(policies(2, Map.of()), Harness.ms("2026-03-01T00:00:00Z"));

        assertThat(story.findings()).endsWith("RESOLVED RULE_ENDED [sap:PAY_RUN, sap:VENDOR_X] 2026-03-01T00:00:00Z");
    }

    @Test
    void aRuleThatComesFindsWhatIsThere() {
        Story story = employed(Map.of());
        conflict(story);
        assertThat(story.findings()).isEmpty();
        story.harness().activate(policies(2, Map.of(), PAY), Harness.ms("2026-03-01T00:00:00Z"));

        assertThat(story.findings()).containsExactly("OPEN DETECTED [sap:PAY_RUN, sap:VENDOR_X] 2026-03-01T00:00:00Z");
        assertThat(last(story).getRuleVersion()).isEqualTo(2);
    }

    @Test
    void twoRequestsThatNeverOverlapDoNotConflict() {
        Story story = employed();
        request(story, "Q1", "sap:VENDOR_X", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z");
        request(story, "Q2", "sap:PAY_RUN", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
        story.until("2026-06-01T00:00:00Z");

        assertThat(story.findings()).isEmpty();
    }

    @Test
    void whatRequestsWillGiveTogetherIsAnnounced() {
        Story story = employed();
        request(story, "Q1", "sap:VENDOR_X", "2026-02-01T00:00:00Z", "2026-03-02T00:00:00Z");
        request(story, "Q2", "sap:PAY_RUN", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");

        assertThat(story.harness().findings()).hasSize(1);
        assertThat(last(story).getStatus().name()).isEqualTo("PENDING");
        assertThat(last(story).getStartsAt()).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(last(story).getEvidence().get(0).getText())
                .isEqualTo("maintain vendors: sap:VENDOR_X by request Q1 since 2026-02-01T00:00:00Z.");
        story.until("2026-06-01T00:00:00Z");
        assertThat(last(story).getStatus().name()).isEqualTo("RESOLVED");
        assertThat(story.harness().findings()).hasSize(2);
    }

    private static void request(Story story, String id, String entitlement, String from, String to) {
        story.at("2026-01-10T00:00:00Z").validFrom(from).validTo(to).submitRequest(id, entitlement, "E5");
        story.at("2026-01-11T00:00:00Z").validFrom(from).validTo(to).approveRequest(id, entitlement, "E6");
    }

    private static void conflict(Story story) {
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", "sap:VENDOR_X");
        story.at("2026-02-02T00:00:00Z").grant("sap", "ada", "sap:PAY_RUN");
    }
}
