package dev.sluice.siem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.jcustenborder.cef.CEFParser;
import com.github.jcustenborder.cef.CEFParserFactory;
import com.github.jcustenborder.cef.Message;
import dev.sluice.event.AuditEvent;
import dev.sluice.json.PlainJson;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamException;

/** Renders a record, has the format's reader read it back, and compares what it read with what was meant. */
final class Readers {
    static final RenderOptions OPTIONS = RenderOptions.defaults("siem-1.example");
    static final Meanings MEANINGS = Meanings.load();

    private final Map<Format, Renderer> renderers = new EnumMap<>(Format.class);
    private final CEFParser cef = CEFParserFactory.create();
    private final JsonMapper json = new JsonMapper();
    private final OcsfSchema ocsf = new OcsfSchema();

    Readers() {
        Renderers all = new Renderers(OPTIONS, MEANINGS);
        for (Format format : Format.values()) {
            renderers.put(format, all.of(format));
        }
    }

    String render(Format format, AuditEvent audit) {
        return renderers.get(format).render(audit);
    }

    /** Fails if a reader does not understand the record, or has another value than was meant, one more or one less. */
    void check(Format format, AuditEvent audit) {
        String text = render(format, audit);
        Stated.isOneLine(text);
        assertThat(Stated.paired(text)).isEqualTo(text);
        Facts facts = new Facts(audit, MEANINGS);
        switch (format) {
            case CEF -> cef(text, facts);
            case LEEF -> leef(text, facts);
            case SYSLOG -> syslog(text, facts);
            case WINEVENT -> windows(text, facts);
            case JSON -> plain(text, audit);
            case OCSF -> ocsf(text, facts);
        }
    }

    private void cef(String text, Facts facts) {
        Map<String, String> expected = expectedOfCef(facts);
        Meaning meaning = facts.meaning();
        StrictCef strict = StrictCef.parse(text);
        assertThat(strict.eventClass()).isEqualTo(meaning.id());
        assertThat(strict.name()).isEqualTo(meaning.name());
        same(strict.extensions(), expected, text);
        Message read = cef.parse(text);
        assertThat(read.cefVersion()).isZero();
        assertThat(read.deviceVendor()).isEqualTo("Sluice");
        assertThat(read.deviceProduct()).isEqualTo("Audit");
        assertThat(read.deviceEventClassId()).isEqualTo(meaning.id());
        assertThat(read.name()).isEqualTo(meaning.name());
        assertThat(read.severity()).isEqualTo(Integer.toString(facts.level().cef()));
        Map<String, String> foreign = new LinkedHashMap<>();
        expected.forEach((key, value) -> foreign.put(key, unescapedTwice(value)));
        same(read.extensions(), foreign, text);
    }

    /** That reader takes the escape of a backslash away first, and what is left for another escape. */
    private static String unescapedTwice(String value) {
        return value.replace("\\r", "\r").replace("\\n", "\n");
    }

    static Map<String, String> expectedOfCef(Facts facts) {
        Meaning meaning = facts.meaning();
        Map<String, String> expected = new LinkedHashMap<>(Stated.values(Format.CEF, facts));
        expected.put("rt", Long.toString(facts.time()));
        expected.put("dvchost", OPTIONS.hostname());
        expected.put("cat", meaning.category());
        expected.put("act", meaning.act());
        if (meaning.result().word() != null) {
            expected.put("outcome", meaning.result().word());
        }
        if (facts.isFinding()) {
            expected.put("type", "2");
        }
        if (facts.isAdministrator()) {
            expected.put("dpriv", "Administrator");
        }
        return expected;
    }

    private static void leef(String text, Facts facts) {
        StrictLeef read = StrictLeef.parse(text);
        Meaning meaning = facts.meaning();
        assertThat(read.eventId()).isEqualTo(meaning.id());
        Map<String, String> expected = new LinkedHashMap<>(Stated.values(Format.LEEF, facts));
        expected.put("devTime", Long.toString(facts.time()));
        expected.put("cat", meaning.category());
        expected.put("sev", Integer.toString(facts.level().leef()));
        expected.put("act", meaning.act());
        expected.put("eventName", meaning.name());
        expected.put("deviceHost", OPTIONS.hostname());
        String user = Stated.value(Format.LEEF, facts.user(), 255);
        if (user != null) {
            expected.put("usrName", user);
        }
        if (meaning.result().word() != null) {
            expected.put("outcome", meaning.result().word());
        }
        same(read.attributes(), expected, text);
    }

    private static void syslog(String text, Facts facts) {
        StrictSyslog read = StrictSyslog.parse(text);
        assertThat(read.priority())
                .isEqualTo(facts.facility() * 8 + facts.level().syslog());
        assertThat(read.timestamp().toInstant()).isEqualTo(Instant.ofEpochMilli(facts.time()));
        assertThat(read.hostname()).isEqualTo(OPTIONS.hostname());
        assertThat(read.appName()).isEqualTo("sluice");
        assertThat(read.msgId()).isEqualTo(facts.meaning().msgId());
        assertThat(read.elements()).containsOnlyKeys("meta", "origin", "sluice@32473");
        assertThat(Long.parseLong(read.elements().get("meta").get("sequenceId")))
                .isBetween(1L, 2_147_483_647L);
        Map<String, String> expected = new LinkedHashMap<>(Stated.values(Format.SYSLOG, facts));
        meaning(expected, facts);
        same(read.elements().get("sluice@32473"), expected, text);
        String sentence = Stated.value(Format.SYSLOG, facts.sentence(), Field.MAX);
        assertThat(read.message()).isEqualTo(sentence);
    }

    private static void meaning(Map<String, String> expected, Facts facts) {
        expected.put("id", facts.meaning().id());
        expected.put("act", facts.meaning().act());
        if (facts.meaning().result().word() != null) {
            expected.put("outcome", facts.meaning().result().word());
        }
    }

    private static void windows(String text, Facts facts) {
        WindowsXml read;
        try {
            read = WindowsXml.parse(text);
        } catch (XMLStreamException e) {
            throw new AssertionError(text, e);
        }
        Meaning meaning = facts.meaning();
        assertThat(read.system().get("Provider@Name")).isEqualTo("Sluice");
        assertThat(read.system().get("Channel")).isEqualTo("Sluice/Audit");
        assertThat(read.system().get("EventID")).isEqualTo(Integer.toString(meaning.event()));
        assertThat(read.system().get("Computer")).isEqualTo(OPTIONS.hostname());
        assertThat(Instant.parse(read.system().get("TimeCreated@SystemTime")))
                .isEqualTo(Instant.ofEpochMilli(facts.time()));
        Map<String, String> expected = new LinkedHashMap<>(Stated.values(Format.WINEVENT, facts));
        meaning(expected, facts);
        expected.put("name", meaning.name());
        if (meaning.windows() != 0) {
            expected.put("WindowsEquivalentEventId", Integer.toString(meaning.windows()));
        }
        same(read.data(), expected, text);
    }

    private void plain(String text, AuditEvent audit) {
        assertThat(tree(text)).isEqualTo(tree(paired(PlainJson.toNode(audit)).toString()));
        assertThat(PlainJson.write(PlainJson.read(text, AuditEvent.class))).isNotEmpty();
    }

    private void ocsf(String text, Facts facts) {
        JsonNode read = tree(text);
        ocsf.accepts(read);
        Meaning meaning = facts.meaning();
        AuditEvent audit = facts.audit();
        assertThat(read.path("type_uid").asInt()).isEqualTo(meaning.typeUid());
        assertThat(read.path("severity_id").asInt()).isEqualTo(facts.level().ocsf());
        assertThat(read.path("time").asLong()).isEqualTo(facts.time());
        JsonNode metadata = read.path("metadata");
        sameText(metadata.path("uid"), audit.getAuditId());
        sameText(metadata.path("original_event_uid"), audit.getEventId());
        sameText(metadata.path("correlation_uid"), audit.getCorrelationId());
        sameText(metadata.path("log_provider"), audit.getSource());
        sameText(read.path("status_code"), audit.getReason());
        sameText(read.path("status_detail"), facts.detail().getText());
        assertThat(metadata.path("sequence").asLong()).isEqualTo(audit.getSequence());
        for (Field field : Field.all()) {
            Object value = field.of(facts);
            JsonNode there = read.path("unmapped").path(field.word());
            if (value instanceof String expected && !Ocsf18.PLACED.contains(field)) {
                sameText(there, expected);
            }
        }
    }

    private static void sameText(JsonNode there, String expected) {
        String text = expected == null || expected.isEmpty() ? null : Stated.paired(expected);
        assertThat(there.isMissingNode() ? null : there.textValue()).isEqualTo(text);
    }

    JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    /** The same tree with halves of pairs replaced, in names as well. */
    private static JsonNode paired(JsonNode node) {
        if (node.isTextual()) {
            return JsonNodeFactory.instance.textNode(Stated.paired(node.textValue()));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(entry -> copy.set(Stated.paired(entry.getKey()), paired(entry.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(paired(element)));
            return copy;
        }
        return node;
    }

    private static void same(Map<String, String> read, Map<String, String> expected, String text) {
        if (!read.equals(expected)) {
            assertThat(new TreeMap<>(read)).as("%s", text).isEqualTo(new TreeMap<>(expected));
        }
    }
}
