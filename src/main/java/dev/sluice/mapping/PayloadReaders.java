package dev.sluice.mapping;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Chooses how a file is read. */
final class PayloadReaders {
    private static final List<String> LINE_ENDINGS = List.of(".jsonl", ".ndjson", ".log");

    private PayloadReaders() {}

    static PayloadReader open(RecordMapper mapper, String fileName, InputStream file, Limits limits)
            throws IOException {
        JsonTrees trees = new JsonTrees(limits);
        return switch (mapper.format()) {
            case CSV -> new CsvReader(new LineReader(file, limits.payloadBytes()), mapper.columns(), limits);
            case JSON_LINES -> lines(file, trees, limits);
            case JSON -> json(mapper, fileName.toLowerCase(Locale.ROOT), file, trees, limits);
        };
    }

    /**
     * Lines where the name says so, or where the first line is a whole object and more lines follow; else a document. In a
     * document a break ends the reading, so lines are preferred wherever the file may be meant so.
     */
    private static PayloadReader json(
            RecordMapper mapper, String fileName, InputStream file, JsonTrees trees, Limits limits) throws IOException {
        if (LINE_ENDINGS.stream().anyMatch(fileName::endsWith)) {
            return lines(file, trees, limits);
        }
        InputStream in = new BufferedInputStream(file, limits.payloadBytes() + 8);
        in.mark(limits.payloadBytes() + 4);
        byte[] head = in.readNBytes(limits.payloadBytes() + 2);
        in.reset();
        if (LineReader.startsWithMark(head)) {
            in.skipNBytes(LineReader.MARK);
            head = Arrays.copyOfRange(head, LineReader.MARK, head.length);
        }
        return looksLikeLines(head, trees)
                ? lines(in, trees, limits)
                : new JsonDocumentReader(in, trees, limits, mapper.recordPaths());
    }

    private static boolean looksLikeLines(byte[] head, JsonTrees trees) throws IOException {
        int feed = 0;
        while (feed < head.length && head[feed] != '\n') {
            feed++;
        }
        if (feed >= head.length - 1) {
            return false;
        }
        byte[] line = new byte[feed];
        System.arraycopy(head, 0, line, 0, feed);
        return trees.read(1, line) instanceof Payload.Tree tree && tree.node().isObject();
    }

    private static PayloadReader lines(InputStream file, JsonTrees trees, Limits limits) {
        return new JsonLinesReader(new LineReader(file, limits.payloadBytes()), trees, limits);
    }
}
