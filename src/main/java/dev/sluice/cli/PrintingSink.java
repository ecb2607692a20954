package dev.sluice.cli;

import dev.sluice.mapping.DeadLetter;
import dev.sluice.mapping.EventSink;
import dev.sluice.mapping.MappedRecord;
import dev.sluice.mapping.ResultLines;
import java.io.PrintWriter;

/** The dry run: events to standard output, one JSON object a line; refusals to standard error. */
final class PrintingSink implements EventSink {
    private final PrintWriter out;
    private final PrintWriter err;

    PrintingSink(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void event(MappedRecord event) {
        out.println(ResultLines.event(event));
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        err.println(letter.file() + ":" + letter.line() + ": " + letter.reason() + ": " + letter.detail());
    }

    @Override
    public void close() {
        out.flush();
        err.flush();
    }
}
