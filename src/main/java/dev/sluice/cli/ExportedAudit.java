package dev.sluice.cli;

import dev.sluice.event.AuditCheckpoint;
import dev.sluice.json.PlainJson;
import dev.sluice.json.PlainJsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/**
 * An audit in files that need no cluster: {@code audit-<partition>.avro} with each record as it was written, the checkpoints as lines
 * of JSON, and the schemas by id.
 */
final class ExportedAudit implements AuditSource {
    static final String CHECKPOINTS = "checkpoints.jsonl";
    static final Schema RECORD = SchemaBuilder.record("ExportedRecord")
            .namespace("dev.sluice.export")
            .doc("A record of the audit topic as it was written.")
            .fields()
            .requiredLong("offset")
            .requiredLong("timestamp")
            .optionalBytes("key")
            .optionalBytes("value")
            .endRecord();

    private static final Pattern FILE = Pattern.compile("audit-(0|[1-9]\\d{0,8})\\.avro");

    private final Path directory;

    ExportedAudit(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new CliException(directory + " is no directory; name what ./sluice audit export has written.");
        }
        this.directory = directory;
    }

    /** Writes one partition. */
    static DataFileWriter<GenericRecord> writer(Path directory, int partition) throws IOException {
        DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(RECORD));
        writer.create(RECORD, directory.resolve("audit-" + partition + ".avro").toFile());
        return writer;
    }

    /** A record as it is written. */
    static GenericRecord record(long offset, long timestamp, byte[] key, byte[] value) {
        GenericRecord record = new GenericData.Record(RECORD);
        record.put("offset", offset);
        record.put("timestamp", timestamp);
        record.put("key", key == null ? null : ByteBuffer.wrap(key));
        record.put("value", value == null ? null : ByteBuffer.wrap(value));
        return record;
    }

    static Path schemaFile(Path directory, int id) {
        return directory.resolve("schema-" + id + ".avsc");
    }

    @Override
    public List<Part> parts() {
        TreeMap<Integer, Part> parts = new TreeMap<>();
        for (Path file : files()) {
            Matcher matcher = FILE.matcher(file.getFileName().toString());
            if (matcher.matches()) {
                int number = Integer.parseInt(matcher.group(1));
                parts.put(number, new FilePart(number, file));
            }
        }
        if (parts.isEmpty()) {
            throw new CliException("There is no file audit-<partition>.avro in " + directory
                    + "; name what ./sluice audit export has written.");
        }
        return List.copyOf(parts.values());
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static CliException unreadable(Path path, Exception e) {
        return new CliException(path + " can't be read (" + e.getMessage() + ").", 1, e);
    }

    private record FilePart(int number, Path file) implements Part {
        @Override
        public void read(Reader reader) {
            try (DataFileReader<GenericRecord> records =
                    new DataFileReader<>(file.toFile(), new GenericDatumReader<>(null, RECORD))) {
                GenericRecord record = null;
                boolean isMoreNeeded = true;
                while (isMoreNeeded && records.hasNext()) {
                    record = records.next(record);
                    ByteBuffer value = (ByteBuffer) record.get("value");
                    byte[] bytes = null;
                    if (value != null) {
                        bytes = new byte[value.remaining()];
                        value.get(bytes);
                    }
                    isMoreNeeded = reader.take((long) record.get("offset"), bytes);
                }
            } catch (IOException | RuntimeException e) {
                if (e instanceof CliException known) {
                    throw known;
                }
                throw unreadable(file, e);
            } catch (OutOfMemoryError e) {
                // Avro makes room for what a block says it holds before it reads any of it; whoever made the file may
                // have lied.
                throw new CliException(file + " can't be read (it claims a block larger than the memory).", 1, e);
            }
        }
    }

    @Override
    public void checkpoints(Consumer<AuditCheckpoint> into, BiConsumer<String, String> bad) {
        Path file = directory.resolve(CHECKPOINTS);
        if (!Files.exists(file)) {
            return;
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            long[] number = {0};
            lines.forEach(line -> {
                number[0]++;
                try {
                    if (!line.isBlank()) {
                        into.accept(PlainJson.read(line, AuditCheckpoint.class));
                    }
                } catch (PlainJsonException e) {
                    bad.accept(CHECKPOINTS + ":" + number[0], e.getMessage());
                }
            });
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public String schema(int id) {
        Path file = schemaFile(directory, id);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
