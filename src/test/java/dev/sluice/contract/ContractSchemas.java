package dev.sluice.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;

/** The schemas as they stand in the folder {@code schemas}, with every reference resolved. */
final class ContractSchemas {
    /** Where the contract is kept, relative to the repository root, which is where tests run. */
    static final Path FOLDER = Path.of("schemas");

    /** The records that are the value of a topic. The others are parts of these. */
    static final List<String> TOP_LEVEL = List.of(
            "IdentityEvent",
            "AccessEvent",
            "AuthenticationEvent",
            "PrivilegedSessionEvent",
            "ComplianceEvent",
            "Control",
            "Policy",
            "Exchange",
            "IdentityAccess",
            "Finding",
            "ProvisioningCommand",
            "Ticket",
            "AuditEvent");

    private ContractSchemas() {}

    /**
     * Reads all schemas of a folder, not of its sub-folders.
     *
     * @return every named schema by its simple name: those with a file of their own, and those written inside another
     */
    static Map<String, Schema> read(Path folder) {
        SchemaParser parser = new SchemaParser();
        for (Path file : files(folder)) {
            try {
                parser.parse(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Map<String, Schema> byName = new TreeMap<>();
        parser.getParsedNamedSchemas().forEach(schema -> byName.put(schema.getName(), schema));
        return byName;
    }

    /** The {@code .avsc} files of a folder, sorted by name. */
    static List<Path> files(Path folder) {
        return list(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(".avsc"))
                .toList();
    }

    /** What a folder holds, sorted by name. */
    static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
