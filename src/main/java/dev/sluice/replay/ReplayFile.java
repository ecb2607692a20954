package dev.sluice.replay;

import dev.sluice.json.PlainJson;
import dev.sluice.json.PlainJsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;

/** One input file, read line by line; a line that can't be read is handed aside and the next one is taken. */
final class ReplayFile implements AutoCloseable {
    private final ReplayInput input;
    private final Path path;
    private final BufferedReader reader;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final Consumer<BadLine> badLines;
    private SpecificRecordBase head;
    private long line;

    ReplayFile(ReplayInput input, Path path, Consumer<BadLine> badLines) throws IOException {
        this.input = input;
        this.path = path;
        this.badLines = badLines;
        // Lines first, text after: a decoder that reads ahead would blame another line, and end the file.
        this.reader = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1);
        advance();
    }

    ReplayInput input() {
        return input;
    }

    /** The next record, or null at the end of the file. */
    SpecificRecordBase head() {
        return head;
    }

    /** When the next record occurred (ms since the epoch), empty where it says an instant that the stage refuses. */
    OptionalLong headOccurredAt() {
        Instant at = input.header().apply(head).getOccurredAt();
        return ReplayRange.contains(at) ? OptionalLong.of(at.toEpochMilli()) : OptionalLong.empty();
    }

    void advance() {
        try {
            head = null;
            String text = reader.readLine();
            while (text != null && head == null) {
                line++;
                if (!text.isBlank()) {
                    parse(text);
                }
                text = head == null ? reader.readLine() : text;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The file " + path + " can't be read after line " + line + " (" + e.getMessage() + ").", e);
        }
    }

    private void parse(String bytes) {
        byte[] value = bytes.getBytes(StandardCharsets.ISO_8859_1);
        try {
            String text = decoder.decode(ByteBuffer.wrap(value)).toString();
            head = PlainJson.read(text, input.type());
        } catch (CharacterCodingException e) {
            badLines.accept(new BadLine(input.topic(), line, value, "this is not text in UTF-8"));
        } catch (PlainJsonException e) {
            badLines.accept(new BadLine(input.topic(), line, value, e.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** A line that is no record of its topic. */
    record BadLine(String topic, long line, byte[] value, String reason) {}
}
