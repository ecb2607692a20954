package dev.sluice.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An event for which the authors of a detection rule say whether the rule fires.
 *
 * @param sample the folder below {@code mapping} that it is from
 * @param rule the rule's id
 * @param test what its authors call the event
 * @param expected whether the rule fires
 * @param line the line as it is in the file; the event is its {@code log}
 */
record LabelledEvent(String sample, String rule, String test, boolean expected, String line) {
    private static final JsonMapper JSON = new JsonMapper();

    static List<LabelledEvent> all() {
        return List.of("okta", "cisco_duo", "gitlab").stream()
                .flatMap(sample -> text(sample).lines().map(line -> of(sample, line)))
                .toList();
    }

    private static LabelledEvent of(String sample, String line) {
        try {
            JsonNode node = JSON.readTree(line);
            return new LabelledEvent(
                    sample,
                    node.required("rule").textValue(),
                    node.required("test").textValue().strip(),
                    node.required("expected").booleanValue(),
                    line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String sample) {
        try (InputStream in = LabelledEvent.class.getResourceAsStream("/mapping/" + sample + "/panther-tests.jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
