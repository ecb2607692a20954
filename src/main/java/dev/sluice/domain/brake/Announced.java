package dev.sluice.domain.brake;

import java.util.Map;

/**
 * What is remembered of an announcement, so that the identity counts once, and of what becomes of what follows.
 *
 * @param countedAt when it was counted (ms since the epoch, arrival); 0 if it was not
 * @param verdict what becomes of what follows from it
 * @param endsAt the end that was announced (ms since the epoch); for a policy set, when it became current
 * @param toldAt the identity's clock when it was announced (ms since the epoch): the last one of a kind is in effect
 */
public record Announced(long countedAt, Verdict verdict, long endsAt, long toldAt) {
    /**
     * The same with another verdict.
     *
     * @param other the verdict
     * @return a copy
     */
    public Announced with(Verdict other) {
        return new Announced(countedAt, other, endsAt, toldAt);
    }

    /**
     * The announcement of a kind that is in effect: the last one, whoever made it.
     *
     * @param announced all announcements about an identity
     * @param kind the kind
     * @return null if there was none
     */
    public static Announced last(Map<Announcer, Announced> announced, Announcer.Kind kind) {
        Announced last = null;
        for (Map.Entry<Announcer, Announced> each : announced.entrySet()) {
            boolean later = last == null || each.getValue().toldAt() >= last.toldAt();
            if (each.getKey().kind() == kind && later) {
                last = each.getValue();
            }
        }
        return last;
    }
}
