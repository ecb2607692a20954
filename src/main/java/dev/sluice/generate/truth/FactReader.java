package dev.sluice.generate.truth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads a directory of plain JSON events into facts per identity. */
final class FactReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> AUDITED_ONLY =
            List.of("authentication.jsonl", "privileged-session.jsonl", "control.jsonl");
    private static final Set<String> OF_EMPLOYMENT = Set.of("employmentId", "startDate", "endDate");
    private static final Set<String> NOT_COVERED = Set.of("ACCOUNT_LINKED", "ACCOUNT_RENAMED", "ACCOUNT_UPDATED");

    private final Map<String, List<Fact>> byIdentity = new TreeMap<>();
    private final Map<AccountName, List<Fact.Access>> ofNobody = new TreeMap<>();
    private final Set<String> seen = new HashSet<>();
    private Instant last;

    /** Takes one event, given as JSON. */
    private interface LineHandler {
        void accept(JsonNode event);
    }

    /**
     * The facts per identity, those that only name an account per account, and the last instant of any event (null if there is
     * none).
     */
    record History(Map<String, List<Fact>> byIdentity, Map<AccountName, List<Fact.Access>> ofNobody, Instant last) {
        /** The same with the facts of accounts among those of their owners, who learn of them when it is known that they are. */
        History with(Map<AccountName, CorrelationTruth.Owner> owners) {
            Map<String, List<Fact>> all = new TreeMap<>();
            byIdentity.forEach((identityId, facts) -> all.put(identityId, new ArrayList<>(facts)));
            owners.forEach((account, owner) -> ofNobody.getOrDefault(account, List.of())
                    .forEach(fact -> all.computeIfAbsent(owner.identityId(), id -> new ArrayList<>())
                            .add(fact.knownSince(owner.since()))));
            all.values().forEach(facts -> facts.sort(Fact.ORDER));
            return new History(all, ofNobody, last);
        }
    }

    static History read(Path directory) throws IOException {
        FactReader reader = new FactReader();
        reader.forEachLine(directory.resolve("identity.jsonl"), reader::hr);
        reader.forEachLine(directory.resolve("access.jsonl"), reader::access);
        reader.forEachLine(directory.resolve("compliance.jsonl"), reader::compliance);
        for (String file : AUDITED_ONLY) {
            reader.forEachLine(directory.resolve(file), event -> {});
        }
        reader.byIdentity.values().forEach(facts -> facts.sort(Fact.ORDER));
        reader.ofNobody.values().forEach(facts -> facts.sort(Fact.ORDER));
        return new History(reader.byIdentity, reader.ofNobody, reader.last);
    }

    private void forEachLine(Path file, LineHandler handler) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    JsonNode event = JSON.readTree(line);
                    Instant at = instant(event.path("header").path("occurredAt"));
                    if (at == null) {
                        throw new IllegalArgumentException("header.occurredAt is missing");
                    }
                    last = last == null || at.isAfter(last) ? at : last;
                    handler.accept(event);
                } catch (IOException | RuntimeException e) {
                    throw new IllegalArgumentException(
                            file.getFileName() + " line " + number + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private void hr(JsonNode event) {
        JsonNode worker = event.path("worker");
        add(
                event,
                new Fact.Hr(
                        origin(event),
                        event.path("action").asText(),
                        worker.path("employmentId").asText(""),
                        instant(event.path("effectiveAt")),
                        date(worker.path("startDate")),
                        date(worker.path("endDate")),
                        text(worker.path("timeZone")),
                        event.path("complete").asBoolean(false),
                        text(event.path("leaveKind")),
                        attributes(worker)));
    }

    /** What is told of a worker but what tells of the employment; the extra fields under names of their own. */
    private static Map<String, String> attributes(JsonNode worker) {
        Map<String, String> attributes = new TreeMap<>();
        worker.properties().forEach(field -> {
            if (field.getValue().isTextual() && !OF_EMPLOYMENT.contains(field.getKey())) {
                attributes.put(field.getKey(), field.getValue().asText());
            }
        });
        worker.path("extra")
                .properties()
                .forEach(field -> attributes.put(
                        "extra." + field.getKey(), field.getValue().asText()));
        return attributes;
    }

    private void access(JsonNode event) {
        String action = event.path("action").asText();
        if (NOT_COVERED.contains(action) || event.path("snapshotParts").asInt(1) > 1) {
            throw new IllegalArgumentException("the ground truth doesn't cover " + action
                    + " (linked or renamed accounts, snapshots in parts); leave it out of the history");
        }
        EntitlementName entitlement = entitlement(event.path("entitlement"));
        if (action.startsWith("REQUEST_")) {
            request(event, action, entitlement);
            return;
        }
        JsonNode account = event.path("subject").path("account");
        if (account.isMissingNode() || account.isNull()) {
            return;
        }
        add(
                event,
                new Fact.Access(
                        origin(event),
                        action,
                        new AccountName(
                                account.path("system").asText(),
                                account.path("name").asText()),
                        text(account.path("kind")),
                        entitlement,
                        instant(event.path("validFrom")),
                        instant(event.path("validTo")),
                        entitlements(event.path("snapshot")),
                        null));
    }

    private void request(JsonNode event, String action, EntitlementName entitlement) {
        JsonNode request = event.path("request");
        add(
                event,
                new Fact.Requested(
                        origin(event),
                        action,
                        request.path("requestId").asText(),
                        text(request.path("requestedBy")),
                        text(request.path("approvedBy")),
                        entitlement,
                        instant(event.path("validTo"))));
    }

    private void compliance(JsonNode event) {
        String action = event.path("action").asText();
        EntitlementName entitlement = entitlement(event.path("entitlement"));
        switch (action) {
            case "CERTIFICATION_ITEM_DECIDED" ->
                add(
                        event,
                        new Fact.Reviewed(
                                origin(event),
                                event.path("campaignId").asText(),
                                entitlement,
                                event.path("decision").asText(),
                                event.path("reviewerId").asText()));
            case "CERTIFICATION_STARTED", "CERTIFICATION_COMPLETED" -> add(event, new Fact.Campaign(origin(event)));
            case "EXCEPTION_GRANTED", "EXCEPTION_REVOKED" ->
                add(
                        event,
                        new Fact.Accepted(
                                origin(event),
                                action,
                                text(event.path("ruleId")),
                                entitlement,
                                text(event.path("approvedBy")),
                                instant(event.path("validTo"))));
            case "SOD_VIOLATION" ->
                add(event, new Fact.Reported(origin(event), text(event.path("ruleId")), text(event.path("severity"))));
            default -> {
                // The others are looked at elsewhere, or say nothing that anything is found of.
            }
        }
    }

    private void add(JsonNode event, Fact fact) {
        String identityId = text(event.path("subject").path("identityId"));
        boolean first =
                seen.add(fact.origin().source() + "\u001f" + fact.origin().eventId());
        if (identityId != null && first) {
            byIdentity.computeIfAbsent(identityId, id -> new ArrayList<>()).add(fact);
        } else if (first && fact instanceof Fact.Access access) {
            ofNobody.computeIfAbsent(access.account(), account -> new ArrayList<>())
                    .add(access);
        }
    }

    private static Fact.Origin origin(JsonNode event) {
        JsonNode header = event.path("header");
        JsonNode sequence = header.path("sourceSequence");
        return new Fact.Origin(
                instant(header.path("occurredAt")),
                header.path("source").asText(),
                sequence.isNumber() ? (Long) sequence.asLong() : null,
                header.path("eventId").asText());
    }

    private static List<EntitlementName> entitlements(JsonNode list) {
        if (!list.isArray()) {
            return List.of();
        }
        List<EntitlementName> names = new ArrayList<>();
        list.forEach(item -> names.add(entitlement(item)));
        return names;
    }

    private static EntitlementName entitlement(JsonNode node) {
        return node.isObject()
                ? new EntitlementName(
                        node.path("system").asText(), node.path("name").asText())
                : null;
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    private static Instant instant(JsonNode node) {
        if (node.isIntegralNumber()) {
            return Instant.ofEpochMilli(node.asLong());
        }
        return node.isTextual() ? Instant.parse(node.asText()) : null;
    }

    private static LocalDate date(JsonNode node) {
        return node.isTextual() ? LocalDate.parse(node.asText()) : null;
    }
}
