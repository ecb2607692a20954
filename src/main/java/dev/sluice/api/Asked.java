package dev.sluice.api;

import dev.sluice.domain.Validation;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.ApiOperation;

/**
 * What somebody asked for, as the audit tells it.
 *
 * @param operation what for
 * @param key about whom; null for nobody in particular
 * @param entitlement about which entitlement, or null
 * @param id about which finding or command, or null
 * @param at as of which past instant (ms since the epoch), or null
 */
record Asked(ApiOperation operation, String key, EntitlementKey entitlement, String id, Long at) {
    static final Asked NOTHING = new Asked(ApiOperation.UNKNOWN, null, null, null, null);

    static Asked of(ApiOperation operation) {
        return new Asked(operation, null, null, null, null);
    }

    Asked about(String subject) {
        return new Asked(operation, subject, entitlement, id, at);
    }

    Asked about(EntitlementKey other) {
        return new Asked(operation, key, other, id, at);
    }

    Asked withId(String other) {
        return new Asked(operation, key, entitlement, Validation.isIdentityId(other) ? other : null, at);
    }

    Asked at(Long instant) {
        return new Asked(operation, key, entitlement, id, instant);
    }
}
