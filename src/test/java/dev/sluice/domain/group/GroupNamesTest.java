package dev.sluice.domain.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.policy.GroupRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"Treasury  Ops", " treasury ops", "TREASURY\u00a0OPS", "Treasury\tOps\n"})
    void allSpellingsOfAUnitHaveOneKey(String spelling) {
        assertThat(GroupNames.unitKey("department", spelling)).contains("unit:department/treasury ops");
    }

    @Test
    void charactersThatAreWrittenInTwoWaysAreTheSame() {
        assertThat(GroupNames.unitKey("department", "Bu\u0308ro"))
                .isEqualTo(GroupNames.unitKey("department", "B\u00dcRO"))
                .contains("unit:department/b\u00fcro");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u0000\t"})
    void whatIsNoNameHasNoKey(String text) {
        assertThat(GroupNames.unitKey("department", text)).isEmpty();
    }

    @Test
    void whatIsTooLongHasNoKey() {
        assertThat(GroupNames.unitKey("department", "x".repeat(512))).isPresent();
        assertThat(GroupNames.unitKey("department", "x".repeat(513))).isEmpty();
        assertThat(GroupNames.unitKey("department", null)).isEmpty();
        // Small letters may take more room than capitals.
        assertThat(GroupNames.unitKey("department", "\u0130".repeat(512))).isEmpty();
        assertThat(GroupNames.groupKey("okta", "x".repeat(513))).isEmpty();
    }

    @Test
    void aTargetDoesNotTellCapitalsFromSmallLetters() {
        assertThat(GroupNames.groupKey("okta", "APP_Payments")).contains("group:okta/app_payments");
        assertThat(GroupNames.groupKey("okta", "a/b:c")).contains("group:okta/a/b:c");
        assertThat(GroupNames.groupKey("okta", "a\u0000b")).isEmpty();
    }

    @Test
    void aLetterThatCanBeWrittenInTwoWaysIsOne() {
        assertThat(GroupNames.unitKey("department", "J\u030ca")).contains("unit:department/\u01f0a");
        assertThat(GroupNames.groupKey("okta", "J\u030ca")).isEqualTo(GroupNames.groupKey("okta", "\u01f0a"));
        assertThat(GroupNames.display("Cafe\u0301")).isEqualTo("Caf\u00e9");
        assertThat(new GroupRule("department", " {value} ", "{name}").nameFor("tax"))
                .isEqualTo("tax");
    }

    @Test
    void whatIsShownIsOneLineOfBoundedLength() {
        assertThat(GroupNames.display(" a\r\n b\u0000c ")).isEqualTo("a b c");
        assertThat(GroupNames.display("x".repeat(10_000))).hasSize(GroupNames.MAX_DISPLAY);
        assertThat(GroupNames.display("x".repeat(255) + "\ud83d\ude00")).isEqualTo("x".repeat(255));
        assertThat(GroupNames.display("a" + " ".repeat(1022) + "\ud83d\ude00")).isEqualTo("a");
        assertThat(GroupNames.display(" \t ")).isNull();
        assertThat(GroupNames.display(null)).isNull();
    }

    @Test
    void hrCallsAUnitByAnAttributeOrAWordOfItsOwn() {
        assertThat(GroupNames.attributeOf("costCentre")).contains("costCentre");
        assertThat(GroupNames.attributeOf("team")).contains("extra.team");
        assertThat(GroupNames.attributeOf("extra.team")).contains("extra.team");
        assertThat(GroupNames.attributeOf("two words")).isEmpty();
        assertThat(GroupNames.attributeOf(null)).isEmpty();
    }

    @Test
    void aRuleNamesAndShowsTheGroupOfAValue() {
        GroupRule rule = new GroupRule("department", "dept-{value}", "{name} ({value}), {name}");

        assertThat(rule.nameFor("treasury")).isEqualTo("dept-treasury");
        assertThat(rule.displayNameFor("treasury", "Treasury")).isEqualTo("Treasury (treasury), Treasury");
        assertThat(new GroupRule("department", "{value}", " ").displayNameFor("x".repeat(500), "X"))
                .isEqualTo("x".repeat(GroupNames.MAX_DISPLAY));
        // What people write is no template.
        assertThat(rule.displayNameFor("x", "{value}{name}")).isEqualTo("{value}{name} (x), {value}{name}");
        assertThatThrownBy(() -> new GroupRule("department", "all", "{name}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{value}");
    }

    @Test
    void aClaimIsReadAsItWasWritten() {
        ClaimedGroup unit = new ClaimedGroup("unit:department/t", "T", null);
        ClaimedGroup group = new ClaimedGroup("group:okta/dept-t", "dept-T", "Dept T");

        assertThat(ClaimedGroup.parse(unit.text())).isEqualTo(unit);
        assertThat(ClaimedGroup.parse(group.text())).isEqualTo(group);
        assertThat(ClaimedGroup.receiver(group.text())).isEqualTo("group:okta/dept-t");
        assertThat(ClaimedGroup.is("attr:email-lower:x")).isFalse();
    }
}
