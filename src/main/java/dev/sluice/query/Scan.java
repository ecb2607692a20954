package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.stream.StoredState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * Goes through the identities of a partition, in bounded steps that follow on each other: nothing that stays as it is is told twice
 * or left out, whatever comes and goes beside it.
 */
final class Scan {
    private final StoredState state;
    private final Bounds bounds;
    private final List<ObjectNode> items = new ArrayList<>();
    private Cursor last;
    private boolean isCut;
    private int scanned;

    Scan(StoredState state, Bounds bounds) {
        this.state = state;
        this.bounds = bounds;
    }

    /** One step. What is told of an identity is told by a name that stays, in the order of these names. */
    Slice from(Cursor cursor, Function<IdentityState, SortedMap<String, ObjectNode>> told) {
        last = cursor;
        if (cursor.within() != null) {
            state.identity(cursor.key()).ifPresent(stored -> {
                scanned++;
                add(cursor.key(), told.apply(stored.state()).tailMap(cursor.within() + '\0'));
            });
        }
        if (!isCut) {
            state.each(cursor.key(), stored -> {
                if (scanned >= bounds.identities() || bounds.isTimeUp().getAsBoolean()) {
                    isCut = true;
                    return false;
                }
                scanned++;
                String key = stored.state().key();
                add(key, told.apply(stored.state()));
                return !isCut;
            });
        }
        return new Slice(items, isCut ? last : null, scanned);
    }

    private void add(String key, SortedMap<String, ObjectNode> told) {
        for (Map.Entry<String, ObjectNode> one : told.entrySet()) {
            if (items.size() >= bounds.items()) {
                isCut = true;
                return;
            }
            items.add(one.getValue());
            last = new Cursor(key, one.getKey());
        }
        last = new Cursor(key, null);
    }
}
