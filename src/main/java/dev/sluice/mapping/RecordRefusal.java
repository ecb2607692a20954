package dev.sluice.mapping;

/** Ends the work on one record with a reason; becomes a {@link MappingResult.Failed}. */
final class RecordRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 80;

    private final String reason;

    RecordRefusal(String reason, String detail) {
        // Ordinary output, thrown once per bad record: a stack trace would cost more than the record.
        super(detail, null, false, false);
        this.reason = reason;
    }

    MappingResult.Failed toFailed() {
        return new MappingResult.Failed(reason, bounded(getMessage()));
    }

    /** Text from outside, short and without control characters. */
    static String quote(String text) {
        String head = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return "\"" + head.replaceAll("\\p{Cntrl}", "\ufffd") + "\"";
    }

    /** A detail that fits into a record header and a log line. */
    static String bounded(String detail) {
        String text = detail == null ? "" : detail.replaceAll("\\p{Cntrl}+", " ");
        return text.length() > 500 ? text.substring(0, 500) + "…" : text;
    }
}
