package dev.sluice.mapping;

/**
 * What could not be used, on its way to the dead-letter topic.
 *
 * @param value the original bytes, or as much of them as was kept
 * @param reason a fixed code in capitals
 * @param detail what is wrong, for a person
 * @param file the name of the file it comes from
 * @param line the line it begins on, from 1
 */
public record DeadLetter(byte[] value, String reason, String detail, String file, long line) {}
