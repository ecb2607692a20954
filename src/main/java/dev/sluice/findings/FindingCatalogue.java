package dev.sluice.findings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What {@code topology/findings.yaml} says: the one source of the page about findings and of what the command line tells of them.
 *
 * @param kinds the kinds of findings
 * @param notes what holds for several of them
 * @param causes why findings and commands change
 * @param reasons why records are refused
 * @param reasonNotes what holds for several of these
 */
public record FindingCatalogue(
        List<Kind> kinds, List<String> notes, List<Cause> causes, List<Reason> reasons, List<String> reasonNotes) {
    private static final String RESOURCE = "topology/findings.yaml";
    private static final int MAX_BYTES = 1 << 20;

    /**
     * A kind of findings.
     *
     * @param kind its name
     * @param means what is wrong
     * @param inputs the topics from which it is found, without prefix
     * @param scope what findings of the kind are told apart by
     * @param opens when one opens: thresholds, with their defaults and where these come from
     * @param severity how much it matters, unless a policy says otherwise
     * @param resolves when one is resolved
     */
    public record Kind(
            String kind,
            String means,
            List<String> inputs,
            String scope,
            String opens,
            String severity,
            String resolves) {}

    /**
     * Why something changes.
     *
     * @param on finding, command, or both
     * @param cause the code, or several
     * @param means what happened
     */
    public record Cause(String on, String cause, String means) {}

    /**
     * Why a record is refused.
     *
     * @param reason the code, or several
     * @param means what is wrong with it
     * @param todo what to do about it
     */
    public record Reason(String reason, String means, String todo) {}

    /** Copies the lists. */
    public FindingCatalogue {
        kinds = List.copyOf(kinds);
        notes = List.copyOf(notes);
        causes = List.copyOf(causes);
        reasons = List.copyOf(reasons);
        reasonNotes = List.copyOf(reasonNotes);
    }

    /**
     * Reads the catalogue that travels with the program.
     *
     * @return the catalogue
     * @throws IllegalStateException if the program was built without it
     */
    public static FindingCatalogue load() {
        try (InputStream in = FindingCatalogue.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The program was built without " + RESOURCE + ".");
            }
            return of(new YamlReader(MAX_BYTES).read(RESOURCE, in).get(0).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FindingCatalogue of(JsonNode root) {
        return new FindingCatalogue(
                all(
                        root.path("kinds"),
                        kind -> new Kind(
                                text(kind, "kind"),
                                text(kind, "means"),
                                all(kind.path("inputs"), JsonNode::asText),
                                text(kind, "scope"),
                                text(kind, "opens"),
                                text(kind, "severity"),
                                text(kind, "resolves"))),
                all(root.path("notes"), JsonNode::asText),
                all(
                        root.path("causes"),
                        cause -> new Cause(text(cause, "on"), text(cause, "cause"), text(cause, "means"))),
                all(
                        root.path("reasons"),
                        reason -> new Reason(text(reason, "reason"), text(reason, "means"), text(reason, "todo"))),
                all(root.path("reasonNotes"), JsonNode::asText));
    }

    private static <T> List<T> all(JsonNode list, Function<JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        list.forEach(one -> all.add(read.apply(one)));
        return all;
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new IllegalStateException(RESOURCE + " has an entry without " + field + ": " + node);
        }
        return node.path(field).textValue();
    }
}
