package dev.sluice.cli;

import dev.sluice.audit.proof.SealedRecord;
import dev.sluice.event.AuditCheckpoint;
import dev.sluice.json.PlainJson;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.stream.Names;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The audit in a cluster, to the end as it is now. */
final class ClusterAudit implements AuditSource {
    private final Map<String, Object> config;

    /**
     * An audit.
     *
     * @param config the connection, with the prefix
     */
    ClusterAudit(Map<String, Object> config) {
        this.config = Map.copyOf(config);
    }

    private String topic(String name) {
        return config.get(ConnectionOptions.PREFIX) + name;
    }

    @Override
    public List<Part> parts() {
        String name = Names.AUDIT;
        List<Part> parts = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(TailCommand.consumerConfig(config))) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic(name), TopicReader.PATIENCE);
            if (partitions == null || partitions.isEmpty()) {
                throw new CliException(
                        "There is no topic " + topic(name) + " that may be read; ./sluice topics shows them.");
            }
            partitions.stream()
                    .sorted(Comparator.comparingInt(PartitionInfo::partition))
                    .forEach(info -> parts.add(new TopicPart(new TopicPartition(topic(name), info.partition()))));
        } catch (KafkaException e) {
            throw new CliException(topic(name) + " can't be read: " + ClientErrors.sentence(e), 1, e);
        }
        return parts;
    }

    /** A cluster of before there were chains has no topic of checkpoints. */
    private boolean exists(String name) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(TailCommand.consumerConfig(config))) {
            return new TopicReader(consumer).firstExisting(List.of(topic(name))).isPresent();
        } catch (KafkaException e) {
            throw new CliException(topic(name) + " can't be read: " + ClientErrors.sentence(e), 1, e);
        }
    }

    private final class TopicPart implements Part {
        private final TopicPartition partition;

        TopicPart(TopicPartition partition) {
            this.partition = partition;
        }

        @Override
        public int number() {
            return partition.partition();
        }

        @Override
        public void read(Reader reader) {
            each(record -> reader.take(record.offset(), record.value()));
        }

        private void each(Predicate<ConsumerRecord<byte[], byte[]>> reader) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(TailCommand.consumerConfig(config))) {
                List<TopicPartition> only = List.of(partition);
                consumer.assign(only);
                long end = consumer.endOffsets(only, TopicReader.PATIENCE).get(partition);
                consumer.seekToBeginning(only);
                boolean isMoreNeeded = true;
                while (isMoreNeeded && consumer.position(partition, TopicReader.PATIENCE) < end) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(TopicReader.POLL)) {
                        isMoreNeeded = isMoreNeeded && record.offset() < end && reader.test(record);
                    }
                }
            } catch (KafkaException e) {
                throw new CliException(partition + " can't be read: " + ClientErrors.sentence(e), 1, e);
            }
        }
    }

    @Override
    public void checkpoints(Consumer<AuditCheckpoint> into, BiConsumer<String, String> bad) {
        if (!exists(Names.AUDIT_CHECKPOINT)) {
            return;
        }
        TopicValues.read(
                config,
                Names.AUDIT_CHECKPOINT,
                AuditCheckpoint.class,
                (key, checkpoint) -> {
                    if (checkpoint == null) {
                        bad.accept("the checkpoint with the key " + key, "it is empty");
                    } else {
                        into.accept(checkpoint);
                    }
                },
                bad);
    }

    @Override
    public String schema(int id) {
        try (SchemaRegistryClient client = SchemaRegistryClients.create(new SchemaRegistryConfig(config))) {
            return client.byId(id, "").toString();
        } catch (KafkaException e) {
            throw new CliException("The schema " + id + " can't be read: " + ClientErrors.sentence(e), 1, e);
        }
    }

    /**
     * What was written into files.
     *
     * @param records how many records
     * @param unknownSchemas the ids of schemas that the registry does not know, or does not give
     */
    record Exported(long records, List<Integer> unknownSchemas) {}

    /**
     * Writes all of it into files, also what is no audit record any more.
     *
     * @param directory an empty directory
     * @return what was written
     */
    Exported export(Path directory) {
        Set<Integer> schemas = new TreeSet<>();
        long records = 0;
        try {
            // First: all records of which they tell are there when the records are read.
            try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(ExportedAudit.CHECKPOINTS))) {
                checkpoints(
                        checkpoint -> line(out, PlainJson.write(checkpoint)),
                        (where, why) -> line(out, oneLine("# " + where + " can't be read: " + why)));
            }
            for (Part part : parts()) {
                try (DataFileWriter<GenericRecord> out = ExportedAudit.writer(directory, part.number())) {
                    long[] count = {0};
                    ((TopicPart) part).each(record -> {
                        append(out, record);
                        count[0]++;
                        if (record.value() != null) {
                            SealedRecord.schemaId(record.value()).ifPresent(schemas::add);
                        }
                        return true;
                    });
                    records += count[0];
                }
            }
            return new Exported(records, exportSchemas(directory, schemas));
        } catch (IOException | UncheckedIOException e) {
            throw new CliException("The audit can't be written to " + directory + " (" + e.getMessage() + ").", 1, e);
        }
    }

    private List<Integer> exportSchemas(Path directory, Set<Integer> ids) throws IOException {
        List<Integer> unknown = new ArrayList<>();
        for (int id : ids) {
            try {
                Files.writeString(ExportedAudit.schemaFile(directory, id), schema(id));
            } catch (CliException e) {
                unknown.add(id);
            }
        }
        return unknown;
    }

    private static String oneLine(String text) {
        return Printable.of(text).replace('\n', ' ');
    }

    private static void line(BufferedWriter out, String line) {
        try {
            out.write(line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(DataFileWriter<GenericRecord> out, ConsumerRecord<byte[], byte[]> record) {
        try {
            out.append(ExportedAudit.record(record.offset(), record.timestamp(), record.key(), record.value()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
