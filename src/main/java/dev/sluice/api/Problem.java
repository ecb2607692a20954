package dev.sluice.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Why a request is not answered as it was meant, as RFC 9457 tells it. The detail says what to do; it repeats no secret. */
final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final int retryAfter;
    private final List<Integer> missing;
    private final String allow;

    /** As below, for what concerns no partition. */
    private Problem(int status, String title, String detail, int retryAfter) {
        this(status, title, detail, retryAfter, List.of(), null);
    }

    private Problem(int status, String title, String detail, int retryAfter, List<Integer> missing, String allow) {
        // Nobody looks at where it was made, and it may be made very often.
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
        this.retryAfter = retryAfter;
        this.missing = List.copyOf(missing);
        this.allow = allow;
    }

    static Problem badRequest(String detail) {
        return new Problem(400, "Bad request", detail, 0);
    }

    /** Says nothing of what was wrong with what was shown. */
    static Problem unauthorized() {
        return new Problem(401, "Unauthorized", "Show a token that is known here: Authorization: Bearer TOKEN.", 0);
    }

    static Problem forbidden() {
        return new Problem(403, "Forbidden", "No role of yours lets you see this; ask whoever keeps the tokens.", 0);
    }

    static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail, 0);
    }

    static Problem methodNotAllowed(String allowed) {
        return new Problem(405, "Method not allowed", "This is asked for with " + allowed + ".", 0, List.of(), allowed);
    }

    /** What a client sends takes too long. */
    static Problem requestTimeout() {
        return new Problem(408, "Request timeout", "The request did not come in time; send it at once.", 0);
    }

    /** As the server itself answers what is no request. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 413 -> tooLarge("A body has at most 64 KiB.");
            case 414 -> new Problem(414, "URI too long", "A URL has at most 4,096 characters.", 0);
            case 431 -> new Problem(431, "Request header too large", "The header has at most 8 KiB.", 0);
            default ->
                status >= 500
                        ? new Problem(status, "Error", "This can't be answered; the log of the instance says why.", 0)
                        : new Problem(status, "Bad request", "This is no request that HTTP/1.1 knows.", 0);
        };
    }

    static Problem tooLarge(String detail) {
        return new Problem(413, "Too large", detail, 0);
    }

    static Problem misdirected() {
        return new Problem(421, "Misdirected request", "Ask by the name localhost or the loopback address.", 0);
    }

    static Problem tooMany() {
        return new Problem(429, "Too many requests", "Ask again in a second, and less often.", 1);
    }

    static Problem internal() {
        return new Problem(
                500,
                "Internal error",
                "This can't be answered; the log of the instance says why, under the access id.",
                0);
    }

    static Problem unavailable(String detail) {
        return new Problem(503, "Unavailable", detail, 1);
    }

    /** Nobody serves what is asked for. */
    static Problem missing(int partition) {
        return new Problem(
                503,
                "Unavailable",
                "No instance that can be reached serves partition " + partition
                        + ". See whether all instances run and can reach each other (application.server, "
                        + ApiKeys.PEER_TOKEN_FILE + "), then ask again.",
                1,
                List.of(partition),
                null);
    }

    int status() {
        return status;
    }

    /** After how many seconds it may help to ask again; 0 if it won't. */
    int retryAfter() {
        return retryAfter;
    }

    /** The method that is allowed, or null. */
    String allow() {
        return allow;
    }

    ObjectNode node() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("type", "about:blank");
        node.put("title", title);
        node.put("status", status);
        node.put("detail", getMessage());
        if (!missing.isEmpty()) {
            ArrayNode partitions = node.putArray("missing");
            missing.forEach(partitions::add);
        }
        return node;
    }
}
