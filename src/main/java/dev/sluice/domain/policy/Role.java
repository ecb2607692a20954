package dev.sluice.domain.policy;

import dev.sluice.domain.access.EntitlementKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What some identities are to have by birthright (kind: Role).
 *
 * @param id the role's id; not blank
 * @param when who has it by birthright; null for nobody, so that only other roles bring it
 * @param grants what it gives
 * @param includes the roles whose grants it gives too
 * @param overlap how long who no longer meets the condition keeps what the role gave; zero to {@link #LONGEST_OVERLAP}
 */
public record Role(String id, Condition when, List<EntitlementKey> grants, List<String> includes, Duration overlap) {
    /** A year. What attributes were is kept for somewhat longer, so that the end of an overlap can be told. */
    public static final Duration LONGEST_OVERLAP = Duration.ofDays(365);

    /** Copies the lists, and refuses null other than of the condition, a blank id and an overlap out of bounds. */
    public Role {
        if (Objects.requireNonNull(id, "id").isBlank()) {
            throw new IllegalArgumentException("A Role policy has a blank id; name the role.");
        }
        grants = List.copyOf(grants);
        includes = List.copyOf(includes);
        if (Checks.notNegative("overlap", overlap).compareTo(LONGEST_OVERLAP) > 0) {
            throw new IllegalArgumentException(
                    "overlap is " + overlap + "; give at most P" + LONGEST_OVERLAP.toDays() + "D.");
        }
    }
}
