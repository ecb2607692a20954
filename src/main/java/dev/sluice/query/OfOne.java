package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.stream.StoredState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Lists about one identity only, by pages like all others. */
final class OfOne {
    private OfOne() {}

    static Slice slice(
            StoredState state,
            String key,
            Function<IdentityState, SortedMap<String, ObjectNode>> told,
            Cursor from,
            int most) {
        SortedMap<String, ObjectNode> all =
                state.identity(key).map(stored -> told.apply(stored.state())).orElse(Collections.emptySortedMap());
        if (from.within() != null) {
            all = all.tailMap(from.within() + '\0');
        }
        List<ObjectNode> items = new ArrayList<>();
        Cursor last = null;
        for (Map.Entry<String, ObjectNode> one : all.entrySet()) {
            if (items.size() == most) {
                return new Slice(items, last, 1, List.of());
            }
            items.add(one.getValue());
            last = new Cursor(key, one.getKey());
        }
        return new Slice(items, null, 1, List.of());
    }

    static SortedMap<String, ObjectNode> single(String name, ObjectNode node) {
        return node == null ? Collections.emptySortedMap() : new TreeMap<>(Map.of(name, node));
    }
}
