package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AuditEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.stream.CommitRig.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much is kept in memory changes how fast an answer comes, and no answer. */
class CacheSizeFlowTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSameIsToldWhateverTheSizeOfTheCache(long seed) {
        List<Step> script = CommitRig.script(seed, 250);
        Map<String, List<String>> large = told(script, StageOptions.DEFAULT_CACHE_BYTES);

        assertThat(large.get(Names.PROVISIONING_COMMAND)).hasSizeGreaterThan(20);
        assertThat(large.get(Names.IDENTITY_ACCESS)).hasSizeGreaterThan(5);
        assertThat(told(script, 0)).isEqualTo(large);
        assertThat(told(script, 4_000)).isEqualTo(large);
    }

    private static Map<String, List<String>> told(List<Step> script, long cacheBytes) {
        try (StageRig rig = StageRig.with().cacheBytes(cacheBytes).batches(5, 3).start()) {
            for (Step step : script) {
                if (step.isTick()) {
                    rig.wallClock(Duration.ofMillis(100));
                } else if (step.topic().equals(Names.POLICY)) {
                    rig.pipeBytes(
                            Names.POLICY,
                            step.key(),
                            rig.encode(Names.POLICY, step.record()),
                            new RecordHeaders(),
                            step.at());
                } else {
                    rig.pipe(step.key(), (SpecificRecordBase) step.record(), step.at());
                }
            }
            for (int i = 0; i < 60; i++) {
                rig.wallClock(Duration.ofSeconds(1));
            }
            Map<String, List<String>> told = new LinkedHashMap<>();
            told.put(Names.PROVISIONING_COMMAND, texts(rig, Names.PROVISIONING_COMMAND, ProvisioningCommand.class));
            told.put(Names.FINDING, texts(rig, Names.FINDING, Finding.class));
            told.put(Names.FINDING_STATE, texts(rig, Names.FINDING_STATE, Finding.class));
            told.put(Names.AUDIT, texts(rig, Names.AUDIT, AuditEvent.class));
            Map<String, String> views = new TreeMap<>();
            rig.records(Names.IDENTITY_ACCESS)
                    .forEach(record -> views.put(
                            StageRig.key(record),
                            record.value() == null
                                    ? "none"
                                    : rig.decode(IdentityAccess.class, record.value())
                                            .toString()));
            told.put(Names.IDENTITY_ACCESS, new ArrayList<>(views.values()));
            for (String topic : List.of(Names.DEAD_LETTER, Names.TICKET)) {
                assertThat(rig.records(topic)).isEmpty();
            }
            return told;
        }
    }

    private static <T extends SpecificRecord> List<String> texts(StageRig rig, String topic, Class<T> type) {
        return rig.records(topic).stream()
                .map(record -> StageRig.key(record) + " " + record.timestamp() + " " + rig.decode(type, record.value()))
                .toList();
    }
}
