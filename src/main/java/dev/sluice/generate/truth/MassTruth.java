package dev.sluice.generate.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Of how many a source tells within a day that they leave, of whom nobody knew it before. Under the defaults, a hundred may; for facts
 * that are told when they happen, a day apart or not by more than an hour. Nobody looks and decides here, so what is held stays so.
 */
final class MassTruth {
    /** The kind of findings. */
    static final String KIND = "MASS_CHANGE";

    private static final Duration WINDOW = Duration.ofDays(1);
    private static final int LIMIT = 100;

    /** Whatever is known to end has ended by then. */
    private static final Duration LONG = Duration.ofDays(36_500);

    private record Announced(Instant at, String identityId) {}

    private final Map<String, Instant> begins = new TreeMap<>();

    MassTruth(Annals annals) {
        Map<String, List<Announced>> bySource = new TreeMap<>();
        for (String identityId : annals.identities()) {
            announced(identityId, annals).forEach((fact, one) -> bySource.computeIfAbsent(
                            fact.origin().source(), source -> new ArrayList<>())
                    .add(one));
        }
        bySource.forEach((source, told) -> {
            told.sort(Comparator.comparing(Announced::at));
            Instant tooMany = tooMany(told);
            if (tooMany != null) {
                begins.put(source, tooMany);
            }
        });
    }

    /** The facts that tell that somebody leaves who was to stay. */
    private static Map<Fact.Hr, Announced> announced(String identityId, Annals annals) {
        List<Fact.Hr> hr = annals.facts(identityId).stream()
                .filter(Fact.Hr.class::isInstance)
                .map(Fact.Hr.class::cast)
                .toList();
        Map<Fact.Hr, Announced> announced = new HashMap<>();
        for (int known = 1; known < hr.size(); known++) {
            Fact.Hr fact = hr.get(known);
            Instant inTheEnd = fact.at().plus(LONG);
            boolean stayed =
                    annals.employments().at(hr.subList(0, known), inTheEnd).employed();
            if (stayed
                    && annals.employments()
                            .at(hr.subList(0, known + 1), inTheEnd)
                            .left()) {
                announced.put(fact, new Announced(fact.at(), identityId));
            }
        }
        return announced;
    }

    /** When there are too many in a day for the first time; null if there never are. */
    private static Instant tooMany(List<Announced> told) {
        Map<String, Integer> inWindow = new HashMap<>();
        int oldest = 0;
        for (Announced one : told) {
            inWindow.merge(one.identityId(), 1, Integer::sum);
            for (; !told.get(oldest).at().isAfter(one.at().minus(WINDOW)); oldest++) {
                inWindow.computeIfPresent(told.get(oldest).identityId(), (id, times) -> times == 1 ? null : times - 1);
            }
            if (inWindow.size() > LIMIT) {
                return one.at();
            }
        }
        return null;
    }

    /** When anything begins. */
    TreeSet<Instant> instants() {
        return new TreeSet<>(begins.values());
    }

    void look(Instant now, StateRule.Found found) {
        begins.forEach((source, at) -> {
            if (!now.isBefore(at)) {
                found.stands(KIND, "CRITICAL", source);
            }
        });
    }
}
