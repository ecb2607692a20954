package dev.sluice.json;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuditCheckpoint;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Control;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.fuzz.Effort;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** Any text in place of a record in plain JSON form: the record, or a refusal with its path; what was read is the same after it was written. */
public final class PlainJsonFuzz {
    private static final List<Class<? extends SpecificRecord>> TYPES = List.of(
            IdentityEvent.class,
            AccessEvent.class,
            AuthenticationEvent.class,
            PrivilegedSessionEvent.class,
            ComplianceEvent.class,
            Control.class,
            Policy.class,
            AuditEvent.class,
            AuditCheckpoint.class);

    private PlainJsonFuzz() {}

    /**
     * One input: a byte that says which record, and the text.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        Class<? extends SpecificRecord> type = TYPES.get((input[0] & 0xff) % TYPES.size());
        String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
        SpecificRecord record = Effort.bounded(input.length, 4_096, () -> read(text, type));
        if (record == null) {
            return;
        }
        String line = PlainJson.write(record);
        if (line.indexOf('\n') >= 0) {
            throw new AssertionError("more than a line: " + line);
        }
        String again = PlainJson.write(PlainJson.read(line, type));
        if (!again.equals(line)) {
            throw new AssertionError(line + " comes back as " + again);
        }
        String ofTree = PlainJson.write(PlainJson.read(PlainJson.toNode(record), type));
        if (!ofTree.equals(line)) {
            throw new AssertionError(line + " comes back from a tree as " + ofTree);
        }
    }

    private static SpecificRecord read(String text, Class<? extends SpecificRecord> type) {
        try {
            return PlainJson.read(text, type);
        } catch (PlainJsonException e) {
            if (!e.getMessage().contains("$")) {
                throw new AssertionError("a refusal without a path", e);
            }
            return null;
        }
    }

    /**
     * What real inputs look like.
     *
     * @return by a name for each
     */
    public static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (int i = 0; i < TYPES.size(); i++) {
            String line = PlainJson.write(new RandomRecords(3).next(TYPES.get(i)));
            seeds.put(TYPES.get(i).getSimpleName(), ((char) i + line).getBytes(StandardCharsets.UTF_8));
        }
        return seeds;
    }
}
