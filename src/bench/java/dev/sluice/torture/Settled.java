package dev.sluice.torture;

import dev.sluice.torture.oracle.Fed;
import dev.sluice.torture.oracle.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was fed, after all: what was acknowledged, and of what was sent without an answer that which is there. Of records with the
 * same event, the first of a partition is the event and each other one a duplicate.
 *
 * <p>A producer that gets no answer sends again, and brokers that were killed take the same sequence number twice: they forget
 * producers whose last record is older than a day by its own time, as all of the load is. Such a copy counts as fed.
 */
final class Settled {
    private Settled() {}

    /**
     * Settles.
     *
     * @param acknowledged what the brokers acknowledged
     * @param uncertain what was sent without an answer
     * @param read the digest of key and value at each place of the inputs
     * @param prefix of the topics
     */
    static List<Fed> of(List<Fed> acknowledged, List<Item> uncertain, Map<Place, String> read, String prefix) {
        Map<Place, Fed> known = new HashMap<>();
        Map<String, Fed> twins = new HashMap<>();
        acknowledged.forEach(record -> {
            known.put(record.place(), record);
            twins.put(twin(record.place(), record.digest()), record);
        });
        Map<String, Item> byDigest = new HashMap<>();
        uncertain.forEach(item -> byDigest.put(item.topic() + " " + Digest.of(item.key(), item.value()), item));
        List<Fed> settled = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        // In the order of each partition; what was acknowledged and is not there comes last, for the check to see.
        for (Map.Entry<Place, String> entry : new TreeMap<>(read).entrySet()) {
            Place place = entry.getKey();
            Fed record = known.remove(place);
            Item item = byDigest.get(prefix + place.topic() + " " + entry.getValue());
            Fed twin = twins.get(twin(place, entry.getValue()));
            if (record == null && item == null && twin != null) {
                record = twin.at(place);
            }
            if (record == null && item == null) {
                continue;
            }
            Fed.Sort sort = record == null ? item.sort() : record.sort();
            String eventId = record == null ? item.eventId() : record.eventId();
            if (sort != Fed.Sort.POISON) {
                sort = seen.add(place.topic() + "-" + place.partition() + " " + eventId)
                        ? Fed.Sort.EVENT
                        : Fed.Sort.DUPLICATE;
            }
            settled.add(
                    record == null
                            ? new Fed(
                                    place, sort, eventId, item.arrivedAt(), entry.getValue(), item.key(), poison(item))
                            : record.as(sort));
        }
        settled.addAll(known.values());
        return settled;
    }

    private static String twin(Place place, String digest) {
        return place.topic() + "-" + place.partition() + " " + digest;
    }

    private static byte[] poison(Item item) {
        return item.sort() == Fed.Sort.POISON ? item.value() : null;
    }
}
