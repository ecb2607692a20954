package dev.sluice.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.Validation;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.ApiOperation;
import dev.sluice.query.Cursor;
import dev.sluice.stream.Partitioning;
import dev.sluice.text.NearestName;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What is answered to whom: finds out what is asked, whether the client may, and whom to ask for it. */
final class Service {
    /** Entitlements that one request is tried with. */
    private static final int MOST_ENTITLEMENTS = 100;

    private static final int MOST_NESTING = 8;
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_NESTING)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Partitions partitions;
    private final Overview overview;
    private final InstantSource clock;
    private final ApiOptions.Limits limits;

    Service(Partitions partitions, Overview overview, InstantSource clock, ApiOptions.Limits limits) {
        this.partitions = partitions;
        this.overview = overview;
        this.clock = clock;
        this.limits = limits;
    }

    /** Takes what is asked for as soon as it is known, so that the audit tells of what was refused too. */
    interface Noted {
        void asked(Asked asked);
    }

    /**
     * Answers.
     *
     * @param client who asks
     * @param request what for
     * @param deadline until when
     * @param noted is told what it is
     * @return the answer
     * @throws Problem if there is none
     */
    ObjectNode answer(Client client, ApiRequest request, Deadline deadline, Noted noted) throws Problem {
        Route route = Route.of(request.path());
        if (route == null) {
            throw Problem.notFound("There is nothing of that name; /openapi.yaml says what there is.");
        }
        noted.asked(Asked.of(route.operation()));
        if (!route.method().equals(request.method())) {
            throw Problem.methodNotAllowed(route.method());
        }
        for (String name : request.parameters().keySet()) {
            if (!route.parameters().contains(name)) {
                throw Problem.badRequest("There is no such parameter here."
                        + NearestName.of(name, route.parameters())
                                .map(near -> " Did you mean " + near + "?")
                                .orElse("")
                        + " /openapi.yaml has all.");
            }
        }
        Map<String, String> given = request.parameters();
        return switch (route.operation()) {
            case READ_IDENTITY -> identity(client, request.path().get(2), given, deadline, noted);
            case READ_HOLDERS -> holders(client, request.path().get(2), given, deadline, noted);
            case LIST_FINDINGS, LIST_COMMANDS -> list(client, route.operation(), given, deadline, noted);
            case READ_FINDING, READ_COMMAND ->
                one(client, route.operation(), request.path().get(2), given, deadline, noted);
            case TRY_REQUEST -> tryRequest(client, request, deadline, noted);
            case READ_POLICIES -> policies(client, deadline);
            case READ_STATUS -> status(client);
            case UNKNOWN -> throw Problem.notFound("There is nothing of that name.");
        };
    }

    private ObjectNode identity(Client client, String key, Map<String, String> given, Deadline deadline, Noted noted)
            throws Problem {
        Asked asked = Asked.of(ApiOperation.READ_IDENTITY).about(subject(key));
        noted.asked(asked);
        allow(client.mayRead(key));
        Long at = instant("at", given.get("at"));
        if (at != null && at > clock.millis()) {
            throw Problem.badRequest("at lies in the future; leave it out for what is known now.");
        }
        noted.asked(asked.at(at));
        return single(key, Query.of(ApiOperation.READ_IDENTITY, key).at(at), deadline, "Nothing is known of it.");
    }

    private ObjectNode holders(Client client, String text, Map<String, String> given, Deadline deadline, Noted noted)
            throws Problem {
        EntitlementKey entitlement = entitlement(text);
        noted.asked(Asked.of(ApiOperation.READ_HOLDERS).about(entitlement));
        allow(client.mayReadHoldersOf(entitlement));
        Query query = Query.of(ApiOperation.READ_HOLDERS, null).with(List.of(entitlement), null, null);
        return walk(query, given, deadline);
    }

    private ObjectNode list(
            Client client, ApiOperation operation, Map<String, String> given, Deadline deadline, Noted noted)
            throws Problem {
        String key = given.get("identity");
        Asked asked = Asked.of(operation);
        if (key != null) {
            asked = asked.about(subject(key));
            noted.asked(asked);
        }
        allow(client.mayList(given.get("system"), key));
        Map<String, String> filter = new HashMap<>(given);
        filter.keySet().removeAll(Set.of("identity", "page", "limit"));
        if (operation == ApiOperation.LIST_FINDINGS) {
            Filters.findings(filter);
        } else {
            Filters.commands(filter);
        }
        Query query = Query.of(operation, key).with(filter);
        return key == null ? walk(query, given, deadline) : ofOne(key, query, given, deadline);
    }

    private ObjectNode one(
            Client client, ApiOperation operation, String id, Map<String, String> given, Deadline deadline, Noted noted)
            throws Problem {
        if (!Validation.isIdentityId(id)) {
            throw Problem.badRequest("This is no id; take it from a list.");
        }
        String key = given.get("identity");
        Asked asked = Asked.of(operation).withId(id);
        noted.asked(key == null ? asked : asked.about(subject(key)));
        allow(client.readsAll() || key != null && client.mayRead(key));
        Query query = Query.of(operation, key).withId(id);
        String unknown = "Nothing is known of it; what is long over is on the topics and in the audit only.";
        if (key != null) {
            return single(key, query, deadline, unknown);
        }
        ObjectNode found = find(query, deadline, unknown);
        String of = Keys.of(found);
        noted.asked(Validation.isSubjectKey(of) ? asked.about(of) : asked);
        return found;
    }

    /** Looks for something of which it is not known whom it is about, partition by partition. */
    private ObjectNode find(Query query, Deadline deadline, String unknown) throws Problem {
        Problem missing = null;
        for (int p = 0; p < partitions.count(); p++) {
            Cursor cursor = Cursor.START;
            while (cursor != null) {
                if (deadline.isOver()) {
                    throw Problem.unavailable("Looking through all identities takes too long; give identity=ID.");
                }
                try {
                    ObjectNode result = partitions.ask(p, query.step(cursor, 1, limits.scanIdentities()), deadline);
                    if (result.has("answer")) {
                        return answerOf(result);
                    }
                    cursor = next(result);
                } catch (Problem e) {
                    if (e.status() != 503) {
                        throw e;
                    }
                    missing = e;
                    cursor = null;
                }
            }
        }
        throw missing == null ? Problem.notFound(unknown) : missing;
    }

    private ObjectNode tryRequest(Client client, ApiRequest request, Deadline deadline, Noted noted) throws Problem {
        allow(client.mayTry());
        JsonNode body = body(request);
        Set<String> known = Set.of("identityId", "entitlements", "validFrom", "validTo");
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!known.contains(field.getKey())) {
                throw Problem.badRequest("The body has a field that is not known; there are identityId, entitlements,"
                        + " validFrom and validTo.");
            }
        }
        String key = text(body, "identityId");
        if (key == null || !Validation.isIdentityId(key)) {
            throw Problem.badRequest("identityId is missing, or is none.");
        }
        Asked asked = Asked.of(ApiOperation.TRY_REQUEST).about(key);
        noted.asked(asked);
        JsonNode listed = body.path("entitlements");
        if (!listed.isArray() || listed.isEmpty() || listed.size() > MOST_ENTITLEMENTS) {
            throw Problem.badRequest(
                    "entitlements has to be a list of 1 to " + MOST_ENTITLEMENTS + " texts of the form system:name.");
        }
        List<EntitlementKey> entitlements = new ArrayList<>();
        for (JsonNode one : listed) {
            if (!one.isTextual()) {
                throw Problem.badRequest("Each of entitlements is a text of the form system:name.");
            }
            entitlements.add(entitlement(one.textValue()));
        }
        noted.asked(asked.about(entitlements.get(0)));
        Long from = instant("validFrom", text(body, "validFrom"));
        Long to = instant("validTo", text(body, "validTo"));
        if (from != null && to != null && from >= to) {
            throw Problem.badRequest("validTo is not after validFrom.");
        }
        return single(
                key,
                Query.of(ApiOperation.TRY_REQUEST, key).with(entitlements, from, to),
                deadline,
                "Nothing is known of the identity.");
    }

    private static JsonNode body(ApiRequest request) throws Problem {
        if (!request.isJson()) {
            throw Problem.badRequest("The body has to be JSON, and to say so: Content-Type: application/json.");
        }
        try {
            JsonNode body = JSON.readTree(request.body());
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            // Said below; what the parser says would repeat parts of the body.
        }
        throw Problem.badRequest("The body is no JSON object, or has a field twice, or is nested too deep.");
    }

    private ObjectNode policies(Client client, Deadline deadline) throws Problem {
        allow(client.readsAll());
        Problem missing = null;
        for (int p = 0; p < partitions.count(); p++) {
            try {
                return answerOf(partitions.ask(p, Query.of(ApiOperation.READ_POLICIES, null), deadline));
            } catch (Problem e) {
                missing = e;
            }
        }
        throw missing;
    }

    private ObjectNode status(Client client) throws Problem {
        allow(client.readsAll());
        return overview.node();
    }

    private static void allow(boolean may) throws Problem {
        if (!may) {
            throw Problem.forbidden();
        }
    }

    private ObjectNode single(String key, Query query, Deadline deadline, String unknown) throws Problem {
        ObjectNode result = partitions.ask(Partitioning.of(key, partitions.count()), query, deadline);
        if (!result.has("answer")) {
            throw Problem.notFound(unknown);
        }
        return answerOf(result);
    }

    private static ObjectNode answerOf(ObjectNode result) {
        ObjectNode answer = (ObjectNode) result.get("answer");
        answer.set("served", result.get("served"));
        return answer;
    }

    /** A list about one identity. */
    private ObjectNode ofOne(String key, Query query, Map<String, String> given, Deadline deadline) throws Problem {
        int home = Partitioning.of(key, partitions.count());
        PageToken from = PageToken.read(given.get("page"), query, partitions.count());
        ObjectNode result =
                partitions.ask(home, query.step(from.cursor(), limit(given), limits.scanIdentities()), deadline);
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.set("items", result.get("items"));
        Cursor next = next(result);
        if (next != null) {
            page.put("next", new PageToken(home, next).text(query));
        }
        page.put("complete", true);
        page.putArray("served").add(result.get("served"));
        return page;
    }

    /** A page of a list over all partitions, one after the other: their order is that of the list, and stays. */
    private ObjectNode walk(Query query, Map<String, String> given, Deadline deadline) throws Problem {
        PageToken at = PageToken.read(given.get("page"), query, partitions.count());
        int limit = limit(given);
        int identities = limits.scanIdentities();
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        ArrayNode served = JsonNodeFactory.instance.arrayNode();
        ArrayNode unreadable = JsonNodeFactory.instance.arrayNode();
        Set<Integer> missing = new TreeSet<>();
        int asked = 0;
        Problem last = null;
        while (at != null && items.size() < limit && identities > 0 && (asked == 0 || !isShort(deadline))) {
            Cursor next = null;
            asked++;
            try {
                ObjectNode result = partitions.ask(
                        at.partition(), query.step(at.cursor(), limit - items.size(), identities), deadline);
                items.addAll((ArrayNode) result.get("items"));
                identities -= result.path("scanned").asInt();
                result.path("unreadable").forEach(unreadable::add);
                served.add(result.get("served"));
                next = next(result);
            } catch (Problem e) {
                if (e.status() != 503) {
                    throw e;
                }
                last = e;
                missing.add(at.partition());
            }
            at = next == null ? following(at.partition()) : new PageToken(at.partition(), next);
        }
        if (served.isEmpty() && at == null) {
            throw last;
        }
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.set("items", items);
        if (at != null) {
            page.put("next", at.text(query));
        }
        page.put("complete", missing.isEmpty() && unreadable.isEmpty());
        if (!unreadable.isEmpty()) {
            page.set("unreadable", unreadable);
        }
        if (!missing.isEmpty()) {
            ArrayNode named = page.putArray("missing");
            missing.forEach(named::add);
        }
        page.set("served", served);
        return page;
    }

    private PageToken following(int partition) {
        return partition + 1 < partitions.count() ? new PageToken(partition + 1, Cursor.START) : null;
    }

    /** Whether half of the time is over: a step that is begun has to end in time. */
    private boolean isShort(Deadline deadline) {
        return deadline.leftMs() < limits.requestTimeout().toMillis() / 2;
    }

    private int limit(Map<String, String> given) throws Problem {
        String text = given.get("limit");
        if (text == null) {
            return Math.min(100, limits.pageItems());
        }
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > limits.pageItems()) {
            throw Problem.badRequest("limit is a number from 1 to " + limits.pageItems() + ".");
        }
        return Integer.parseInt(text);
    }

    private static Cursor next(ObjectNode result) {
        JsonNode next = result.get("next");
        return next == null ? null : new Cursor(text(next, "key"), text(next, "within"));
    }

    private static String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.get(name).asText() : null;
    }

    private static String subject(String key) throws Problem {
        if (!Validation.isSubjectKey(key)) {
            throw Problem.badRequest("This is neither an identityId nor account:SYSTEM/NAME.");
        }
        return key;
    }

    private static EntitlementKey entitlement(String text) throws Problem {
        int colon = text.indexOf(':');
        EntitlementKey entitlement =
                colon < 1 ? null : new EntitlementKey(text.substring(0, colon), text.substring(colon + 1));
        if (entitlement == null || !Validation.isEntitlement(entitlement.toRef())) {
            throw Problem.badRequest("An entitlement has the form system:name.");
        }
        return entitlement;
    }

    private static Long instant(String name, String text) throws Problem {
        if (text == null) {
            return null;
        }
        try {
            Instant instant = Instant.parse(text);
            if (Validation.isInstant(instant)) {
                return instant.toEpochMilli();
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw Problem.badRequest(name + " is an instant such as 2026-03-01T00:00:00Z.");
    }
}
