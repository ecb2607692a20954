package dev.sluice.fuzz;

import dev.sluice.api.HttpFuzz;
import dev.sluice.audit.proof.AuditFuzz;
import dev.sluice.json.PlainJsonFuzz;
import dev.sluice.mapping.JsltFuzz;
import dev.sluice.mapping.MappingFuzz;
import dev.sluice.policy.PolicyFuzz;
import dev.sluice.registry.AvroDecodeFuzz;
import dev.sluice.registry.RegistryAnswerFuzz;
import dev.sluice.siem.RenderersFuzz;
import dev.sluice.stream.StageFuzz;
import dev.sluice.stream.StoreFormatsFuzz;
import dev.sluice.stream.state.StateFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What is fuzzed: a door through which input comes in that somebody else has made. */
enum FuzzTarget {
    AVRO(AvroDecodeFuzz.class, AvroDecodeFuzz::fuzzerTestOneInput, AvroDecodeFuzz::seeds),
    REGISTRY(RegistryAnswerFuzz.class, RegistryAnswerFuzz::fuzzerTestOneInput, RegistryAnswerFuzz::seeds),
    STATE(StateFuzz.class, StateFuzz::fuzzerTestOneInput, StateFuzz::seeds),
    STORES(StoreFormatsFuzz.class, StoreFormatsFuzz::fuzzerTestOneInput, StoreFormatsFuzz::seeds),
    STAGE(StageFuzz.class, StageFuzz::fuzzerTestOneInput, StageFuzz::seeds),
    MAPPING(MappingFuzz.class, MappingFuzz::fuzzerTestOneInput, MappingFuzz::seeds),
    JSLT(JsltFuzz.class, JsltFuzz::fuzzerTestOneInput, JsltFuzz::seeds),
    JSON(PlainJsonFuzz.class, PlainJsonFuzz::fuzzerTestOneInput, PlainJsonFuzz::seeds),
    POLICY(PolicyFuzz.class, PolicyFuzz::fuzzerTestOneInput, PolicyFuzz::seeds),
    HTTP(HttpFuzz.class, HttpFuzz::fuzzerTestOneInput, HttpFuzz::seeds),
    RENDERERS(RenderersFuzz.class, RenderersFuzz::fuzzerTestOneInput, RenderersFuzz::seeds),
    AUDIT(AuditFuzz.class, AuditFuzz::fuzzerTestOneInput, AuditFuzz::seeds);

    /** Takes in one input. */
    interface Door {
        void take(byte[] input);
    }

    private static final Path CORPUS = Path.of("src/test/resources/fuzz");

    private final Class<?> type;
    private final Door door;
    private final Supplier<Map<String, byte[]>> seeds;

    FuzzTarget(Class<?> type, Door door, Supplier<Map<String, byte[]>> seeds) {
        this.type = type;
        this.door = door;
        this.seeds = seeds;
    }

    Class<?> type() {
        return type;
    }

    Door door() {
        return door;
    }

    /** What real inputs look like, by a name for each. */
    Map<String, byte[]> seeds() {
        return seeds.get();
    }

    /** The name of its folder, and the one that people call it by. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Path corpus() {
        return CORPUS.resolve(word());
    }

    /** The inputs of its corpus: seeds, and what was once found. */
    List<Path> inputs() {
        try (Stream<Path> files = Files.list(corpus())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new AssertionError("run FuzzCorpusTest with -Dsluice.fuzz.seeds=write", e);
        }
    }
}
