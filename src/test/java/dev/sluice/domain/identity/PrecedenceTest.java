package dev.sluice.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.Settings;
import dev.sluice.event.IdentityStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several sources tell of one worker; the policy says whose word counts. */
class PrecedenceTest {
    private static final Precedence HR_FIRST = new Precedence(List.of("workday-prod", "okta-prod"), Map.of());

    private final Story story = new Story(policies(HR_FIRST));

    @Test
    void theFirstSourceThatGivesAValueCountsWheneverItWasTold() {
        hired();
        story.at("2026-03-01T00:00:00Z").by("okta-prod").update(Events.department("Tax"));

        assertThat(story.attribute("department")).isEqualTo("Treasury");
        assertThat(story.commands()).noneMatch(line -> line.contains("TAX"));
    }

    @Test
    void whereTheFirstGivesNoneTheNextCounts() {
        hired();
        story.at("2026-03-01T00:00:00Z").by("okta-prod").update(Events.department("Tax"));
        story.at("2026-03-02T00:00:00Z").complete().update(worker -> worker.setTitle("Analyst"));

        assertThat(story.attribute("department")).isEqualTo("Tax");
        assertThat(story.attribute("title")).isEqualTo("Analyst");
    }

    @Test
    void aSourceThatIsNotNamedFillsOnlyGaps() {
        hired();
        story.at("2026-03-01T00:00:00Z").by("csv").update(worker -> {
            worker.setDepartment("Tax");
            worker.setLocation("Oslo");
        });

        assertThat(story.attribute("department")).isEqualTo("Treasury");
        assertThat(story.attribute("location")).isEqualTo("Oslo");
    }

    @Test
    void anAttributeMayHaveItsOwnOrder() {
        Precedence mail = new Precedence(HR_FIRST.otherwise(), Map.of("email", List.of("okta-prod")));
        Story own = new Story(policies(mail));
        own.at("2026-01-05T00:00:00Z").by("okta-prod").hire(worker -> worker.setEmail("a@new.example"));
        own.at("2026-03-01T00:00:00Z").update(worker -> worker.setEmail("a@old.example"));

        assertThat(own.attribute("email")).isEqualTo("a@new.example");
    }

    @Test
    void withoutAnOrderWhatWasToldLastCounts() {
        Story equal = new Story(policies(Precedence.NONE));
        equal.at("2026-01-05T00:00:00Z").hire(Events.department("Treasury"));
        equal.at("2026-03-01T00:00:00Z").by("okta-prod").update(Events.department("Tax"));

        assertThat(equal.attribute("department")).isEqualTo("Tax");
    }

    /** What a source said counts as soon as a set says so, although another one was asked before. */
    @Test
    void anotherOrderCountsForWhatWasToldBefore() {
        hired();
        story.at("2026-03-01T00:00:00Z").by("okta-prod").update(Events.department("Tax"));

        AttributeTimeline attributes = story.harness().state().hr().attributes();
        long clock = story.harness().state().clock();
        assertThat(attributes.valuesAt(clock, new Precedence(List.of("okta-prod"), Map.of())))
                .containsEntry("department", "Tax");
        assertThat(attributes.valuesAt(clock, Precedence.NONE)).containsEntry("department", "Tax");
    }

    /** A leave is what happened, not a description: whoever tells of it last is believed. */
    @Test
    void leavesHaveNoOrder() {
        hired();
        story.at("2026-03-01T00:00:00Z").startLeave();
        assertThat(story.status()).isEqualTo(IdentityStatus.ON_LEAVE);
        story.at("2026-03-05T00:00:00Z").by("okta-prod").endLeave();
        assertThat(story.status()).isEqualTo(IdentityStatus.ACTIVE);
    }

    @Test
    void aListNamesASourceOnceAndNotTooMany() {
        assertThatThrownBy(() -> new Precedence(List.of("a", "a"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("otherwise")
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> new Precedence(List.of(), Map.of("email", Collections.nCopies(9, "a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("email")
                .hasMessageContaining("at most 8");
    }

    private void hired() {
        story.at("2026-01-05T00:00:00Z").hire(Events.department("Treasury"));
    }

    private static Policies policies(Precedence precedence) {
        Settings usual = Settings.DEFAULTS;
        Settings settings = new Settings(
                usual.lateness(),
                usual.skew(),
                usual.timeZone(),
                usual.dedupe(),
                usual.maxEventBytes(),
                usual.brake(),
                usual.approvals(),
                usual.absence(),
                precedence,
                Detection.DEFAULTS,
                Remediation.NONE,
                SessionRules.DEFAULTS);
        Policies governed = Story.governedPolicies();
        return new Policies(1, settings, governed.systems(), Roles.of(List.of(role("Treasury"), role("Tax"))));
    }

    private static Role role(String department) {
        String id = department.toLowerCase(Locale.ROOT);
        return new Role(
                id,
                new Condition.OneOf("department", Set.of(department)),
                List.of(new EntitlementKey("sap", department.toUpperCase(Locale.ROOT))),
                List.of(),
                Duration.ZERO);
    }
}
