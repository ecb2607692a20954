package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Computes what is to be found in privileged sessions, check-outs and leases at the end of a history, by looping over all that was told of
 * each: with the defaults, and of the policy the accounts that are managed, the requests that permit, and words that are of concern, each
 * written without wildcards but at the ends of a command. Covers events that name an identity.
 */
public final class SessionTruth {
    /** The kinds that stand only while what they are about goes on. */
    public static final Set<String> OF_STATE =
            Set.of("SESSION_NOT_ENDED", "CREDENTIAL_NOT_RETURNED", "CREDENTIAL_NOT_ROTATED", "LEASE_OUTLIVES_PIPELINE");

    /** All kinds that it covers. */
    public static final Set<String> KINDS = Set.of(
            "SESSION_WITHOUT_CHECKOUT",
            "SESSION_WITHOUT_ENTITLEMENT",
            "SESSION_OUTLIVES_GRANT",
            "SESSION_NOT_ENDED",
            "CREDENTIAL_NOT_RETURNED",
            "CREDENTIAL_NOT_ROTATED",
            "COMMAND_OF_CONCERN",
            "LEASE_OUTLIVES_PIPELINE",
            "LEASE_WITHOUT_PIPELINE");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final Duration HALF_A_DAY = Duration.ofHours(12);

    private record Told(Instant at, JsonNode event) {
        String action() {
            return event.path("action").asText();
        }

        String text(String field) {
            return event.path(field).asText("");
        }

        String target() {
            return event.path("target").path("system").asText("") + "/"
                    + event.path("target").path("account").asText("");
        }
    }

    private record Shift(Instant from, Instant until) {}

    private final JsonNode rules;
    private final Duration rotateWithin;
    private final Map<String, String> found = new TreeMap<>();
    private String identityId;
    private List<Told> told;
    private List<Told> pipelines;
    private List<Shift> shifts;
    private Instant now;

    private SessionTruth(JsonNode rules) {
        this.rules = rules;
        this.rotateWithin = rules.has("rotateWithin")
                ? Duration.parse(rules.path("rotateWithin").asText())
                : null;
    }

    /**
     * Computes the truth of a directory.
     *
     * @param events the directory of the events
     * @param settings the policy of what holds for all systems, as YAML
     * @return the severity of every finding to be expected, by its id
     * @throws IOException if a file can't be read
     */
    public static Map<String, String> compute(Path events, InputStream settings) throws IOException {
        SessionTruth truth = new SessionTruth(YAML.readTree(settings).path("sessions"));
        Map<String, List<Told>> sessions = read(events.resolve("privileged-session.jsonl"));
        Map<String, List<Told>> access = read(events.resolve("access.jsonl"));
        truth.now = last(sessions).isAfter(last(access)) ? last(sessions) : last(access);
        truth.pipelines = sessions.values().stream()
                .flatMap(List::stream)
                .filter(one -> one.action().startsWith("PIPELINE_"))
                .toList();
        sessions.forEach((identity, all) -> truth.judge(identity, all, access.getOrDefault(identity, List.of())));
        return truth.found;
    }

    private static Map<String, List<Told>> read(Path file) throws IOException {
        Map<String, List<Told>> byIdentity = new TreeMap<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = JSON.readTree(line);
                Instant at =
                        Instant.parse(event.path("header").path("occurredAt").asText());
                Told one = new Told(at, event);
                List<Told> all = byIdentity.computeIfAbsent(
                        event.path("subject").path("identityId").asText(), id -> new ArrayList<>());
                if (!all.contains(one)) {
                    all.add(one);
                }
            }
        }
        byIdentity.values().forEach(all -> all.sort(Comparator.comparing(Told::at)));
        return byIdentity;
    }

    private static Instant last(Map<String, List<Told>> byIdentity) {
        return byIdentity.values().stream()
                .map(all -> all.get(all.size() - 1).at())
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private void judge(String identity, List<Told> all, List<Told> access) {
        identityId = identity;
        told = all;
        shifts = shifts(access);
        ids("sessionId").forEach(this::session);
        ids("credentialId").forEach(this::credential);
        ids("leaseId").forEach(this::lease);
    }

    private Set<String> ids(String field) {
        Set<String> ids = new TreeSet<>();
        told.forEach(one -> ids.add(one.text(field)));
        ids.remove("");
        return ids;
    }

    private List<Told> of(String field, String id) {
        return told.stream().filter(one -> one.text(field).equals(id)).toList();
    }

    private static Instant first(List<Told> all, String action) {
        return all.stream()
                .filter(one -> one.action().equals(action))
                .map(Told::at)
                .findFirst()
                .orElse(null);
    }

    private void add(String kind, Instant began, String subject, String severity) {
        String scope = LocalDate.ofInstant(began, ZoneOffset.UTC) + " " + subject;
        found.put(NameBasedId.of("finding", kind, identityId, scope), severity);
    }

    /** From the approval to the limit of the request. */
    private List<Shift> shifts(List<Told> access) {
        List<Shift> approved = new ArrayList<>();
        for (Told one : access) {
            String entitlement = one.event().path("entitlement").path("system").asText() + ":"
                    + one.event().path("entitlement").path("name").asText();
            if (one.action().equals("REQUEST_APPROVED") && lists(rules.at("/permits/0/by"), entitlement)) {
                approved.add(new Shift(one.at(), Instant.parse(one.text("validTo"))));
            }
        }
        return approved;
    }

    private static boolean lists(JsonNode list, String text) {
        for (JsonNode one : list) {
            if (one.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private void session(String id) {
        List<Told> all = of("sessionId", id);
        Instant began = all.get(0).at();
        concerns(all, began);
        Instant start = first(all, "SESSION_STARTED");
        Instant end = first(all, "SESSION_ENDED");
        String target = all.get(0).target();
        if (lists(rules.path("managed"), target) && !isCheckedOut(target, start)) {
            add("SESSION_WITHOUT_CHECKOUT", began, target, "HIGH");
        }
        if (lists(rules.at("/permits/0/targets"), target)) {
            permit(began, start, end == null ? now : end, target);
        }
        if (end == null && !start.plus(HALF_A_DAY).isAfter(now)) {
            add("SESSION_NOT_ENDED", began, target, "MEDIUM");
        }
    }

    private void concerns(List<Told> all, Instant began) {
        for (JsonNode concern : rules.path("commands")) {
            String words = concern.path("match").asText().replace("*", "");
            boolean anywhere = concern.path("match").asText().startsWith("*");
            boolean runs = all.stream()
                    .map(one -> one.text("command"))
                    .anyMatch(command -> anywhere ? command.contains(words) : command.startsWith(words));
            if (runs) {
                add(
                        "COMMAND_OF_CONCERN",
                        began,
                        concern.path("id").asText(),
                        concern.path("severity").asText("HIGH"));
            }
        }
    }

    private void permit(Instant began, Instant start, Instant seen, String target) {
        Instant until = shifts.stream()
                .filter(shift -> !shift.from().isAfter(start.plus(GRACE))
                        && shift.until().isAfter(start.minus(GRACE)))
                .map(Shift::until)
                .max(Comparator.naturalOrder())
                .orElse(null);
        if (until == null) {
            add("SESSION_WITHOUT_ENTITLEMENT", began, target, "HIGH");
        } else if (!seen.isBefore(until.plus(GRACE))) {
            add("SESSION_OUTLIVES_GRANT", began, target, "HIGH");
        }
    }

    private boolean isCheckedOut(String target, Instant at) {
        for (String credential : ids("credentialId")) {
            for (Shift loan : loans(of("credentialId", credential))) {
                boolean opens = of("credentialId", credential).get(0).target().equals(target);
                boolean covers = !loan.from().minus(GRACE).isAfter(at)
                        && (loan.until() == null || !at.isAfter(loan.until().plus(GRACE)));
                if (opens && covers) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Each check-out until it is given back. */
    private static List<Shift> loans(List<Told> credential) {
        List<Shift> loans = new ArrayList<>();
        Instant out = null;
        for (Told one : credential) {
            if (one.action().equals("CREDENTIAL_CHECKED_OUT") && out == null) {
                out = one.at();
            } else if (one.action().equals("CREDENTIAL_CHECKED_IN") && out != null) {
                loans.add(new Shift(out, one.at()));
                out = null;
            }
        }
        if (out != null) {
            loans.add(new Shift(out, null));
        }
        return loans;
    }

    private void credential(String id) {
        List<Told> all = of("credentialId", id);
        for (Shift loan : loans(all)) {
            if (loan.until() == null) {
                if (!loan.from().plus(HALF_A_DAY).plus(GRACE).isAfter(now)) {
                    add("CREDENTIAL_NOT_RETURNED", loan.from(), id, "MEDIUM");
                }
            } else if (rotateWithin != null && !loan.until().plus(rotateWithin).isAfter(now)) {
                boolean rotated = all.stream()
                        .anyMatch(one -> one.action().equals("CREDENTIAL_ROTATED")
                                && !one.at().isBefore(loan.until()));
                if (!rotated) {
                    add("CREDENTIAL_NOT_ROTATED", loan.from(), id, "MEDIUM");
                }
            }
        }
    }

    private void lease(String id) {
        List<Told> all = of("leaseId", id);
        Instant leased = first(all, "SECRET_LEASED");
        String pipelineId = all.get(0).text("pipelineId");
        List<Told> pipeline = pipelines.stream()
                .filter(one -> one.text("pipelineId").equals(pipelineId))
                .toList();
        Instant started = first(pipeline, "PIPELINE_STARTED");
        Instant ended = first(pipeline, "PIPELINE_ENDED");
        boolean running = started != null
                && !started.minus(GRACE).isAfter(leased)
                && (ended == null || !leased.isAfter(ended.plus(GRACE)));
        String system = all.get(0).event().path("target").path("system").asText();
        if (lists(rules.path("pipelines"), system) && !running) {
            add("LEASE_WITHOUT_PIPELINE", leased, system, "HIGH");
        }
        boolean isOver = first(all, "SECRET_RETURNED") != null
                || !all.get(0).text("expiresAt").isEmpty()
                        && !Instant.parse(all.get(0).text("expiresAt")).isAfter(now);
        if (!isOver && ended != null && !ended.plus(GRACE).isAfter(now)) {
            add("LEASE_OUTLIVES_PIPELINE", leased, pipelineId, "HIGH");
        }
    }
}
