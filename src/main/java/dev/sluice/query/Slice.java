package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Some of what there is in a partition.
 *
 * @param items in the order of the store
 * @param next where to go on; null if that was all
 * @param scanned how many identities were looked at
 * @param unreadable the keys of those of which the stored value is damaged, or of a later version
 */
public record Slice(List<ObjectNode> items, Cursor next, int scanned, List<String> unreadable) {
    /** Copies the lists. */
    public Slice {
        items = List.copyOf(items);
        unreadable = List.copyOf(unreadable);
    }
}
