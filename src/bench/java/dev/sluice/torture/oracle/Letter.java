package dev.sluice.torture.oracle;

/**
 * A dead letter.
 *
 * @param of where its headers say that the record was
 * @param reason the reason code
 * @param key its key, null if it has none
 * @param value its value, null if it has none
 */
public record Letter(Place of, String reason, byte[] key, byte[] value) {}
