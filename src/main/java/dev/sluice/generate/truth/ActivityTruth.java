package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Computes what is to be found in what people did, under the default thresholds: by looping over all that each of them did, with HR
 * as it is known in the end. Covers events that name an identity, of people of whose employments there is one start and one end.
 */
public final class ActivityTruth {
    /** The kinds of findings that it covers. */
    public static final Set<String> KINDS = Set.of(
            "POST_TERMINATION_ACTIVITY",
            "PIPELINE_BY_LEAVER",
            "ACTIVITY_DURING_LEAVE",
            "BRUTE_FORCE_SUCCESS",
            "MFA_FATIGUE",
            "IMPOSSIBLE_TRAVEL",
            "LOGIN_FROM_NEW_COUNTRY",
            "BREAK_GLASS_USE",
            "REACTIVATED_DORMANT_ACCOUNT",
            "ANOMALY_REPORTED",
            "PASSWORD_SPRAY");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final List<String> SEVERITIES = List.of("LOW", "MEDIUM", "HIGH");

    private record Done(Instant at, String action, JsonNode event) {
        boolean is(String other) {
            return action.equals(other);
        }

        Instant minute() {
            return at.truncatedTo(ChronoUnit.MINUTES);
        }

        String country() {
            return event.path("location").path("country").asText("");
        }

        boolean isPlaced() {
            return event.path("location").path("latitude").isNumber();
        }
    }

    private record Stay(double latitude, double longitude, Instant first, Instant last) {}

    private final Map<String, String> found = new TreeMap<>();
    private final SystemPolicies policies;
    private final Uses uses;
    private final Employments employments;
    private String identityId;
    private List<Fact.Hr> hr;
    private List<Done> done;

    private ActivityTruth(SystemPolicies policies, Uses uses) {
        this.policies = policies;
        this.uses = uses;
        this.employments = new Employments(policies.zone());
    }

    /**
     * Computes the truth of a directory.
     *
     * @param events the directory of the events
     * @param directory the directory of the policies
     * @return the severity of every finding to be expected, by its id
     * @throws IOException if a file can't be read
     */
    public static Map<String, String> compute(Path events, Path directory) throws IOException {
        SystemPolicies policies = SystemPolicies.read(directory);
        ActivityTruth truth = new ActivityTruth(policies, Uses.read(events, policies));
        Map<String, List<Fact>> facts = FactReader.read(events).byIdentity();
        Map<String, List<Done>> byIdentity = new TreeMap<>();
        read(events.resolve("authentication.jsonl"), byIdentity);
        read(events.resolve("privileged-session.jsonl"), byIdentity);
        read(events.resolve("compliance.jsonl"), byIdentity);
        truth.sprays(byIdentity);
        // What names only an account is nobody's as long as nothing else is told of it.
        byIdentity.remove("");
        byIdentity.forEach(
                (identityId, acts) -> truth.judge(identityId, facts.getOrDefault(identityId, List.of()), acts));
        return truth.found;
    }

    private static void read(Path file, Map<String, List<Done>> into) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = JSON.readTree(line);
                Instant at =
                        Instant.parse(event.path("header").path("occurredAt").asText());
                into.computeIfAbsent(event.path("subject").path("identityId").asText(), id -> new ArrayList<>())
                        .add(new Done(at, event.path("action").asText(), event));
            }
        }
    }

    private void judge(String identity, List<Fact> facts, List<Done> acts) {
        identityId = identity;
        done = acts.stream().distinct().toList();
        hr = facts.stream()
                .filter(Fact.Hr.class::isInstance)
                .map(Fact.Hr.class::cast)
                .toList();
        for (Done act : done) {
            away(act);
            bruteForce(act);
            fatigue(act);
            emergency(act);
            anomaly(act);
        }
        travel();
        countries();
        woken(facts);
    }

    private void sprays(Map<String, List<Done>> all) {
        Map<String, List<Done>> byAddress = new TreeMap<>();
        all.values().stream()
                .flatMap(List::stream)
                .distinct()
                .filter(act ->
                        act.is("LOGIN_FAILED") && act.event().path("sourceIp").isTextual())
                .forEach(act -> byAddress
                        .computeIfAbsent(act.event().path("sourceIp").asText(), address -> new ArrayList<>())
                        .add(act));
        byAddress.forEach((address, failures) -> {
            identityId = "ip:" + address;
            for (Done first : failures) {
                Instant from = first.minute();
                boolean fast = tried(failures, from, Duration.ofMinutes(5)).size() >= 16;
                Map<String, Integer> slow = tried(failures, from, Duration.ofMinutes(15));
                int attempts = slow.values().stream()
                        .mapToInt(count -> Math.min(count, 8))
                        .sum();
                if (fast || slow.size() >= 8 && attempts >= 25) {
                    add("PASSWORD_SPRAY", day(from), "HIGH");
                }
            }
        });
    }

    private static Map<String, Integer> tried(List<Done> failures, Instant from, Duration within) {
        Map<String, Integer> users = new TreeMap<>();
        failures.stream()
                .filter(act -> !act.at().isBefore(from) && act.at().isBefore(from.plus(within)))
                .forEach(act -> users.merge(act.event().path("subject").toString(), 1, Integer::sum));
        return users;
    }

    private void add(String kind, String scope, String severity) {
        String id = NameBasedId.of("finding", kind, identityId, scope);
        found.merge(id, severity, (a, b) -> SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b) ? a : b);
    }

    private static String day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
    }

    private void away(Done act) {
        HrStatus status = employments.at(hr, act.at());
        boolean use = Uses.ACTIONS.contains(act.action());
        if (status.left() && !act.at().isBefore(status.since().plus(SKEW))) {
            if (act.is("PIPELINE_STARTED")) {
                add("PIPELINE_BY_LEAVER", day(act.at()), "HIGH");
            } else if (use) {
                add("POST_TERMINATION_ACTIVITY", day(act.at()), "HIGH");
            } else if (act.is("LOGIN_FAILED")) {
                add("POST_TERMINATION_ACTIVITY", day(act.at()), "MEDIUM");
            }
        } else if (status.onLeave() && use && isDisabled(act, status.leaveKind())) {
            add("ACTIVITY_DURING_LEAVE", day(act.at()), "MEDIUM");
        }
    }

    private boolean isDisabled(Done act, String leaveKind) {
        JsonNode target = act.event().path("target");
        JsonNode account = act.event().path("subject").path("account");
        boolean toTarget =
                target.path("system").isTextual() && target.path("account").isTextual();
        String system = toTarget
                ? target.path("system").asText()
                : account.path("system").asText("");
        return policies.system(system).leave().disables(leaveKind);
    }

    private long count(String action, Instant from, Instant before) {
        return done.stream()
                .filter(act ->
                        act.is(action) && !act.at().isBefore(from) && act.at().isBefore(before))
                .count();
    }

    private void bruteForce(Done act) {
        if (act.is("LOGIN_SUCCEEDED")
                && count("LOGIN_FAILED", act.minute().minus(Duration.ofMinutes(20)), act.at()) >= 10) {
            add("BRUTE_FORCE_SUCCESS", day(act.at()), "HIGH");
        }
    }

    private void fatigue(Done act) {
        Instant minute = act.minute();
        Instant next = minute.plus(Duration.ofMinutes(1));
        if (!act.is("MFA_DENIED") || count("MFA_DENIED", minute.minus(Duration.ofMinutes(10)), next) < 5) {
            return;
        }
        Instant first = done.stream()
                .filter(other -> other.is("MFA_DENIED") && other.minute().equals(minute))
                .map(Done::at)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        boolean confirmed = done.stream()
                .filter(other -> other.is("MFA_SUCCEEDED") || other.is("LOGIN_SUCCEEDED"))
                .anyMatch(
                        other -> other.at().isAfter(first) && other.at().isBefore(minute.plus(Duration.ofMinutes(11))));
        add("MFA_FATIGUE", day(minute), confirmed ? "HIGH" : "MEDIUM");
    }

    private void emergency(Done act) {
        JsonNode account = act.event().path("subject").path("account");
        boolean emergency = account.path("kind").asText().equals("BREAK_GLASS")
                || act.event().path("breakGlass").asBoolean(false);
        if (emergency && Uses.ACTIONS.contains(act.action())) {
            String name = account.isObject()
                    ? " " + account.path("system").asText() + "/"
                            + account.path("name").asText()
                    : "";
            add("BREAK_GLASS_USE", day(act.at()) + name, "HIGH");
        }
    }

    /** Of each account, what was done with it so long after it was used last, or told of for the first time. */
    private void woken(List<Fact> facts) {
        uses.of(identityId).forEach((account, all) -> {
            Instant before = facts.stream()
                    .filter(fact -> fact instanceof Fact.Access access
                            && access.account().equals(account))
                    .map(Fact::at)
                    .findFirst()
                    .orElse(null);
            for (Instant use : all) {
                if (before != null && !use.isBefore(before.plus(uses.dormantAfter(account)))) {
                    add(
                            "REACTIVATED_DORMANT_ACCOUNT",
                            day(use) + " " + account.system() + "/" + account.name(),
                            "MEDIUM");
                }
                before = before == null ? null : use;
            }
        });
    }

    private void anomaly(Done act) {
        if (act.is("ANOMALY_REPORTED")) {
            String detector = act.event().path("detector").asText();
            add(
                    "ANOMALY_REPORTED",
                    day(act.at()) + " " + detector,
                    act.event().path("severity").asText());
        }
    }

    private void travel() {
        Map<String, Stay> stays = new TreeMap<>();
        for (Done act : done) {
            if (act.is("LOGIN_SUCCEEDED") && act.isPlaced()) {
                double latitude =
                        hundredths(act.event().path("location").path("latitude").asDouble());
                double longitude = hundredths(
                        act.event().path("location").path("longitude").asDouble());
                stays.merge(
                        act.minute() + " " + act.country() + latitude + " " + longitude
                                + act.event()
                                        .path("subject")
                                        .path("account")
                                        .path("name")
                                        .asText(),
                        new Stay(latitude, longitude, act.at(), act.at()),
                        (a, b) -> new Stay(
                                a.latitude(),
                                a.longitude(),
                                a.first().isBefore(b.first()) ? a.first() : b.first(),
                                a.last().isAfter(b.last()) ? a.last() : b.last()));
            }
        }
        List<Stay> inOrder = stays.values().stream()
                .sorted(Comparator.comparing(Stay::first).thenComparing(Stay::last))
                .toList();
        for (int i = 1; i < inOrder.size(); i++) {
            Stay from = inOrder.get(i - 1);
            Stay to = inOrder.get(i);
            double hours = Math.max(0, Duration.between(from.last(), to.first()).toMillis()) / 3_600_000.0;
            double kilometres = kilometres(from, to);
            if (hours <= 24 && kilometres >= 500 && kilometres / 900 > hours) {
                add("IMPOSSIBLE_TRAVEL", day(to.first()), "MEDIUM");
            }
        }
    }

    private static double hundredths(double degrees) {
        return Math.round(degrees * 100) / 100.0;
    }

    /** By the spherical law of cosines. */
    private static double kilometres(Stay a, Stay b) {
        double cosine = Math.sin(Math.toRadians(a.latitude())) * Math.sin(Math.toRadians(b.latitude()))
                + Math.cos(Math.toRadians(a.latitude()))
                        * Math.cos(Math.toRadians(b.latitude()))
                        * Math.cos(Math.toRadians(b.longitude() - a.longitude()));
        return 6371 * Math.acos(Math.max(-1, Math.min(1, cosine)));
    }

    private void countries() {
        Map<String, Instant> first = new TreeMap<>();
        done.stream()
                .filter(act -> act.is("LOGIN_SUCCEEDED") && !act.country().isEmpty())
                .forEach(act -> first.merge(act.country(), act.at(), (a, b) -> a.isBefore(b) ? a : b));
        first.values().stream()
                .min(Comparator.naturalOrder())
                .ifPresent(since -> first.forEach((country, at) -> {
                    if (!at.isBefore(since.plus(Duration.ofDays(14)))) {
                        add("LOGIN_FROM_NEW_COUNTRY", day(at) + " " + country, "LOW");
                    }
                }));
    }
}
