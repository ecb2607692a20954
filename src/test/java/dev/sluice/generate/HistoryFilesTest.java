package dev.sluice.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.generate.truth.CommandTransition;
import dev.sluice.generate.truth.FindingTransition;
import dev.sluice.json.PlainJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFilesTest {
    private static final Map<EventFile, Class<? extends SpecificRecord>> TYPES = Map.of(
            EventFile.IDENTITY, IdentityEvent.class,
            EventFile.ACCESS, AccessEvent.class,
            EventFile.AUTHENTICATION, AuthenticationEvent.class,
            EventFile.PRIVILEGED_SESSION, PrivilegedSessionEvent.class,
            EventFile.COMPLIANCE, ComplianceEvent.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path shared;

    private static Path directory;
    private static HistoryFiles.Written written;

    @BeforeAll
    static void generate() throws IOException {
        directory = shared.resolve("history");
        written = HistoryFiles.write(GeneratorSettings.ofSeed(7), directory);
    }

    private static List<JsonNode> events(EventFile file) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(file.fileName()))) {
            events.add(JSON.readTree(line));
        }
        return events;
    }

    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return contents;
    }

    private static List<String> findings(PlantedCase planted, String identityId) {
        assertThat(written.planted()).containsKey(planted);
        return written.truth().findings().stream()
                .filter(finding -> finding.identityId().equals(identityId))
                .map(FindingTransition::status)
                .toList();
    }

    /** Without what comes of every leaver's account in the end, whatever the story is about. */
    private static List<String> commands(String identityId) {
        return written.truth().commands().stream()
                .filter(command -> command.identityId().equals(identityId))
                .filter(command -> !isRetention(command))
                .map(CommandTransition::status)
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isRetention(CommandTransition command) {
        return command.action().equals("DELETE_ACCOUNT") && !command.status().equals("CANCELLED");
    }

    /** What becomes of the account of a planted case in sap, as ACTION STATUS. */
    private static void assertSapLeadsTo(PlantedCase planted, String... transitions) {
        assertThat(written.planted().get(planted)).allSatisfy(identity -> assertThat(written.truth().commands().stream()
                        .filter(command -> command.identityId().equals(identity))
                        .filter(command -> command.account().system().equals("sap"))
                        .filter(command -> command.entitlement() == null)
                        .map(command -> command.action() + " " + command.status()))
                .containsExactly(transitions));
    }

    private static Set<String> onLeave() throws IOException {
        Set<String> onLeave = new HashSet<>();
        for (JsonNode event : events(EventFile.IDENTITY)) {
            if (event.path("action").asText().equals("LEAVE_STARTED")) {
                onLeave.add(event.path("subject").path("identityId").asText());
            }
        }
        return onLeave;
    }

    /** The figures of other stories have names that tell them. */
    private static boolean isOfTheOrganisation(String identityId) {
        return identityId.matches("E[0-9]+");
    }

    private static Set<String> everyPlanted() {
        Set<String> planted = new HashSet<>();
        written.planted().values().forEach(planted::addAll);
        return planted;
    }

    private static Map<String, Long> transitions(Predicate<CommandTransition> which) {
        return written.truth().commands().stream()
                .filter(which)
                .collect(Collectors.groupingBy(
                        command -> command.action() + " " + command.status(), Collectors.counting()));
    }

    @Test
    void equalSeedsGiveEqualBytesAndOtherSeedsOtherOnes() throws IOException {
        GeneratorSettings small = new GeneratorSettings(3, 60, 4, Instant.parse("2025-02-01T00:00:00Z"));
        HistoryFiles.write(small, shared.resolve("a"));
        HistoryFiles.write(small, shared.resolve("b"));
        HistoryFiles.write(new GeneratorSettings(4, 60, 4, small.start()), shared.resolve("c"));

        assertThat(contents(shared.resolve("a"))).isEqualTo(contents(shared.resolve("b")));
        assertThat(contents(shared.resolve("c")).get("access.jsonl"))
                .isNotEqualTo(contents(shared.resolve("a")).get("access.jsonl"));
    }

    @Test
    void writesEveryFileOfTheLayoutAndNoOther() throws IOException {
        assertThat(contents(directory).keySet())
                .containsExactlyInAnyOrder(
                        "identity.jsonl",
                        "access.jsonl",
                        "authentication.jsonl",
                        "privileged-session.jsonl",
                        "compliance.jsonl",
                        "policies/campaign-autumn-review.yaml",
                        "policies/campaign-movers-review.yaml",
                        "policies/campaign-spring-review.yaml",
                        "policies/role-bookkeeper.yaml",
                        "policies/sod-ledger.yaml",
                        "policies/system-ad.yaml",
                        "policies/system-archive.yaml",
                        "policies/system-aws-prod.yaml",
                        "policies/system-badges.yaml",
                        "policies/system-github.yaml",
                        "policies/system-jira.yaml",
                        "policies/system-ledger.yaml",
                        "policies/system-okta.yaml",
                        "policies/system-payroll.yaml",
                        "policies/system-salesforce.yaml",
                        "policies/system-sap.yaml",
                        "policies/system-servicenow.yaml",
                        "policies/system-treasury.yaml",
                        "policies/system-vault.yaml",
                        "policies/system-wiki.yaml",
                        "ground-truth/findings.jsonl",
                        "ground-truth/activity.jsonl",
                        "ground-truth/sessions.jsonl",
                        "ground-truth/states.jsonl",
                        "ground-truth/commands.jsonl",
                        "ground-truth/summary.json");
    }

    @ParameterizedTest
    @EnumSource(EventFile.class)
    void everyEventFitsTheContract(EventFile file) throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve(file.fileName()));

        assertThat(lines).hasSize(written.events().get(file)).isNotEmpty().allSatisfy(line -> {
            SpecificRecord event = PlainJson.read(line, TYPES.get(file));
            assertThat(PlainJson.write(event)).isEqualTo(line);
            assertThat(line).doesNotContain("\"action\":\"UNKNOWN\"");
        });
    }

    @ParameterizedTest
    @EnumSource(EventFile.class)
    void eventsComeInOrderOfTimeWithinTheHistory(EventFile file) throws IOException {
        List<Instant> instants = new ArrayList<>();
        for (JsonNode event : events(file)) {
            instants.add(Instant.parse(event.path("header").path("occurredAt").asText()));
        }

        GeneratorSettings settings = GeneratorSettings.ofSeed(7);
        assertThat(instants).isSorted().allSatisfy(instant -> assertThat(instant)
                .isBetween(settings.start(), settings.end()));
    }

    @Test
    void eventIdsAreUniqueWithinTheirSource() throws IOException {
        Set<String> seen = new HashSet<>();
        for (EventFile file : EventFile.values()) {
            for (JsonNode event : events(file)) {
                JsonNode header = event.path("header");
                assertThat(seen.add(header.path("source").asText() + " "
                                + header.path("eventId").asText()))
                        .as("%s", header)
                        .isTrue();
            }
        }
    }

    @Test
    void noPersonHasTwoFactsInOneMillisecondExceptOnPurpose() throws IOException {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (EventFile file : List.of(EventFile.IDENTITY, EventFile.ACCESS)) {
            for (JsonNode event : events(file)) {
                String identity = event.path("subject").path("identityId").asText();
                if (!seen.add(identity + event.path("header").path("occurredAt").asText())) {
                    twice.add(identity);
                }
            }
        }

        assertThat(twice).isEqualTo(Set.copyOf(written.planted().get(PlantedCase.TWO_FACTS_IN_ONE_MS)));
    }

    @Test
    void everyCaseIsPlanted() {
        assertThat(written.planted()).containsOnlyKeys(PlantedCase.values());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42})
    void everyOtherCaseLeadsToSomethingWhateverTheSeed(long seed) throws IOException {
        everyOtherCaseLeadsToSomething(seed);
    }

    @Tag("oracle")
    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    void soItDoesWithMoreSeeds(long seed) throws IOException {
        everyOtherCaseLeadsToSomething(seed);
    }

    private static void everyOtherCaseLeadsToSomething(long seed) throws IOException {
        HistoryFiles.Written other = HistoryFiles.write(GeneratorSettings.ofSeed(seed), shared.resolve("seed" + seed));
        Set<String> touched = new HashSet<>();
        other.truth().findings().forEach(finding -> touched.add(finding.identityId()));
        other.truth().commands().stream()
                .filter(command -> !isRetention(command))
                .forEach(command -> touched.add(command.identityId()));

        Set<PlantedCase> silent = EnumSet.noneOf(PlantedCase.class);
        other.planted().forEach((planted, identities) -> {
            if (Collections.disjoint(touched, identities)) {
                silent.add(planted);
            }
        });
        assertThat(silent)
                .containsExactlyInAnyOrder(
                        PlantedCase.RESIDUE_IN_IGNORED_SYSTEM,
                        PlantedCase.RESCINDED_IN_TIME,
                        PlantedCase.POSTPONED,
                        PlantedCase.CONTRACT_EXTENDED,
                        PlantedCase.FULL_RECORD_WITHDRAWS,
                        PlantedCase.ONE_MS_BEFORE,
                        PlantedCase.LIMIT_ENDS_AT_THE_INSTANT);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "RESIDUE_IN_IGNORED_SYSTEM",
                "RESCINDED_IN_TIME",
                "POSTPONED",
                "CONTRACT_EXTENDED",
                "FULL_RECORD_WITHDRAWS",
                "ONE_MS_BEFORE",
                "LIMIT_ENDS_AT_THE_INSTANT"
            })
    void nearMissesLeadToNothing(PlantedCase planted) {
        assertThat(written.planted().get(planted)).allSatisfy(identity -> {
            assertThat(findings(planted, identity)).isEmpty();
            assertThat(commands(identity)).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"RESCINDED_IN_TIME", "FULL_RECORD_WITHDRAWS"})
    void whoStaysKeepsEverything(PlantedCase planted) {
        assertThat(written.truth().commands())
                .extracting(CommandTransition::identityId)
                .doesNotContainAnyElementsOf(written.planted().get(planted));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "RESIDUE_LEFT_FOR_EVER", "DISABLED_BUT_ENTITLED", "GRANTED_TO_LEAVER", "LAST_DAY_WITH_ZONE",
                "LAST_DAY_IN_WORKERS_ZONE", "CONTRACT_ENDS", "FULL_RECORD_ENDS", "ONE_OF_TWO_EMPLOYMENTS",
                "TWO_FACTS_IN_ONE_MS"
            })
    void residueThatStaysIsOneOpenFindingWithOpenCommands(PlantedCase planted) {
        assertThat(written.planted().get(planted)).allSatisfy(identity -> {
            assertThat(findings(planted, identity)).containsExactly("OPEN");
            assertThat(commands(identity)).contains("ISSUED").doesNotContain("CANCELLED");
        });
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "RESIDUE_REMOVED_LATER", "RESIDUE_WITHOUT_POLICY", "REMOVED_BY_SNAPSHOT", "REMOVED_BY_DELETION",
                "RESIDUE_EXPIRES", "GRANT_STARTS_AFTER_LEAVING", "REHIRED_WHILE_COMMANDS_OPEN", "REHIRE_ANNOUNCED",
                "RECORDED_LATE", "NEVER_STARTS", "AS_FINDING_OPENS"
            })
    void residueThatGoesIsAResolvedFinding(PlantedCase planted) {
        assertThat(written.planted().get(planted)).allSatisfy(identity -> assertThat(findings(planted, identity))
                .startsWith("OPEN")
                .endsWith("RESOLVED"));
    }

    @ParameterizedTest
    @EnumSource(names = {"RESIDUE_IN_REPORT_SYSTEM", "RESIDUE_WITHOUT_POLICY", "RESIDUE_EXPIRES"})
    void systemsThatAreNotEnforcedGetNoCommands(PlantedCase planted) {
        assertThat(written.planted().get(planted)).allSatisfy(identity -> {
            assertThat(findings(planted, identity)).isNotEmpty();
            assertThat(commands(identity)).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"RESIDUE_SHRINKS", "RESIDUE_GROWS"})
    void aFindingWhoseEntitlementsChangeIsToldAgain(PlantedCase planted) {
        assertThat(written.planted().get(planted)).allSatisfy(identity -> assertThat(findings(planted, identity))
                .hasSizeGreaterThan(1)
                .containsOnly("OPEN"));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "ENABLED_AGAIN",
                "BROUGHT_FORWARD",
                "ENDS_AT_ONCE",
                "AT_THE_INSTANT",
                "ONE_MS_AFTER",
                "ONE_MS_BEFORE_FINDING"
            })
    void removalAfterTheCommandsButBeforeTheFindingIsDoneWithoutAFinding(PlantedCase planted) {
        assertThat(written.planted().get(planted)).allSatisfy(identity -> {
            assertThat(findings(planted, identity)).isEmpty();
            assertThat(commands(identity)).containsExactly("DONE", "ISSUED");
        });
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "REHIRED_WHILE_COMMANDS_OPEN",
                "REHIRE_ANNOUNCED",
                "MOVED_AFTER_COMMANDS",
                "RESCINDED_AFTER_COMMANDS"
            })
    void commandsOfWhoIsNoLeaverAnyMoreAreCancelled(PlantedCase planted) {
        assertThat(written.planted().get(planted))
                .allSatisfy(identity -> assertThat(commands(identity)).contains("CANCELLED"));
    }

    @Test
    void accessGrantedAgainIsASecondEpisode() {
        String identity = written.planted().get(PlantedCase.RESIDUE_RECURS).get(0);

        assertThat(written.truth().findings())
                .filteredOn(finding -> finding.identityId().equals(identity))
                .extracting(FindingTransition::episode)
                .contains(1, 2);
    }

    @Test
    void ordinaryLeaversLeaveNoResidue() throws IOException {
        Set<String> planted = everyPlanted();
        Set<String> onLeave = onLeave();

        assertThat(written.truth().findings())
                .extracting(FindingTransition::identityId)
                .filteredOn(HistoryFilesTest::isOfTheOrganisation)
                .isSubsetOf(planted);
        assertThat(written.truth().commands())
                .filteredOn(
                        command -> !planted.contains(command.identityId()) && !onLeave.contains(command.identityId()))
                .extracting(CommandTransition::status)
                .contains("ISSUED", "DONE")
                .doesNotContain("CANCELLED");
    }

    @Test
    void mostOfWhatLeaversHadDisabledIsDeletedInTheEnd() {
        Map<String, Long> deletions = transitions(command -> !everyPlanted().contains(command.identityId()));

        assertThat(deletions.get("DELETE_ACCOUNT DONE"))
                .isLessThan(deletions.get("DELETE_ACCOUNT ISSUED"))
                .isGreaterThan(deletions.get("DELETE_ACCOUNT ISSUED") * 8 / 10);
    }

    @Test
    void mostAccountsAreDisabledDuringALeaveAndEnabledAfterIt() throws IOException {
        Set<String> ordinary = onLeave();
        ordinary.removeIf(identity -> !isOfTheOrganisation(identity));
        ordinary.removeAll(everyPlanted());
        Map<String, Long> suspensions = transitions(command -> ordinary.contains(command.identityId()));

        assertThat(suspensions.get("DISABLE_ACCOUNT DONE"))
                .isGreaterThan(suspensions.get("DISABLE_ACCOUNT ISSUED") * 8 / 10);
        assertThat(suspensions.get("ENABLE_ACCOUNT DONE"))
                .isGreaterThan(suspensions.get("ENABLE_ACCOUNT ISSUED") * 7 / 10);
        assertThat(suspensions.keySet()).allMatch(transition -> transition.matches("(DIS|EN)ABLE_ACCOUNT .*"));
    }

    @Test
    void whatALeaveLeadsToDependsOnWhatTheTargetDoesAndWhen() {
        assertSapLeadsTo(
                PlantedCase.LEAVES_DURING_LEAVE,
                "DISABLE_ACCOUNT ISSUED",
                "DISABLE_ACCOUNT DONE",
                "DELETE_ACCOUNT ISSUED",
                "DELETE_ACCOUNT DONE");
        assertSapLeadsTo(PlantedCase.DISABLED_AFTER_LEAVE, "DISABLE_ACCOUNT ISSUED", "DISABLE_ACCOUNT CANCELLED");
        assertSapLeadsTo(
                PlantedCase.NEVER_ENABLED_AGAIN,
                "DISABLE_ACCOUNT ISSUED",
                "DISABLE_ACCOUNT DONE",
                "ENABLE_ACCOUNT ISSUED");
        assertSapLeadsTo(PlantedCase.DISABLED_BEFORE_LEAVE);
        assertSapLeadsTo(
                PlantedCase.LEAVE_TOLD_LATE,
                "DISABLE_ACCOUNT ISSUED",
                "DISABLE_ACCOUNT DONE",
                "ENABLE_ACCOUNT ISSUED",
                "ENABLE_ACCOUNT DONE");
    }

    @Test
    void whoComesBackGetsBackWhatACommandTookByMistakeAndKeepsWhatWasToBeDeleted() {
        assertSapLeadsTo(
                PlantedCase.RESCINDED_AFTER_DISABLING,
                "DISABLE_ACCOUNT ISSUED",
                "DISABLE_ACCOUNT DONE",
                "ENABLE_ACCOUNT ISSUED",
                "ENABLE_ACCOUNT DONE");
        assertSapLeadsTo(PlantedCase.REHIRED_BEFORE_DELETION, "DELETE_ACCOUNT ISSUED", "DELETE_ACCOUNT CANCELLED");
    }

    @Test
    void refusesADirectoryThatIsNotEmpty() {
        assertThatThrownBy(() -> HistoryFiles.write(GeneratorSettings.ofSeed(7), directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not empty");
    }

    @Test
    void aVerySmallOrganisationHasAHistoryToo() throws IOException {
        HistoryFiles.Written tiny = HistoryFiles.write(
                new GeneratorSettings(1, 1, 1, Instant.parse("2025-02-01T00:00:00Z")), shared.resolve("tiny"));

        assertThat(tiny.events().get(EventFile.IDENTITY)).isPositive();
    }
}
