package dev.sluice.domain.activity;

/**
 * When something was seen.
 *
 * @param first for the first time (ms since the epoch)
 * @param last for the last time (ms since the epoch)
 */
public record Seen(long first, long last) {
    Seen join(Seen other) {
        return new Seen(Math.min(first, other.first), Math.max(last, other.last));
    }
}
