package dev.sluice.relay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Records as text. */
final class Texts {
    private static final JsonFactory JSON = new JsonFactory();

    private Texts() {}

    /**
     * The text of a record.
     *
     * @throws Refused if there is none, or the bytes are no UTF-8
     */
    static String of(Message message) throws Refused {
        if (message.value() == null) {
            throw new Refused(ParkReason.EMPTY, "The record has no value.");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message.value()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refused(ParkReason.NOT_UTF8, "The record's value is not UTF-8 text.");
        }
        if (text.isBlank()) {
            throw new Refused(ParkReason.EMPTY, "The record's value is blank.");
        }
        return text;
    }

    /**
     * The text of a record that is one line.
     *
     * @throws Refused as {@link #of}, and if there is a line break in it
     */
    static String line(Message message) throws Refused {
        String text = of(message);
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new Refused(
                    ParkReason.MULTI_LINE, "The record has a line break, and the target takes a record a line.");
        }
        return text;
    }

    /** Whether a text is one JSON object and nothing else. */
    static boolean isJsonObject(String text) {
        if (text.charAt(0) != '{') {
            return false;
        }
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
