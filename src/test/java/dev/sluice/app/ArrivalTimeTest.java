package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ArrivalTimeTest {
    private static final long NOW = Instant.parse("2026-03-01T09:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;

    private final ArrivalTime arrival = new ArrivalTime(InstantSource.fixed(Instant.ofEpochMilli(NOW)));

    @Test
    void aRecordArrivesAtItsTimestamp() {
        assertThat(arrival.extract(record(0), 5)).isZero();
        assertThat(arrival.extract(record(NOW), 5)).isEqualTo(NOW);
        assertThat(arrival.extract(record(NOW + HOUR), 5)).isEqualTo(NOW + HOUR);
    }

    @Test
    void aRecordFromTheFutureArrivesNow() {
        assertThat(arrival.extract(record(NOW + HOUR + 1), 5)).isEqualTo(NOW);
        assertThat(arrival.extract(record(Long.MAX_VALUE), 5)).isEqualTo(NOW);
    }

    @Test
    void aRecordWithoutATimestampTakesThePartitionsTime() {
        assertThat(arrival.extract(record(-1), 5)).isEqualTo(5);
        assertThat(arrival.extract(record(Long.MIN_VALUE), -1)).isZero();
    }

    private static ConsumerRecord<Object, Object> record(long timestamp) {
        return new ConsumerRecord<>(
                "iam.identity",
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                null,
                new RecordHeaders(),
                Optional.empty());
    }
}
