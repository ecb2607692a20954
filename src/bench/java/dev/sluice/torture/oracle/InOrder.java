package dev.sluice.torture.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells whose facts were applied in the order in which they occurred. No rule relies on order between topics, and faults delay one
 * topic against another: of the others the end is the same, and the way there another one.
 */
public final class InOrder {
    private InOrder() {}

    /**
     * Looks at the order that the audit states.
     *
     * @param audit the audit
     * @return the identities of which a fact was applied after a later one, after something was decided at a later instant,
     *     or when the clock had gone beyond it
     */
    public static Set<String> disordered(List<AuditLine> audit) {
        List<AuditLine> ordered = new ArrayList<>(audit);
        ordered.sort(Comparator.comparingInt(AuditLine::writer).thenComparingLong(AuditLine::sequence));
        Map<String, Long> latest = new HashMap<>();
        Map<String, String> of = new HashMap<>();
        Map<String, Place> last = new HashMap<>();
        Set<String> disordered = new HashSet<>();
        for (AuditLine line : ordered) {
            String identity = line.identityId();
            if (identity == null
                    || line.outcome().equals("DEAD_LETTERED")
                    || line.outcome().equals("DUPLICATE")) {
                continue;
            }
            long before = latest.getOrDefault(identity, Long.MIN_VALUE);
            // Of two topics at one instant, either may be first.
            boolean isTie = line.at() == before && !line.category().equals(of.get(identity));
            // A timer that decided nothing is not audited; that it had fired shows in what the input leads to.
            boolean isBehind = !line.isInput()
                    && line.input() != null
                    && line.input().equals(last.get(identity))
                    && line.at() > before;
            if (line.isInput() && (line.at() < before || isTie) || isBehind) {
                disordered.add(identity);
            }
            if (line.isInput()) {
                last.put(identity, line.input());
            }
            if (line.at() >= before) {
                latest.put(identity, line.at());
                if (line.isInput()) {
                    of.put(identity, line.category());
                }
            }
        }
        return disordered;
    }
}
