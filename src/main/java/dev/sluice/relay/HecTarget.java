package dev.sluice.relay;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Splunk's HTTP Event Collector: objects one after the other, no array and no commas. Without acknowledgement code 0
 * confirms a request. With it each request has an id on a channel, and the collector is asked which of them the indexers
 * have written; what is not within a time limit is sent again on a new channel.
 */
final class HecTarget implements Target {
    private static final String CHANNEL = "X-Splunk-Request-Channel";

    /** No data, invalid data format, event field required, event blank, indexed fields. */
    private static final Set<Integer> INVALID = Set.of(5, 6, 12, 13, 15);

    /** The most ids in one question, so that a question stays small. */
    private static final int MAX_ASKED = 1_000;

    private final HttpPoster poster;
    private final Settings settings;
    private final Secret token;
    private final Supplier<UUID> channels;
    private final LongSupplier clock;
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private String channel;
    private long nextAskAt = Long.MIN_VALUE;
    private int confirmed;

    /**
     * @param base the URL that the paths are added to
     * @param ack whether to wait for the indexers
     * @param ackTimeout how long
     * @param ackPoll how often to ask
     */
    record Settings(URI base, boolean ack, Duration ackTimeout, Duration ackPoll) {
        URI path(String path) {
            return URI.create(base.toString().replaceAll("/+$", "") + path);
        }
    }

    /** A request that the indexers have not written yet, or that waits for one before it. */
    private static final class Request {
        private final int records;
        private final long ackId;
        private final long sentAt;
        private boolean written;

        Request(int records, long ackId, long sentAt) {
            this.records = records;
            this.ackId = ackId;
            this.sentAt = sentAt;
        }
    }

    /**
     * @param channels makes the name of a channel
     * @param clock ms that only ever grow
     */
    HecTarget(HttpPoster poster, Settings settings, Secret token, Supplier<UUID> channels, LongSupplier clock) {
        this.poster = poster;
        this.settings = settings;
        this.token = token;
        this.channels = channels;
        this.clock = clock;
    }

    @Override
    public void open() throws DeliveryFailure {
        token.read();
    }

    @Override
    public void send(List<Outgoing> records) throws DeliveryFailure, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        records.forEach(each -> body.writeBytes(each.bytes()));
        HttpPoster.Answer answer = post("/services/collector/event", body.toByteArray());
        JsonNode json = answer.json();
        if (answer.status() / 100 != 2) {
            throw refusal(answer, json);
        }
        if (json.path("code").asInt(-1) != 0) {
            throw new Unusable(
                    "Whoever answered " + answer.shown() + " is no collector: it does not say code 0; check the URL.",
                    null);
        }
        if (!settings.ack()) {
            confirmed += records.size();
            return;
        }
        if (!json.path("ackId").isIntegralNumber()) {
            throw new Unusable(
                    "The collector gives no ackId: turn indexer acknowledgement on for the token, or set "
                            + RelayKeys.HEC_ACK + "=false.",
                    null);
        }
        long ackId = json.path("ackId").longValue();
        if (waiting.stream().anyMatch(request -> request.ackId == ackId)) {
            // Both would be confirmed by what either says of the number.
            throw new Unusable(
                    "The collector gave the ackId " + ackId
                            + " twice on one channel, so several answer at this address; let a load balancer keep to one of them.",
                    null);
        }
        waiting.addLast(new Request(records.size(), ackId, clock.getAsLong()));
    }

    private HttpPoster.Answer post(String path, byte[] body) throws DeliveryFailure, InterruptedException {
        Map<String, String> headers = new HashMap<>();
        headers.put("Authorization", "Splunk " + token.read());
        headers.put("Content-Type", "application/json");
        if (settings.ack()) {
            if (channel == null) {
                channel = channels.get().toString();
            }
            headers.put(CHANNEL, channel);
        }
        return poster.post(settings.path(path), headers, body);
    }

    private static DeliveryFailure refusal(HttpPoster.Answer answer, JsonNode json) {
        String said = "The collector answered " + answer.shown();
        if (answer.status() == 413) {
            return new Refused(ParkReason.REFUSED_TOO_LARGE, said + ".");
        }
        if (INVALID.contains(json.path("code").asInt(-1))) {
            JsonNode index = json.path("invalid-event-number");
            return new Refused(
                    ParkReason.REFUSED_INVALID,
                    said + ".",
                    index.isInt() ? OptionalInt.of(index.intValue()) : OptionalInt.empty());
        }
        return new Unusable(said + ": it is not about the records; check index, token and URL.", null);
    }

    @Override
    public int confirmed(boolean hurry) throws DeliveryFailure, InterruptedException {
        long now = clock.getAsLong();
        if (!waiting.isEmpty() && now >= nextAskAt) {
            nextAskAt = now + settings.ackPoll().toMillis();
            ask();
            if (!waiting.isEmpty()
                    && now - waiting.peekFirst().sentAt > settings.ackTimeout().toMillis()) {
                throw new Unavailable(
                        "The indexers did not acknowledge within "
                                + settings.ackTimeout().toMillis() + " ms.",
                        null);
            }
        }
        int all = confirmed;
        confirmed = 0;
        return all;
    }

    private void ask() throws DeliveryFailure, InterruptedException {
        String ids = waiting.stream()
                .filter(request -> !request.written)
                .limit(MAX_ASKED)
                .map(request -> Long.toString(request.ackId))
                .collect(Collectors.joining(",", "{\"acks\":[", "]}"));
        HttpPoster.Answer answer = post("/services/collector/ack", ids.getBytes(StandardCharsets.US_ASCII));
        JsonNode acks = answer.json().path("acks");
        if (answer.status() / 100 != 2 || !acks.isObject()) {
            throw new Unusable(
                    "The collector does not tell what is acknowledged (it answered " + answer.shown()
                            + "); check that indexer acknowledgement is on for the token.",
                    null);
        }
        Set<Long> written = new HashSet<>();
        for (Map.Entry<String, JsonNode> ack : acks.properties()) {
            if (ack.getValue().asBoolean() && ack.getKey().matches("[0-9]{1,18}")) {
                written.add(Long.valueOf(ack.getKey()));
            }
        }
        waiting.forEach(request -> request.written |= written.contains(request.ackId));
        while (!waiting.isEmpty() && waiting.peekFirst().written) {
            confirmed += waiting.pollFirst().records;
        }
    }

    @Override
    public void reset() {
        waiting.clear();
        confirmed = 0;
        // Ids of the old channel say nothing of what is sent again.
        channel = null;
    }

    /** Connections belong to the client, which ends with its last reference. */
    @Override
    public void close() {
        reset();
    }
}
