package dev.sluice.cli;

import dev.sluice.strimzi.StrimziResources;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whose Strimzi resources are printed. */
final class StrimziOptions {
    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            defaultValue = "kafka",
            description = "For Strimzi: the Kafka resource (default: ${DEFAULT-VALUE}).")
    private String cluster;

    @Option(names = "--namespace", paramLabel = "NAME", description = "For Strimzi: where the resources are to be.")
    private String namespace;

    StrimziResources resources() {
        return new StrimziResources(cluster, Optional.ofNullable(namespace));
    }
}
