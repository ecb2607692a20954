package dev.sluice.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads files and maps what they hold, one payload at a time and each within its limits. For one thread. */
public final class MappingEngine implements AutoCloseable {
    /** Receives what became of each record, in the order of the file. */
    public interface Handler {
        /**
         * One record.
         *
         * @param line the line on which its payload begins, from 1
         * @param raw its bytes, or as much of them as was kept
         * @param result what became of it
         */
        void accept(long line, byte[] raw, MappingResult result);
    }

    private final RecordMapper mapper;
    private final Limits limits;
    private final TimeLimit timeLimit;

    /**
     * An engine for one mapping.
     *
     * @param mapper the mapping
     * @param limits what one payload may cost
     */
    public MappingEngine(RecordMapper mapper, Limits limits) {
        this.mapper = mapper;
        this.limits = limits;
        this.timeLimit = new TimeLimit(limits.time());
    }

    /**
     * Reads one file to its end.
     *
     * @param fileName its name, by whose ending JSON lines are known
     * @param file its content; the caller closes it
     * @param context what the mapping needs to know beside the payloads
     * @param handler receives the results
     * @return what is to be said of the file as a whole
     * @throws IOException if the file can't be read
     */
    public Reading run(String fileName, InputStream file, MappingContext context, Handler handler) throws IOException {
        PayloadReader reader = PayloadReaders.open(mapper, fileName, file, limits);
        for (Payload payload = reader.next(); payload != null; payload = reader.next()) {
            if (payload instanceof Payload.Broken broken) {
                handler.accept(broken.line(), broken.raw(), new MappingResult.Failed(broken.reason(), broken.detail()));
            } else if (payload instanceof Payload.Tree tree) {
                map(tree, context, handler);
            }
        }
        return new Reading(reader.unusedColumns(), reader.isCutShort());
    }

    /**
     * What is to be said of a file as a whole.
     *
     * @param unusedColumns columns that the mapping does not use, sorted
     * @param isCutShort whether reading ended before the file did
     */
    public record Reading(Set<String> unusedColumns, boolean isCutShort) {}

    private void map(Payload.Tree payload, MappingContext context, Handler handler) {
        List<JsonNode> records = records(payload.node());
        if (records.isEmpty()) {
            handler.accept(payload.line(), payload.raw(), new MappingResult.Unmapped("(payload without records)"));
        }
        for (JsonNode record : records) {
            byte[] raw = records.size() == 1 ? payload.raw() : record.toString().getBytes(StandardCharsets.UTF_8);
            handler.accept(payload.line(), raw, timeLimit.run(() -> mapper.map(record, context)));
        }
    }

    /** A payload may wrap its records, or be an array of them. */
    private List<JsonNode> records(JsonNode payload) {
        for (String path : mapper.recordPaths()) {
            JsonNode at = payload.at("/" + path.replace('.', '/'));
            if (at.isContainerNode()) {
                return each(at);
            }
        }
        return each(payload);
    }

    private static List<JsonNode> each(JsonNode node) {
        if (!node.isArray()) {
            return List.of(node);
        }
        List<JsonNode> items = new ArrayList<>();
        node.forEach(items::add);
        return items;
    }

    @Override
    public void close() {
        timeLimit.close();
    }
}
