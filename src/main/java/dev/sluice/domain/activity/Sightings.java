package dev.sluice.domain.activity;

import dev.sluice.domain.access.AccountKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Gathers sightings of a kind, so that one is told for each scope. */
public final class Sightings {
    private final Map<String, Sighting> byScope = new TreeMap<>();

    /**
     * Takes one more; the count of a scope is the sum, the text that of the last one.
     *
     * @param scope what it is told apart by
     * @param account the account that it is about, or null
     * @param firstAt when it began (ms since the epoch)
     * @param lastAt when it was seen last (ms since the epoch)
     * @param count how often
     * @param shift how much more it matters than usual
     * @param text a sentence about it
     */
    public void add(String scope, AccountKey account, long firstAt, long lastAt, long count, int shift, String text) {
        put(new Sighting(scope, account, firstAt, lastAt, count, shift, text), true);
    }

    /**
     * The same about no account.
     *
     * @param scope what it is told apart by
     * @param firstAt when it began (ms since the epoch)
     * @param lastAt when it was seen last (ms since the epoch)
     * @param count how often
     * @param shift how much more it matters than usual
     * @param text a sentence about it
     */
    public void add(String scope, long firstAt, long lastAt, long count, int shift, String text) {
        add(scope, null, firstAt, lastAt, count, shift, text);
    }

    /** Takes one that may overlap with those before; the count of a scope is the largest. */
    void most(String scope, long firstAt, long lastAt, long count, int shift, String text) {
        put(new Sighting(scope, null, firstAt, lastAt, count, shift, text), false);
    }

    private void put(Sighting next, boolean sum) {
        byScope.merge(
                next.scope(),
                next,
                (a, b) -> new Sighting(
                        a.scope(),
                        a.account(),
                        Math.min(a.firstAt(), b.firstAt()),
                        Math.max(a.lastAt(), b.lastAt()),
                        sum ? a.count() + b.count() : Math.max(a.count(), b.count()),
                        Math.max(a.shift(), b.shift()),
                        b.text()));
    }

    /**
     * What was gathered.
     *
     * @return by scope
     */
    public List<Sighting> all() {
        return List.copyOf(byScope.values());
    }

    void tell(Consumer<Sighting> out) {
        byScope.values().forEach(out);
    }
}
