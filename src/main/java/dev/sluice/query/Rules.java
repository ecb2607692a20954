package dev.sluice.query;

import dev.sluice.domain.policy.Policies;

/**
 * The policies by which is explained.
 *
 * @param policies the set in force
 * @param activatedAt since when it is (ms since the epoch); {@link Long#MIN_VALUE} if no set is
 */
public record Rules(Policies policies, long activatedAt) {}
