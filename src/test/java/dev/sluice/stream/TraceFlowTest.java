package dev.sluice.stream;

import static dev.sluice.stream.StageRig.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever traces an event finds what followed from it. */
class TraceFlowTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String STATE = "vendor=t61rcWkgMzE,other=00f067aa0ba902b7";
    private static final String LEFT = "2026-02-01T00:00:00Z";

    private static Headers traced(String parent, String state) {
        Headers headers = new RecordHeaders();
        headers.add("traceparent", parent.getBytes(StandardCharsets.UTF_8));
        if (state != null) {
            headers.add("tracestate", state.getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static StageRig withSomebody() {
        StageRig rig = StageRig.with().start();
        rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
        rig.hire("2026-01-02T00:00:00Z", "E1");
        rig.grant("2026-01-03T00:00:00Z", "E1", "sap", "R1");
        return rig;
    }

    private static void leave(StageRig rig, Headers headers) {
        IdentityEvent event = Events.identity(rig.header(LEFT), "E1", IdentityAction.TERMINATED);
        rig.pipeBytes("identity", "E1", rig.encode("identity", event), headers, ms(LEFT));
    }

    private static List<TestRecord<byte[], byte[]>> since(StageRig rig, String topic, String at) {
        return rig.records(topic).stream()
                .filter(record -> record.timestamp() >= ms(at))
                .toList();
    }

    @Test
    void whatIsDecidedCarriesTheTraceOfTheEvent() {
        try (StageRig rig = withSomebody()) {
            leave(rig, traced(PARENT, STATE));

            for (String topic : List.of(Names.PROVISIONING_COMMAND, Names.AUDIT)) {
                assertThat(since(rig, topic, LEFT)).as(topic).isNotEmpty().allSatisfy(record -> {
                    assertThat(StageRig.header(record, "traceparent")).isEqualTo(PARENT);
                    assertThat(StageRig.header(record, "tracestate")).isEqualTo(STATE);
                });
            }
        }
    }

    @Test
    void whatTimeBringsBelongsToNoTrace() {
        try (StageRig rig = withSomebody()) {
            leave(rig, traced(PARENT, null));
            String later = "2026-03-20T00:00:00Z";
            rig.hire(later, "E2");
            rig.wallClock(Duration.ofSeconds(1));

            assertThat(since(rig, Names.FINDING, LEFT)).isNotEmpty();
            assertThat(since(rig, Names.AUDIT, later))
                    .isNotEmpty()
                    .allSatisfy(record -> assertThat(record.headers().toArray()).isEmpty());
        }
    }

    @Test
    void findingsCarryIt() {
        try (StageRig rig = StageRig.with().start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap REPORT");
            rig.hire("2026-01-02T00:00:00Z", "E1");
            rig.terminate("2026-01-03T00:00:00Z", "E1", "2026-01-03T00:00:00Z");
            AccessEvent event = Events.access(
                    rig.header("2026-06-01T00:00:00Z"),
                    "E1",
                    AccessAction.ENTITLEMENT_GRANTED,
                    Events.account("sap", "E1"));
            event.setEntitlement(Events.entitlement("sap:R1"));
            rig.pipeBytes(
                    "access", "E1", rig.encode("access", event), traced(PARENT, null), ms("2026-06-01T00:00:00Z"));

            assertThat(rig.records(Names.FINDING)).isNotEmpty().allSatisfy(record -> {
                assertThat(StageRig.header(record, "traceparent")).isEqualTo(PARENT);
                assertThat(record.headers().lastHeader("tracestate")).isNull();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes-later",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
            })
    void whatIsOfNoValidFormIsNotPassedOn(String parent) {
        try (StageRig rig = withSomebody()) {
            leave(rig, traced(parent, STATE));

            assertThat(since(rig, Names.AUDIT, LEFT))
                    .isNotEmpty()
                    .allSatisfy(record -> assertThat(record.headers().toArray()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {513, 100_000})
    void aStateThatIsTooLongIsLeftOut(int length) {
        try (StageRig rig = withSomebody()) {
            leave(rig, traced(PARENT, "k=" + "v".repeat(length - 2)));

            assertThat(since(rig, Names.AUDIT, LEFT)).isNotEmpty().allSatisfy(record -> {
                assertThat(record.headers().toArray()).hasSize(1);
                assertThat(StageRig.header(record, "traceparent")).isEqualTo(PARENT);
            });
        }
    }

    @Test
    void itGoesOverTheExchangeAndIsThatOfTheEventNotOfWhatCarriesIt() {
        try (StageRig rig = StageRig.with().start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
            IdentityEvent event = Events.identity(rig.header("2026-01-02T00:00:00Z"), "E1", IdentityAction.HIRED);
            rig.pipeBytes(
                    "identity",
                    "a-wrong-key",
                    rig.encode("identity", event),
                    traced(PARENT, STATE),
                    ms("2026-01-02T00:00:00Z"));
            // The driver hands over what the stage sends to itself.
            assertThat(rig.records(Names.EXCHANGE)).singleElement().satisfies(record -> {
                assertThat(StageRig.header(record, "traceparent")).isEqualTo(PARENT);
                assertThat(StageRig.header(record, "tracestate")).isEqualTo(STATE);
            });
            assertThat(since(rig, Names.AUDIT, "2026-01-02T00:00:00Z"))
                    .isNotEmpty()
                    .allSatisfy(record ->
                            assertThat(StageRig.header(record, "traceparent")).isEqualTo(PARENT));
        }
    }

    @Test
    void deadLettersKeepItWithAllOtherHeaders() {
        try (StageRig rig = withSomebody()) {
            Headers headers = traced(PARENT, STATE).add("other", new byte[] {1});
            rig.pipeBytes("identity", "E1", new byte[] {9, 9, 9}, headers, ms(LEFT));

            assertThat(rig.deadLetters()).singleElement().satisfies(record -> {
                assertThat(StageRig.header(record, "traceparent")).isEqualTo(PARENT);
                assertThat(record.headers().lastHeader("other")).isNotNull();
                assertThat(record.headers().headers("traceparent")).hasSize(1);
            });
            assertThat(since(rig, Names.AUDIT, LEFT)).singleElement().satisfies(record -> assertThat(
                            StageRig.header(record, "traceparent"))
                    .isEqualTo(PARENT));
        }
    }

    @Test
    void latenciesAreMeasuredWhereSomethingWasDecided() {
        try (StageRig rig = StageRig.with().wallClock("2026-02-01T00:00:05Z").start()) {
            rig.policies("2026-01-01T00:00:00Z", "sap ENFORCE");
            rig.hire("2026-01-02T00:00:00Z", "E1");
            rig.grant("2026-01-03T00:00:00Z", "E1", "sap", "R1");
            Timer timer = rig.meters
                    .get("sluice.decision.latency")
                    .tag("since", "arrival")
                    .timer();
            long count = timer.count();
            double seconds = timer.totalTime(TimeUnit.SECONDS);
            leave(rig, new RecordHeaders());

            assertThat(timer.count()).isEqualTo(count + 1);
            assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(seconds + 5);
        }
    }
}
