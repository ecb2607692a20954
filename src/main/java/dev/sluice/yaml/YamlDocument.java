package dev.sluice.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One document of a YAML file.
 *
 * @param name the file's name, for messages
 * @param text the document as written, without its {@code ---} line
 * @param body its content
 * @param lines the line (from 1, in the whole file) of each value by its JSON pointer (RFC 6901)
 */
public record YamlDocument(String name, String text, JsonNode body, Map<String, Integer> lines) {
    /** Copies the map. */
    public YamlDocument {
        lines = Map.copyOf(lines);
    }

    /**
     * The line of a value, or of the nearest value around it.
     *
     * @param pointer a JSON pointer; empty for the document itself
     * @return a line from 1 on
     */
    public int line(String pointer) {
        String at = pointer;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return lines.getOrDefault(at, 1);
    }
}
