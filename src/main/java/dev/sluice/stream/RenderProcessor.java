package dev.sluice.stream;

import dev.sluice.audit.LoggedFailure;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.event.AuditEvent;
import dev.sluice.registry.AvroCodec;
import dev.sluice.registry.Transience;
import dev.sluice.siem.Renderer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each audit record in every format. What can't be read, or written in one of the formats, goes to the dead-letter
 * topic, and the stream goes on: a SIEM that lacks one record is better than one that gets no more.
 */
final class RenderProcessor implements Processor<byte[], byte[], byte[], Outgoing> {
    private static final Logger LOG = LoggerFactory.getLogger(RenderProcessor.class);

    /** A key is told with the record that needs it, and read some milliseconds later. Far less than a transaction may take. */
    private static final Duration KEY_PATIENCE = Duration.ofSeconds(2);

    private final StageOptions options;
    private final AvroCodec<AuditEvent> codec;
    private final List<Renderer> renderers;
    private final StageMetrics metrics;
    private final RegistryPatience patience;
    private final InstantSource clock;
    private ProcessorContext<byte[], Outgoing> context;
    private Outbox outbox;
    private SealedDetails details;

    RenderProcessor(
            StageOptions options,
            AvroCodec<AuditEvent> codec,
            List<Renderer> renderers,
            StageMetrics metrics,
            RegistryPatience patience,
            InstantSource clock) {
        this.options = options;
        this.codec = codec;
        this.renderers = renderers;
        this.metrics = metrics;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> processorContext) {
        context = processorContext;
        outbox = new Outbox(context.taskId().partition(), Names.sink(Names.DEAD_LETTER, Names.RENDER), record -> {});
        if (options.isSealed()) {
            details = new SealedDetails(
                    context.getStateStore(Names.ALL_SUBJECT_KEYS),
                    options.masterKeys(),
                    bytes -> patience.call(() -> codec.decode(options.topic(Names.AUDIT), null, bytes)),
                    KEY_PATIENCE,
                    clock,
                    metrics::omitted);
        }
        Readiness.withoutTexts(context);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Incoming in = Incoming.of(context, record);
        outbox.follows(TraceContext.of(in.headers(), options.isSealed()));
        AuditEvent audit = read(in);
        if (audit != null) {
            if (details != null && in.key() != null) {
                details.open(new String(in.key(), StandardCharsets.UTF_8), audit);
            }
            // Where it is not opened it tells a SIEM nothing.
            audit.setSealedDetail(null);
            render(in, audit);
        }
        // Not as of its arrival: what is rendered long after it would be older than its topic keeps records.
        outbox.flush(context, Math.max(in.arrivedAt(), context.currentSystemTimeMs()));
    }

    private AuditEvent read(Incoming in) {
        if (in.value() == null) {
            refuse(in, new Rejection(ReasonCode.NULL_VALUE, "The audit record has no value."));
            return null;
        }
        try {
            return patience.call(() -> codec.decode(in.topic(), in.headers(), in.value()));
        } catch (RuntimeException e) {
            if (Transience.isTransient(e)) {
                throw e;
            }
            refuse(in, new Rejection(ReasonCode.UNDECODABLE, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private void render(Incoming in, AuditEvent audit) {
        List<String> failed = new ArrayList<>(0);
        List<String> tooLarge = new ArrayList<>(0);
        for (Renderer renderer : renderers) {
            String word = renderer.format().word();
            try {
                byte[] text = renderer.render(audit).getBytes(StandardCharsets.UTF_8);
                outbox.addTelling(renderer.format().topic(), in.key(), text, in.arrivedAt());
                metrics.rendered(renderer.format());
            } catch (TooLarge e) {
                tooLarge.add(word + ": " + e.getMessage());
            } catch (RuntimeException e) {
                LOG.error(
                        "{}-{}@{} can't be written as {}.",
                        in.topic(),
                        in.partition(),
                        in.offset(),
                        word,
                        LoggedFailure.of(e));
                LOG.debug("The failure in full.", e);
                // Its message may repeat what the record says.
                failed.add(word + ": " + e.getClass().getSimpleName());
            }
        }
        refuse(in, ReasonCode.NOT_RENDERED, failed);
        refuse(in, ReasonCode.TOO_LARGE, tooLarge);
    }

    private void refuse(Incoming in, ReasonCode reason, List<String> formats) {
        if (!formats.isEmpty()) {
            refuse(in, new Rejection(reason, String.join("; ", formats)));
        }
    }

    private void refuse(Incoming in, Rejection rejection) {
        DeadLetters.add(outbox, in, rejection, options.isSealed());
        metrics.deadLetter(rejection.reason());
    }
}
