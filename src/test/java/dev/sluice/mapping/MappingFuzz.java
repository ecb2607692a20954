package dev.sluice.mapping;

import dev.sluice.domain.Validation;
import dev.sluice.fuzz.Effort;
import dev.sluice.json.PlainJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Any file given to a mapping: of every record an event that the contract allows, or a refusal with its reason; nothing stops the run, and
 * the same file gives the same answer.
 */
public final class MappingFuzz {
    /** A payload of many records is written out once for each of them. */
    private static final long PER_BYTE = 65_536;

    private static final int LONGEST_DETAIL = 700;
    private static final int LONGEST_SEED = 4_000;
    private static final Limits LIMITS = new Limits(16 << 10, 32, Duration.ofSeconds(8));
    private static final MappingContext CONTEXT = new MappingContext(null, null, Ingested.AS_OF, false);

    /** With a name for the file: by its ending JSON lines are known. */
    private record Door(MappingEngine engine, String fileName) {}

    private static final List<Door> DOORS = doors();

    private MappingFuzz() {}

    private static List<Door> doors() {
        List<Door> doors = new ArrayList<>();
        for (String name : Mappings.bundled().names()) {
            MappingEngine engine = new MappingEngine(Ingested.mapping(name), LIMITS);
            doors.add(new Door(engine, "x.jsonl"));
            doors.add(new Door(engine, "x.json"));
        }
        doors.add(new Door(
                new MappingEngine(new PlainMapping(EventTopic.byName("access").orElseThrow()), LIMITS), "x.jsonl"));
        return doors;
    }

    /**
     * One input: a byte that says which mapping and how the file is named, and the file.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        Door door = DOORS.get((input[0] & 0xff) % DOORS.size());
        byte[] file = Arrays.copyOfRange(input, 1, input.length);
        List<String> told = Effort.bounded(input.length, PER_BYTE, () -> run(door, file));
        if (!told.equals(run(door, file))) {
            throw new AssertionError("another answer the second time");
        }
    }

    private static List<String> run(Door door, byte[] file) {
        List<String> told = new ArrayList<>();
        try {
            MappingEngine.Reading reading = door.engine()
                    .run(door.fileName(), new ByteArrayInputStream(file), CONTEXT, (line, raw, result) -> {
                        if (line < 1 || raw.length > LIMITS.payloadBytes() * 2) {
                            throw new AssertionError("line " + line + " with " + raw.length + " bytes");
                        }
                        told.add(line + " " + tell(result));
                    });
            told.addAll(reading.unusedColumns());
            told.add("cut short " + reading.isCutShort());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return told;
    }

    private static String tell(MappingResult result) {
        if (result instanceof MappingResult.Failed failed) {
            boolean isTold = failed.reason().matches("[A-Z][A-Z0-9_]+")
                    && !failed.detail().isBlank()
                    && failed.detail().length() <= LONGEST_DETAIL;
            if (!isTold || failed.reason().equals("TOO_SLOW")) {
                throw new AssertionError(failed.toString());
            }
        }
        if (result instanceof MappingResult.Mapped mapped) {
            StringBuilder events = new StringBuilder();
            for (MappedRecord event : mapped.events()) {
                if (!Validation.isSubjectKey(event.key())) {
                    throw new AssertionError("the key " + event.key() + " names nobody");
                }
                String line = PlainJson.write(event.event());
                events.append(event.key()).append(' ').append(line).append('\n');
                if (!PlainJson.write(PlainJson.read(line, event.event().getClass()))
                        .equals(line)) {
                    throw new AssertionError(line + " does not come back");
                }
            }
            return events.toString();
        }
        return result.toString();
    }

    /**
     * What real inputs look like.
     *
     * @return by a name for each
     */
    public static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        List<String> names = Mappings.bundled().names();
        for (int i = 0; i < names.size(); i++) {
            for (String example : Ingested.mapping(names.get(i)).examples()) {
                for (String ending : List.of(".input.jsonl", ".input.json", ".input.csv")) {
                    byte[] file = Mappings.bundled().file(names.get(i), "examples/" + example + ending);
                    if (file != null) {
                        boolean isLines = ending.endsWith("jsonl");
                        byte[] some = Arrays.copyOf(file, Math.min(file.length, LONGEST_SEED) + 1);
                        System.arraycopy(file, 0, some, 1, some.length - 1);
                        some[0] = (byte) (2 * i + (isLines ? 0 : 1));
                        seeds.put(names.get(i) + "-" + example, some);
                    }
                }
            }
        }
        seeds.put(
                "csv-quotes",
                "\u0003identityId,familyName\nE1,\"Byron\nE2,=1+1\nE3,\"a\"\"b\"\n".getBytes(StandardCharsets.UTF_8));
        return seeds;
    }
}
