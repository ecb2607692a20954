package dev.sluice.mapping;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A JSON document of any size, read as a stream: an array of payloads, an object that holds them in an array under a known
 * name, or one payload. What is broken ends it, because where the next payload begins can't be known; the break is reported.
 */
final class JsonDocumentReader implements PayloadReader {
    private final JsonParser parser;
    private final JsonTrees trees;
    private final Limits limits;
    private final List<String> arrayNames;
    private boolean inArray;
    private boolean arrayInObject;
    private boolean ended;
    private boolean isCutShort;

    JsonDocumentReader(InputStream in, JsonTrees trees, Limits limits, List<String> arrayNames) throws IOException {
        this.parser = trees.mapper().createParser(in);
        this.trees = trees;
        this.limits = limits;
        this.arrayNames = arrayNames;
    }

    @Override
    public boolean isCutShort() {
        return isCutShort;
    }

    @Override
    public Payload next() throws IOException {
        try {
            while (!ended) {
                Payload payload = inArray ? element() : root();
                if (payload != null) {
                    return payload;
                }
            }
            return null;
        } catch (JsonProcessingException e) {
            ended = true;
            isCutShort = true;
            // Not every break has a place.
            long line =
                    e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            Payload.Broken broken = trees.broken(line, new byte[0], e);
            return new Payload.Broken(
                    line,
                    broken.raw(),
                    broken.reason(),
                    broken.detail() + "; what follows in the document was not read");
        }
    }

    private Payload root() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            ended = true;
            return null;
        }
        if (token == JsonToken.START_ARRAY) {
            inArray = true;
            arrayInObject = false;
            return null;
        }
        return token == JsonToken.START_OBJECT ? objectOrWrapped() : scalar();
    }

    private Payload element() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY) {
            inArray = false;
            if (arrayInObject) {
                skipRestOfObject();
            }
            return null;
        }
        if (token == null) {
            ended = true;
            return new Payload.Broken(line(), new byte[0], "INVALID_JSON", "the document ends inside its array");
        }
        return token == JsonToken.START_OBJECT ? bounded(token, null) : scalar();
    }

    private Payload scalar() throws IOException {
        long line = line();
        parser.skipChildren();
        return new Payload.Broken(line, new byte[0], "NOT_A_RECORD", "a JSON object was expected");
    }

    /** An object at the root: the wrapping of an array of payloads, or a payload itself. */
    private Payload objectOrWrapped() throws IOException {
        return bounded(JsonToken.START_OBJECT, arrayNames);
    }

    private void skipRestOfObject() throws IOException {
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.END_OBJECT) {
            parser.skipChildren();
            token = parser.nextToken();
        }
    }

    /** Copies one object, up to the limit; gives null where a wrapped array begins instead. */
    private Payload bounded(JsonToken first, List<String> wrappers) throws IOException {
        long line = line();
        long start = parser.currentTokenLocation().getByteOffset();
        int depth = 0;
        int deepest = 0;
        try (TokenBuffer copy = new TokenBuffer(parser)) {
            JsonToken token = first;
            boolean fits = true;
            do {
                if (wrappers != null
                        && depth == 1
                        && token == JsonToken.START_ARRAY
                        && wrappers.contains(parser.currentName())) {
                    inArray = true;
                    arrayInObject = true;
                    return null;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                deepest = Math.max(deepest, depth);
                fits &= parser.currentLocation().getByteOffset() - start <= limits.payloadBytes()
                        && deepest <= limits.depth();
                if (fits) {
                    copy.copyCurrentEvent(parser);
                }
                token = depth == 0 ? null : required(parser.nextToken());
            } while (token != null);
            return fits
                    ? tree(line, copy)
                    : refused(line, parser.currentLocation().getByteOffset() - start, deepest);
        }
    }

    private JsonToken required(JsonToken token) throws IOException {
        if (token == null) {
            throw new JsonParseException(parser, "The document ends inside an object");
        }
        return token;
    }

    private Payload tree(long line, TokenBuffer copy) throws IOException {
        try (JsonParser copied = copy.asParser()) {
            JsonNode node = trees.mapper().readTree(copied);
            return trees.checked(line, trees.mapper().writeValueAsBytes(node), node);
        } catch (JsonProcessingException e) {
            return new Payload.Broken(line, new byte[0], "INVALID_JSON", RecordRefusal.bounded(e.getOriginalMessage()));
        }
    }

    private Payload refused(long line, long bytes, int deepest) {
        return deepest > limits.depth()
                ? new Payload.Broken(
                        line, new byte[0], "TOO_DEEP", "it is nested deeper than " + limits.depth() + " levels")
                : new Payload.Broken(
                        line,
                        new byte[0],
                        "PAYLOAD_TOO_LARGE",
                        "the payload has " + bytes + " bytes; at most " + limits.payloadBytes() + " are read");
    }

    private long line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
