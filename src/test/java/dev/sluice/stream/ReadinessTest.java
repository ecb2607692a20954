package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.Field;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.internals.QuietPartitionGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Where the texts are avoided, and where all is left as it is. */
class ReadinessTest {
    private final Logger log = (Logger) LoggerFactory.getLogger(Readiness.class);
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final AtomicBoolean said = new AtomicBoolean();

    @BeforeEach
    void listen() {
        told.start();
        log.addAppender(told);
        log.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(told);
        log.setAdditive(true);
    }

    /** If this fails after an upgrade of Kafka, see docs/adr/0011. */
    @Test
    void theStageAvoidsThem() throws ReflectiveOperationException {
        try (FlowFixture flow = new FlowFixture()) {
            TopologyTestDriver driver = (TopologyTestDriver) valueOf("driver", flow.driver());
            assertThat(groupOf(driver)).isInstanceOf(QuietPartitionGroup.class);
        }
        assertThat(told.list).isEmpty();
    }

    @Test
    void aTaskThatIsInitialisedAgainHasNoSecondOne() throws ReflectiveOperationException {
        Object[] first = new Object[1];
        Object last = groupAfter("0", context -> {
            Readiness.withoutTexts(context);
            first[0] = groupOf(context);
            Readiness.withoutTexts(context);
        });

        assertThat(last).isInstanceOf(QuietPartitionGroup.class).isSameAs(first[0]);
    }

    @Test
    void aTaskThatWaitsForNothingIsLeftAsItIs() throws ReflectiveOperationException {
        assertThat(groupAfter("-1", Readiness::withoutTexts)).isNotInstanceOf(QuietPartitionGroup.class);
        assertThat(told.list).isEmpty();
    }

    @Test
    void anotherVersionIsLeftAsItIsWhichIsSaidOnce() throws ReflectiveOperationException {
        for (int task = 0; task < 2; task++) {
            assertThat(groupAfter("0", context -> Readiness.withoutTexts(context, "4.0.0", said)))
                    .isNotInstanceOf(QuietPartitionGroup.class);
        }

        assertThat(told.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("half of all garbage and a sixth of all CPU", "with version 4.3.1 only, and it is version ");
    }

    @Test
    void aContextWithoutATaskIsNothingToSpeakOf() {
        Readiness.withoutTexts(new MockProcessorContext<>());

        assertThat(told.list).isEmpty();
    }

    /** The group of a small topology's task after its processor did something in its init. */
    private static Object groupAfter(String idleMs, Consumer<ProcessorContext<?, ?>> init)
            throws ReflectiveOperationException {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "readiness");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, idleMs);
        Topology topology = new Topology()
                .addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in")
                .addProcessor("stage", () -> new Initialised(init), "in");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, properties)) {
            return groupOf(driver);
        }
    }

    private static Object groupOf(TopologyTestDriver driver) throws ReflectiveOperationException {
        return valueOf("partitionGroup", valueOf("task", driver));
    }

    private static Object groupOf(ProcessorContext<?, ?> context) {
        try {
            return valueOf("partitionGroup", valueOf("streamTask", context));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object valueOf(String name, Object owner) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    private static final class Initialised extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        private final Consumer<ProcessorContext<?, ?>> init;

        Initialised(Consumer<ProcessorContext<?, ?>> init) {
            this.init = init;
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            super.init(context);
            init.accept(context);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {}
    }
}
