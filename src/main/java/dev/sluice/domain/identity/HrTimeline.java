package dev.sluice.domain.identity;

import dev.sluice.domain.FactKey;
import dev.sluice.event.IdentityStatus;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What HR has said of one identity, by recorded time and by effective time. A pure join of facts: whatever the order in
 * which they arrive, and however often, the same facts give the same timeline.
 */
public final class HrTimeline {
    /** The attribute under which a leave of absence is kept; its value is the kind of leave. */
    public static final String LEAVE = "leave";

    /** The attribute that holds the worker's IANA zone. */
    public static final String TIME_ZONE = "timeZone";

    private static final long NEVER = Long.MAX_VALUE;

    private final TreeMap<String, Employment> employments = new TreeMap<>();
    private final AttributeTimeline attributes = new AttributeTimeline();
    private EmploymentFact deleted;
    private boolean known;

    /**
     * The attributes.
     *
     * @return the timeline, live
     */
    public AttributeTimeline attributes() {
        return attributes;
    }

    /**
     * The employments by id; facts without an employment id are under the empty id.
     *
     * @return unmodifiable
     */
    public Map<String, Employment> employments() {
        return Collections.unmodifiableMap(employments);
    }

    /**
     * The deletion of the HR record.
     *
     * @return the fact, or null
     */
    public EmploymentFact deleted() {
        return deleted;
    }

    /**
     * Whether HR has said anything.
     *
     * @return true once a fact was recorded
     */
    public boolean known() {
        return known;
    }

    /**
     * Restores what was stored.
     *
     * @param id the employment id
     * @param employment its facts
     */
    public void restoreEmployment(String id, Employment employment) {
        employments.put(id, employment);
    }

    /**
     * Restores what was stored.
     *
     * @param isKnown whether HR has said anything
     * @param deletion the deletion, or null
     */
    public void restore(boolean isKnown, EmploymentFact deletion) {
        known = isKnown;
        deleted = deletion;
    }

    boolean recordStart(String employmentId, EmploymentFact fact, StartKind kind) {
        known = true;
        return employments.computeIfAbsent(employmentId, id -> new Employment()).recordStart(fact, kind);
    }

    boolean recordEnd(String employmentId, EmploymentFact fact) {
        known = true;
        return employments.computeIfAbsent(employmentId, id -> new Employment()).recordEnd(fact);
    }

    boolean recordDeleted(FactKey key, long at) {
        known = true;
        if (deleted != null && !key.isAfter(deleted.key())) {
            return false;
        }
        deleted = new EmploymentFact(key, Moment.at(at));
        return true;
    }

    void markKnown() {
        known = true;
    }

    /**
     * HR status at an instant.
     *
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param fallback the zone for days when the worker's own is unknown
     * @return the status; UNKNOWN while HR has said nothing
     */
    public Standing standing(long at, ZoneId fallback) {
        if (!known) {
            return Standing.UNKNOWN;
        }
        ZoneId zone = zone(at, fallback);
        // A leave ends with the employment in which it began.
        long activeSince = employments.isEmpty() && deleted == null ? Long.MIN_VALUE : NEVER;
        boolean future = false;
        Standing ended = null;
        for (EmploymentSpan span : spans(zone).values()) {
            switch (span.phaseAt(at)) {
                case ACTIVE -> activeSince = Math.min(activeSince, span.uninterruptedSince(at));
                case FUTURE -> future = true;
                case ENDED -> ended = laterEnd(ended, span.endedAt(at));
            }
        }
        if (activeSince != NEVER) {
            AttributeEntry leave = leaveAt(at);
            boolean onLeave = leave != null && leave.effectiveAt() >= activeSince;
            return new Standing(onLeave ? IdentityStatus.ON_LEAVE : IdentityStatus.ACTIVE, Long.MIN_VALUE, null);
        }
        if (ended != null) {
            return ended;
        }
        return new Standing(future ? IdentityStatus.PRE_HIRE : IdentityStatus.UNKNOWN, Long.MIN_VALUE, null);
    }

    /**
     * Since when somebody has been employed without a day between, by whichever employments.
     *
     * @param at an instant at which an employment goes on, not before the identity's clock (ms since the epoch)
     * @param fallback the zone for days when the worker's own is unknown
     * @return the instant, and not before it was told (ms since the epoch); {@link Long#MIN_VALUE} if no start is known
     */
    public long employedSince(long at, ZoneId fallback) {
        Collection<EmploymentSpan> spans = spans(zone(at, fallback)).values();
        long since = spans.isEmpty() ? Long.MIN_VALUE : beginOf(spans, at);
        while (since != Long.MIN_VALUE) {
            // What ends at an instant goes on until right before it.
            long earlier = beginOf(spans, since - 1);
            if (earlier >= since) {
                break;
            }
            since = earlier;
        }
        return since;
    }

    private static long beginOf(Collection<EmploymentSpan> spans, long at) {
        long begin = NEVER;
        for (EmploymentSpan span : spans) {
            if (span.phaseAt(at) == EmploymentSpan.Phase.ACTIVE) {
                begin = Math.min(begin, span.activeSince(at));
            }
        }
        return begin;
    }

    /**
     * A time in which somebody is employed, half open.
     *
     * @param from from when (ms since the epoch); {@link Long#MIN_VALUE} if no start is known
     * @param to until when (ms since the epoch); {@link Long#MAX_VALUE} if it goes on
     * @param again whether it began with a rehire, so that there was a time before it, known or not
     * @param told when that rehire was told (ms since the epoch); as {@code from} where there is none
     */
    public record Employed(long from, long to, boolean again, long told) {
        /**
         * The same time with another beginning.
         *
         * @param other from when (ms since the epoch)
         * @return a copy
         */
        public Employed beginning(long other) {
            return new Employed(other, to, again, told);
        }
    }

    /**
     * The times in which somebody has been employed, by whichever employments, as far as is known now. A return that was
     * told late begins when it was told.
     *
     * @param until the instant up to which to look (ms since the epoch)
     * @param fallback the zone for days when the worker's own is unknown
     * @return in order; what goes on at that instant has no end
     */
    public List<Employed> employedUntil(long until, ZoneId fallback) {
        return employedUntil(until, fallback, false);
    }

    /**
     * The employments that have begun, by whichever ids: as {@link #employedUntil}, but another one begins with each rehire, also
     * where the end before it is not known any more.
     *
     * @param until the instant up to which to look (ms since the epoch)
     * @param fallback the zone for days when the worker's own is unknown
     * @return in order; what goes on at that instant has no end
     */
    public List<Employed> employmentsUntil(long until, ZoneId fallback) {
        return employedUntil(until, fallback, true);
    }

    private List<Employed> employedUntil(long until, ZoneId fallback, boolean byRehire) {
        if (!known) {
            return List.of();
        }
        Collection<EmploymentSpan> spans = spans(zone(until, fallback)).values();
        if (spans.isEmpty()) {
            return List.of(new Employed(Long.MIN_VALUE, NEVER, false, Long.MIN_VALUE));
        }
        TreeSet<Long> borders = new TreeSet<>(List.of(Long.MIN_VALUE));
        spans.forEach(span -> span.collectBorders(borders));
        List<Employed> times = new ArrayList<>();
        Employed open = null;
        for (long border : borders.headSet(until, true)) {
            boolean active = spans.stream().anyMatch(span -> span.isKnownActiveAt(border));
            EmploymentSpan rehired = byRehire ? rehiredAt(spans, border) : null;
            if (open != null && (!active || rehired != null)) {
                times.add(new Employed(open.from(), border, open.again(), open.told()));
                open = null;
            }
            if (active && open == null) {
                open = new Employed(border, NEVER, rehired != null, rehired == null ? border : rehired.rehireTold());
            }
        }
        if (open != null) {
            times.add(open);
        }
        return times;
    }

    /** The employment that a rehire brings back, unless another one goes on all the time; or null. */
    private static EmploymentSpan rehiredAt(Collection<EmploymentSpan> spans, long border) {
        EmploymentSpan rehired = null;
        for (EmploymentSpan span : spans) {
            if (span.isRehiredAt(border)) {
                rehired = span;
            } else if (span.isKnownActiveAt(border - 1)) {
                return null;
            }
        }
        return rehired;
    }

    /**
     * When the next employment begins.
     *
     * @param after the instant after which to look, at which nobody is employed (ms since the epoch)
     * @param fallback the zone for days when the worker's own is unknown
     * @return the instant, or {@link Long#MAX_VALUE}
     */
    public long nextStart(long after, ZoneId fallback) {
        Collection<EmploymentSpan> spans = spans(zone(after, fallback)).values();
        TreeSet<Long> borders = new TreeSet<>();
        spans.forEach(span -> span.collectBorders(borders));
        for (long border : borders.tailSet(after, false)) {
            if (spans.stream().anyMatch(span -> span.phaseAt(border) == EmploymentSpan.Phase.ACTIVE)) {
                return border;
            }
        }
        return NEVER;
    }

    /**
     * The leave of absence that was told for an instant.
     *
     * @param at the instant (ms since the epoch)
     * @return from when, and its kind; null if there is none
     */
    public AttributeEntry leaveAt(long at) {
        AttributeEntry leave = attributes.at(LEAVE, at);
        return leave == null || leave.value() == null ? null : leave;
    }

    /**
     * The employments that go on at an instant.
     *
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param fallback the zone for days when the worker's own is unknown
     * @return the ids of those that have one
     */
    public List<String> activeEmployments(long at, ZoneId fallback) {
        return spans(zone(at, fallback)).entrySet().stream()
                .filter(entry -> !entry.getKey().isEmpty())
                .filter(entry -> entry.getValue().phaseAt(at) == EmploymentSpan.Phase.ACTIVE)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * The next instant at which status or an attribute changes by itself.
     *
     * @param after the instant after which to look (ms since the epoch)
     * @param fallback the zone for days when the worker's own is unknown
     * @return the instant, or {@link Long#MAX_VALUE}
     */
    public long nextChange(long after, ZoneId fallback) {
        long next = attributes.nextChange(after);
        ZoneId zone = zone(after, fallback);
        for (EmploymentSpan span : spans(zone).values()) {
            next = Math.min(next, span.nextChange(after));
        }
        return next;
    }

    private Map<String, EmploymentSpan> spans(ZoneId zone) {
        Map<String, EmploymentSpan> spans = new LinkedHashMap<>();
        effectiveEmployments().forEach((id, employment) -> spans.put(id, EmploymentSpan.of(employment, deleted, zone)));
        return spans;
    }

    /**
     * Facts without an employment id are an employment of their own when they tell a start, and speak of every
     * employment otherwise: a leaver must not stay because one feed names the employment and another does not.
     */
    private Map<String, Employment> effectiveEmployments() {
        Employment unnamed = employments.get("");
        if (employments.isEmpty() && deleted != null) {
            return Map.of("", new Employment());
        }
        if (unnamed == null || employments.size() == 1) {
            return employments;
        }
        boolean ownStart = unnamed.start() != null;
        boolean absorbed = !ownStart;
        Map<String, Employment> effective = new LinkedHashMap<>();
        for (Map.Entry<String, Employment> entry : employments.entrySet()) {
            Employment named = entry.getValue();
            boolean joins = !entry.getKey().isEmpty() && (!ownStart || named.start() == null);
            if (joins) {
                absorbed = true;
                effective.put(entry.getKey(), named.joinedWith(unnamed));
            } else if (!entry.getKey().isEmpty()) {
                effective.put(entry.getKey(), named);
            }
        }
        if (!absorbed) {
            effective.put("", unnamed);
        }
        return effective;
    }

    private ZoneId zone(long at, ZoneId fallback) {
        AttributeEntry entry = attributes.at(TIME_ZONE, at);
        if (entry == null) {
            entry = attributes.first(TIME_ZONE);
        }
        return entry == null || entry.value() == null ? fallback : ZoneId.of(entry.value());
    }

    private static Standing laterEnd(Standing a, Standing b) {
        return a == null || b.endedAt() > a.endedAt() ? b : a;
    }
}
