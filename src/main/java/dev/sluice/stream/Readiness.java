package dev.sluice.stream;

import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.streams.internals.metrics.ClientMetrics;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorContextImpl;
import org.apache.kafka.streams.processor.internals.QuietPartitionGroup;
import org.apache.kafka.streams.processor.internals.StreamTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a task whether it is ready without the texts that Kafka Streams 4.3 builds about it, for every record and every input
 * that has none at the moment. The answers stay the same, and so does the order of records across inputs. Where Kafka
 * Streams is not as it is expected to be, all is left as it is; {@code docs/adr/0011} says what to look at then.
 */
final class Readiness {
    private static final String WRITTEN_FOR = "4.3.1";
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private Readiness() {}

    /** To be called while a processor is initialised, when its task does not process yet. */
    static void withoutTexts(ProcessorContext<?, ?> context) {
        withoutTexts(context, WRITTEN_FOR, SAID);
    }

    static void withoutTexts(ProcessorContext<?, ?> context, String version, AtomicBoolean said) {
        try {
            if (context instanceof ProcessorContextImpl internal && taskOf(internal) instanceof StreamTask task) {
                if (version.equals(ClientMetrics.version())) {
                    QuietPartitionGroup.putBefore(task);
                } else {
                    say(said, "it is version " + ClientMetrics.version(), null);
                }
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            say(said, "its internals are different", e);
        }
    }

    private static Object taskOf(ProcessorContextImpl context) throws ReflectiveOperationException {
        Field field = ProcessorContextImpl.class.getDeclaredField("streamTask");
        field.setAccessible(true);
        return field.get(context);
    }

    private static void say(AtomicBoolean said, String difference, Throwable cause) {
        if (!said.getAndSet(true)) {
            LOG.warn(
                    "Kafka Streams builds a text for each record and each input without records, which costs half of all"
                            + " garbage and a sixth of all CPU. Sluice avoids that with version {} only, and {}."
                            + " Nothing else is affected",
                    WRITTEN_FOR,
                    difference,
                    cause);
        }
    }
}
