package dev.sluice.siem;

import dev.sluice.event.AuditEvent;
import dev.sluice.fuzz.Effort;
import dev.sluice.fuzz.InputRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Any audit record that the schema allows, in each of the six formats: one line, within bounds, of which the format's reader makes what
 * was meant and nothing else.
 */
public final class RenderersFuzz {
    private static final Readers READERS = new Readers();

    /** A record may hold few long texts and many short ones, and each format may have its words around them. */
    private static final int WORDS = 64 << 10;

    /** The escape that is longest, of a control character in JSON: six characters for one. */
    private static final int ESCAPED = 6;

    private static final long PER_CHARACTER = 1_024;

    private RenderersFuzz() {}

    /**
     * One input: a byte that says which format, and choices of which the record is made.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        Format format = Format.values()[(input[0] & 0xff) % Format.values().length];
        AuditEvent audit = new HostileAudits(new InputRandom(Arrays.copyOfRange(input, 1, input.length))).next();
        int written = audit.toString().length();
        String text = Effort.bounded(written, PER_CHARACTER, () -> READERS.render(format, audit));
        if (text.length() > WORDS + ESCAPED * written) {
            throw new AssertionError(format + " makes " + text.length() + " characters of " + written);
        }
        READERS.check(format, audit);
    }

    /**
     * What real inputs look like.
     *
     * @return by a name for each
     */
    public static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (Format format : Format.values()) {
            byte[] seed = new byte[300];
            new Random(format.ordinal()).nextBytes(seed);
            seed[0] = (byte) format.ordinal();
            seeds.put(format.name().toLowerCase(Locale.ROOT), seed);
        }
        return seeds;
    }
}
