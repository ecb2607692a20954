package dev.sluice.domain.access;

/**
 * A period for which an entitlement is held.
 *
 * @param since from when, without interruption (ms since the epoch)
 * @param to until when the target grants it, exclusive; {@link Long#MAX_VALUE} for no limit
 * @param eventId the event that gave it
 */
public record HoldPeriod(long since, long to, String eventId) {}
