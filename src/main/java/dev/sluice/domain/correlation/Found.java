package dev.sluice.domain.correlation;

import java.util.Set;

/**
 * What is known of who has the value of an attribute that was asked for.
 *
 * @param claims who is said to have it
 * @param expected how many are said to have it by who knows; negative while there was no answer
 */
public record Found(Claims claims, long expected) {
    /** There was no answer yet. */
    public static final Found ASKED = new Found(Claims.NONE, -1);

    Found with(String identityId, ClaimChange change, long at, long ofSoMany) {
        Claims after = identityId == null ? claims : claims.with(identityId, change, at);
        return after == claims && ofSoMany == expected ? this : new Found(after, ofSoMany);
    }

    /** Whether all are known who have it, or so many that it makes no difference. */
    boolean isComplete() {
        int known = claims.count();
        return expected >= 0 && (known >= expected || known > 1);
    }

    boolean isUncertain() {
        return claims.more();
    }

    Set<String> standing() {
        return claims.standing();
    }
}
