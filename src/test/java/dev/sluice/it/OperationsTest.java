package dev.sluice.it;

import static dev.sluice.it.StreamCluster.LOOK;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.AppConfig;
import dev.sluice.app.ServedApp;
import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.it.Scrape.Series;
import dev.sluice.registry.AvroSerializer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running application tells of itself, with many people, systems and entitlements, and after a restart. */
@WithStack
@Timeout(240)
class OperationsTest {
    private static final int PEOPLE = 300;
    private static final int SYSTEMS = 12;
    private static final int POISON = 5;
    private static final int MOST_SERIES = 700;
    private static final Instant BEGIN = Instant.now().minusSeconds(90L * 86_400);

    @TempDir
    private Path dir;

    private int sequence;

    @Test
    void hasTheSameFewSeriesWhoeverThereIsAndTheSameNumbersAfterARestart(EmbeddedStack stack, TestTopics topics)
            throws Exception {
        StringBuilder policies =
                new StringBuilder("kind: Settings\nid: default\nbrake: {window: P1D, limit: 100000}\n");
        for (int i = 0; i < SYSTEMS; i++) {
            policies.append("---\nkind: System\nid: system")
                    .append(i)
                    .append("\nmode: enforce\nretry: {first: P30D, max: P30D, attempts: 2}\n");
        }
        Files.writeString(dir.resolve("policies.yaml"), policies);
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("ops."), 4, dir.resolve("state"))) {
            cluster.publishPolicies(dir, BEGIN);
            Map<String, Object> config = cluster.appConfig("a");
            config.put("sluice.ops.port", "0");
            config.put("num.stream.threads", "2");
            // Who comes back under its name need not wait until it is missed.
            config.put("group.instance.id", "ops");
            Map<String, Double> open;
            try (ServedApp served = ServedApp.start(new AppConfig(config), cluster.overrides())) {
                int port = served.port();
                awaitReady(port);
                Set<Series> before = series(Scrape.of(port));
                send(cluster);
                await().atMost(90, SECONDS).pollInterval(LOOK).until(() -> isToldInFull(Scrape.of(port)));
                Scrape after = Scrape.of(port);

                assertThat(series(after)).isEqualTo(before);
                assertThat(after.values()).hasSizeLessThan(MOST_SERIES);
                assertThat(labelValues(after)).noneMatch(value -> isUnbounded(value, topics.name("ops.")));
                assertThat(after.sum("sluice_dead_letters_total", "reason", "UNDECODABLE"))
                        .isEqualTo(POISON);
                assertThat(after.sum("sluice_identities")).isEqualTo(PEOPLE);
                assertThat(after.sum("sluice_tasks")).isEqualTo(4);
                assertThat(after.sum("sluice_policy_set_version", "of", "oldest"))
                        .isEqualTo(1);
                assertThat(after.sum("sluice_commands_open", "action", "REVOKE"))
                        .isPositive();
                assertThat(after.sum("sluice_streams_threads", "state", "alive"))
                        .isEqualTo(2);
                assertThat(after.sum("sluice_decision_latency_seconds_count", "since", "arrival"))
                        .isPositive();
                assertThat(after.sum("sluice_kafka_transactions_commit_time_seconds_total"))
                        .isPositive();
                assertThat(threadsThatAsk(served))
                        .as("by what liveness knows threads")
                        .hasSize(2);
                MetricsPage.check(after);
                open = open(port);
            }
            try (ServedApp served = ServedApp.start(new AppConfig(config), cluster.overrides())) {
                awaitReady(served.port());
                assertThat(open(served.port())).isEqualTo(open);
            }
        }
    }

    private static Set<String> threadsThatAsk(ServedApp served) {
        Set<String> alive = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .collect(Collectors.toSet());
        return served.app().streams().metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("last-poll-seconds-ago")
                        && metric.getKey().group().equals("consumer-metrics")
                        && metric.getValue().metricValue() instanceof Number ago
                        && ago.doubleValue() >= 0)
                .map(metric -> metric.getKey().tags().get("client-id").replaceFirst("-consumer$", ""))
                .filter(alive::contains)
                .collect(Collectors.toSet());
    }

    private static void awaitReady(int port) {
        await().atMost(60, SECONDS)
                .pollInterval(LOOK)
                .until(() -> Scrape.ask(port, "/ready").body(), "yes\n"::equals);
        assertThat(Scrape.ask(port, "/live").body()).isEqualTo("yes\n");
        assertThat(Scrape.ask(port, "/started").body()).isEqualTo("yes\n");
    }

    private static int events() {
        return PEOPLE + PEOPLE * 2 + PEOPLE / 3;
    }

    /** What is refused may be read after all else, and gauges are set a little later than counters. */
    private static boolean isToldInFull(Scrape scrape) {
        return scrape.sum("sluice_events_total", "outcome", "APPLIED") >= events()
                && scrape.sum("sluice_dead_letters_total", "reason", "UNDECODABLE") >= POISON
                && scrape.sum("sluice_identities") >= PEOPLE
                && scrape.sum("sluice_policy_set_version", "of", "oldest") >= 1
                && scrape.sum("sluice_tasks") >= 4
                && scrape.sum("sluice_decision_latency_seconds_count", "since", "arrival") > 0
                && scrape.sum("sluice_commands_open", "action", "REVOKE") > 0
                && scrape.sum("sluice_kafka_transactions_commit_time_seconds_total") > 0;
    }

    /** Everybody has something in two systems, and every third one has left long ago. */
    private void send(StreamCluster cluster) {
        List<SpecificRecordBase> events = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            String identity = "person-" + i;
            events.add(Events.identity(header(0), identity, IdentityAction.HIRED));
            for (int system : new int[] {i % SYSTEMS, (i + 1) % SYSTEMS}) {
                AccessEvent granted = Events.access(
                        header(1),
                        identity,
                        AccessAction.ENTITLEMENT_GRANTED,
                        Events.account("system" + system, "account-" + i));
                granted.setEntitlement(Events.entitlement("system" + system + ":entitlement-" + i));
                events.add(granted);
            }
            if (i % 3 == 0) {
                events.add(Events.identity(header(2), identity, IdentityAction.TERMINATED));
            }
        }
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer();
                AvroSerializer<SpecificRecord> serializer = cluster.serializer()) {
            for (SpecificRecordBase event : events) {
                EventView view = EventView.of(event);
                String topic = view.category().topic();
                producer.send(new ProducerRecord<>(
                        cluster.topic(topic),
                        view.subjectKey().getBytes(StandardCharsets.UTF_8),
                        serializer.serialize(cluster.topic(topic), event)));
            }
        }
        cluster.sendBytes("identity", 0, POISON, new byte[] {1, 2, 3});
    }

    private Header header(int day) {
        return Events.header(
                "e" + ++sequence, "test", null, BEGIN.plusSeconds(day * 86_400L).toEpochMilli());
    }

    private static Set<Series> series(Scrape scrape) {
        return scrape.values().keySet().stream()
                .filter(series -> series.name().startsWith("sluice_"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> labelValues(Scrape scrape) {
        return scrape.values().keySet().stream()
                .flatMap(series -> series.labels().entrySet().stream())
                .filter(label -> !label.getKey().equals("le"))
                .map(Map.Entry::getValue)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isUnbounded(String value, String prefix) {
        return value.contains("person")
                || value.contains("account-")
                || value.contains("system")
                || value.contains("entitlement-")
                || value.contains(prefix)
                || value.contains("StreamThread")
                || value.contains("127.0.0.1")
                || value.matches(".*\\d_\\d+.*|.*-\\d+|\\d+");
    }

    /** When they have come to rest. */
    private static Map<String, Double> open(int port) {
        List<Map<String, Double>> seen = new ArrayList<>(List.of(Map.of(), open(Scrape.of(port))));
        await().atMost(30, SECONDS).pollInterval(LOOK).until(() -> {
            seen.add(open(Scrape.of(port)));
            int last = seen.size() - 1;
            return seen.get(last).equals(seen.get(last - 1)) && seen.get(last).equals(seen.get(last - 2));
        });
        return seen.get(seen.size() - 1);
    }

    private static Map<String, Double> open(Scrape scrape) {
        Map<String, Double> open = new TreeMap<>();
        scrape.values().forEach((series, value) -> {
            if (series.name().matches("sluice_(findings_open|commands_open|identities|timers)") && value != 0) {
                open.put(series.toString(), value);
            }
        });
        return open;
    }
}
