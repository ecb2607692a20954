package dev.sluice.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.ProvisioningCommand;
import org.junit.jupiter.api.Test;

/** What is asked for of a group is told as what is asked for of an identity. */
class GroupAnswersTest {
    private static final String KEY = "group:okta/dept-sales";

    @Test
    void aCommandAboutAGroupIsListedFoundAndExplained() {
        try (QueryStory story = new QueryStory()) {
            story.policies(
                            "2026-01-01T00:00:00Z",
                            "kind: System\nid: okta\nmode: enforce\ngroups: {attributes: [{attribute: department, name:"
                                    + " 'Dept-{value}'}]}\n")
                    .hire("2026-01-02T00:00:00Z", "E1", "Sales");
            ProvisioningCommand told = story.commands.values().stream()
                    .filter(command -> command.getGroup() != null)
                    .findFirst()
                    .orElseThrow();

            Slice listed = Commands.of(
                    story.state(), new Commands.Filter(null, null, "okta"), Cursor.START, QueryStory.bounds(10, 10));
            assertThat(listed.items()).singleElement().satisfies(GroupAnswersTest::isAboutTheGroup);
            Slice found = Commands.find(story.state(), told.getCommandId(), Cursor.START, QueryStory.bounds(10, 10));
            assertThat(found.items()).singleElement().satisfies(GroupAnswersTest::isAboutTheGroup);

            ObjectNode one = Commands.one(story.state(), KEY, told.getCommandId(), story.rules())
                    .orElseThrow();
            isAboutTheGroup(one);
            assertThat(one.get("reason").textValue())
                    .isEqualTo(told.getReason())
                    .isEqualTo("Create group Dept-sales in okta: it is asked for, and okta has none.");
        }
    }

    private static void isAboutTheGroup(ObjectNode node) {
        assertThat(node.get("action").textValue()).isEqualTo("CREATE_GROUP");
        assertThat(node.at("/group/system").textValue()).isEqualTo("okta");
        assertThat(node.at("/group/name").textValue()).isEqualTo("dept-sales");
        assertThat(node.has("identityId")).isFalse();
        assertThat(node.has("account")).isFalse();
        assertThat(node.has("leaseId")).isFalse();
    }
}
