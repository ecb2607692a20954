package dev.sluice.torture;

import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditType;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import dev.sluice.json.PlainJson;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.torture.oracle.AuditLine;
import dev.sluice.torture.oracle.Inputs;
import dev.sluice.torture.oracle.Letter;
import dev.sluice.torture.oracle.Place;
import dev.sluice.torture.oracle.Told;
import dev.sluice.torture.rig.Rig;
import dev.sluice.torture.rig.RigException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is committed, from the first record to the last, and makes plain values of it. */
final class Readings implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final String bootstrapServers;
    private final SchemaRegistryConfig config;
    private final SchemaRegistryClient registry;

    Readings(Rig rig) {
        this.bootstrapServers = rig.brokers().bootstrapServers();
        this.config = new SchemaRegistryConfig(Map.of("schema.registry.url", rig.registryUrl()));
        this.registry = SchemaRegistryClients.create(config);
    }

    /** The digest of key and value at each place of the inputs. */
    Map<Place, String> inputs() {
        Map<Place, String> digests = new HashMap<>();
        for (String topic : Inputs.TOPICS) {
            each(
                    topic,
                    record -> digests.put(
                            new Place(topic, record.partition(), record.offset()),
                            Digest.of(record.key(), record.value())));
        }
        return digests;
    }

    List<Letter> letters() {
        List<Letter> letters = new ArrayList<>();
        each(
                "dead-letter",
                record -> letters.add(new Letter(
                        new Place(
                                withoutPrefix(text(record, "sluice.topic")),
                                Integer.parseInt(text(record, "sluice.partition")),
                                Long.parseLong(text(record, "sluice.offset"))),
                        text(record, "sluice.reason"),
                        record.key(),
                        record.value())));
        return letters;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        Header found = record.headers().lastHeader(header);
        return found == null ? "" : new String(found.value(), StandardCharsets.UTF_8);
    }

    private static String withoutPrefix(String topic) {
        return topic.startsWith(Rig.PREFIX) ? topic.substring(Rig.PREFIX.length()) : topic;
    }

    List<AuditLine> audit() {
        List<AuditLine> lines = new ArrayList<>();
        decoded("audit", AuditEvent.class, (record, audit) -> lines.add(line(record.partition(), audit)));
        return lines;
    }

    private static AuditLine line(int partition, AuditEvent audit) {
        boolean isInput = audit.getType() == AuditType.INPUT;
        Place place = audit.getInput() == null
                ? null
                : new Place(
                        withoutPrefix(audit.getInput().getTopic()),
                        audit.getInput().getPartition(),
                        audit.getInput().getOffset());
        String subject =
                switch (audit.getCategory()) {
                    case "finding" -> audit.getFindingId();
                    case "provisioning-command" -> audit.getCommandId();
                    case "ticket" -> audit.getTicketId();
                    default -> null;
                };
        Instant at = isInput && audit.getOccurredAt() != null ? audit.getOccurredAt() : audit.getDecidedAt();
        return new AuditLine(
                partition,
                audit.getAuditId(),
                isInput,
                audit.getOutcome().name(),
                audit.getWriter(),
                audit.getSequence(),
                audit.getCategory(),
                audit.getAction(),
                audit.getEventId() == null ? null : audit.getSource() + "/" + audit.getEventId(),
                place,
                audit.getIdentityId(),
                subject,
                at.toEpochMilli(),
                audit.getChainId(),
                hex(audit.getPreviousHash()),
                hex(audit.getHash()));
    }

    private static String hex(ByteBuffer bytes) {
        if (bytes == null) {
            return null;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }

    /** Findings, commands and tickets; also written to files, as a replay writes them. */
    List<Told> told(Path directory) throws IOException {
        List<Told> told = new ArrayList<>();
        Files.createDirectories(directory);
        try (BufferedWriter findings = Files.newBufferedWriter(directory.resolve("finding.jsonl"));
                BufferedWriter commands = Files.newBufferedWriter(directory.resolve("provisioning-command.jsonl"));
                BufferedWriter tickets = Files.newBufferedWriter(directory.resolve("ticket.jsonl"))) {
            decoded(
                    "finding",
                    Finding.class,
                    (record, finding) -> told.add(new Told(
                            "finding",
                            record.partition(),
                            finding.getFindingId(),
                            finding.getStatus().name(),
                            write(findings, finding))));
            decoded(
                    "provisioning-command",
                    ProvisioningCommand.class,
                    (record, command) -> told.add(new Told(
                            "provisioning-command",
                            record.partition(),
                            command.getCommandId(),
                            command.getStatus().name(),
                            write(commands, command))));
            decoded(
                    "ticket",
                    Ticket.class,
                    (record, ticket) -> told.add(new Told(
                            "ticket",
                            record.partition(),
                            ticket.getTicketId(),
                            ticket.getStatus().name(),
                            write(tickets, ticket))));
        }
        return told;
    }

    /** The last view of each identity, in words of plain JSON; none of those that are gone. */
    Map<String, String> views() {
        Map<String, String> views = new HashMap<>();
        decoded("identity-access", IdentityAccess.class, (record, view) -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (view == null) {
                views.remove(key);
            } else {
                views.put(key, PlainJson.write(view));
            }
        });
        return views;
    }

    private static String write(BufferedWriter file, SpecificRecord record) {
        String json = PlainJson.write(record);
        try {
            file.write(json);
            file.newLine();
        } catch (IOException e) {
            throw new RigException("A file can't be written: " + e.getMessage(), e);
        }
        return json;
    }

    private interface Taker<T> {
        void take(ConsumerRecord<byte[], byte[]> record, T value);
    }

    private <T extends SpecificRecord> void decoded(String topic, Class<T> type, Taker<T> taker) {
        try (AvroDeserializer<T> deserializer = new AvroDeserializer<>(registry, type, config)) {
            each(
                    topic,
                    record -> taker.take(
                            record,
                            record.value() == null
                                    ? null
                                    : deserializer.deserialize(record.topic(), record.headers(), record.value())));
        }
    }

    private void each(String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        eachOf(Rig.PREFIX + topic, taker);
    }

    /** Each committed record of a topic, by its whole name; each partition in its order. */
    void eachOf(String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            for (TopicPartition partition : partitions) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                long end = consumer.endOffsets(List.of(partition)).get(partition);
                long giveUp = System.nanoTime() + PATIENCE.toNanos();
                while (consumer.position(partition) < end) {
                    if (System.nanoTime() > giveUp) {
                        throw new RigException(
                                partition + " can't be read beyond " + consumer.position(partition) + " of " + end);
                    }
                    consumer.poll(Duration.ofMillis(200)).forEach(taker);
                }
            }
        }
    }

    @Override
    public void close() {
        registry.close();
    }
}
