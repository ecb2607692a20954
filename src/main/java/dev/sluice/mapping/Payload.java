package dev.sluice.mapping;

import com.fasterxml.jackson.databind.JsonNode;

/** One payload as a file holds it. */
sealed interface Payload {
    /** The line it begins on, from 1. */
    long line();

    /** The bytes of the file, or as much of them as was kept; JSON inside a larger document is written anew. */
    byte[] raw();

    /** A payload that could be read. */
    record Tree(long line, byte[] raw, JsonNode node) implements Payload {}

    /** A payload that could not. */
    record Broken(long line, byte[] raw, String reason, String detail) implements Payload {}
}
