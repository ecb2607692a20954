package dev.sluice.stream.state;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.access.FactKeys;
import dev.sluice.domain.access.HeldMarks;
import java.util.List;

/** The snapshots of an account, to which its rows refer by their place. */
final class Snapshots {
    private final List<FactKey> keys;
    private long hash;

    Snapshots(List<FactKey> snapshots) {
        keys = snapshots;
    }

    /** In order; nobody changes it. */
    List<FactKey> keys() {
        return keys;
    }

    /** Tells them from others. Few ask, so it is found when somebody does. */
    long hash() {
        if (hash == 0) {
            long all = keys.size() + 1L;
            for (FactKey key : keys) {
                all = HeldMarks.mixed(all ^ key.at());
                all = HeldMarks.mixed(all ^ key.sequence());
                all = HeldMarks.mixed(all ^ HeldMarks.hash(key.source()) + 31 * HeldMarks.hash(key.eventId()));
            }
            hash = all == 0 ? 1 : all;
        }
        return hash;
    }

    FactKeys asKeys() {
        FactKeys all = new FactKeys();
        keys.forEach(all::add);
        return all;
    }
}
