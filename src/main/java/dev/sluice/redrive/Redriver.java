package dev.sluice.redrive;

import dev.sluice.stream.Names;
import dev.sluice.stream.SluiceTopology;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;

/**
 * Sends letters again, and notes that in the same transaction: no letter is sent twice because somebody else has done it, or because the
 * command ended in the middle. They arrive now: what is older than what was applied meanwhile is stale, and is not applied over it.
 */
public final class Redriver {
    private final Producer<byte[], byte[]> producer;
    private final String prefix;
    private final Set<String> inputs;
    private final String by;
    private final String reason;
    private final InstantSource clock;

    /**
     * A redriver.
     *
     * @param producer a transactional producer, whose transactions have been initialised
     * @param prefix the topic prefix
     * @param by identityId of whoever does it
     * @param reason why, for people
     * @param clock tells when
     */
    public Redriver(Producer<byte[], byte[]> producer, String prefix, String by, String reason, InstantSource clock) {
        this.producer = producer;
        this.prefix = prefix;
        this.inputs =
                SluiceTopology.INPUTS.stream().map(input -> prefix + input).collect(Collectors.toSet());
        this.by = by;
        this.reason = reason;
        this.clock = clock;
    }

    /**
     * What the transactional ids of those who send again begin with; the rest is different each time.
     *
     * @param prefix the topic prefix
     * @return such as {@code sluice-dlq-iam.}
     */
    public static String transactionalIds(String prefix) {
        return "sluice-dlq-" + prefix;
    }

    /**
     * Why a letter can't be sent again.
     *
     * @param letter the letter
     * @param maxRedrives how often it may have been before
     * @return empty if it can
     */
    public Optional<String> refusal(Letter letter, int maxRedrives) {
        if (!inputs.contains(letter.topic())) {
            return Optional.of("it was read from " + letter.topic() + ", which is no input of the stage");
        }
        if (letter.isReference()) {
            return Optional.of("its bytes are not here, and no longer at " + letter.topic() + "-" + letter.partition()
                    + ", offset " + letter.offset());
        }
        if (letter.partition() < 0) {
            return Optional.of("it does not say where it was read");
        }
        return letter.redrives() >= maxRedrives
                ? Optional.of("it was sent again " + letter.redrives() + " times already")
                : Optional.empty();
    }

    /**
     * Sends letters again, all or none.
     *
     * @param letters the letters, in their order
     * @return where each of them is now
     * @throws KafkaException if the cluster refuses; then none was sent
     */
    public List<RecordMetadata> send(List<Letter> letters) {
        return inTransaction(letters, Mark.State.REDRIVEN, true);
    }

    /**
     * Puts letters away.
     *
     * @param letters the letters
     * @throws KafkaException if the cluster refuses; then none was
     */
    public void discard(List<Letter> letters) {
        inTransaction(letters, Mark.State.DISCARDED, false);
    }

    private List<RecordMetadata> inTransaction(List<Letter> letters, Mark.State state, boolean isSent) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        producer.beginTransaction();
        try {
            for (Letter letter : letters) {
                if (isSent) {
                    sent.add(producer.send(again(letter)));
                }
                Mark mark = new Mark(letter.id(), state, clock.instant(), by, reason);
                producer.send(
                        new ProducerRecord<>(prefix + Names.DEAD_LETTER_MARK, utf8(letter.id()), utf8(mark.json())));
            }
            producer.commitTransaction();
        } catch (KafkaException e) {
            producer.abortTransaction();
            throw e;
        }
        List<RecordMetadata> places = new ArrayList<>();
        for (Future<RecordMetadata> future : sent) {
            places.add(done(future));
        }
        return places;
    }

    private static RecordMetadata done(Future<RecordMetadata> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException("A record of a transaction that was committed is nowhere", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted; what was sent is sent", e);
        }
    }

    private ProducerRecord<byte[], byte[]> again(Letter letter) {
        Headers headers = letter.original();
        headers.remove(Letter.REDRIVES).remove(Letter.REDRIVE_OF);
        headers.add(Letter.REDRIVES, utf8(Integer.toString(letter.redrives() + 1)));
        headers.add(Letter.REDRIVE_OF, utf8(letter.id()));
        return new ProducerRecord<>(
                letter.topic(),
                letter.partition(),
                null,
                letter.record().key(),
                letter.record().value(),
                headers);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
