package dev.sluice.domain.identity;

import dev.sluice.event.IdentityStatus;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An employment as instants: active from its start on, except in the times that its end and the deletion of its record
 * bring. Such a time lasts until the start that was recorded after it, if there is one.
 */
record EmploymentSpan(long startMs, long firstHireMs, List<Absence> absences, Rehire rehire) {
    /** A day that ends in one zone and begins in another: 14 hours ahead of UTC, 12 behind. */
    private static final long ZONES_APART_MS = Duration.ofHours(26).toMillis();

    enum Phase {
        FUTURE,
        ACTIVE,
        ENDED
    }

    /**
     * The time from an end to the start after it, half open; {@link Long#MAX_VALUE} when none was recorded. A return that was
     * told late was nobody's employment before it was told.
     */
    private record Absence(long fromMs, long untilMs, long toldMs, String eventId) {
        boolean covers(long at) {
            return at >= fromMs && at < untilMs;
        }

        boolean isAhead(long at) {
            return untilMs != Long.MAX_VALUE && at < fromMs;
        }
    }

    /**
     * The rehire that counts: when it took effect, and when it was told. A later one corrects the one before; one that repeats the
     * original date, which says nothing of the return, took effect when it was first told.
     */
    private record Rehire(long atMs, long toldMs) {
        static final Rehire NEVER = new Rehire(Long.MAX_VALUE, Long.MAX_VALUE);

        static Rehire of(Employment employment, ZoneId zone) {
            long original = employment.hires().stream()
                    .filter(hire -> !hire.rehire())
                    .mapToLong(hire -> hire.fact().when().resolve(zone))
                    .min()
                    .orElse(Long.MIN_VALUE);
            Rehire rehire = NEVER;
            for (Employment.Hire hire : employment.hires()) {
                long told = hire.fact().key().at();
                long when = hire.fact().when().resolve(zone);
                if (hire.rehire() && when > original) {
                    rehire = new Rehire(when, rehire == NEVER ? told : rehire.toldMs());
                } else if (hire.rehire() && rehire == NEVER) {
                    rehire = new Rehire(Math.max(when, told), told);
                }
            }
            return rehire;
        }
    }

    /** With the instant at which an absence ends it, or {@link Long#MAX_VALUE}. */
    static EmploymentSpan of(Employment employment, EmploymentFact deleted, long absenceEnd, ZoneId zone) {
        List<Absence> absences = new ArrayList<>(2);
        EmploymentFact end = employment.end();
        if (end != null && end.when() != null) {
            long endMs = end.when().resolve(zone);
            long resumed = resumedAfterEnd(employment, end, endMs, zone);
            absences.add(new Absence(
                    endMs, resumed, told(employment, end, resumed), end.key().eventId()));
        }
        if (deleted != null) {
            long deletedMs = deleted.when().resolve(zone);
            long resumed = resumedAfterDeletion(employment, deleted, deletedMs, zone);
            absences.add(new Absence(
                    deletedMs,
                    resumed,
                    told(employment, deleted, resumed),
                    deleted.key().eventId()));
        }
        if (absenceEnd != Long.MAX_VALUE) {
            absences.add(new Absence(absenceEnd, Long.MAX_VALUE, Long.MAX_VALUE, null));
        }
        EmploymentFact start = employment.start();
        long firstHire = employment.hires().stream()
                .mapToLong(hire -> hire.fact().when().resolve(zone))
                .min()
                .orElse(Long.MIN_VALUE);
        return new EmploymentSpan(
                start == null ? Long.MIN_VALUE : start.when().resolve(zone),
                firstHire,
                absences,
                Rehire.of(employment, zone));
    }

    /** When the first hire was told that came after an end; the instant of the return where none was. */
    private static long told(Employment employment, EmploymentFact end, long resumed) {
        return employment.hires().stream()
                .map(Employment.Hire::fact)
                .filter(hire -> isRecordedAfter(hire, end))
                .mapToLong(hire -> hire.key().at())
                .min()
                .orElse(resumed);
    }

    /**
     * When an employment goes on that has ended. A start recorded after the end supersedes it if it does not lie before
     * it; otherwise the end stands, as of a fixed term that is longer than the rehire is old. A REHIRED supersedes also an
     * end that was over when it was recorded, whatever start it names, and one on the same day in another zone.
     */
    private static long resumedAfterEnd(Employment employment, EmploymentFact end, long endMs, ZoneId zone) {
        EmploymentFact resumed = startNotBefore(employment, end, endMs, zone);
        if (resumed != null) {
            return resumed.when().resolve(zone);
        }
        EmploymentFact rehire = null;
        for (Employment.Hire hire : employment.hires()) {
            rehire = hire.rehire() ? EmploymentFact.later(rehire, hire.fact()) : rehire;
        }
        boolean supersedes = isRecordedAfter(rehire, end)
                && (endMs <= rehire.key().at() || endMs - rehire.when().resolve(zone) <= ZONES_APART_MS);
        return supersedes ? endMs : Long.MAX_VALUE;
    }

    /**
     * When an employment goes on whose record was deleted: with a start that is not before the deletion, or with any hire
     * recorded after it. A trailing change that repeats the original start brings nobody back.
     */
    private static long resumedAfterDeletion(
            Employment employment, EmploymentFact deleted, long deletedMs, ZoneId zone) {
        EmploymentFact resumed = startNotBefore(employment, deleted, deletedMs, zone);
        if (resumed != null) {
            return resumed.when().resolve(zone);
        }
        boolean hired = employment.hires().stream().anyMatch(hire -> isRecordedAfter(hire.fact(), deleted));
        return hired ? deletedMs : Long.MAX_VALUE;
    }

    /** The latest recorded start after an end that does not lie before it, or null. */
    private static EmploymentFact startNotBefore(Employment employment, EmploymentFact end, long endMs, ZoneId zone) {
        EmploymentFact latest = null;
        EmploymentFact start = employment.start();
        if (isRecordedAfter(start, end) && start.when().resolve(zone) >= endMs) {
            latest = start;
        }
        for (Employment.Hire hire : employment.hires()) {
            EmploymentFact fact = hire.fact();
            if (isRecordedAfter(fact, end) && fact.when().resolve(zone) >= endMs) {
                latest = EmploymentFact.later(latest, fact);
            }
        }
        return latest;
    }

    private static boolean isRecordedAfter(EmploymentFact fact, EmploymentFact other) {
        return fact != null && fact.key().isAfter(other.key());
    }

    Phase phaseAt(long at) {
        if (absences.stream().anyMatch(absence -> absence.covers(at))) {
            return Phase.ENDED;
        }
        // Before an end that a later start supersedes, the start of that time is not the one last recorded.
        boolean before = at >= firstHireMs && absences.stream().anyMatch(absence -> absence.isAhead(at));
        boolean started = at >= startMs || before || absences.stream().anyMatch(absence -> at >= absence.untilMs());
        return started ? Phase.ACTIVE : Phase.FUTURE;
    }

    /** Whether a beginning or an end is known. */
    boolean isDated() {
        return startMs != Long.MIN_VALUE || firstHireMs != Long.MIN_VALUE || !absences.isEmpty();
    }

    /** Whether a rehire took effect then; {@link #rehireTold} says when it was told. */
    boolean isRehiredAt(long at) {
        return rehire.atMs() == at;
    }

    long rehireTold() {
        return rehire.toldMs();
    }

    /** Whether it goes on, and was known to: a return that is told late begins when it is told. */
    boolean isKnownActiveAt(long at) {
        return phaseAt(at) == Phase.ACTIVE
                && absences.stream().noneMatch(absence -> at >= absence.untilMs() && at < absence.toldMs());
    }

    /**
     * Since when it has been going on without an end in between; {@link Long#MIN_VALUE} if it never ended. A rehire tells of an
     * end also where another end has been told since.
     */
    long uninterruptedSince(long at) {
        long since = Long.MIN_VALUE;
        since = at >= rehire.atMs() ? rehire.atMs() : since;
        for (Absence absence : absences) {
            since = at >= absence.untilMs() ? Math.max(since, absence.untilMs()) : since;
        }
        return since;
    }

    /** Since when it has been active, and known to be; {@link Long#MIN_VALUE} if its start is not known. */
    long activeSince(long at) {
        long returned = Long.MIN_VALUE;
        for (Absence absence : absences) {
            if (at >= absence.untilMs()) {
                returned = Math.max(returned, Math.max(absence.untilMs(), absence.toldMs()));
            }
        }
        return Math.max(returned, at >= startMs ? startMs : firstHireMs);
    }

    /** The first of the ends that hold at an instant: a deletion does not move the end before it. */
    Standing endedAt(long at) {
        Absence first = null;
        for (Absence absence : absences) {
            if (absence.covers(at) && (first == null || absence.fromMs() < first.fromMs())) {
                first = absence;
            }
        }
        if (first == null) {
            throw new IllegalStateException("The employment has not ended at " + at);
        }
        return new Standing(IdentityStatus.TERMINATED, first.fromMs(), first.eventId());
    }

    /** The instants at which the phase may change; {@link Long#MIN_VALUE} and {@link Long#MAX_VALUE} are none. */
    void collectBorders(Set<Long> into) {
        List<Long> borders = new ArrayList<>(List.of(startMs, firstHireMs, rehire.atMs()));
        for (Absence absence : absences) {
            borders.add(absence.fromMs());
            borders.add(absence.untilMs());
            borders.add(absence.toldMs());
        }
        borders.removeIf(border -> border == Long.MIN_VALUE || border == Long.MAX_VALUE);
        into.addAll(borders);
    }

    long nextChange(long after) {
        long next = Math.min(later(startMs, after), later(firstHireMs, after));
        next = Math.min(next, later(rehire.atMs(), after));
        for (Absence absence : absences) {
            next = Math.min(next, Math.min(later(absence.fromMs(), after), later(absence.untilMs(), after)));
        }
        return next;
    }

    private static long later(long candidate, long after) {
        return candidate > after ? candidate : Long.MAX_VALUE;
    }
}
