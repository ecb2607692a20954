package dev.sluice.domain.group;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Bearers of which all are in memory. */
public final class BearersInMemory implements UnitBearers {
    private final TreeMap<String, String> spellings = new TreeMap<>();
    private final Map<String, Long> toldAt = new HashMap<>();

    /** Nobody yet. */
    public BearersInMemory() {}

    @Override
    public boolean tell(String identityId, boolean holds, long at, String spelling) {
        if (toldAt.getOrDefault(identityId, Long.MIN_VALUE) > at) {
            return false;
        }
        toldAt.put(identityId, at);
        String before = holds ? spellings.put(identityId, spelling) : spellings.remove(identityId);
        return holds ? !spelling.equals(before) : before != null;
    }

    @Override
    public boolean isEmpty() {
        return spellings.isEmpty();
    }

    @Override
    public List<String> spellings(int limit) {
        return spellings.values().stream().limit(limit).toList();
    }
}
