package dev.sluice.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.generate.truth.ActivityTruth;
import dev.sluice.generate.truth.CommandTransition;
import dev.sluice.generate.truth.FindingTransition;
import dev.sluice.generate.truth.GroundTruth;
import dev.sluice.generate.truth.ReportTruth;
import dev.sluice.generate.truth.SessionTruth;
import dev.sluice.generate.truth.StateTruth;
import dev.sluice.generate.truth.Truth;
import dev.sluice.generate.truth.TruthFiles;
import dev.sluice.json.PlainJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes a generated history as a directory: one file of plain JSON for each input category in order of time, the
 * policies, and the ground truth. Equal settings give equal bytes.
 */
public final class HistoryFiles {
    /** The folder of the policies. */
    public static final String POLICIES = "policies";

    /** The folder of the ground truth. */
    public static final String GROUND_TRUTH = "ground-truth";

    /** The file of counts and planted cases in the folder of the ground truth. */
    public static final String SUMMARY = "summary.json";

    private static final String SETTINGS = "topology/policies/settings.yaml";

    private static final ObjectMapper JSON = new ObjectMapper();

    private HistoryFiles() {}

    /**
     * What was written.
     *
     * @param events the number of events by category
     * @param planted the identities of each planted case
     * @param truth what the history must lead to
     */
    public record Written(Map<EventFile, Integer> events, Map<PlantedCase, List<String>> planted, Truth truth) {}

    /**
     * Generates and writes.
     *
     * @param settings what to generate
     * @param directory where to; must be empty or absent
     * @return what was written
     * @throws IOException if a file can't be written
     * @throws IllegalArgumentException if the directory is not empty
     */
    public static Written write(GeneratorSettings settings, Path directory) throws IOException {
        requireEmpty(directory);
        Files.createDirectories(directory);
        Map<EventFile, Integer> counts = new EnumMap<>(EventFile.class);
        Map<PlantedCase, List<String>> planted = writeEvents(settings, directory, counts);
        writePolicies(settings, directory.resolve(POLICIES));
        Truth truth = GroundTruth.compute(directory);
        Path answers = directory.resolve(GROUND_TRUTH);
        TruthFiles.write(truth, answers);
        Path policies = directory.resolve(POLICIES);
        Map<String, String> activity = new TreeMap<>(ActivityTruth.compute(directory, policies));
        activity.putAll(ReportTruth.compute(directory, policies));
        TruthFiles.writeFindings(TruthFiles.ACTIVITY, activity, answers);
        // The organisation has none of its own, so those hold that travel with the program.
        try (InputStream rules = HistoryFiles.class.getClassLoader().getResourceAsStream(SETTINGS)) {
            TruthFiles.writeFindings(TruthFiles.SESSIONS, SessionTruth.compute(directory, rules), answers);
        }
        if (truth.until() != null) {
            TruthFiles.writeStates(StateTruth.compute(directory, policies, truth.until()), answers);
        }
        Written written = new Written(counts, planted, truth);
        Files.writeString(
                answers.resolve(SUMMARY),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(summary(settings, written)) + "\n");
        return written;
    }

    private static void requireEmpty(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(directory + " is not a directory; name another one.");
        }
        try (Stream<Path> content = Files.list(directory)) {
            if (content.findAny().isPresent()) {
                throw new IllegalArgumentException(directory + " is not empty; name a new directory or empty it.");
            }
        }
    }

    private static Map<PlantedCase, List<String>> writeEvents(
            GeneratorSettings settings, Path directory, Map<EventFile, Integer> counts) throws IOException {
        Map<EventFile, EventSpool> spools = new EnumMap<>(EventFile.class);
        try {
            for (EventFile file : EventFile.values()) {
                spools.put(file, new EventSpool(directory.resolve(file.fileName())));
            }
            Organisation organisation = OrganisationGenerator.generate(settings);
            return new HistoryGenerator(organisation, (file, occurredAt, event) -> {
                        try {
                            spools.get(file).add(occurredAt, PlainJson.write(event));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            for (Map.Entry<EventFile, EventSpool> spool : spools.entrySet()) {
                counts.put(spool.getKey(), spool.getValue().lines());
                spool.getValue().close();
            }
        }
    }

    /**
     * Writes the organisation's policies, one YAML document a file.
     *
     * @param settings what is generated: campaigns start when its time has come
     * @param directory where to; created if absent
     * @throws IOException if a file can't be written
     */
    public static void writePolicies(GeneratorSettings settings, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (TargetSystem system : TargetSystem.ALL) {
            Files.writeString(directory.resolve("system-" + system.id() + ".yaml"), system.policy());
        }
        PlantedPolicies.write(settings, directory);
    }

    private static ObjectNode summary(GeneratorSettings settings, Written written) {
        ObjectNode summary = JSON.createObjectNode();
        summary.putObject("settings")
                .put("seed", settings.seed())
                .put("people", settings.people())
                .put("months", settings.months())
                .put("start", settings.start().toString());
        ObjectNode events = summary.putObject("events");
        written.events().forEach((file, count) -> events.put(file.topic(), count));
        summary.put("until", String.valueOf(written.truth().until()));
        Map<String, Integer> commands = new TreeMap<>();
        for (CommandTransition command : written.truth().commands()) {
            commands.merge(command.action() + " " + command.status(), 1, Integer::sum);
        }
        Map<String, Integer> findings = new TreeMap<>();
        for (FindingTransition finding : written.truth().findings()) {
            findings.merge(finding.kind() + " " + finding.status(), 1, Integer::sum);
        }
        summary.set("findingTransitions", JSON.valueToTree(findings));
        summary.set("commandTransitions", JSON.valueToTree(commands));
        ObjectNode planted = summary.putObject("planted");
        written.planted().forEach((plantedCase, identities) -> planted.putObject(plantedCase.name())
                .put("what", plantedCase.sentence())
                .set("identityIds", JSON.valueToTree(identities)));
        return summary;
    }
}
