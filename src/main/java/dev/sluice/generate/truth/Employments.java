package dev.sluice.generate.truth;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What HR's records mean for one question: is this identity at work, on leave or gone at an instant, and since when?
 * Answered anew from all records known, for every question; the instant may lie in the past.
 */
final class Employments {
    private static final String REHIRED = "REHIRED";
    static final String LEAVE_STARTED = "LEAVE_STARTED";
    private static final Set<String> START_ACTIONS = Set.of("HIRED", REHIRED);
    private static final Set<String> END_ACTIONS = Set.of("TERMINATION_SCHEDULED", "TERMINATED");
    static final Set<String> LEAVE_ACTIONS = Set.of(LEAVE_STARTED, "LEAVE_ENDED");

    private final ZoneId fallback;

    Employments(ZoneId fallback) {
        this.fallback = fallback;
    }

    /** The status at an instant, by the records known. */
    HrStatus at(List<Fact.Hr> known, Instant t) {
        if (known.isEmpty()) {
            return HrStatus.of(HrStatus.Phase.UNKNOWN);
        }
        Collection<Course> courses = courses(known);
        List<Course> active =
                courses.stream().filter(course -> course.activeAt(t)).toList();
        if (courses.isEmpty() || !active.isEmpty()) {
            return employed(known, courses, active, t);
        }
        Optional<Instant> left = courses.stream()
                .filter(course -> course.endedAt(t))
                .map(Course::end)
                .max(Comparator.naturalOrder());
        return left.map(end -> new HrStatus(HrStatus.Phase.LEFT, end, null))
                .orElseGet(() -> HrStatus.of(HrStatus.Phase.AHEAD));
    }

    /** Every instant that any record speaks of: status can change there and nowhere else between two records. */
    List<Instant> instants(List<Fact.Hr> all) {
        List<Instant> instants = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            instants.add(startOf(all, i));
            instants.add(endOf(all, i));
            if (LEAVE_ACTIONS.contains(all.get(i).action())) {
                instants.add(all.get(i).effective());
            }
        }
        instants.removeIf(Objects::isNull);
        return instants;
    }

    /** A leave of absence does not outlive the employment in which it began, nor the last of several. */
    private HrStatus employed(List<Fact.Hr> known, Collection<Course> courses, List<Course> active, Instant t) {
        Fact.Hr leave = null;
        for (Fact.Hr fact : known) {
            boolean later = leave == null || !fact.effective().isBefore(leave.effective());
            if (LEAVE_ACTIONS.contains(fact.action())
                    && later
                    && !fact.effective().isAfter(t)) {
                leave = fact;
            }
        }
        if (leave == null || !leave.action().equals(LEAVE_STARTED)) {
            return HrStatus.of(HrStatus.Phase.AT_WORK);
        }
        Instant began = leave.effective();
        boolean goesOn = active.isEmpty()
                || active.stream()
                        .map(course -> course.anewSince(t))
                        .anyMatch(anew -> anew == null || !began.isBefore(anew));
        return goesOn && !hasLeftSince(began, known, courses, t)
                ? new HrStatus(
                        HrStatus.Phase.ON_LEAVE, began, Objects.requireNonNullElse(leave.leaveKind(), "UNSPECIFIED"))
                : HrStatus.of(HrStatus.Phase.AT_WORK);
    }

    private boolean hasLeftSince(Instant began, List<Fact.Hr> known, Collection<Course> courses, Instant t) {
        return courses.size() > 1
                && Stream.concat(Stream.of(began), instants(known).stream())
                        .filter(instant -> !instant.isBefore(began) && !instant.isAfter(t))
                        .anyMatch(instant -> courses.stream().noneMatch(course -> course.activeAt(instant))
                                && courses.stream().anyMatch(course -> course.endedAt(instant)));
    }

    /** The employments of which any record tells a start or an end. */
    private Collection<Course> courses(List<Fact.Hr> known) {
        Map<String, List<Integer>> employments = new LinkedHashMap<>();
        for (int i = 0; i < known.size(); i++) {
            if (startOf(known, i) != null || endOf(known, i) != null || withdrawsEnd(known.get(i))) {
                employments
                        .computeIfAbsent(known.get(i).employment(), id -> new ArrayList<>())
                        .add(i);
            }
        }
        return employments.values().stream()
                .map(records -> course(known, records))
                .toList();
    }

    private Course course(List<Fact.Hr> known, List<Integer> records) {
        Instant start = null;
        Instant firstHire = null;
        Instant rehire = null;
        Instant end = null;
        Instant resumed = null;
        for (int i : records) {
            String action = known.get(i).action();
            Instant starts = startOf(known, i);
            boolean returns = starts != null && end != null && !starts.isBefore(end);
            if (starts != null) {
                start = starts;
                boolean first = firstHire == null || starts.isBefore(firstHire);
                firstHire = START_ACTIONS.contains(action) && first ? starts : firstHire;
            }
            // Before the end is looked at: a full record of who is hired again tells no end any more.
            rehire = returns && action.equals(REHIRED) ? starts : rehire;
            Instant ends = endOf(known, i);
            if (ends != null || withdrawsEnd(known.get(i))) {
                end = ends;
                resumed = null;
            } else if (returns) {
                resumed = starts;
            }
        }
        return new Course(start, firstHire, rehire, end, resumed);
    }

    private static boolean withdrawsEnd(Fact.Hr fact) {
        return fact.action().equals("TERMINATION_RESCINDED") || fact.complete();
    }

    private Instant startOf(List<Fact.Hr> known, int i) {
        Fact.Hr fact = known.get(i);
        boolean starts = START_ACTIONS.contains(fact.action());
        if (starts && fact.effectiveAt() != null) {
            return fact.effectiveAt();
        }
        if (fact.startDate() != null) {
            return startOfDay(fact.startDate(), known, i);
        }
        return starts ? fact.at() : null;
    }

    private Instant endOf(List<Fact.Hr> known, int i) {
        Fact.Hr fact = known.get(i);
        boolean ends = END_ACTIONS.contains(fact.action());
        if (ends && fact.effectiveAt() != null) {
            return fact.effectiveAt();
        }
        if (fact.endDate() != null) {
            return startOfDay(fact.endDate().plusDays(1), known, i);
        }
        return ends ? fact.at() : null;
    }

    private Instant startOfDay(LocalDate day, List<Fact.Hr> known, int i) {
        return day.atStartOfDay(zone(known, i)).toInstant();
    }

    private ZoneId zone(List<Fact.Hr> known, int i) {
        if (known.get(i).timeZone() != null) {
            return ZoneId.of(known.get(i).timeZone());
        }
        Fact.Hr inForce = null;
        for (Fact.Hr fact : known.subList(0, i)) {
            boolean later = inForce == null || !fact.effective().isBefore(inForce.effective());
            if (fact.timeZone() != null
                    && later
                    && !fact.effective().isAfter(known.get(i).at())) {
                inForce = fact;
            }
        }
        return inForce == null ? fallback : ZoneId.of(inForce.timeZone());
    }
}
