package dev.sluice.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaParser;

/**
 * The contract as it was at each release: {@code schemas/baseline/v<version>/<Record>.avsc}, one file per record that is
 * the value of a topic, each holding all that it refers to.
 */
final class SchemaBaseline {
    static final Path FOLDER = ContractSchemas.FOLDER.resolve("baseline");

    private static final String VERSION = "v\\d+\\.\\d+";

    private SchemaBaseline() {}

    /**
     * Writes one version, over whatever the folder of that version held.
     *
     * @param schemas all schemas by simple name
     * @param baseline the folder of all versions
     * @param version for example {@code v0.1}
     */
    static void write(Map<String, Schema> schemas, Path baseline, String version) throws IOException {
        if (!version.matches(VERSION)) {
            throw new IllegalArgumentException("A baseline version looks like v0.1, not " + version);
        }
        Path folder = Files.createDirectories(baseline.resolve(version));
        for (Path old : ContractSchemas.files(folder)) {
            Files.delete(old);
        }
        for (String name : ContractSchemas.TOP_LEVEL) {
            Files.writeString(
                    folder.resolve(name + ".avsc"), SchemaFormatter.format("json/pretty", schemas.get(name)) + "\n");
        }
    }

    /** The schemas of one version by simple name. Each file is read by itself, so it has to be self-contained. */
    static Map<String, Schema> read(Path versionFolder) throws IOException {
        Map<String, Schema> byName = new TreeMap<>();
        for (Path file : ContractSchemas.files(versionFolder)) {
            Schema schema = SchemaParser.parseSingle(Files.readString(file));
            byName.put(schema.getName(), schema);
        }
        return byName;
    }
}
