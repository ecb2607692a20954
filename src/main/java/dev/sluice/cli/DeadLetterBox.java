package dev.sluice.cli;

import dev.sluice.event.AuditEvent;
import dev.sluice.redrive.Letter;
import dev.sluice.redrive.Mark;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.GenericAvroDeserializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.stream.Names;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** The dead letters of a cluster, and what was done with them. */
final class DeadLetterBox {
    /** What one command takes at most; all of it is in memory. */
    static final int MAX_AT_ONCE = 10_000;

    private static final Pattern ID = Pattern.compile("(\\d{1,9})-(\\d{1,18})");

    private final Map<String, Object> config;
    private final String prefix;

    DeadLetterBox(Map<String, Object> config) {
        this.config = Map.copyOf(config);
        this.prefix = config.get(ConnectionOptions.PREFIX).toString();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(TailCommand.consumerConfig(config));
    }

    private void read(String name, Predicate<ConsumerRecord<byte[], byte[]>> into) {
        String topic = prefix + name;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            TopicReader reader = new TopicReader(consumer);
            if (reader.firstExisting(List.of(topic)).isEmpty()) {
                throw new CliException("There is no topic " + topic + "; ./sluice topics create makes it.");
            }
            reader.openAtBeginning(topic);
            boolean isMoreWanted = true;
            do {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
                    isMoreWanted = isMoreWanted && into.test(record);
                }
            } while (isMoreWanted && !reader.reachedTheEnd());
        } catch (KafkaException e) {
            throw new CliException(topic + " can't be read: " + ClientErrors.sentence(e), 1, e);
        }
    }

    /** Reads letters, in the order of each partition, until no more is wanted. */
    void each(Predicate<Letter> into) {
        read(Names.DEAD_LETTER, record -> into.test(new Letter(record)));
    }

    /** What was done with letters, the last of each, by letter. */
    Map<String, Mark> marks() {
        Map<String, Mark> marks = new HashMap<>();
        read(Names.DEAD_LETTER_MARK, record -> {
            Mark mark = record.value() == null ? null : Mark.read(new String(record.value(), StandardCharsets.UTF_8));
            if (mark != null) {
                marks.put(mark.letter(), mark);
            }
            return true;
        });
        return marks;
    }

    /** One letter. */
    Optional<Letter> find(String id) {
        Matcher matcher = ID.matcher(id);
        if (!matcher.matches()) {
            throw new CliException("`" + id + "` is no id of a dead letter; ./sluice dlq list shows them.");
        }
        TopicPartition partition = new TopicPartition(prefix + Names.DEAD_LETTER, Integer.parseInt(matcher.group(1)));
        long offset = Long.parseLong(matcher.group(2));
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            boolean isThere = consumer.partitionsFor(partition.topic(), TopicReader.PATIENCE).stream()
                    .anyMatch(info -> info.partition() == partition.partition());
            if (!isThere) {
                return Optional.empty();
            }
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), TopicReader.PATIENCE)
                    .get(partition);
            consumer.seek(partition, offset);
            while (offset < end && consumer.position(partition, TopicReader.PATIENCE) <= offset) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(TopicReader.POLL)) {
                    if (record.offset() == offset) {
                        return Optional.of(new Letter(record));
                    }
                }
            }
            return Optional.empty();
        } catch (KafkaException e) {
            throw new CliException(partition + " can't be read: " + ClientErrors.sentence(e), 1, e);
        }
    }

    /** Letters with the bytes that some of them only name, where these are still to be had. */
    List<Letter> withOriginals(List<Letter> letters) {
        if (letters.stream().noneMatch(Letter::isReference)) {
            return letters;
        }
        Map<String, Object> oneByOne = new HashMap<>(TailCommand.consumerConfig(config));
        oneByOne.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(oneByOne)) {
            // One that names what is not there is left: asking for it would take time, and fail for all.
            Map<String, List<PartitionInfo>> there = consumer.listTopics(TopicReader.PATIENCE);
            return letters.stream()
                    .map(letter ->
                            letter.isReference() && isThere(letter, there) ? withOriginal(consumer, letter) : letter)
                    .toList();
        } catch (KafkaException e) {
            throw new CliException("The originals can't be read: " + ClientErrors.sentence(e), 1, e);
        }
    }

    private static boolean isThere(Letter letter, Map<String, List<PartitionInfo>> topics) {
        return letter.offset() >= 0
                && topics.getOrDefault(letter.topic(), List.of()).stream()
                        .anyMatch(partition -> partition.partition() == letter.partition());
    }

    private static Letter withOriginal(KafkaConsumer<byte[], byte[]> consumer, Letter letter) {
        TopicPartition at = new TopicPartition(letter.topic(), letter.partition());
        consumer.assign(List.of(at));
        boolean isThere =
                consumer.beginningOffsets(List.of(at), TopicReader.PATIENCE).get(at) <= letter.offset()
                        && letter.offset()
                                < consumer.endOffsets(List.of(at), TopicReader.PATIENCE)
                                        .get(at);
        if (!isThere) {
            return letter;
        }
        consumer.seek(at, letter.offset());
        while (consumer.position(at, TopicReader.PATIENCE) <= letter.offset()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(TopicReader.POLL)) {
                if (record.offset() == letter.offset()) {
                    return letter.with(record).orElse(letter);
                }
            }
        }
        return letter;
    }

    /** A letter with all its headers, and what its bytes say if their schema is known. */
    String text(Letter letter) {
        try (GenericAvroDeserializer avro = new GenericAvroDeserializer()) {
            RecordLines letters =
                    new RecordLines(RecordLines.Form.DEAD_LETTER, EnumSet.noneOf(RecordLines.Part.class), avro);
            String text = letters.line(letter.record());
            if (!letter.hasValue() || !config.containsKey("schema.registry.url")) {
                return text;
            }
            avro.configure(config, false);
            RecordLines values = new RecordLines(RecordLines.Form.AVRO, EnumSet.noneOf(RecordLines.Part.class), avro);
            return text + "\n" + values.line(letter.record());
        } catch (KafkaException e) {
            throw new CliException("The registry can't be used: " + ClientErrors.sentence(e), 1, e);
        }
    }

    /** Where each partition of the audit ended. */
    record AuditEnds(Map<TopicPartition, Long> ends) {}

    AuditEnds auditEnds() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(prefix + Names.AUDIT, TopicReader.PATIENCE).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            return new AuditEnds(consumer.endOffsets(partitions, TopicReader.PATIENCE));
        } catch (KafkaException e) {
            throw new CliException("The audit can't be read: " + ClientErrors.sentence(e), 1, e);
        }
    }

    /**
     * Waits for a record of the audit that comes after some ends.
     *
     * @return empty if it does not come in time
     */
    Optional<AuditEvent> awaitAudit(AuditEnds ends, Predicate<AuditEvent> wanted, Duration patience) {
        if (ends.ends().isEmpty()) {
            return Optional.empty();
        }
        SchemaRegistryConfig registry = new SchemaRegistryConfig(config);
        long deadline = System.nanoTime() + patience.toNanos();
        try (SchemaRegistryClient client = SchemaRegistryClients.create(registry);
                AvroDeserializer<AuditEvent> audits = new AvroDeserializer<>(client, AuditEvent.class, registry);
                KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            // What is not at home where it arrives is audited where it is.
            consumer.assign(ends.ends().keySet());
            ends.ends().forEach(consumer::seek);
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(TopicReader.POLL)) {
                    AuditEvent audit =
                            record.value() == null ? null : audits.deserialize(record.topic(), record.value());
                    if (audit != null && wanted.test(audit)) {
                        return Optional.of(audit);
                    }
                }
            }
            return Optional.empty();
        } catch (KafkaException e) {
            throw new CliException("The audit can't be read: " + ClientErrors.sentence(e), 1, e);
        }
    }
}
