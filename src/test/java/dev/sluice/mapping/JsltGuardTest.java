package dev.sluice.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsltGuardTest {
    @ParameterizedTest
    @ValueSource(strings = {"[uuid()]", "[now ()]", "let x = random()\n[$x]", "def f(x)\n  uuid()\n[f(.)]"})
    void refusesWhatGivesAnotherAnswerEachTime(String template) {
        assertThatThrownBy(() -> TestMappings.template(template))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("another one each time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "def f(x)\n  f($x)\n[f(.)]",
                "def f(x) f($x)\n[f(.)]",
                "def f(x)\n  g($x)\ndef g(x)\n  f($x)\n[f(.)]",
                "def f(x)\n  if ($x) f($x.next) else 1\nlet a = f(.)\n{\"b\": $a}"
            })
    void refusesRecursion(String template) {
        assertThatThrownBy(() -> TestMappings.template(template))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("calls itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "def f(x)\n  if ($x) 1\nelse f($x)\n[f(.)]",
                "def f(x)\n  1 +\nf($x)\n[f(.)]",
                "  def f(x)\n  f($x)\n[f(.)]",
                "import \"x\" as x\n[]"
            })
    void refusesWhatWouldHideARecursion(String template) {
        assertThatThrownBy(() -> TestMappings.template(template)).isInstanceOf(MappingException.class);
    }

    @Test
    void functionsThatCallEarlierOrLaterOnesAreFine() {
        Mapping mapping = TestMappings.template(
                "// now() and f(x) in a comment\ndef f(x)\n  g($x) + \"uuid() \\\" now()\"\ndef g(x)\n  string($x)\n"
                        + "{\"unmapped\": f(.a)}");
        Ingested result = Ingested.through(mapping, "x.jsonl", "{\"a\":1}");
        assertThat(result.summary().unmapped()).containsEntry("1uuid() \" now()", 1L);
    }

    /** Looked at from each of its letters to its end, a long one would take minutes. */
    @Test
    @Timeout(20)
    void looksThroughALongNameOnce() {
        String name = "a".repeat(400_000);
        assertThatThrownBy(() -> TestMappings.template(name)).isInstanceOf(MappingException.class);
        assertThatThrownBy(() -> TestMappings.template("[" + name + ":now ()]")).isInstanceOf(MappingException.class);
    }

    @Test
    void namesFileAndLineOfATemplateThatDoesNotCompile() {
        assertThatThrownBy(() -> TestMappings.template("[\n{\"a\": }]"))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("test.jslt")
                .hasMessageContaining("line 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"topic\": \"nowhere\", \"event\": {\"a\": 1}}]",
                "[{\"topic\": \"access\"}]",
                "\"text\"",
                ".a / 0"
            })
    void aTemplateThatGivesNonsenseFailsTheRecordAndNotTheRun(String template) {
        Ingested result = Ingested.through(TestMappings.template(template), "x.jsonl", "{\"a\":1}\n{\"a\":2}");
        assertThat(result.reasons()).containsExactly("MAPPING_ERROR", "MAPPING_ERROR");
    }

    @Test
    void aTemplateThatFailsBeforeAnyPayloadDoesNotCompile() {
        assertThatThrownBy(() -> TestMappings.template("1 / 0"))
                .isInstanceOf(MappingException.class)
                .hasMessageContaining("does not compile");
    }

    @Test
    void anEventThatDoesNotFitTheContractIsRefusedWithItsPath() {
        Ingested result = Ingested.through(
                TestMappings.template(
                        "[{\"topic\": \"access\", \"event\": {\"header\": {\"occurredAt\": \"2026-01-01T00:00:00Z\"},"
                                + "\"subject\": {\"identityId\": \"E1\"}, \"acton\": \"X\"}}]"),
                "x.jsonl",
                "{\"a\":1}");
        assertThat(result.reasons()).containsExactly("INVALID_EVENT");
        assertThat(result.letters().get(0).detail()).contains("$.acton", "action");
    }
}
