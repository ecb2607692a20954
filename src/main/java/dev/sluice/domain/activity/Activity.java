package dev.sluice.domain.activity;

import dev.sluice.domain.access.AccountKey;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one identity did lately. A join of what it is told: the order makes no difference as long as nothing comes later than
 * it may. Bounded whatever is told: by the minute it counts, the oldest hours go when they are too many, and of an hour that is too
 * large names and places go.
 */
public final class Activity {
    /** The clock of an identity that did nothing. */
    public static final long NO_CLOCK = Long.MIN_VALUE;

    /** Bytes of hours that are kept, at most, as they are stored. */
    public static final int MAX_BYTES = 64 << 10;

    /** Bytes of one hour as it is stored, beyond which names and places go. */
    public static final int MAX_HOUR_BYTES = 16 << 10;

    /** Accounts whose last use is kept, at most. */
    static final int MAX_ACCOUNTS = 64;

    /** Countries that are remembered, at most. */
    static final int MAX_COUNTRIES = 64;

    /** What is known for ever, as it is stored. */
    public interface StoredHead {}

    private final Hours hours = new Hours();
    private final Days days = new Days();
    private final TreeMap<AccountKey, LastUse> uses = new TreeMap<>();
    private final TreeMap<String, Seen> countries = new TreeMap<>();
    private long clock = NO_CLOCK;
    private long knownFrom = Long.MIN_VALUE;
    private long placedSince = Long.MAX_VALUE;
    private boolean forgotAccounts;
    private boolean changed;
    private boolean headChanged;
    private StoredHead storedHead;

    /**
     * Takes what was done.
     *
     * @param act what was done
     * @param keptMs how far back it is looked (ms); what was done earlier than that before the last is not taken
     * @param latestMs how much later than the last an act may come and be taken (ms)
     * @return false if it comes too late to be judged; when an account was used last is known all the same
     */
    public boolean record(Act act, long keptMs, long latestMs) {
        changed = true;
        boolean inTime = clock == NO_CLOCK || act.at() >= clock - latestMs;
        boolean another = !hours.holds(act.at());
        boolean apart = inTime && hours.add(act);
        // What the last hour tells by itself needs not be stored beside it.
        headChanged |= another || !apart || act.at() < clock;
        noteUse(act, apart);
        if (inTime) {
            clock = Math.max(clock, act.at());
            notePlace(act);
            forget(clock - keptMs);
        } else {
            days.add(act.kind(), act.at());
        }
        return inTime;
    }

    private void noteUse(Act act, boolean hasMinute) {
        if (!act.kind().isUse() || act.account() == null) {
            return;
        }
        headChanged |= !uses.containsKey(act.account());
        LastUse use = uses.getOrDefault(act.account(), LastUse.NONE).used(act.kind(), act.at());
        uses.put(act.account(), hasMinute ? use : use.forgot(act.at()));
        if (uses.size() > MAX_ACCOUNTS) {
            uses.remove(Collections.min(
                            uses.entrySet(), Comparator.comparingLong((Map.Entry<AccountKey, LastUse> e) -> e.getValue()
                                    .at()))
                    .getKey());
            forgotAccounts = true;
        }
    }

    private void notePlace(Act act) {
        if (act.kind() != ActKind.LOGIN
                || act.place() == null
                || act.place().country().isEmpty()) {
            return;
        }
        headChanged |=
                act.at() < placedSince || !countries.containsKey(act.place().country());
        placedSince = Math.min(placedSince, act.at());
        countries.merge(act.place().country(), new Seen(act.at(), act.at()), Seen::join);
        if (countries.size() > MAX_COUNTRIES) {
            countries.remove(Collections.min(
                            countries.entrySet(), Comparator.comparingLong((Map.Entry<String, Seen> e) -> e.getValue()
                                    .last()))
                    .getKey());
        }
    }

    /** Hours that ended before an instant go; of what accounts did in them the last use stays known. */
    private void forget(long before) {
        while (hours.start() + Hours.HOUR_MS <= before) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        headChanged = true;
        Map.Entry<Long, Hours.Hour> hour = hours.takeFirst();
        long start = hour.getKey() * Hours.HOUR_MS;
        knownFrom = Math.max(knownFrom, start + Hours.HOUR_MS);
        hour.getValue().minutes().forEach((number, minute) -> forget(start + number * Hours.MINUTE_MS, minute));
    }

    private void forget(long start, Minute minute) {
        minute.uses().forEach((key, span) -> {
            days.add(key.kind(), start + span.last());
            if (key.account() != null) {
                uses.computeIfPresent(key.account(), (account, use) -> use.forgot(start + span.last()));
            }
        });
        if (minute.failures().count() > 0) {
            days.add(ActKind.FAILURE, start + minute.failures().last());
        }
    }

    /** Lets the first hours go while all together are too large. Each has to be as it is stored. */
    public void shrink() {
        long bytes = hours.byNumber().values().stream()
                .mapToLong(hour -> hour.stored().bytes())
                .sum();
        while (bytes > MAX_BYTES && hours.byNumber().size() > 1) {
            bytes -= hours.byNumber().values().iterator().next().stored().bytes();
            forgetFirst();
        }
    }

    /**
     * The minutes.
     *
     * @return live, for the store and for reading
     */
    public Hours hours() {
        return hours;
    }

    /**
     * The days of which no minutes are kept.
     *
     * @return live, for the store and for reading
     */
    public Days days() {
        return days;
    }

    /**
     * Whether countries from which somebody logged in may be forgotten.
     *
     * @return true if there were as many as are remembered
     */
    public boolean forgetsCountries() {
        return countries.size() >= MAX_COUNTRIES;
    }

    /**
     * When accounts were used last.
     *
     * @return live, for the store and for reading
     */
    public Map<AccountKey, LastUse> uses() {
        return uses;
    }

    /**
     * When the identity logged in from which country.
     *
     * @return live, for the store and for reading
     */
    public Map<String, Seen> countries() {
        return countries;
    }

    /**
     * The last thing that was done.
     *
     * @return ms since the epoch, or {@link #NO_CLOCK}
     */
    public long clock() {
        return clock;
    }

    /**
     * From when on everything is known that was told in time.
     *
     * @return ms since the epoch, or {@link Long#MIN_VALUE} if nothing was forgotten
     */
    public long knownFrom() {
        return knownFrom;
    }

    /**
     * The first log-in of which the country was told.
     *
     * @return ms since the epoch, or {@link Long#MAX_VALUE}
     */
    public long placedSince() {
        return placedSince;
    }

    /**
     * Whether accounts may have been used of which nothing is known.
     *
     * @return true once there were too many
     */
    public boolean forgotAccounts() {
        return forgotAccounts;
    }

    /**
     * Whether anything was told since it was read.
     *
     * @return true if it has to be stored
     */
    public boolean isChanged() {
        return changed;
    }

    /**
     * What is known for ever as it is stored, if nothing of it has changed but what the last hour tells by itself.
     *
     * @return null if it has to be stored
     */
    public StoredHead storedHead() {
        return headChanged ? null : storedHead;
    }

    /** Says that names and places have gone from an hour: what it told by itself has to be stored. */
    public void changeHead() {
        headChanged = true;
    }

    /**
     * Takes from the last hour what it tells by itself; to be called once everything else is restored.
     *
     * @param head what is known for ever, as it is stored
     */
    public void catchUp(StoredHead head) {
        storedHead = head;
        if (clock != NO_CLOCK) {
            hours.ofHour(clock, this::catchUp);
        }
    }

    private void catchUp(long start, Minute minute) {
        if (minute.failures().count() > 0) {
            clock = Math.max(clock, start + minute.failures().last());
        }
        if (minute.denials().count() > 0) {
            clock = Math.max(clock, start + minute.denials().last());
        }
        minute.uses().forEach((key, span) -> {
            long at = start + span.last();
            clock = Math.max(clock, at);
            if (key.account() != null) {
                uses.computeIfPresent(key.account(), (account, use) -> use.used(key.kind(), at));
            }
            if (key.kind() == ActKind.LOGIN && key.place() != null) {
                countries.computeIfPresent(
                        key.place().country(), (country, seen) -> seen.join(new Seen(seen.first(), at)));
            }
        });
    }

    /**
     * Restores what was stored beside hours, uses and countries.
     *
     * @param clockMs what {@link #clock} gave
     * @param knownFromMs what {@link #knownFrom} gave
     * @param placedSinceMs what {@link #placedSince} gave
     * @param forgot what {@link #forgotAccounts} gave
     */
    public void restore(long clockMs, long knownFromMs, long placedSinceMs, boolean forgot) {
        clock = clockMs;
        knownFrom = knownFromMs;
        placedSince = placedSinceMs;
        forgotAccounts = forgot;
    }
}
