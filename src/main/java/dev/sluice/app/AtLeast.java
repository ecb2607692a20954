package dev.sluice.app;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * A number that must not be smaller, and may be left out.
 *
 * @param least the least that is allowed
 * @param unit what is counted
 */
record AtLeast(long least, String unit) implements ConfigDef.Validator {
    @Override
    public void ensureValid(String name, Object value) {
        if (value != null && ((Number) value).longValue() < least) {
            throw new ConfigException(name, value, "A number of " + unit + ", " + least + " or more, is needed.");
        }
    }

    @Override
    public String toString() {
        return "[" + least + ",...]";
    }
}
