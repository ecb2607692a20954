package dev.sluice.siem;

import dev.sluice.event.AuditEvent;
import dev.sluice.json.RandomRecords;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;

/**
 * Audit records that the schema allows and no one would send but to do harm: any text may hold what ends a value, a header, a
 * line or a document in one of the formats, what shows a reader something else, and what has no UTF-8. Most are of a kind
 * that the mapping knows.
 */
final class HostileAudits extends RandomRecords {
    private static final String[] FRAGMENTS = {
        "|",
        "||",
        "=",
        "\\",
        "\\\\",
        "\\n",
        "\\=",
        "\"",
        "]",
        "[",
        "][x@1 a=\"b\"]",
        "^",
        "~",
        "%",
        "#",
        ",",
        ";",
        "\n",
        "\r",
        "\r\n",
        "\n\r",
        "\t",
        "\u000b",
        "\f",
        "\0",
        "\u0001",
        "\u001b[31m",
        "\u001f",
        "\u007f",
        "\u0080",
        "\u0085",
        "\u009f",
        "\u00a0",
        "\u00ad",
        "\u200b",
        "\u200e",
        "\u200f",
        "\u061c",
        "\u2028",
        "\u2029",
        "\u202a",
        "\u202e",
        "\u2066",
        "\u2069",
        "\ud800",
        "\udc00",
        "\udc00\ud800",
        "😀",
        "👩‍👩‍👧",
        "\ufeff",
        "\ufffe",
        "\uffff",
        "\ufffd",
        "\ud83f\udffe",
        " ",
        "  ",
        " act=delete",
        " cs1Label=x",
        "CEF:0|a|b|c|d|e|9|",
        "LEEF:2.0|a|b|c|d|^|",
        "<86>1 - - - - - -",
        "</Data>",
        "]]>",
        "<![CDATA[",
        "&amp;",
        "&#0;",
        "&",
        "<",
        ">",
        "'",
        "<!-- ",
        "-->",
        "${x}",
        "\"}",
        "{\"a\":1}",
        "null",
        "é",
        "zürich",
        "東京",
        "ada",
        "E1001",
        "sap:ROLE",
        "/etc/passwd",
        "C:\\Windows\\x",
        "203.0.113.9",
        "2001:db8::1",
        "a@b.example",
        "0",
        "-1",
        "1e9",
        "devTime=1",
        "usrName",
        "key=",
        "=value"
    };
    private static final long[] TIMES = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 999_999_999_999L, 10_000_000_000_000L};
    private static final double[] SCORES = {Double.NaN, Double.NEGATIVE_INFINITY, -0.0, 1e300, Double.MIN_VALUE, 0.5};
    private static final int LARGE = 64 << 10;
    private static final int MAX_NAME = 1_000;
    private static final List<AuditEvent> KNOWN = AuditSamples.all();

    private final Random random;

    HostileAudits(Random random) {
        super(random);
        this.random = random;
    }

    AuditEvent next() {
        AuditEvent audit = (AuditEvent) next(AuditEvent.class);
        if (random.nextInt(10) > 0) {
            AuditEvent known = KNOWN.get(random.nextInt(KNOWN.size()));
            audit.setCategory(known.getCategory());
            audit.setAction(known.getAction());
            audit.setOutcome(known.getOutcome());
            audit.setFindingKind(known.getFindingKind());
            audit.setCommandAction(known.getCommandAction());
            audit.setTicketKind(known.getTicketKind());
            audit.setDecision(known.getDecision());
            audit.setPassed(known.getPassed());
        }
        if (random.nextInt(4) == 0) {
            audit.setDetail(null);
        }
        return audit;
    }

    @Override
    protected Object value(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                random.nextInt(3) == 0 ? null : value(schema.getTypes().get(1));
            case MAP -> map(schema);
            case STRING -> text();
            case LONG -> schema.getLogicalType() == null ? (Object) random.nextLong() : instant();
            case DOUBLE -> random.nextBoolean() ? SCORES[random.nextInt(SCORES.length)] : random.nextDouble();
            default -> super.value(schema);
        };
    }

    private Map<String, Object> map(Schema schema) {
        Map<String, Object> map = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            String name = text();
            // A longer name is refused where the record is read, and two that differ in what is replaced are one.
            map.put(name.substring(0, Math.min(name.length(), MAX_NAME)) + i, value(schema.getValueType()));
        }
        return map;
    }

    private Instant instant() {
        return Instant.ofEpochMilli(
                random.nextInt(3) == 0 ? TIMES[random.nextInt(TIMES.length)] : 1_767_225_600_000L + random.nextInt());
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(2_000) == 0 ? LARGE : random.nextInt(40) == 0 ? 2_200 : 0;
        int fragments = random.nextInt(6);
        for (int i = 0; i < fragments || text.length() < length; i++) {
            text.append(
                    random.nextInt(8) == 0
                            ? String.valueOf((char) random.nextInt(Character.MAX_VALUE + 1))
                            : FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
        }
        return text.toString();
    }
}
