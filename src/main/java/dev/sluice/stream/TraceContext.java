package dev.sluice.stream;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The W3C trace context of a record, so that who looks at a trace finds what followed from it. What is not of the standard's
 * form is left out: the headers are what anybody has written. Names, values and sizes are those of OpenTelemetry's Kafka
 * instrumentation.
 */
final class TraceContext {
    static final String PARENT = "traceparent";
    static final String STATE = "tracestate";

    /** No context. */
    static final TraceContext NONE = new TraceContext(List.of());

    private static final int PARENT_BYTES = 55;
    private static final int STATE_BYTES = 512;
    private static final int TRACE_ID = 3;
    private static final int PARENT_ID = 36;
    private static final int FLAGS = 53;

    private final List<Header> headers;

    private TraceContext(List<Header> headers) {
        this.headers = headers;
    }

    /**
     * The context of a record.
     *
     * @param given its headers, may be null
     * @param isNumbersOnly without the state, which may say anything: ids alone are a trace as well
     */
    static TraceContext of(Headers given, boolean isNumbersOnly) {
        Header parent = given == null ? null : given.lastHeader(PARENT);
        if (parent == null || !isParent(parent.value())) {
            return NONE;
        }
        Header state = isNumbersOnly ? null : given.lastHeader(STATE);
        return new TraceContext(state != null && isState(state.value()) ? List.of(parent, state) : List.of(parent));
    }

    private static boolean isParent(byte[] value) {
        if (value == null || value.length != PARENT_BYTES) {
            return false;
        }
        for (int i = 0; i < PARENT_BYTES; i++) {
            boolean dash = i == TRACE_ID - 1 || i == PARENT_ID - 1 || i == FLAGS - 1;
            if (dash ? value[i] != '-' : !isHexadecimal(value[i])) {
                return false;
            }
        }
        boolean knownVersion = value[0] != 'f' || value[1] != 'f';
        return knownVersion && !isZero(value, TRACE_ID, PARENT_ID - 1) && !isZero(value, PARENT_ID, FLAGS - 1);
    }

    private static boolean isHexadecimal(byte character) {
        return character >= '0' && character <= '9' || character >= 'a' && character <= 'f';
    }

    private static boolean isZero(byte[] value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value[i] != '0') {
                return false;
            }
        }
        return true;
    }

    private static boolean isState(byte[] value) {
        if (value == null || value.length == 0 || value.length > STATE_BYTES) {
            return false;
        }
        for (byte character : value) {
            if (character < ' ' && character != '\t' || character == 0x7f) {
                return false;
            }
        }
        return true;
    }

    boolean isPresent() {
        return !headers.isEmpty();
    }

    void addTo(Headers to) {
        headers.forEach(to::add);
    }
}
