package dev.sluice.domain.activity;

/**
 * How often, and when, the same was done within a minute.
 *
 * @param count how often; positive
 * @param first the first time (ms since the minute began)
 * @param last the last time (ms since the minute began)
 */
public record UseSpan(long count, int first, int last) {
    UseSpan join(UseSpan other) {
        return new UseSpan(count + other.count, Math.min(first, other.first), Math.max(last, other.last));
    }
}
