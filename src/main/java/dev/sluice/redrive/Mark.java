package dev.sluice.redrive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What was done with a letter.
 *
 * @param letter the letter's id
 * @param state what was done
 * @param at when
 * @param by identityId of whoever did it
 * @param reason why, for people; may be empty
 */
public record Mark(String letter, State state, Instant at, String by, String reason) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What may be done with a letter. */
    public enum State {
        /** It was sent again. */
        REDRIVEN,
        /** It was put away. */
        DISCARDED
    }

    /**
     * As it is written.
     *
     * @return JSON
     */
    public String json() {
        ObjectNode node = JSON.createObjectNode();
        node.put("letter", letter);
        node.put("state", state.name());
        node.put("at", at.toString());
        node.put("by", by);
        node.put("reason", reason);
        return node.toString();
    }

    /**
     * Reads one.
     *
     * @param json what {@link #json} gave
     * @return null if it is none: whoever may write to the topic may have written anything
     */
    public static Mark read(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            return new Mark(
                    node.path("letter").asText(),
                    State.valueOf(node.path("state").asText()),
                    Instant.parse(node.path("at").asText()),
                    node.path("by").asText(),
                    node.path("reason").asText());
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }
}
