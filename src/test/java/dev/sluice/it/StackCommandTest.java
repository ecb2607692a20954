package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an adapter's author starts: everything but events. */
@Timeout(180)
class StackCommandTest {
    private static final Pattern ADDRESS =
            Pattern.compile("Kafka at (127\\.0\\.0\\.1:\\d+), registry at (http://\\S+)\\.");

    @Test
    void saysWhereTheBrokerIsOnceTopicsPoliciesAndApplicationAreThere() throws Exception {
        StringWriter told = new StringWriter();
        Thread command = new Thread(
                () -> Main.commandLine()
                        .setOut(new PrintWriter(told, true))
                        .setErr(new PrintWriter(new StringWriter()))
                        .execute("stack", "--policies", "examples/policies", "--partitions", "1"),
                "stack-command");
        command.start();
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> told.toString().contains("Ready"));
            assertThat(told.toString()).contains("Policy set 1 is published, 2 documents.");
            Matcher address = ADDRESS.matcher(told.toString());
            assertThat(address.find()).isTrue();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", address.group(1)))) {
                assertThat(admin.listTopics().names().get())
                        .containsAll(Set.of("iam.identity", "iam.finding", "sluice-identity-store-changelog"));
            }
        } finally {
            command.interrupt();
            command.join();
        }
    }
}
