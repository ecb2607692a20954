package dev.sluice.domain.brake;

/**
 * What the brake says of an announcement.
 *
 * @param countedAt when the identity was counted for the source (ms since the epoch, arrival); 0 if it was not
 * @param lets whether what follows may go on
 */
public record Asked(long countedAt, boolean lets) {}
