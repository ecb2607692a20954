package dev.sluice.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/** Ranges of rows whose keys begin alike. */
final class Prefixes {
    private Prefixes() {}

    /** What comes after all keys that begin with a text. */
    static Bytes endOf(String prefix) {
        return endOf(prefix.getBytes(StandardCharsets.UTF_8));
    }

    /** What comes after all keys that begin with bytes, of which the last is not the greatest there is. */
    static Bytes endOf(byte[] prefix) {
        byte[] end = Arrays.copyOf(prefix, prefix.length);
        end[end.length - 1]++;
        return Bytes.wrap(end);
    }
}
