package dev.sluice.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import dev.sluice.query.Cursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Where a list goes on. It says nothing but a place in the order of the list: whoever makes one up begins at another place of a list
 * that he may read all of anyway, since each page is asked for with the rights of the client.
 *
 * @param partition in which partition
 * @param cursor where in it
 */
record PageToken(int partition, Cursor cursor) {
    /** Two keys of the greatest length, in base64; the rest of a URL has to fit beside it. */
    private static final int LONGEST = 3_500;

    private static final int DIGEST_BYTES = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** With a digest of what is listed, so that a token of one list is not taken for one of another. */
    String text(Query query) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("p", partition);
        node.put("q", digest(query));
        if (cursor.key() != null) {
            node.put("k", cursor.key());
        }
        if (cursor.within() != null) {
            node.put("w", cursor.within());
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(node.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a token; null is the beginning. */
    static PageToken read(String text, Query query, int partitions) throws Problem {
        if (text == null) {
            return new PageToken(0, Cursor.START);
        }
        JsonNode node = text.length() > LONGEST ? null : parse(text);
        if (node == null
                || !node.path("p").isInt()
                || !digest(query).equals(node.path("q").asText())) {
            throw wrong();
        }
        int partition = node.get("p").asInt();
        String key = node.hasNonNull("k") ? node.get("k").asText() : null;
        String within = node.hasNonNull("w") ? node.get("w").asText() : null;
        boolean isPlace = partition >= 0
                && partition < partitions
                && (key == null || isKey(key))
                && (within == null || key != null);
        if (!isPlace) {
            throw wrong();
        }
        return new PageToken(partition, new Cursor(key, within));
    }

    /** Whatever a partition may have under an own key. */
    private static boolean isKey(String key) {
        return Validation.isSubjectKey(key)
                || SubjectKeys.isAddress(key)
                || Validation.isUnitKey(key)
                || Validation.isGroupKey(key);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(text));
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Problem wrong() {
        return Problem.badRequest(
                "The page is not one of this list. Take it from the answer before, with the same parameters,"
                        + " or leave it out to begin anew.");
    }

    private static String digest(Query query) {
        Query what = query.step(Cursor.START, 0, 0);
        byte[] digest = Clients.digest(what.toNode().toString());
        return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
    }
}
