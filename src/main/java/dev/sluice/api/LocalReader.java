package dev.sluice.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.ApiOperation;
import dev.sluice.query.Bounds;
import dev.sluice.query.Commands;
import dev.sluice.query.Cursor;
import dev.sluice.query.Findings;
import dev.sluice.query.Holders;
import dev.sluice.query.IdentityAnswer;
import dev.sluice.query.PastAnswer;
import dev.sluice.query.RequestTrial;
import dev.sluice.query.Rules;
import dev.sluice.query.Slice;
import dev.sluice.stream.StoredState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** Answers for the partitions that are here, and says how old what it read may be. */
final class LocalReader {
    private final Placement placement;
    private final PolicyCache policies;
    private final String instance;
    private final long commitIntervalMs;
    private final ApiOptions.Limits limits;

    LocalReader(
            Placement placement,
            PolicyCache policies,
            String instance,
            long commitIntervalMs,
            ApiOptions.Limits limits) {
        this.placement = placement;
        this.policies = policies;
        this.instance = instance;
        this.commitIntervalMs = commitIntervalMs;
        this.limits = limits;
    }

    /**
     * Answers for one partition.
     *
     * @return {@code answer} if there is one, or {@code items}; where a list goes on; and {@code served}
     * @throws InvalidStateStoreException if the partition is not here
     * @throws Problem if what is asked for can't be
     */
    ObjectNode answer(int partition, Query query, BooleanSupplier isTimeUp) throws Problem {
        Placement.Where where = placement.all().get(partition);
        if (where == null || !where.activeHere() && !where.standbyHere()) {
            throw new InvalidStateStoreException("Partition " + partition + " is not here.");
        }
        StoredState state = new StoredState(store -> placement.store(store, partition));
        Rules rules = policies.of(state);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        // What is at least as old as it was before the stores were read.
        ObjectNode served = served(partition, where.activeHere());
        int items = query.items() <= 0 ? limits.pageItems() : Math.min(query.items(), limits.pageItems());
        int identities = query.identities() <= 0
                ? limits.scanIdentities()
                : Math.min(query.identities(), limits.scanIdentities());
        Bounds bounds = new Bounds(items, identities, isTimeUp);
        switch (query.operation()) {
            case READ_IDENTITY ->
                put(
                        result,
                        query.at() == null
                                ? IdentityAnswer.of(state, query.key(), rules, limits.pageItems())
                                : PastAnswer.of(state, query.key(), rules, query.at(), limits.pageItems()));
            case READ_HOLDERS ->
                put(result, Holders.of(state, query.entitlements().get(0), rules, query.cursor(), bounds));
            case LIST_FINDINGS -> put(result, findings(state, query, rules, bounds));
            case LIST_COMMANDS -> put(result, commands(state, query, bounds));
            case READ_FINDING, READ_COMMAND -> one(state, query, rules, bounds, result);
            case TRY_REQUEST ->
                put(
                        result,
                        RequestTrial.of(
                                state,
                                query.key(),
                                rules,
                                new RequestTrial.Asked(
                                        query.entitlements(),
                                        query.from() == null ? Long.MIN_VALUE : query.from(),
                                        query.to() == null ? Long.MAX_VALUE : query.to())));
            case READ_POLICIES -> put(result, Optional.of(policies(state, rules)));
            case READ_STATUS, UNKNOWN -> throw Problem.badRequest("No partition answers this.");
        }
        result.set("served", served);
        return result;
    }

    private static Slice findings(StoredState state, Query query, Rules rules, Bounds bounds) throws Problem {
        Findings.Filter filter = Filters.findings(query.filter());
        return query.key() == null
                ? Findings.of(state, filter, rules, query.cursor(), bounds)
                : Findings.ofIdentity(state, query.key(), filter, rules, query.cursor(), bounds.items());
    }

    private static Slice commands(StoredState state, Query query, Bounds bounds) throws Problem {
        Commands.Filter filter = Filters.commands(query.filter());
        return query.key() == null
                ? Commands.of(state, filter, query.cursor(), bounds)
                : Commands.ofIdentity(state, query.key(), filter, query.cursor(), bounds.items());
    }

    /** Of whom it is need not be known; then one step looks for it. */
    private static void one(StoredState state, Query query, Rules rules, Bounds bounds, ObjectNode result) {
        boolean isFinding = query.operation() == ApiOperation.READ_FINDING;
        String key = query.key();
        if (key == null) {
            Bounds first = new Bounds(1, bounds.identities(), bounds.isTimeUp());
            Slice found = isFinding
                    ? Findings.find(state, query.id(), rules, query.cursor(), first)
                    : Commands.find(state, query.id(), query.cursor(), first);
            result.put("scanned", found.scanned());
            if (found.items().isEmpty()) {
                next(result, found.next());
                return;
            }
            key = Keys.of(found.items().get(0));
        }
        put(
                result,
                isFinding ? Findings.one(state, key, query.id(), rules) : Commands.one(state, key, query.id(), rules));
    }

    private static ObjectNode policies(StoredState state, Rules rules) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("setVersion", rules.policies().setVersion());
        if (rules.policies().active()) {
            node.put("activatedAt", Instant.ofEpochMilli(rules.activatedAt()).toString());
        }
        ArrayNode documents = node.putArray("documents");
        for (String document : state.documents()) {
            int slash = document.indexOf('/');
            documents.addObject().put("kind", document.substring(0, slash)).put("id", document.substring(slash + 1));
        }
        return node;
    }

    private static void put(ObjectNode result, Optional<ObjectNode> answer) {
        answer.ifPresent(node -> result.set("answer", node));
    }

    private static void put(ObjectNode result, Slice slice) {
        ArrayNode items = result.putArray("items");
        slice.items().forEach(items::add);
        result.put("scanned", slice.scanned());
        if (!slice.unreadable().isEmpty()) {
            ArrayNode unreadable = result.putArray("unreadable");
            slice.unreadable().forEach(unreadable::add);
        }
        next(result, slice.next());
    }

    private static void next(ObjectNode result, Cursor next) {
        if (next != null) {
            ObjectNode node = result.putObject("next");
            if (next.key() != null) {
                node.put("key", next.key());
            }
            if (next.within() != null) {
                node.put("within", next.within());
            }
        }
    }

    ObjectNode served(int partition, boolean active) {
        ObjectNode served = JsonNodeFactory.instance.objectNode();
        served.put("partition", partition);
        served.put("instance", instance);
        served.put("role", active ? "ACTIVE" : "STANDBY");
        if (active) {
            served.put("atMostBehindMs", commitIntervalMs);
        } else {
            Map<Integer, Long> lags = placement.lags();
            if (lags.containsKey(partition)) {
                served.put("atMostBehindChanges", lags.get(partition));
            }
        }
        return served;
    }
}
