package dev.sluice.domain.spray;

import dev.sluice.domain.policy.PasswordSpray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The definition of a spray, as loops over all failures at once; a part of a minute counts as a whole one. */
public final class BruteForceSpray {
    private BruteForceSpray() {}

    /** The days on which a spray begins. */
    public static Set<Long> days(List<Tried> failures, PasswordSpray spray) {
        Set<Long> days = new TreeSet<>();
        for (Tried first : failures) {
            for (PasswordSpray.Rule rule : List.of(spray.fast(), spray.slow())) {
                long begin = first.firstAt() / 60_000 * 60_000;
                long end = begin + (long) Math.ceil(rule.within().toMillis() / 60_000.0) * 60_000;
                Map<Long, Long> byUser = new HashMap<>();
                for (Tried failure : failures) {
                    if (failure.firstAt() >= begin && failure.firstAt() < end) {
                        byUser.merge(failure.user(), failure.count(), Long::sum);
                    }
                }
                long attempts =
                        byUser.values().stream().mapToLong(n -> Math.min(8, n)).sum();
                if (byUser.size() >= rule.users() && attempts >= rule.attempts()) {
                    days.add(begin / 86_400_000);
                }
            }
        }
        return days;
    }
}
