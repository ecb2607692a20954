package dev.sluice.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.fuzz.Effort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Any text in place of a mapping's template: it is refused with its place, or what it makes of a payload is the same each time, also where that
 * is an error. One that could call itself is never among those that are taken.
 */
public final class JsltFuzz {
    /** The parser keeps a table of what it looks ahead for. */
    private static final long PER_BYTE = 262_144;

    private static final int LONGEST_SEED = 2_500;
    private static final JsonNode PAYLOAD = payload();

    private JsltFuzz() {}

    private static JsonNode payload() {
        try {
            return new JsonMapper()
                    .readTree(
                            "{\"a\":1,\"b\":[1,\"x\",null,{\"c\":true}],\"name\":\"Ada\",\"at\":\"2026-03-01T00:00:00Z\"}");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * One input: the template.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        JsltTemplate template = Effort.bounded(input.length, PER_BYTE, () -> compiled(text));
        if (template != null && !apply(template).equals(apply(template))) {
            throw new AssertionError("another answer the second time");
        }
    }

    private static JsltTemplate compiled(String text) {
        try {
            return JsltTemplate.compile(text, "x.jslt");
        } catch (MappingException e) {
            if (!e.getMessage().startsWith("x.jslt")) {
                throw new AssertionError("a refusal without a place", e);
            }
            return null;
        }
    }

    /** Whatever goes wrong is the fault of one record, see {@link Mapping#map}; but for what has no end. */
    private static String apply(JsltTemplate template) {
        try {
            return String.valueOf(template.apply(PAYLOAD, Map.of()));
        } catch (RuntimeException e) {
            return e.toString();
        }
    }

    /**
     * What real inputs look like.
     *
     * @return by a name for each
     */
    public static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (String name : Mappings.bundled().names()) {
            byte[] template = Mappings.bundled().file(name, name + ".jslt");
            seeds.put(name, Arrays.copyOf(template, Math.min(template.length, LONGEST_SEED)));
        }
        seeds.put(
                "function",
                "def f(x)\n  g($x) + 1\ndef g(x)\n  $x\n[f(.a), {\"b\": .b, * : .}]".getBytes(StandardCharsets.UTF_8));
        seeds.put("loop", "[for (.b) let y = . if ($y) [$y, test(.name, \"A.*\")]]".getBytes(StandardCharsets.UTF_8));
        return seeds;
    }
}
