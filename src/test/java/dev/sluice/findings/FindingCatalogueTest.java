package dev.sluice.findings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.FindingCommand;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.finding.CertificationFindings;
import dev.sluice.domain.finding.GroupLimit;
import dev.sluice.domain.finding.SodViolations;
import dev.sluice.domain.finding.StuckCommands;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.findings.FindingCatalogue.Kind;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page about findings is made from the catalogue, and the catalogue has what the program can find. */
class FindingCatalogueTest {
    private final FindingCatalogue catalogue = FindingCatalogue.load();

    @Test
    void thePageIsThatOfTheCatalogue() throws IOException {
        assertThat(Files.readString(Path.of("topology/findings.md")))
                .as("write the output of ./sluice finding kinds --markdown to topology/findings.md")
                .isEqualTo(new FindingsPage(catalogue).markdown());
    }

    @Test
    void everyKindThatAPolicyHandlesIsInIt() {
        Set<String> kinds = new TreeSet<>(Set.of(
                "LEAVER_RESIDUAL_ACCESS",
                "DISPUTED_ACCOUNT",
                "SELF_APPROVAL",
                "EXCEPTION_UNUSED",
                "MASS_CHANGE",
                SodViolations.KIND,
                CertificationFindings.OVERDUE,
                CertificationFindings.SELF_REVIEW,
                CertificationFindings.CONFLICT,
                GroupLimit.KIND,
                StuckCommands.OVERDUE,
                StuckCommands.FAILED));
        Arrays.stream(ActivityFinding.values()).map(Enum::name).forEach(kinds::add);
        Arrays.stream(AccessFinding.values()).map(Enum::name).forEach(kinds::add);

        assertThat(catalogue.kinds()).extracting(Kind::kind).containsExactlyInAnyOrderElementsOf(kinds);
    }

    @Test
    void theSeverityIsTheDefaultOfTheProgram() {
        for (Kind kind : catalogue.kinds()) {
            Arrays.stream(ActivityFinding.values())
                    .filter(one -> one.name().equals(kind.kind()))
                    .forEach(one -> assertThat(kind.severity())
                            .as(kind.kind())
                            .contains(one.defaults().severity().name()));
            Arrays.stream(AccessFinding.values())
                    .filter(one -> one.name().equals(kind.kind()))
                    .forEach(one -> assertThat(kind.severity())
                            .as(kind.kind())
                            .contains(one.defaults().severity().name()));
        }
    }

    @Test
    void inputsAreTopics() {
        Set<String> topics =
                TopicCatalogue.load().topics().stream().map(TopicSpec::name).collect(Collectors.toSet());

        assertThat(catalogue.kinds())
                .allSatisfy(kind ->
                        assertThat(kind.inputs()).as(kind.kind()).isNotEmpty().allMatch(topics::contains));
    }

    @Test
    void everyReasonOfARefusalIsInIt() {
        String reasons = catalogue.reasons().stream()
                .map(FindingCatalogue.Reason::reason)
                .collect(Collectors.joining(", ", ", ", ","));

        for (ReasonCode reason : ReasonCode.values()) {
            assertThat(reasons).contains(" " + reason.name() + ",");
        }
    }

    @Test
    void theCommandLineTellsOfOneKind() {
        StringWriter out = new StringWriter();
        int code = new CommandLine(new FindingCommand())
                .setOut(new PrintWriter(out))
                .execute("kinds", "session-not-ended");

        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("SESSION_NOT_ENDED", "from      privileged-session", "severity  MEDIUM", "when it ends");
    }

    @Test
    void theCommandLineListsThemAll() {
        StringWriter out = new StringWriter();
        new CommandLine(new FindingCommand()).setOut(new PrintWriter(out)).execute("kinds");

        assertThat(out.toString().lines()).hasSameSizeAs(catalogue.kinds());
        assertThat(out.toString()).doesNotContain("](");
    }
}
