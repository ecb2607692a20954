package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.LoggedFailure;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.stream.StoredState;
import dev.sluice.stream.state.StoredIdentity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the identities of a partition, in bounded steps that follow on each other: nothing that stays as it is is told twice
 * or left out, whatever comes and goes beside it.
 */
final class Scan {
    private static final Logger LOG = LoggerFactory.getLogger(Scan.class);

    private final StoredState state;
    private final Bounds bounds;
    private final List<ObjectNode> items = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
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
            state.each(cursor.key(), (key, stored) -> {
                if (scanned >= bounds.identities() || bounds.isTimeUp().getAsBoolean()) {
                    isCut = true;
                    return false;
                }
                scanned++;
                read(key, stored, told);
                return !isCut;
            });
        }
        return new Slice(items, isCut ? last : null, scanned, unreadable);
    }

    /** One that can't be read must not keep all others from being told, and is not left out silently. */
    private void read(
            String key, Supplier<StoredIdentity> stored, Function<IdentityState, SortedMap<String, ObjectNode>> told) {
        SortedMap<String, ObjectNode> entries;
        try {
            entries = told.apply(stored.get().state());
        } catch (InvalidStateStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error(
                    "What is stored of {} can't be read, so lists are without it.",
                    AuditKeys.pseudonym(key),
                    LoggedFailure.of(e));
            LOG.debug("The failure in full.", e);
            unreadable.add(key);
            entries = Collections.emptySortedMap();
        }
        add(key, entries);
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
