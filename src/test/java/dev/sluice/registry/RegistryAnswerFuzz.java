package dev.sluice.registry;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.event.IdentityEvent;
import dev.sluice.fuzz.Effort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.KafkaException;

/**
 * Any answer of a schema registry, and records written with any schema that it gives: a schema, or a refusal that Kafka's clients understand;
 * a record, or a refusal. Nothing is believed that would take the machine.
 */
public final class RegistryAnswerFuzz {
    private static final long PER_BYTE = 65_536;
    private static final JsonMapper JSON = new JsonMapper();
    private static final SchemaRegistryConfig CONFIG = TestConfigs.mock(Map.of());

    private RegistryAnswerFuzz() {}

    /**
     * One input: a byte that says how long the answer is (in sixteens), the answer, and the payload of a record.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int end = Math.min(input.length, 1 + (input[0] & 0xff) * 16);
        JsonNode answer;
        try {
            answer = JSON.readTree(Arrays.copyOfRange(input, 1, end));
        } catch (IOException e) {
            // The transport says so.
            return;
        }
        byte[] payload = Arrays.copyOfRange(input, end, input.length);
        Effort.bounded(input.length, PER_BYTE, () -> {
            takeIn(answer, payload);
            return null;
        });
    }

    private static void takeIn(JsonNode answer, byte[] payload) {
        SchemaAnswers answers = new SchemaAnswers((subject, version) -> answer);
        boolean isDamaged = isDamaged(answer);
        refused(isDamaged, () -> SchemaAnswers.id(answer));
        refused(isDamaged, () -> answers.registered(answer, "s"));
        Schema schema = refused(isDamaged, () -> answers.schema(answer, "schema id 1"));
        if (schema == null) {
            return;
        }
        byte[] record = new byte[payload.length + 5];
        System.arraycopy(payload, 0, record, 5, payload.length);
        FakeRegistry registry = new FakeRegistry(Map.of(0, schema), Map.of());
        refused(false, () -> AvroCodec.of(registry, IdentityEvent.class, CONFIG).decode("t", null, record));
        refused(false, () -> AvroCodec.generic(registry, CONFIG, false).decode("t", null, record));
        refused(false, () -> SchemaTexts.withoutJavaProperties(schema));
    }

    private interface Reading<T> {
        T read();
    }

    /** No registry would answer so: another answer is waited for. */
    private static boolean isDamaged(JsonNode answer) {
        try {
            JSON.readTree(answer.path("schema").asText());
            return !answer.path("schema").isTextual();
        } catch (StreamConstraintsException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static <T> T refused(boolean mayWait, Reading<T> reading) {
        try {
            return reading.read();
        } catch (KafkaException e) {
            if (!mayWait && Transience.isTransient(e)) {
                throw new AssertionError("to wait would not help", e);
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
        String probe =
                "{\"subject\":\"s\",\"version\":1,\"id\":7,\"guid\":\"0b0c0d0e-0000-4000-8000-000000000001\",\"schema\":"
                        + "\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"R\\\",\\\"fields\\\":[{\\\"name\\\":\\\"a\\\",\\\"type\\\":%s}]}\"}";
        Map<String, byte[]> seeds = new TreeMap<>();
        seeds.put("record", seed(probe.formatted("\\\"string\\\""), 4, 'a', 'd'));
        seeds.put("union", seed(probe.formatted("[\\\"null\\\",\\\"R\\\"]"), 2, 2, 0));
        seeds.put(
                "fixed",
                seed(
                        probe.formatted("{\\\"type\\\":\\\"fixed\\\",\\\"name\\\":\\\"F\\\",\\\"size\\\":2147483639}"),
                        1,
                        2));
        seeds.put("array", seed(probe.formatted("{\\\"type\\\":\\\"array\\\",\\\"items\\\":\\\"null\\\"}"), 40, 0));
        seeds.put(
                "reference",
                seed(
                        "{\"schemaType\":\"AVRO\",\"references\":[{\"name\":\"n\",\"subject\":\"s\",\"version\":1}],\"schema\":\"\\\"int\\\"\"}",
                        2));
        seeds.put("error", seed("{\"error_code\":40403,\"message\":\"Schema not found\"}"));
        seeds.put("no-guid", seed("{\"id\":1,\"guid\":\"x\",\"schema\":\"\\\"int\\\"\"}", 2));
        return seeds;
    }

    private static byte[] seed(String answer, int... payload) {
        byte[] text = answer.getBytes(StandardCharsets.UTF_8);
        int blocks = (text.length + 15) / 16;
        byte[] seed = new byte[1 + blocks * 16 + payload.length];
        Arrays.fill(seed, (byte) ' ');
        seed[0] = (byte) blocks;
        System.arraycopy(text, 0, seed, 1, text.length);
        for (int i = 0; i < payload.length; i++) {
            seed[1 + blocks * 16 + i] = (byte) payload[i];
        }
        return seed;
    }
}
