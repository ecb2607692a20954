package dev.sluice.domain.group;

/**
 * What a unit says of a group.
 *
 * @param holds whether it is to be there for the unit, or no longer
 * @param at since when (ms since the epoch, event time)
 * @param name the group's name
 * @param displayName how it is to be shown
 */
public record GroupClaim(boolean holds, long at, String name, String displayName) {}
