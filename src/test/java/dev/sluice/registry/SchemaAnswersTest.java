package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry answers is input like any other: a schema, or a refusal that the clients of Kafka understand. */
class SchemaAnswersTest {
    private final SchemaAnswers answers = new SchemaAnswers((subject, version) -> {
        throw new AssertionError("nothing is referred to");
    });

    private static JsonNode json(String text) throws JsonProcessingException {
        return new JsonMapper().readTree(text);
    }

    @Test
    void aVersionIsReadWithItsGuid() throws JsonProcessingException {
        String guid = "0b0c0d0e-0000-4000-8000-000000000001";
        RegisteredSchema read = answers.registered(
                json("{\"id\":1,\"version\":2,\"guid\":\"" + guid + "\",\"schema\":\"\\\"int\\\"\"}"), "s");

        assertThat(read.guid()).hasToString(guid);
        assertThat(read.version()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"guid\":\"x\",\"schema\":\"\\\"int\\\"\"}",
                "{\"id\":1e99,\"schema\":\"\\\"int\\\"\"}",
                // The name of nothing, on which Avro's parser itself fails.
                "{\"id\":1,\"schema\":\"\\\"2nt\\\"\"}",
                "[]",
                "7"
            })
    void whatIsNoAnswerIsRefusedAsWhatItIs(String answer) {
        assertThatThrownBy(() -> answers.registered(json(answer), "s"))
                .isInstanceOf(SerializationException.class)
                .satisfies(
                        failure -> assertThat(Transience.isTransient(failure)).isFalse());
    }

    /** It is whole, and would be the same each time: to wait for another answer would stop the partition. */
    @Test
    void aSchemaThatIsTooDeepToBeReadIsTheRecordsFault() throws JsonProcessingException {
        String deep = "[".repeat(1_500) + "\"int\"" + "]".repeat(1_500);
        JsonNode answer = new JsonMapper().createObjectNode().put("id", 1).put("schema", deep);

        assertThatThrownBy(() -> answers.registered(answer, "s"))
                .isInstanceOf(SerializationException.class)
                .satisfies(
                        failure -> assertThat(Transience.isTransient(failure)).isFalse());
    }

    /** A registry takes and gives nothing of the kind: whoever answered, the record is not to blame. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1}",
                "{\"id\":1,\"schema\":7}",
                "{\"id\":1,\"schema\":\"no schema\"}",
                "{\"id\":1,\"schema\":\"{\\\"type\\\":\\\"rec\"}"
            })
    void whatNoRegistryWouldAnswerIsTheRegistrysFailure(String answer) {
        assertThatThrownBy(() -> answers.registered(json(answer), "s"))
                .isInstanceOf(RegistryUnavailableException.class)
                .matches(Transience::isRegistryFailure);
    }
}
