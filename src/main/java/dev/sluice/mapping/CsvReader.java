package dev.sluice.mapping;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * CSV with a header row, strictly by RFC 4180. A record is as many lines as its quotes need. Where that goes wrong, only
 * the first of those lines is refused and reading goes on with the second: one quote too many must not swallow the file.
 */
final class CsvReader implements PayloadReader {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180;

    private final LineReader lines;
    private final ColumnMap columns;
    private final Limits limits;
    private List<String> header;
    private Set<String> unused = Set.of();
    private boolean ended;
    private boolean isCutShort;

    CsvReader(LineReader lines, ColumnMap columns, Limits limits) {
        this.lines = lines;
        this.columns = columns;
        this.limits = limits;
    }

    @Override
    public boolean isCutShort() {
        return isCutShort;
    }

    @Override
    public Set<String> unusedColumns() {
        return unused;
    }

    @Override
    public Payload next() throws IOException {
        if (ended) {
            return null;
        }
        if (header == null) {
            Payload.Broken refused = readHeader();
            if (refused != null || ended) {
                ended = true;
                isCutShort = refused != null;
                return refused;
            }
        }
        LineReader.Line first = nextLine();
        return first == null ? null : record(first);
    }

    private LineReader.Line nextLine() throws IOException {
        LineReader.Line line = lines.next();
        while (line != null && line.blank()) {
            line = lines.next();
        }
        return line;
    }

    private Payload.Broken readHeader() throws IOException {
        LineReader.Line first = nextLine();
        if (first == null) {
            ended = true;
            return null;
        }
        try {
            List<String> names =
                    joined(first).values.stream().map(String::strip).toList();
            check(names);
            header = names;
            unused = columns.unknown(names);
            return null;
        } catch (RecordRefusal e) {
            return new Payload.Broken(
                    first.number(), first.bytes(), "BAD_HEADER", e.getMessage() + "; the file was not read");
        }
    }

    private void check(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new RecordRefusal("BAD_HEADER", "the column " + RecordRefusal.quote(name) + " appears twice");
            }
        }
        List<String> missing = columns.missing(names);
        if (!missing.isEmpty()) {
            throw new RecordRefusal(
                    "BAD_HEADER",
                    "there is no column for " + String.join(", ", missing) + " among "
                            + RecordRefusal.bounded(String.join(", ", names)));
        }
    }

    private Payload record(LineReader.Line first) throws IOException {
        try {
            Row row = joined(first);
            if (row.values.size() != header.size()) {
                throw new RecordRefusal(
                        "COLUMN_COUNT",
                        "the row has " + row.values.size() + " values, the header " + header.size() + " columns");
            }
            ObjectNode node = JsonNodeFactory.instance.objectNode();
            for (int i = 0; i < header.size(); i++) {
                node.put(header.get(i), checked(header.get(i), row.values.get(i)));
            }
            return new Payload.Tree(first.number(), row.raw, node);
        } catch (RecordRefusal e) {
            MappingResult.Failed failed = e.toFailed();
            return new Payload.Broken(first.number(), first.bytes(), failed.reason(), failed.detail());
        }
    }

    /** Values that a spreadsheet would run (OWASP, CSV injection), and control characters, in columns that are used. */
    private String checked(String column, String value) {
        if (!columns.uses(column) || value.isEmpty()) {
            return value;
        }
        char first = value.charAt(0);
        boolean signed =
                (first == '+' || first == '-') && value.chars().anyMatch(c -> c == '(' || c == '|' || c == '!');
        if (first == '=' || first == '@' || signed) {
            throw new RecordRefusal(
                    "FORMULA",
                    "column " + RecordRefusal.quote(column) + " has " + RecordRefusal.quote(value)
                            + ", which is a formula to a spreadsheet");
        }
        if (value.chars().anyMatch(c -> c < 0x20 && c != '\t' && c != '\n' && c != '\r' || c == 0x7f)) {
            throw new RecordRefusal("CONTROL_CHARACTER", "column " + RecordRefusal.quote(column) + " has one");
        }
        return value;
    }

    /** A record's values and bytes. */
    private record Row(List<String> values, byte[] raw) {}

    private Row joined(LineReader.Line first) throws IOException {
        List<LineReader.Line> used = new ArrayList<>(List.of(first));
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(first.bytes().length);
            append(bytes, first);
            boolean open = oddQuotes(first.bytes());
            while (open) {
                LineReader.Line more = lines.next();
                if (more == null) {
                    throw new RecordRefusal("INVALID_CSV", "a quote is opened and never closed");
                }
                used.add(more);
                bytes.write(
                        used.get(used.size() - 2).carriageReturn()
                                ? "\r\n".getBytes(StandardCharsets.US_ASCII)
                                : new byte[] {'\n'});
                append(bytes, more);
                open = oddQuotes(more.bytes()) != open;
            }
            return new Row(parse(text(bytes.toByteArray())), bytes.toByteArray());
        } catch (RecordRefusal e) {
            for (int i = used.size() - 1; i > 0; i--) {
                lines.giveBack(used.get(i));
            }
            throw e;
        }
    }

    private void append(ByteArrayOutputStream record, LineReader.Line line) {
        if (line.cut() || record.size() + line.bytes().length > limits.payloadBytes()) {
            throw new RecordRefusal(
                    "PAYLOAD_TOO_LARGE",
                    "the record has " + Math.max(line.length(), record.size() + line.length())
                            + " bytes or more; at most " + limits.payloadBytes() + " are read");
        }
        record.writeBytes(line.bytes());
    }

    private static boolean oddQuotes(byte[] bytes) {
        boolean odd = false;
        for (byte b : bytes) {
            odd ^= b == '"';
        }
        return odd;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RecordRefusal("INVALID_UTF8", "the record is not UTF-8; save the file as CSV UTF-8");
        }
    }

    private static List<String> parse(String text) throws IOException {
        try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
            List<CSVRecord> records = parser.getRecords();
            if (records.size() != 1) {
                throw new RecordRefusal("INVALID_CSV", "a quote stands inside a value that is not quoted (RFC 4180)");
            }
            List<String> values = new ArrayList<>();
            records.get(0).forEach(values::add);
            return values;
        } catch (UncheckedIOException | IOException e) {
            String message = e.getMessage() == null ? "" : e.getMessage().replaceFirst("^.*?Exception: ", "");
            throw new RecordRefusal("INVALID_CSV", "it is not CSV by RFC 4180: " + message);
        }
    }
}
