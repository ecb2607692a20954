package dev.sluice.bench.jmh;

import dev.sluice.audit.AuditRecords;
import dev.sluice.bench.load.LoadEvent;
import dev.sluice.domain.Category;
import dev.sluice.domain.EventView;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.InputRef;
import dev.sluice.registry.AvroCodec;
import dev.sluice.siem.Format;
import dev.sluice.siem.Meanings;
import dev.sluice.siem.RenderOptions;
import dev.sluice.siem.Renderer;
import dev.sluice.siem.Renderers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The audit of a load in the formats of a SIEM, beside what a record costs that is only read and copied. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RenderBenchmark {
    /** The format. */
    @Param({"OCSF", "JSON", "CEF", "LEEF", "SYSLOG", "WINEVENT"})
    private Format format;

    private AvroCodec<AuditEvent> codec;
    private byte[][] encoded;
    private AuditEvent[] audits;
    private Renderer renderer;
    private int at;

    /** For JMH. */
    public RenderBenchmark() {}

    /** Makes the audit of log-ins and of changes of access, half of each. */
    @Setup
    public void setUp() {
        codec = new Registry().codec(AuditEvent.class);
        renderer = new Renderers(RenderOptions.defaults("bench"), Meanings.load()).of(format);
        List<LoadEvent> events = new ArrayList<>(Samples.events(event -> event.category() == Category.ACCESS));
        events.addAll(Samples.events(event -> event.category() == Category.AUTHENTICATION));
        AuditRecords records = new AuditRecords("bench", 0);
        audits = new AuditEvent[events.size()];
        encoded = new byte[events.size()][];
        for (int i = 0; i < audits.length; i++) {
            // Neighbours are of different kinds, as on a topic.
            EventView view =
                    EventView.of(events.get(i % 2 * (audits.length / 2) + i / 2).event());
            Instant arrived = Instant.ofEpochMilli(view.occurredAt());
            InputRef input = new InputRef("iam." + view.category().topic(), 0, (long) i, arrived);
            audits[i] = records.event(i, view, input, AuditOutcome.APPLIED, null, 1, view.occurredAt());
            encoded[i] = codec.encode("iam.audit", audits[i]);
        }
    }

    private int next() {
        at = at + 1 & 2_047;
        return at;
    }

    /**
     * Writes a record that is read already.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] render() {
        return renderer.render(audits[next()]).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a record and writes it, as the sub-topology does.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] readAndRender() {
        return renderer.render(codec.decode("iam.audit", null, encoded[next()])).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Copies a record.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] copy() {
        return encoded[next()].clone();
    }
}
