package dev.sluice.replay;

import dev.sluice.event.Header;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.event.SourceKind;
import dev.sluice.stream.PolicyReader;
import dev.sluice.topics.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Plays files of events through the real topology. Files merge by the occurredAt at their heads, each keeping its own
 * order of lines; a record arrives at the greatest occurredAt so far. The same input gives the same bytes.
 */
public final class Replay {
    private static final int DRAIN_EVERY = 1000;

    /** A policy document to start with. */
    public record PolicyText(String kind, String id, String text) {}

    /**
     * What a replay did.
     *
     * @param events records played
     * @param badLines lines that were no record of their topic; each is in the dead-letter file
     * @param derived records by derived topic
     */
    public record Summary(long events, long badLines, Map<String, Long> derived) {}

    private final List<PolicyText> policies;
    private final PolicyReader policyReader;

    /**
     * A replay under a policy set.
     *
     * @param policies the documents of set 1, in force before the first event
     * @param policyReader reads policy documents
     */
    public Replay(List<PolicyText> policies, PolicyReader policyReader) {
        this.policies = List.copyOf(policies);
        this.policyReader = policyReader;
    }

    /**
     * Plays a directory.
     *
     * @param events the directory of input files; files that are not there count as empty
     * @param out the directory to write to; created where it is missing
     * @param until the instant to which events are played and timers run (ms since the epoch, not negative); the last
     *     event's by default
     * @return what was done
     * @throws IOException if a file can't be read or written
     */
    public Summary run(Path events, Path out, OptionalLong until) throws IOException {
        long end = until.isPresent() ? until.getAsLong() : lastInstant(events);
        long begin = Math.min(end, firstInstant(events).orElse(end));
        long[] counts = new long[2];
        try (ReplayOutput output = new ReplayOutput(out, derivedTopics());
                TopologyDriver driver = new TopologyDriver(policyReader, end)) {
            TopologyDriver.Sink sink = sink(output);
            try (MergedHistory history = MergedHistory.open(events, bad -> {
                counts[1]++;
                output.badLine(bad.topic(), bad);
            })) {
                publishPolicies(driver, begin);
                while (!history.isEmpty() && history.nextOccurredAt() <= end) {
                    MergedHistory.Entry entry = history.next();
                    driver.pipe(entry.topic(), entry.key(), entry.record(), Math.max(begin, entry.arrivedAt()));
                    if (++counts[0] % DRAIN_EVERY == 0) {
                        driver.drain(sink);
                    }
                }
            }
            driver.settle();
            driver.drain(sink);
            return new Summary(counts[0], counts[1], Map.copyOf(output.counts()));
        }
    }

    private static List<String> derivedTopics() {
        return TopicCatalogue.load().topics().stream()
                .filter(topic -> !topic.internal() && !isInput(topic.name()))
                .map(topic -> topic.name())
                .toList();
    }

    private static boolean isInput(String topic) {
        return ReplayInput.ALL.stream().anyMatch(input -> input.topic().equals(topic));
    }

    private void publishPolicies(TopologyDriver driver, long at) {
        for (PolicyText policy : policies) {
            driver.pipe(
                    "policy",
                    policy.kind() + "/" + policy.id(),
                    policyRecord(policy.kind(), policy.id(), at)
                            .setDocument(policy.text())
                            .build(),
                    at);
        }
        Policy marker = policyRecord("PolicySet", "default", at)
                .setSet(new PolicySet(1L, 0L, policies.size()))
                .build();
        driver.pipe("policy", "PolicySet/default", marker, at);
    }

    private static Policy.Builder policyRecord(String kind, String id, long at) {
        Header header = Header.newBuilder()
                .setEventId("set-1/" + kind + "/" + id)
                .setSource("replay")
                .setSourceKind(SourceKind.OTHER)
                .setOccurredAt(Instant.ofEpochMilli(at))
                .build();
        return Policy.newBuilder().setHeader(header).setKind(kind).setId(id).setSetVersion(1);
    }

    /** The occurredAt of the first record that has one in range: the policies are in force from then on. */
    private static OptionalLong firstInstant(Path directory) throws IOException {
        try (MergedHistory history = MergedHistory.open(directory, bad -> {})) {
            while (!history.isEmpty()) {
                long arrivedAt = history.next().arrivedAt();
                if (arrivedAt > 0) {
                    return OptionalLong.of(arrivedAt);
                }
            }
        }
        return OptionalLong.empty();
    }

    /** The greatest occurredAt over all files; the driver has to know it before the first event is played. */
    private static long lastInstant(Path directory) throws IOException {
        long last = 0;
        try (MergedHistory history = MergedHistory.open(directory, bad -> {})) {
            while (!history.isEmpty()) {
                last = history.next().arrivedAt();
            }
        }
        return last;
    }

    private static TopologyDriver.Sink sink(ReplayOutput output) {
        return new TopologyDriver.Sink() {
            @Override
            public void derived(String topic, String key, SpecificRecord value) {
                if (value == null) {
                    output.pageRemoved(topic, key);
                } else {
                    output.record(topic, value);
                }
            }

            @Override
            public void deadLetter(String key, byte[] value, Headers headers) {
                output.deadLetter(key, value, headers);
            }
        };
    }
}
