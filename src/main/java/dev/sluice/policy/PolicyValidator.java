package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.text.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Says what is wrong with a set of policies: by the JSON Schema first, then by what no schema can say. Thread-safe. */
public final class PolicyValidator {
    private static final String SCHEMA = "topology/policies/schema.json";
    private static final Set<String> PERSONAL = Set.of("userName", "givenName", "familyName", "displayName", "email");

    private static final int MAX_TEXT = 4_000;
    private static final int MAX_DOCUMENT = 256 * 1024;

    private final JsonSchema schema;

    /**
     * A validator by the schema that travels with the program.
     *
     * @throws PolicyException if the distribution is incomplete
     */
    public PolicyValidator() {
        try (InputStream in = PolicyValidator.class.getClassLoader().getResourceAsStream(SCHEMA)) {
            if (in == null) {
                throw new PolicyException(SCHEMA + " is not on the class path; the distribution is incomplete.");
            }
            SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    .locale(Locale.ENGLISH)
                    .build();
            // The schema refers to itself only: nothing is ever fetched.
            JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                    SpecVersion.VersionFlag.V202012,
                    builder -> builder.schemaLoaders(loaders -> loaders.values(List::clear)));
            schema = factory.getSchema(in, config);
            schema.initializeValidators();
        } catch (IOException e) {
            throw new PolicyException(SCHEMA + " can't be read (" + e.getMessage() + ").", e);
        }
    }

    /**
     * Validates a set.
     *
     * @param documents all documents of the set
     * @return what is wrong, in the order of the documents; empty if the set may be published
     */
    public List<PolicyProblem> validate(List<PolicyDocument> documents) {
        List<PolicyProblem> problems = new ArrayList<>();
        Map<String, PolicyDocument> seen = new HashMap<>();
        for (PolicyDocument document : documents) {
            List<PolicyProblem> own = alone(document);
            problems.addAll(own);
            PolicyDocument first = seen.putIfAbsent(document.key(), document);
            if (own.isEmpty() && first != null) {
                problems.add(problem(
                        document,
                        "/id",
                        "is stated twice; the first is at " + first.source().name() + ":"
                                + first.source().line("/id") + ". Remove one."));
            }
        }
        if (problems.isEmpty()) {
            problems.addAll(unknownRoles(documents));
        }
        if (problems.isEmpty()) {
            problems.addAll(RoleCircles.in(documents));
        }
        if (problems.isEmpty()) {
            problems.addAll(largeRoles(documents));
        }
        if (problems.isEmpty()) {
            problems.addAll(largeEntitlements(documents));
        }
        return List.copyOf(problems);
    }

    /**
     * Validates a set and refuses it if anything is wrong.
     *
     * @param documents all documents of the set
     * @throws PolicyException with one problem a line
     */
    public void requireValid(List<PolicyDocument> documents) {
        List<PolicyProblem> problems = validate(documents);
        if (!problems.isEmpty()) {
            throw new PolicyException(String.join(
                    System.lineSeparator(),
                    problems.stream().map(PolicyProblem::toString).toList()));
        }
    }

    private List<PolicyProblem> alone(PolicyDocument document) {
        if (document.text().length() > MAX_DOCUMENT) {
            return List.of(problem(document, "", "is longer than " + MAX_DOCUMENT + " characters; split it."));
        }
        List<PolicyProblem> problems = new ArrayList<>();
        // Before the schema's patterns, whose cost and depth grow with the text.
        longTexts(document, document.body(), "", problems);
        if (problems.isEmpty()) {
            schemaProblems(document, problems);
        }
        if (problems.isEmpty()) {
            meaning(document, problems);
        }
        return problems;
    }

    private static void longTexts(PolicyDocument document, JsonNode node, String at, List<PolicyProblem> problems) {
        if (node.isTextual() && node.textValue().length() > MAX_TEXT) {
            problems.add(problem(document, at, "is longer than " + MAX_TEXT + " characters; shorten it."));
        }
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            longTexts(document, node.get(i), at + "/" + i, problems);
        }
        node.properties().forEach(entry -> {
            String key = entry.getKey().replace("~", "~0").replace("/", "~1");
            longTexts(document, entry.getValue(), at + "/" + key, problems);
        });
    }

    private void schemaProblems(PolicyDocument document, List<PolicyProblem> problems) {
        Set<String> said = new HashSet<>();
        for (ValidationMessage message : schema.validate(document.body())) {
            SchemaComplaint complaint = SchemaComplaint.of(message, document.body(), schema.getSchemaNode());
            if (said.add(complaint.pointer() + complaint.text())) {
                problems.add(problem(document, complaint.pointer(), complaint.text()));
            }
        }
    }

    /** What only the values themselves can refuse, such as a time zone that does not exist. */
    private static void meaning(PolicyDocument document, List<PolicyProblem> problems) {
        try {
            PolicyParser.parse(List.of(document), 1);
        } catch (PolicyException e) {
            problems.add(problem(document, "", e.getMessage()));
        }
        longOverlap(document, problems);
        longSkew(document, problems);
        personalScope(document, problems);
        JsonNode functions = document.body().path("functions");
        if (functions.isArray() && document.body().path("required").asInt(2) > functions.size()) {
            problems.add(problem(
                    document,
                    "/required",
                    "can never be violated: " + document.body().path("required").asInt(2)
                            + " functions are required, but there are " + functions.size()
                            + "; lower `required` or add functions."));
        }
    }

    private static void longSkew(PolicyDocument document, List<PolicyProblem> problems) {
        JsonNode skew = document.body().path("skew");
        if (skew.isTextual() && Duration.parse(skew.textValue()).compareTo(Settings.MAX_SKEW) > 0) {
            problems.add(problem(
                    document,
                    "/skew",
                    "`skew` is " + skew.textValue() + "; give at most P" + Settings.MAX_SKEW.toDays()
                            + "D, and set the clocks of sources that are farther ahead."));
        }
    }

    /** The value of a scope is part of what findings say, which is read by more people than may know it. */
    private static void personalScope(PolicyDocument document, List<PolicyProblem> problems) {
        for (String key : List.of("same", "across")) {
            String attribute = document.body().path("scope").path(key).asText("");
            if (PERSONAL.contains(attribute)) {
                problems.add(problem(
                        document,
                        "/scope/" + key,
                        "is " + attribute + ", which names a person; use an attribute that many have in common."));
            }
        }
    }

    private static List<PolicyProblem> largeEntitlements(List<PolicyDocument> documents) {
        Catalogue catalogue = PolicyParser.parse(documents, 1).sod().catalogue();
        return documents.stream()
                .filter(document -> document.kind().equals("Entitlement"))
                .filter(document ->
                        catalogue.effective(EntitlementKey.parse(document.id())).size() > Catalogue.MAX_CONTAINED + 1)
                .map(document -> problem(
                        document,
                        "/contains",
                        "contains more than " + Catalogue.MAX_CONTAINED + " entitlements at any depth; split it."))
                .toList();
    }

    private static List<PolicyProblem> unknownRoles(List<PolicyDocument> documents) {
        Set<String> roles = new TreeSet<>();
        documents.stream().filter(document -> document.kind().equals("Role")).forEach(role -> roles.add(role.id()));
        List<PolicyProblem> problems = new ArrayList<>();
        for (PolicyDocument document : documents) {
            JsonNode includes = document.body().path("includes");
            for (int i = 0; i < includes.size(); i++) {
                String role = includes.get(i).textValue();
                if (!roles.contains(role)) {
                    String hint = NearestName.of(role, roles)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; add that role or remove the line.");
                    problems.add(problem(document, "/includes/" + i, "includes the unknown role " + role + hint));
                }
            }
        }
        return problems;
    }

    private static List<PolicyProblem> largeRoles(List<PolicyDocument> documents) {
        try {
            PolicyParser.parse(documents, 1);
            return List.of();
        } catch (PolicyException e) {
            if (!(e.getCause() instanceof Roles.TooMuch tooMuch)) {
                throw e;
            }
            return documents.stream()
                    .filter(document ->
                            document.kind().equals("Role") && document.id().equals(tooMuch.roleId()))
                    .map(document -> problem(document, "", tooMuch.getMessage()))
                    .toList();
        }
    }

    /** The rules' values read a longer one as the longest, so that a set that is in force stays readable. */
    private static void longOverlap(PolicyDocument document, List<PolicyProblem> problems) {
        JsonNode overlap = document.body().path("overlap");
        if (overlap.isTextual() && Duration.parse(overlap.textValue()).compareTo(Role.LONGEST_OVERLAP) > 0) {
            problems.add(problem(
                    document,
                    "/overlap",
                    "is " + overlap.textValue() + "; give at most P" + Role.LONGEST_OVERLAP.toDays() + "D."));
        }
    }

    static PolicyProblem problem(PolicyDocument document, String pointer, String message) {
        String policy = (document.kind().isEmpty() ? "?" : document.kind()) + "/"
                + (document.id().isEmpty() ? "?" : document.id());
        return new PolicyProblem(document.source().name(), document.source().line(pointer), policy, message);
    }
}
