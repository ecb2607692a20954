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

    void add(Act act, int offset) {
        switch (act.kind()) {
            case FAILURE -> failures = failures.with(offset);
            case DENIAL -> denials = denials.with(offset);
            default -> {
                UseKey key = act.key();
                boolean known = uses.containsKey(key) || uses.size() < MAX_USES;
                uses.merge(known ? key : key.folded(), new UseSpan(1, offset, offset), UseSpan::join);
            }
        }
    }
}
