package dev.sluice.domain.activity;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What was done within a minute. */
public final class Minute {
    /** Different things that are told apart within one minute. */
    static final int MAX_USES = 16;

    private final TreeMap<UseKey, UseSpan> uses = new TreeMap<>();
    private Burst failures = Burst.NONE;
    private Burst denials = Burst.NONE;

    /**
     * What was achieved.
     *
     * @return unmodifiable
     */
    public Map<UseKey, UseSpan> uses() {
        return Collections.unmodifiableMap(uses);
    }

    /**
     * The log-ins that failed.
     *
     * @return how often and when
     */
    public Burst failures() {
        return failures;
    }

    /**
     * The challenges that were denied.
     *
     * @return how often and when
     */
    public Burst denials() {
        return denials;
    }

    /**
     * Restores what was stored.
     *
     * @param failed the log-ins that failed
     * @param denied the challenges that were denied
     */
    public void restore(Burst failed, Burst denied) {
        failures = failed;
        denials = denied;
    }

    /**
     * Restores what was stored.
     *
     * @param key what was achieved
     * @param span how often and when
     */
    public void restore(UseKey key, UseSpan span) {
        uses.put(key, span);
    }

    /** Adds what was done; tells whether it is told apart from all else. */
    boolean add(Act act, int offset) {
        switch (act.kind()) {
            case FAILURE -> failures = failures.with(offset);
            case DENIAL -> denials = denials.with(offset);
            default -> {
                UseKey key = act.key();
                boolean apart = uses.containsKey(key) || uses.size() < MAX_USES;
                uses.merge(apart ? key : key.folded(), new UseSpan(1, offset, offset), UseSpan::join);
                return apart;
            }
        }
        return true;
    }

    /** How often the same was done. */
    long count(Act act) {
        return switch (act.kind()) {
            case FAILURE -> failures.count();
            case DENIAL -> denials.count();
            default -> {
                UseSpan span = uses.getOrDefault(act.key(), uses.get(act.key().folded()));
                yield span == null ? 0 : span.count();
            }
        };
    }

    /** Tells nothing apart but kinds and emergencies any more. */
    void fold() {
        TreeMap<UseKey, UseSpan> folded = new TreeMap<>();
        uses.forEach((key, span) -> folded.merge(key.folded(), span, UseSpan::join));
        uses.clear();
        uses.putAll(folded);
    }
}
