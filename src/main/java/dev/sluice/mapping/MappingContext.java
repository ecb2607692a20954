package dev.sluice.mapping;

import java.time.Instant;

/**
 * What a mapping needs to know beside the payload.
 *
 * @param source the header's source, null for the mapping's own
 * @param system the system id of accounts, null for the mapping's own
 * @param asOf when payloads without a time of their own hold, null if unknown
 * @param asOfGiven true when a person gave that instant, false when it is the file's age
 */
public record MappingContext(String source, String system, Instant asOf, boolean asOfGiven) {}
