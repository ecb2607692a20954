package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The runbook has a section for each thing that may happen, all of one form, and names what there is. */
class RunbookTest {
    private static final Path PAGE = Path.of("deploy/RUNBOOK.md");
    private static final Path ALERTS = Path.of("deploy/prometheus/alerts.yaml");
    private static final Pattern ALERT =
            Pattern.compile("(?s)- alert: (\\w+)(?:(?!- alert:).)*?deploy/RUNBOOK\\.md#([a-z-]+)");
    private static final Pattern NAME = Pattern.compile("\\bSluice[A-Z][A-Za-z]+\\b");
    private static final Pattern LINK = Pattern.compile("\\]\\(#([a-z-]+)\\)");
    private static final Pattern INLINE = Pattern.compile("`\\./sluice ([^`]+)`");

    @Test
    void hasASectionForEachThing() throws IOException {
        assertThat(sections().keySet())
                .containsExactly(
                        "lag",
                        "rebalance-storms",
                        "poison-flood",
                        "lost-state",
                        "registry-down",
                        "mass-change-brake",
                        "upgrade",
                        "rollback",
                        "disaster-recovery",
                        "missed-leaver",
                        "stream-thread-failed",
                        "audit-checkpoint-late");
    }

    @Test
    void eachSaysWhatIsSeenWhatItMeansWhatToDoAndWhenItIsOver() throws IOException {
        assertThat(sections()).allSatisfy((name, text) -> assertThat(text)
                .containsSubsequence("**See.**", "**Means.**", "```sh tested", "**Over**"));
    }

    @Test
    void allItsBlocksAreChecked() throws IOException {
        assertThat(Files.readString(PAGE).lines().filter(line -> line.startsWith("```") && line.length() > 3))
                .isNotEmpty()
                .allMatch(line -> line.equals("```sh tested"));
    }

    @Test
    void whatItMentionsByTheWayIsACommandToo() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (MatchResult mention : matches(INLINE, Files.readString(PAGE))) {
            CommandLine command = Main.commandLine();
            for (String word : mention.group(1).split(" ")) {
                if (command.getSubcommands().isEmpty()) {
                    break;
                }
                command = command.getSubcommands().get(word);
                if (command == null) {
                    unknown.add(mention.group());
                    break;
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void itsLinksLeadToItsSections() throws IOException {
        assertThat(matches(LINK, Files.readString(PAGE)))
                .isNotEmpty()
                .extracting(link -> link.group(1))
                .isSubsetOf(sections().keySet());
    }

    /** Whoever is called finds the name that the call had. */
    @Test
    void everyAlertIsNamedInTheSectionThatItPointsTo() throws IOException {
        String alerts = Files.readString(ALERTS);
        Map<String, String> sections = sections();

        assertThat(matches(ALERT, alerts)).isNotEmpty().allSatisfy(alert -> assertThat(
                        sections.getOrDefault(alert.group(2), ""))
                .as(alert.group(2))
                .contains(alert.group(1)));
        assertThat(matches(NAME, Files.readString(PAGE)))
                .allSatisfy(name -> assertThat(alerts).contains("alert: " + name.group()));
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static Map<String, String> sections() throws IOException {
        Map<String, String> sections = new LinkedHashMap<>();
        String name = null;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                name = line.substring(3);
            }
            if (name != null) {
                sections.merge(name, line + "\n", String::concat);
            }
        }
        return sections;
    }
}
