package dev.sluice.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the audit is: in a cluster, or in files. */
final class AuditSourceOptions {
    @Option(
            names = "--files",
            paramLabel = "DIR",
            description = "What ./sluice audit export has written; no cluster is needed then.")
    private Path files;

    @Mixin
    private ConnectionOptions connection;

    AuditSource source() {
        return files != null ? new ExportedAudit(files) : new ClusterAudit(connection.toMap());
    }
}
