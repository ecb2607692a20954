package dev.sluice.relay;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A service that takes records by POST. A 2xx answer confirms the whole request. */
final class HttpTarget implements Target {
    private final HttpPoster poster;
    private final Request request;
    private final Secret authorization;
    private int confirmed;

    /**
     * How requests look.
     *
     * @param uri where they go
     * @param array whether the body is a JSON array; lines otherwise
     * @param contentType Content-Type
     * @param headers further headers by name
     * @param idempotency the header that gets the range of records; empty for none
     */
    record Request(URI uri, boolean array, String contentType, Map<String, String> headers, String idempotency) {
        Request {
            headers = Map.copyOf(headers);
        }
    }

    HttpTarget(HttpPoster poster, Request request, Secret authorization) {
        this.poster = poster;
        this.request = request;
        this.authorization = authorization;
    }

    @Override
    public void open() throws DeliveryFailure {
        authorization.read();
    }

    @Override
    public void send(List<Outgoing> records) throws DeliveryFailure, InterruptedException {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.put("Content-Type", request.contentType());
        if (!authorization.isNone()) {
            headers.put("Authorization", authorization.read());
        }
        if (!request.idempotency().isEmpty()) {
            headers.put(request.idempotency(), range(records));
        }
        HttpPoster.Answer answer = poster.post(request.uri(), headers, body(records));
        if (answer.status() / 100 == 2) {
            confirmed += records.size();
            return;
        }
        throw answer.status() == 413
                ? new Refused(ParkReason.REFUSED_TOO_LARGE, "The target answered 413.")
                : new Refused(ParkReason.REFUSED_INVALID, "The target answered " + answer.shown() + ".");
    }

    /** The records' range, which is the same when the same records are sent again. */
    static String range(List<Outgoing> records) {
        Message first = records.get(0).message();
        return first.id() + "-" + records.get(records.size() - 1).message().offset();
    }

    private byte[] body(List<Outgoing> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] between = (request.array() ? "," : "\n").getBytes(StandardCharsets.US_ASCII);
        if (request.array()) {
            out.write('[');
        }
        for (int i = 0; i < records.size(); i++) {
            if (i > 0) {
                out.writeBytes(between);
            }
            out.writeBytes(records.get(i).bytes());
        }
        out.write(request.array() ? ']' : '\n');
        return out.toByteArray();
    }

    @Override
    public int confirmed(boolean hurry) {
        int now = confirmed;
        confirmed = 0;
        return now;
    }

    @Override
    public void reset() {
        confirmed = 0;
    }

    /** Connections belong to the client, which ends with its last reference. */
    @Override
    public void close() {
        reset();
    }
}
