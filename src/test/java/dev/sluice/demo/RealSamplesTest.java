package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.registry.AvroSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples are sent once per data directory; what the broker did not take is sent again. */
class RealSamplesTest {
    private final AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();

    @TempDir
    Path data;

    RealSamplesTest() {
        serializer.configure(Map.of("schema.registry.url", "mock://samples"), false);
    }

    @AfterEach
    void stop() {
        serializer.close();
    }

    @Test
    void areSentOncePerDataDirectory() throws IOException {
        MockProducer<String, byte[]> first = producer();
        assertThat(samples().play(feed(first))).isPresent();
        assertThat(first.history()).hasSizeGreaterThan(15);

        MockProducer<String, byte[]> second = producer();
        assertThat(samples().play(feed(second))).isEmpty();
        assertThat(second.history()).isEmpty();
    }

    @Test
    void areSentAgainWhenTheBrokerDidNotTakeThemAll() throws IOException {
        LosingTheLast failing = new LosingTheLast();
        assertThatThrownBy(() -> samples().play(feed(failing))).isInstanceOf(IllegalStateException.class);

        MockProducer<String, byte[]> next = producer();
        assertThat(samples().play(feed(next))).isPresent();
        assertThat(next.history()).hasSameSizeAs(failing.history()).hasSizeGreaterThan(15);
    }

    /** Takes all but the last record. */
    private static final class LosingTheLast extends MockProducer<String, byte[]> {
        LosingTheLast() {
            super(false, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized void flush() {
            int pending = history().size();
            for (int i = 1; i < pending; i++) {
                completeNext();
            }
            errorNext(new TimeoutException("The broker is gone."));
        }
    }

    private static RealSamples samples() {
        return new RealSamples(InstantSource.system());
    }

    private DemoFeed feed(MockProducer<String, byte[]> producer) {
        return new DemoFeed(producer, serializer, "iam.", data.resolve("history-position"));
    }

    private static MockProducer<String, byte[]> producer() {
        return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    }
}
