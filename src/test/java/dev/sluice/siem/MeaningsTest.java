package dev.sluice.siem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.cli.AuditCommand;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.CommandAction;
import dev.sluice.event.Severity;
import dev.sluice.topics.TopicCatalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The mapping has everything that the program can audit, and nothing that it can't; and the page is the mapping's. */
class MeaningsTest {
    private final Meanings meanings = Meanings.load();

    @Test
    void everyKindOfRecordHasAMeaning() {
        for (AuditEvent audit : AuditSamples.all()) {
            assertThat(meanings.of(audit))
                    .as("%s %s %s", audit.getCategory(), audit.getAction(), audit.getOutcome())
                    .isNotSameAs(meanings.unknown());
        }
    }

    @Test
    void everyLineIsThatOfARecordThatThereIs() {
        Set<Meaning> met = AuditSamples.all().stream().map(meanings::of).collect(Collectors.toSet());

        assertThat(meanings.lines())
                .extracting(Meanings.Line::meaning)
                .filteredOn(meaning -> meaning != meanings.unknown())
                .allMatch(met::contains);
    }

    @Test
    void whatHappenedIsToldAsWhatItIsOnceAndARepeatIsNot() {
        assertThat(id("authentication", "LOGIN_FAILED", AuditOutcome.APPLIED)).isEqualTo("iam.authn.login.failed");
        assertThat(id("authentication", "LOGIN_FAILED", AuditOutcome.PARKED)).isEqualTo("iam.authn.login.failed");
        assertThat(id("authentication", "LOGIN_FAILED", AuditOutcome.STALE)).isEqualTo("iam.authn.login.failed");
        assertThat(id("authentication", "LOGIN_FAILED", AuditOutcome.DUPLICATE)).isEqualTo("iam.audit.duplicate");
        assertThat(id("authentication", "LOGIN_FAILED", AuditOutcome.DEAD_LETTERED))
                .isEqualTo("iam.audit.refused");
    }

    @Test
    void aCommandIsNotTheChangeThatItAsksFor() {
        AuditEvent grant = AuditSamples.base(1, "provisioning-command", "DONE", AuditOutcome.DECIDED);
        grant.setCommandAction(CommandAction.GRANT);

        assertThat(meanings.of(grant).typeUid()).isEqualTo(300_411);
        assertThat(AuditSamples.all().stream()
                        .filter(audit -> audit.getCategory().equals("provisioning-command"))
                        .map(audit -> meanings.of(audit).ocsfClass()))
                .containsOnly(3_004);
    }

    @Test
    void whatALaterVersionAuditsIsRenderedAsUnknown() {
        AuditEvent later = AuditSamples.base(1, "identity", "CLONED", AuditOutcome.APPLIED);
        AuditEvent noKind = AuditSamples.base(1, "finding", "OPEN", AuditOutcome.DECIDED);
        AuditEvent noCategory = AuditSamples.base(1, "", "", AuditOutcome.UNKNOWN);

        assertThat(List.of(later, noKind, noCategory)).allMatch(audit -> meanings.of(audit) == meanings.unknown());
    }

    @Test
    void theRecordsSeverityCountsUntilTheFindingIsOver() {
        AuditEvent open = AuditSamples.base(1, "finding", "OPEN", AuditOutcome.DECIDED);
        open.setFindingKind("DORMANT_ACCOUNT");
        open.setSeverity(Severity.CRITICAL);
        AuditEvent resolved = AuditEvent.newBuilder(open).setAction("RESOLVED").build();

        assertThat(new Facts(open, meanings).level().ocsf()).isEqualTo(5);
        assertThat(new Facts(resolved, meanings).level().ocsf()).isEqualTo(1);
    }

    @Test
    void idsAreWhatTheFormatsTake() {
        Map<Integer, String> byEvent = new HashMap<>();
        for (Meanings.Line line : meanings.lines()) {
            Meaning meaning = line.meaning();
            assertThat(meaning.id()).matches("iam(\\.[a-z_]+)+");
            assertThat(meaning.msgId()).hasSizeLessThanOrEqualTo(32);
            assertThat(meaning.act()).matches("[a-z]+").hasSizeLessThanOrEqualTo(63);
            assertThat(meaning.event()).isBetween(1, 65_535);
            assertThat(meaning.name()).hasSizeLessThanOrEqualTo(512);
            assertThat(byEvent.merge(meaning.event(), meaning.id(), (one, other) -> one + other))
                    .as("event %s is one thing", meaning.event())
                    .startsWith(meaning.id());
        }
        assertThat(byEvent.values()).allMatch(ids -> new HashSet<>(List.of(ids.split("(?=iam\\.)"))).size() == 1);
        Map<String, Integer> byId = new HashMap<>();
        meanings.lines()
                .forEach(line ->
                        byId.putIfAbsent(line.meaning().id(), line.meaning().event()));
        assertThat(meanings.lines())
                .allMatch(
                        line -> byId.get(line.meaning().id()) == line.meaning().event());
    }

    @Test
    void severitiesGetWorseInEveryFormat() {
        List<Level> levels =
                List.of(Severity.INFO, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL).stream()
                        .map(meanings::level)
                        .toList();
        for (int i = 1; i < levels.size(); i++) {
            assertThat(levels.get(i).ocsf()).isGreaterThan(levels.get(i - 1).ocsf());
            assertThat(levels.get(i).cef()).isGreaterThan(levels.get(i - 1).cef());
            assertThat(levels.get(i).leef()).isGreaterThan(levels.get(i - 1).leef());
            assertThat(levels.get(i).syslog()).isLessThan(levels.get(i - 1).syslog());
            assertThat(levels.get(i).windows())
                    .isLessThanOrEqualTo(levels.get(i - 1).windows());
        }
        assertThat(meanings.level(Severity.UNKNOWN)).isEqualTo(meanings.level(Severity.INFO));
    }

    @Test
    void everyFormatHasItsTopic() {
        assertThat(TopicCatalogue.load().names())
                .containsAll(
                        List.of(Format.values()).stream().map(Format::topic).toList());
    }

    @Test
    void aMappingThatIsBrokenIsRefused() throws IOException {
        assertThatThrownBy(() -> MeaningsReader.read(with("id", null))).hasMessageContaining("no text id");
        assertThatThrownBy(() -> MeaningsReader.read(with("event", "x"))).hasMessageContaining("no number event");
        assertThatThrownBy(() -> MeaningsReader.read(with("entity", "User"))).hasMessageContaining("entity");
        assertThatThrownBy(() -> MeaningsReader.read(with("nmae", "x"))).hasMessageContaining("`nmae` is no column");
        assertThatThrownBy(() -> MeaningsReader.read(with("action", "UPDATED"))).hasMessageContaining("another row");
        for (String states : new String[] {"findingStates", "commandStates", "ticketStates"}) {
            JsonNode root = mapping();
            ((ObjectNode) root.path(states).get(0)).put("dispositon", 1);
            assertThatThrownBy(() -> MeaningsReader.read(root)).hasMessageContaining("`dispositon` is no column");
        }
        for (String rows : new String[] {"outcomes", "facilities", "severities"}) {
            JsonNode root = mapping();
            ((ArrayNode) root.path(rows)).add(root.path(rows).get(0).deepCopy());
            assertThatThrownBy(() -> MeaningsReader.read(root)).hasMessageContaining("another row");
        }
        assertThatThrownBy(() -> MeaningsReader.read(new JsonMapper().readTree("{}")))
                .isInstanceOf(IllegalStateException.class);
    }

    /** The mapping with another value in a column of its first row. */
    private static JsonNode with(String column, String value) throws IOException {
        JsonNode root = mapping();
        ((ObjectNode) root.path("events").get(0)).put(column, value);
        return root;
    }

    private static JsonNode mapping() throws IOException {
        return new YAMLMapper().readTree(Path.of("topology/siem-mapping.yaml").toFile());
    }

    @Test
    void thePageIsThatOfTheMapping() throws IOException {
        assertThat(Files.readString(Path.of("topology/siem-mapping.md")))
                .as("write the output of ./sluice audit mapping --markdown to topology/siem-mapping.md")
                .isEqualTo(new MappingPage(meanings).markdown());
    }

    @Test
    void theCommandLinePrintsBoth() {
        assertThat(output("mapping", "--markdown")).isEqualTo(new MappingPage(meanings).markdown());
        assertThat(output("mapping").lines()).hasSameSizeAs(meanings.lines()).anyMatch(line -> line.contains("300501"));
    }

    private static String output(String... args) {
        StringWriter out = new StringWriter();
        assertThat(new CommandLine(new AuditCommand())
                        .setOut(new PrintWriter(out))
                        .execute(args))
                .isZero();
        return out.toString();
    }

    private String id(String category, String action, AuditOutcome outcome) {
        return meanings.of(AuditSamples.base(1, category, action, outcome)).id();
    }
}
