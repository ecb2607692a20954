package dev.sluice.domain.identity;

import dev.sluice.domain.FactKey;
import dev.sluice.event.IdentityStatus;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
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

    /** Feeds that are remembered; who was listed longest ago by one is forgotten by it. */
    static final int MAX_FEEDS = 16;

    private static final long NEVER = Long.MAX_VALUE;

    private final TreeMap<String, Employment> employments = new TreeMap<>();
    private final AttributeTimeline attributes = new AttributeTimeline();
    private final TreeMap<String, Presence> presence = new TreeMap<>();
    private EmploymentFact deleted;
    private boolean known;
    private Map<String, EmploymentSpan> spans;
    private ZoneId spansIn;
    private long spansUntil;

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
     * Whether the feeds that have listed the identity still do, by source.
     *
     * @return unmodifiable
     */
    public Map<String, Presence> presence() {
        return Collections.unmodifiableMap(presence);
    }

    /**
     * Restores what was stored.
     *
     * @param source the source
     * @param of its feed
     */
    public void restorePresence(String source, Presence of) {
        presence.put(source, of);
    }

    /**
     * Notes that a run of a source's feed lists the identity.
     *
     * @param source the source
     * @param feedId the run
     * @param at when the record arrived: what it tells may be older than the run (ms since the epoch)
     */
    public void list(String source, String feedId, long at) {
        presence.computeIfAbsent(source, name -> new Presence()).list(feedId, at);
        if (presence.size() > MAX_FEEDS) {
            presence.remove(Collections.min(presence.entrySet(), Comparator.comparingLong(entry -> entry.getValue()
                            .lastListed()))
                    .getKey());
        }
    }

    /**
     * Notes that a source whose feed has listed the identity tells of it otherwise: it knows it still.
     *
     * @param source the source
     * @param at when the record arrived (ms since the epoch)
     */
    public void mention(String source, long at) {
        Presence of = presence.get(source);
        if (of != null) {
            of.mention(at);
        }
    }

    /**
     * Whether a completed run of a source's feed should have listed the identity and did not.
     *
     * @param source the source
     * @param run the run
     * @return false also if the source's feed never listed it
     */
    public boolean misses(String source, FeedRun run) {
        Presence of = presence.get(source);
        return of != null && of.misses(run);
    }

    /**
     * Notes that a completed run of a source's feed does not list the identity.
     *
     * @param source the source
     * @param run the run
     */
    public void miss(String source, FeedRun run) {
        if (misses(source, run)) {
            presence.get(source).miss(run);
        }
    }

    /**
     * Since when no feed lists the identity that did.
     *
     * @return ms since the epoch; {@link Long#MAX_VALUE} if one does, or none ever did
     */
    public long absentSince() {
        long since = presence.isEmpty() ? NEVER : Long.MIN_VALUE;
        for (Presence of : presence.values()) {
            since = Math.max(since, of.absentSince());
        }
        return since;
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
        spans = null;
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
        spans = null;
        deleted = deletion;
    }

    boolean recordStart(String employmentId, EmploymentFact fact, StartKind kind) {
        known = true;
        spans = null;
        return employments.computeIfAbsent(employmentId, id -> new Employment()).recordStart(fact, kind);
    }

    boolean recordEnd(String employmentId, EmploymentFact fact) {
        known = true;
        spans = null;
        return employments.computeIfAbsent(employmentId, id -> new Employment()).recordEnd(fact);
    }

    boolean recordDeleted(FactKey key, long at) {
        known = true;
        if (deleted != null && !key.isAfter(deleted.key())) {
            return false;
        }
        spans = null;
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
     * @param rules how it is read
     * @return the status; UNKNOWN while HR has said nothing
     */
    public Standing standing(long at, HrRules rules) {
        if (!known) {
            return Standing.UNKNOWN;
        }
        // A leave ends with the employment in which it began.
        Collection<EmploymentSpan> all = spans(at, rules).values();
        long activeSince = all.isEmpty() ? Long.MIN_VALUE : NEVER;
        boolean future = false;
        Standing ended = null;
        for (EmploymentSpan span : all) {
            switch (span.phaseAt(at)) {
                case ACTIVE -> activeSince = Math.min(activeSince, span.uninterruptedSince(at));
                case FUTURE -> future = true;
                case ENDED -> ended = laterEnd(ended, span.endedAt(at));
            }
        }
        if (activeSince != NEVER) {
            AttributeEntry leave = leaveAt(at);
            boolean onLeave = leave != null
                    && leave.effectiveAt() >= activeSince
                    && !hasLeftBetween(all, leave.effectiveAt(), at);
            IdentityStatus atWork = at >= absentSince() ? IdentityStatus.ABSENT : IdentityStatus.ACTIVE;
            return new Standing(onLeave ? IdentityStatus.ON_LEAVE : atWork, Long.MIN_VALUE, null);
        }
        if (ended != null) {
            return ended;
        }
        return new Standing(future ? IdentityStatus.PRE_HIRE : IdentityStatus.UNKNOWN, Long.MIN_VALUE, null);
    }

    /** Whether then, or at any instant since, the last employment had ended: another one that began later is not that of the leave. */
    private static boolean hasLeftBetween(Collection<EmploymentSpan> spans, long from, long to) {
        if (spans.size() < 2) {
            return false;
        }
        TreeSet<Long> borders = new TreeSet<>();
        spans.forEach(span -> span.collectBorders(borders));
        borders.add(from);
        for (long border : borders.subSet(from, true, to, true)) {
            boolean active = false;
            boolean ended = false;
            for (EmploymentSpan span : spans) {
                EmploymentSpan.Phase phase = span.phaseAt(border);
                active |= phase == EmploymentSpan.Phase.ACTIVE;
                ended |= phase == EmploymentSpan.Phase.ENDED;
            }
            if (ended && !active) {
                return true;
            }
        }
        return false;
    }

    /**
     * The times in which the identity is employed, as far as is known now.
     *
     * @param at an instant not before the identity's clock (ms since the epoch)
     * @param rules how it is read
     * @return the times
     */
    public Coverage coverage(long at, HrRules rules) {
        return new Coverage(known, spans(at, rules).values());
    }

    /**
     * Since when somebody has been employed without a day between, by whichever employments.
     *
     * @param at an instant at which an employment goes on, not before the identity's clock (ms since the epoch)
     * @param rules how it is read
     * @return the instant, and not before it was told (ms since the epoch); {@link Long#MIN_VALUE} if no start is known
     */
    public long employedSince(long at, HrRules rules) {
        Collection<EmploymentSpan> spans = spans(at, rules).values();
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
     * @param rules how it is read
     * @return in order; what goes on at that instant has no end
     */
    public List<Employed> employedUntil(long until, HrRules rules) {
        return employedUntil(until, rules, false);
    }

    /**
     * The employments that have begun, by whichever ids: as {@link #employedUntil}, but another one begins with each rehire, also
     * where the end before it is not known any more.
     *
     * @param until the instant up to which to look (ms since the epoch)
     * @param rules how it is read
     * @return in order; what goes on at that instant has no end
     */
    public List<Employed> employmentsUntil(long until, HrRules rules) {
        return employedUntil(until, rules, true);
    }

    /**
     * When the last employment ended before an instant.
     *
     * @param until the instant (ms since the epoch)
     * @param rules how it is read
     * @return not after it; {@link Long#MIN_VALUE} if none has ended
     */
    public long lastEnd(long until, HrRules rules) {
        return employmentsUntil(until, rules).stream()
                .mapToLong(Employed::to)
                .filter(end -> end <= until)
                .max()
                .orElse(Long.MIN_VALUE);
    }

    private List<Employed> employedUntil(long until, HrRules rules, boolean byRehire) {
        if (!known) {
            return List.of();
        }
        Collection<EmploymentSpan> spans = spans(until, rules).values();
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
     * @param rules how it is read
     * @return the instant, or {@link Long#MAX_VALUE}
     */
    public long nextStart(long after, HrRules rules) {
        Collection<EmploymentSpan> spans = spans(after, rules).values();
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
        AttributeEntry leave = attributes.at(LEAVE, at, Precedence.NONE);
        return leave == null || leave.value() == null ? null : leave;
    }

    /**
     * Since when somebody has been on leave. One leave after the other is one; what was before the employment began is none of it.
     *
     * @param at an instant at which they are on leave (ms since the epoch)
     * @param rules how it is read
     * @return ms since the epoch
     */
    public long onLeaveSince(long at, HrRules rules) {
        TreeMap<Long, AttributeEntry> leaves = new TreeMap<>();
        for (AttributeEntry leave : attributes.entries().getOrDefault(LEAVE, List.of())) {
            leaves.merge(leave.effectiveAt(), leave, (one, other) -> other.key().isAfter(one.key()) ? other : one);
        }
        long employed = employedSince(at, rules);
        long since = at;
        for (AttributeEntry leave : leaves.headMap(at, true).descendingMap().values()) {
            if (leave.value() == null || leave.effectiveAt() < employed) {
                break;
            }
            since = leave.effectiveAt();
        }
        return since;
    }

    /**
     * The employments that go on at an instant.
     *
     * @param at the instant, not before the identity's clock (ms since the epoch)
     * @param rules how it is read
     * @return the ids of those that have one
     */
    public List<String> activeEmployments(long at, HrRules rules) {
        return spans(at, rules).entrySet().stream()
                .filter(entry -> !entry.getKey().isEmpty())
                .filter(entry -> entry.getValue().phaseAt(at) == EmploymentSpan.Phase.ACTIVE)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * When it was last told that the identity is hired, or was hired again.
     *
     * @return ms since the epoch, or {@link Long#MIN_VALUE}
     */
    public long lastHireTold() {
        long last = Long.MIN_VALUE;
        for (Employment employment : employments.values()) {
            for (Employment.Hire hire : employment.hires()) {
                last = Math.max(last, hire.fact().key().at());
            }
        }
        return last;
    }

    /**
     * The next instant at which status or an attribute changes by itself.
     *
     * @param after the instant after which to look (ms since the epoch)
     * @param rules how it is read
     * @return the instant, or {@link Long#MAX_VALUE}
     */
    public long nextChange(long after, HrRules rules) {
        long next = attributes.nextChange(after);
        next = absentSince() > after ? Math.min(next, absentSince()) : next;
        for (EmploymentSpan span : spans(after, rules).values()) {
            next = Math.min(next, span.nextChange(after));
        }
        return next;
    }

    /** An evaluation asks for them a dozen times, and they only change with a fact. */
    private Map<String, EmploymentSpan> spans(long at, HrRules rules) {
        ZoneId zone = zone(at, rules);
        long absenceEnd = rules.endsAfter(absentSince());
        if (spans == null || !zone.equals(spansIn) || absenceEnd != spansUntil) {
            Map<String, EmploymentSpan> computed = new LinkedHashMap<>();
            effectiveEmployments(absenceEnd != NEVER).forEach((id, employment) -> {
                // Whoever hires somebody knows them, whatever another source lists.
                boolean hiredSince = employment.hires().stream()
                        .anyMatch(hire -> hire.fact().key().at() >= absentSince());
                computed.put(id, EmploymentSpan.of(employment, deleted, hiredSince ? NEVER : absenceEnd, zone));
            });
            spans = computed;
            spansIn = zone;
            spansUntil = absenceEnd;
        }
        return spans;
    }

    /**
     * Facts without an employment id are an employment of their own when they tell a start, and speak of every
     * employment otherwise: a leaver must not stay because one feed names the employment and another does not.
     */
    private Map<String, Employment> effectiveEmployments(boolean isAbsent) {
        Employment unnamed = employments.get("");
        if (employments.isEmpty() && (deleted != null || isAbsent)) {
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

    private ZoneId zone(long at, HrRules rules) {
        AttributeEntry entry = attributes.at(TIME_ZONE, at, rules.precedence());
        if (entry == null) {
            entry = attributes.first(TIME_ZONE, rules.precedence());
        }
        return entry == null || entry.value() == null ? rules.timeZone() : ZoneId.of(entry.value());
    }

    private static Standing laterEnd(Standing a, Standing b) {
        return a == null || b.endedAt() > a.endedAt() ? b : a;
    }
}
