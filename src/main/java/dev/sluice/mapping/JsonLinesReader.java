package dev.sluice.mapping;

import java.io.IOException;

/** One JSON value a line; blank lines are nothing. */
final class JsonLinesReader implements PayloadReader {
    private final LineReader lines;
    private final JsonTrees trees;
    private final Limits limits;

    JsonLinesReader(LineReader lines, JsonTrees trees, Limits limits) {
        this.lines = lines;
        this.trees = trees;
        this.limits = limits;
    }

    @Override
    public Payload next() throws IOException {
        LineReader.Line line = lines.next();
        while (line != null && line.blank()) {
            line = lines.next();
        }
        if (line == null) {
            return null;
        }
        if (line.cut()) {
            return new Payload.Broken(
                    line.number(),
                    line.bytes(),
                    "PAYLOAD_TOO_LARGE",
                    "the line has " + line.length() + " bytes; at most " + limits.payloadBytes() + " are read");
        }
        return trees.read(line.number(), line.bytes());
    }
}
