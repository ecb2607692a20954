package dev.sluice.mapping;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a file holds its payloads. */
public enum InputFormat {
    /** JSON: one document, an array, or one object a line; told apart by the file's name and beginning. */
    @JsonProperty("json")
    JSON,
    /** One JSON object a line, whatever the file is called. */
    @JsonProperty("jsonl")
    JSON_LINES,
    /** CSV with a header row (RFC 4180). */
    @JsonProperty("csv")
    CSV
}
