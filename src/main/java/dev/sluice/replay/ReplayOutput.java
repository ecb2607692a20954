package dev.sluice.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.AccessPage;
import dev.sluice.event.IdentityAccess;
import dev.sluice.json.PlainJson;
import dev.sluice.stream.DeadLetters;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The files of a replay: one per derived topic, a record a line, empty where nothing was derived. */
final class ReplayOutput implements AutoCloseable {
    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<String, BufferedWriter> writers = new LinkedHashMap<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();

    ReplayOutput(Path directory, Iterable<String> topics) throws IOException {
        Files.createDirectories(directory);
        for (String topic : topics) {
            writers.put(topic, Files.newBufferedWriter(directory.resolve(topic + ".jsonl"), StandardCharsets.UTF_8));
            counts.put(topic, 0L);
        }
    }

    Map<String, Long> counts() {
        return counts;
    }

    void record(String topic, SpecificRecord value) {
        line(topic, PlainJson.write(value));
    }

    /** A page that is no longer there is told as a page of none. */
    void pageRemoved(String topic, String key) {
        int at = key.lastIndexOf('#');
        IdentityAccess gone = IdentityAccess.newBuilder()
                .setIdentityId(key.substring(0, at))
                .setPage(new AccessPage(Integer.valueOf(key.substring(at + 1)), 0))
                .build();
        record(topic, gone);
    }

    void deadLetter(String key, byte[] value, Headers headers) {
        ObjectNode node = mapper.createObjectNode();
        node.put("reason", text(headers, DeadLetters.REASON));
        node.put("detail", text(headers, DeadLetters.DETAIL));
        node.put("topic", text(headers, DeadLetters.TOPIC));
        node.put("partition", Integer.parseInt(text(headers, DeadLetters.PARTITION)));
        node.put("offset", Long.parseLong(text(headers, DeadLetters.OFFSET)));
        node.put("key", key);
        node.put("value", value == null ? null : Base64.getEncoder().encodeToString(value));
        write(node);
    }

    void badLine(String topic, ReplayFile.BadLine bad) {
        ObjectNode node = mapper.createObjectNode();
        node.put("reason", "UNDECODABLE");
        node.put("detail", bad.reason());
        node.put("topic", topic);
        node.put("line", bad.line());
        node.put("value", Base64.getEncoder().encodeToString(bad.value()));
        write(node);
    }

    private void write(ObjectNode node) {
        try {
            line("dead-letter", mapper.writeValueAsString(node));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(String topic, String text) {
        try {
            BufferedWriter writer = writers.get(topic);
            writer.write(text);
            writer.write('\n');
            counts.merge(topic, 1L, Long::sum);
        } catch (IOException e) {
            throw new UncheckedIOException("The output of " + topic + " can't be written (" + e.getMessage() + ").", e);
        }
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        for (BufferedWriter writer : writers.values()) {
            writer.close();
        }
    }
}
