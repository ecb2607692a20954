package dev.sluice.bench.load;

import dev.sluice.domain.Category;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * One record of the log.
 *
 * @param category whose topic it goes to
 * @param key the record's key, the identity's id
 * @param event the value
 * @param arrivedAt the record's timestamp (ms since the epoch)
 */
public record LoadEvent(Category category, String key, SpecificRecordBase event, long arrivedAt) {}
