package dev.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topics.TopicCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class KafkaAclCommandsTest {
    @Test
    void theCommandsGiveTheRightsAndNoOthers() {
        for (Role role : Roles.of(TopicCatalogue.load(), AccessOptions.DEFAULTS)) {
            assertThat(given(KafkaAclCommands.adding(role.grants(), role.principal()), role.principal()))
                    .as(role.name())
                    .containsExactlyElementsOf(role.grants());
        }
    }

    /** Understands commands as the tool does: each operation of a command counts for each of its names. */
    private static TreeSet<Grant> given(String commands, String principal) {
        TreeSet<Grant> given = new TreeSet<>();
        for (String command : commands.replace(" \\\n", " ").split("\n")) {
            List<String> words = List.of(command.trim().split(" +"));
            assertThat(words).startsWith("kafka-acls.sh").contains("--add", "'" + principal + "'");
            List<AclOperation> operations = values(words, "--operation").stream()
                    .map(word -> AclOperation.fromString(word.replaceAll("(?<=[a-z])(?=[A-Z])", "_")))
                    .toList();
            PatternType pattern = PatternType.valueOf(
                    values(words, "--resource-pattern-type").get(0).toUpperCase(Locale.ROOT));
            for (AclOperation operation : operations) {
                add(given, words, "--topic", ResourceType.TOPIC, pattern, operation);
                add(given, words, "--group", ResourceType.GROUP, pattern, operation);
                add(given, words, "--transactional-id", ResourceType.TRANSACTIONAL_ID, pattern, operation);
            }
        }
        return given;
    }

    private static void add(
            TreeSet<Grant> given,
            List<String> words,
            String option,
            ResourceType type,
            PatternType pattern,
            AclOperation operation) {
        values(words, option)
                .forEach(name -> given.add(new Grant(type, pattern, name.substring(1, name.length() - 1), operation)));
    }

    private static List<String> values(List<String> words, String option) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < words.size() - 1; i++) {
            if (words.get(i).equals(option)) {
                values.add(words.get(i + 1));
            }
        }
        return values;
    }

    @Test
    void aNameStaysOneWordOfTheShellWhateverIsInIt() {
        Grant odd = Grant.group("it's; rm -r $HOME", PatternType.LITERAL);

        assertThat(KafkaAclCommands.adding(List.of(odd), "User:CN=a,O=b"))
                .contains("--group 'it'\\''s; rm -r $HOME'")
                .contains("'User:CN=a,O=b'");
    }

    @Test
    void rightsAreSaidInWords() {
        assertThat(KafkaAclCommands.sentences(List.of(
                        Grant.topic("iam.audit", AclOperation.READ),
                        Grant.topic("iam.audit", AclOperation.DESCRIBE_CONFIGS),
                        Grant.transactionalId("sluice-", PatternType.PREFIXED))))
                .containsExactly(
                        "Read, DescribeConfigs on topic iam.audit",
                        "Write on transactional ids that begin with sluice-");
    }
}
