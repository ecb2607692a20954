package dev.sluice.domain.accepted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.event.AccessAction;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** Access that somebody answers for: it is kept and not found while the exception holds, and never given. */
class ExceptionsTest {
    private static final String EXTRA = "sap:EXTRA";

    private static Policies policies(Unsanctioned unsanctioned) {
        SystemPolicy sap = Story.governed("sap").withUnsanctioned(unsanctioned);
        return Policies.of(1, sap)
                .withRoles(Roles.of(List.of(new Role(
                        "tax",
                        new Condition.OneOf("department", Set.of("Tax")),
                        List.of(EntitlementKey.parse("sap:TAX")),
                        List.of(),
                        Duration.ZERO))));
    }

    private static Story withExtra(Unsanctioned unsanctioned) {
        Story story = new Story(policies(unsanctioned));
        story.at("2026-01-01T00:00:00Z").hire(Events.department("Tax"));
        story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
        story.at("2026-01-01T02:00:00Z").grant("sap", "ada", "sap:TAX");
        return story;
    }

    private static List<String> findings(Story story) {
        return story.harness().findings().stream()
                .map(f -> f.getKind() + " " + f.getStatus() + " " + f.getCause())
                .toList();
    }

    private static String reason(Story story) {
        return story.harness().held().stream()
                .filter(held -> held.getName().equals("EXTRA"))
                .map(held -> held.getReason())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatSomebodyAnswersForIsNoFinding() {
        Story story = withExtra(Unsanctioned.REPORT);
        story.at("2026-02-01T00:00:00Z").grant("sap", "ada", EXTRA);
        assertThat(findings(story)).containsExactly("UNSANCTIONED_ACCESS OPEN DETECTED");
        story.at("2026-02-02T00:00:00Z").grantException(EXTRA, "E9");
        assertThat(findings(story).get(1)).isEqualTo("UNSANCTIONED_ACCESS RESOLVED REASON_FOUND");
        assertThat(reason(story)).startsWith("EXCEPTION event-");
    }

    @Test
    void anExceptionGivesNothing() {
        Story story = withExtra(Unsanctioned.REPORT);
        int before = story.commands().size();
        story.at("2026-02-02T00:00:00Z").grantException(EXTRA, "E9");
        assertThat(story.commands()).hasSize(before);
    }

    @Test
    void afterItsEndTheAccessIsTakenAndFoundWhileItIsHeld() {
        Story story = withExtra(Unsanctioned.REPORT);
        story.at("2026-02-01T00:00:00Z").validTo("2026-03-01T00:00:00Z").grantException(EXTRA, "E9");
        story.at("2026-02-02T00:00:00Z").grant("sap", "ada", EXTRA);
        story.until("2026-02-28T00:00:00Z");
        assertThat(story.commands()).filteredOn(c -> c.contains("EXTRA")).isEmpty();
        story.until("2026-03-05T00:00:00Z");
        assertThat(story.commands())
                .filteredOn(c -> c.contains("EXTRA"))
                .containsExactly("REVOKE sap/ada sap:EXTRA ISSUED 2026-03-01T00:00:00Z");
        assertThat(findings(story)).containsExactly("EXPIRED_ACCESS OPEN DETECTED");
    }

    @Test
    void aRevokedExceptionEndsAtOnce() {
        Story story = withExtra(Unsanctioned.REPORT);
        story.at("2026-02-01T00:00:00Z").grantException(EXTRA, "E9");
        story.at("2026-02-02T00:00:00Z").grant("sap", "ada", EXTRA);
        story.at("2026-02-10T00:00:00Z").revokeException(EXTRA);
        assertThat(story.commands())
                .filteredOn(c -> c.contains("EXTRA"))
                .containsExactly("REVOKE sap/ada sap:EXTRA ISSUED 2026-02-10T00:00:00Z");
        story.at("2026-02-11T00:00:00Z").grantException(EXTRA, "E9");
        assertThat(story.commands().get(story.commands().size() - 1))
                .isEqualTo("REVOKE sap/ada sap:EXTRA CANCELLED 2026-02-11T00:00:00Z");
    }

    @Test
    void nobodyAcceptsTheirOwnAccess() {
        Story story = withExtra(Unsanctioned.REVOKE);
        story.at("2026-02-01T00:00:00Z").grantException(EXTRA, Story.ADA);
        story.at("2026-02-02T00:00:00Z").grant("sap", "ada", EXTRA);
        assertThat(story.commands())
                .filteredOn(c -> c.contains("EXTRA"))
                .containsExactly("REVOKE sap/ada sap:EXTRA ISSUED 2026-02-02T00:00:00Z");
    }

    @Test
    void anExceptionEndsWithTheEmployment() {
        Story story = withExtra(Unsanctioned.REPORT);
        story.at("2026-02-01T00:00:00Z").grantException(EXTRA, "E9");
        story.at("2026-03-01T00:00:00Z").terminate();
        story.at("2026-06-01T00:00:00Z").rehire(Events.department("Tax"));
        story.at("2026-06-02T00:00:00Z").grant("sap", "ada", EXTRA);
        assertThat(findings(story)).contains("UNSANCTIONED_ACCESS OPEN DETECTED");
    }

    @Test
    void whatIsAcceptedBeforeTheFirstDayIsAcceptedOnIt() {
        Story story = new Story(policies(Unsanctioned.REPORT));
        story.at("2026-01-01T00:00:00Z").effective("2026-02-01T00:00:00Z").hire(Events.department("Tax"));
        story.at("2026-01-15T00:00:00Z").grant("sap", "ada", EXTRA);
        story.at("2026-01-20T00:00:00Z").grantException(EXTRA, "E9");
        story.until("2026-03-01T00:00:00Z");

        assertThat(findings(story)).endsWith("UNSANCTIONED_ACCESS RESOLVED REASON_FOUND");
    }

    @Test
    void anExceptionFromARuleIsNoReasonForAccess() {
        Story story = withExtra(Unsanctioned.REPORT);
        ComplianceEvent event = event(Events.header("x", "grc", null, ms("2026-02-01T00:00:00Z")), true, null);
        event.setRuleId("P2P-01");
        story.harness().take(event);
        story.at("2026-02-02T00:00:00Z").grant("sap", "ada", EXTRA);
        assertThat(findings(story)).containsExactly("UNSANCTIONED_ACCESS OPEN DETECTED");
    }

    private static long ms(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    private static ComplianceEvent event(Header header, boolean grants, Long validTo) {
        return ComplianceEvent.newBuilder()
                .setHeader(header)
                .setSubject(Subject.newBuilder().setIdentityId(Story.ADA).build())
                .setAction(grants ? ComplianceAction.EXCEPTION_GRANTED : ComplianceAction.EXCEPTION_REVOKED)
                .setEntitlement(Events.entitlement(EXTRA))
                .setApprovedBy(grants ? "E9" : null)
                .setValidTo(validTo == null ? null : Instant.ofEpochMilli(validTo))
                .build();
    }

    /** Grants and revocations among grants and revokes of the access: open findings and commands don't depend on the order. */
    @Property(tries = 1000)
    void theOrderOfArrivalDoesNotMatter(@ForAll long seed) {
        Random random = new Random(seed);
        long start = ms("2026-01-01T00:00:00Z");
        long hour = Duration.ofHours(1).toMillis();
        List<SpecificRecordBase> events = new ArrayList<>();
        events.add(Events.identity(
                Events.header("hire", "hr", null, start), Story.ADA, IdentityAction.HIRED, Events.department("Tax")));
        events.add(Events.access(
                Events.header("account", "sap", null, start),
                Story.ADA,
                AccessAction.ACCOUNT_CREATED,
                Events.account("sap", "ada")));
        int count = 2 + random.nextInt(20);
        for (int i = 1; i <= count; i++) {
            long at = start + hour * (1 + random.nextInt(40));
            Header header = Events.header("e" + i, "s" + random.nextInt(2), null, at);
            if (random.nextBoolean()) {
                Long validTo = random.nextBoolean() ? null : Long.valueOf(at + hour * random.nextInt(30));
                events.add(event(header, random.nextInt(3) > 0, validTo));
            } else {
                var access = Events.access(
                        header,
                        Story.ADA,
                        random.nextInt(3) > 0 ? AccessAction.ENTITLEMENT_GRANTED : AccessAction.ENTITLEMENT_REVOKED,
                        Events.account("sap", "ada"));
                access.setEntitlement(Events.entitlement(EXTRA));
                events.add(access);
            }
        }
        List<String> inOrder = outcome(events);
        Collections.shuffle(events, random);
        events.add(events.get(random.nextInt(events.size())));
        assertThat(outcome(events)).isEqualTo(inOrder);
    }

    private static List<String> outcome(List<SpecificRecordBase> events) {
        Harness harness = new Harness(Story.ADA, policies(Unsanctioned.REVOKE));
        events.forEach(harness::take);
        harness.advanceTo(ms("2026-02-01T00:00:00Z"));
        List<String> outcome = new ArrayList<>();
        harness.state().commands().keySet().forEach(key -> outcome.add(key.toString()));
        harness.held().forEach(held -> outcome.add(held.getName() + " " + held.getReason()));
        boolean found = !harness.openFindings().isEmpty();
        outcome.add("found " + found);
        return outcome;
    }
}
