package dev.sluice.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Reads one bounded payload into a tree and checks what a parser lets pass. */
final class JsonTrees {
    private final JsonMapper mapper;
    private final Limits limits;

    JsonTrees(Limits limits) {
        this.mapper = Strict.payloads(limits);
        this.limits = limits;
    }

    JsonMapper mapper() {
        return mapper;
    }

    /** The payload in these bytes, sound or broken. */
    Payload read(long line, byte[] bytes) throws IOException {
        try {
            return checked(line, bytes, mapper.readTree(bytes));
        } catch (JsonProcessingException e) {
            return broken(line, bytes, e);
        }
    }

    Payload.Broken broken(long line, byte[] raw, JsonProcessingException e) {
        String message = e.getOriginalMessage() == null ? "it is no JSON" : e.getOriginalMessage();
        String where = e.getLocation() == null || e.getLocation().getColumnNr() < 1
                ? ""
                : " (column " + e.getLocation().getColumnNr() + ")";
        String reason = e instanceof StreamConstraintsException ? "TOO_LARGE" : "INVALID_JSON";
        return new Payload.Broken(
                line,
                raw,
                reason,
                RecordRefusal.bounded(message.lines().findFirst().orElse("") + where));
    }

    Payload checked(long line, byte[] raw, JsonNode node) {
        if (node == null || node.isMissingNode()) {
            return new Payload.Broken(line, raw, "INVALID_JSON", "the line holds no JSON value");
        }
        String fault = fault(node, 1);
        return fault == null
                ? new Payload.Tree(line, raw, node)
                : new Payload.Broken(
                        line, raw, fault.substring(0, fault.indexOf(':')), fault.substring(fault.indexOf(' ') + 1));
    }

    private String fault(JsonNode node, int depth) {
        if (node.isFloatingPointNumber()) {
            return Double.isFinite(node.doubleValue()) ? null : "INVALID_NUMBER: a number is beyond 64 bits";
        }
        if (!node.isContainerNode()) {
            return null;
        }
        if (depth > limits.depth()) {
            return "TOO_DEEP: it is nested deeper than " + limits.depth() + " levels";
        }
        for (JsonNode child : node) {
            String fault = fault(child, depth + 1);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }
}
