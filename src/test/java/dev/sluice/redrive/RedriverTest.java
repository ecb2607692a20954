package dev.sluice.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.audit.Sha256;
import dev.sluice.stream.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What is sent again is what came, with its history, and is noted with it. */
class RedriverTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final byte[] VALUE = {0, 1, 2};

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
    private final Redriver redriver;

    RedriverTest() {
        producer.initTransactions();
        redriver = new Redriver(producer, "iam.", "E9", "schema was registered", InstantSource.fixed(NOW));
    }

    private static Letter letter(byte[] value, String... headers) {
        Headers all = new RecordHeaders();
        all.add("traceparent", "00-1".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return new Letter(new ConsumerRecord<>(
                "iam.dead-letter",
                3,
                17,
                1_000,
                TimestampType.CREATE_TIME,
                2,
                3,
                "E1".getBytes(StandardCharsets.UTF_8),
                value,
                all,
                Optional.empty()));
    }

    private static Letter ofIdentity(byte[] value, String... more) {
        String[] headers = new String[8 + more.length];
        String[] own = {
            DeadLetters.REASON, "UNDECODABLE",
            DeadLetters.TOPIC, "iam.identity",
            DeadLetters.PARTITION, "5",
            DeadLetters.OFFSET, "99"
        };
        System.arraycopy(own, 0, headers, 0, own.length);
        System.arraycopy(more, 0, headers, own.length, more.length);
        return letter(value, headers);
    }

    private static String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Test
    void itGoesWhereItCameFromAsItCame() {
        redriver.send(List.of(ofIdentity(VALUE)));

        assertThat(producer.history()).hasSize(2);
        var again = producer.history().get(0);
        assertThat(again.topic()).isEqualTo("iam.identity");
        assertThat(again.partition()).isEqualTo(5);
        assertThat(again.timestamp()).as("it arrives now").isNull();
        assertThat(again.value()).isEqualTo(VALUE);
        assertThat(again.key()).isEqualTo("E1".getBytes(StandardCharsets.UTF_8));
        assertThat(again.headers())
                .extracting(Header::key)
                .containsExactly("traceparent", Letter.REDRIVES, Letter.REDRIVE_OF);
        assertThat(header(again.headers(), Letter.REDRIVES)).isEqualTo("1");
        assertThat(header(again.headers(), Letter.REDRIVE_OF)).isEqualTo("3-17");
        Mark mark = Mark.read(new String(producer.history().get(1).value(), StandardCharsets.UTF_8));
        assertThat(mark).isEqualTo(new Mark("3-17", Mark.State.REDRIVEN, NOW, "E9", "schema was registered"));
    }

    @Test
    void howOftenItWasSentIsCountedAndLimited() {
        Letter second = ofIdentity(VALUE, Letter.REDRIVES, "2", Letter.REDRIVE_OF, "3-1");
        redriver.send(List.of(second));

        assertThat(header(producer.history().get(0).headers(), Letter.REDRIVES)).isEqualTo("3");
        assertThat(header(producer.history().get(0).headers(), Letter.REDRIVE_OF))
                .isEqualTo("3-17");
        assertThat(redriver.refusal(second, 3)).isEmpty();
        assertThat(redriver.refusal(second, 2))
                .hasValueSatisfying(why -> assertThat(why).contains("2 times already"));
    }

    @Test
    void whatIsNoInputOrHasNoBytesIsLeft() {
        assertThat(redriver.refusal(ofIdentity(VALUE), 3)).isEmpty();
        assertThat(redriver.refusal(ofIdentity(null), 3))
                .as("an empty record can come again")
                .isEmpty();
        assertThat(redriver.refusal(ofIdentity(null, DeadLetters.VALUE_SHA256, "00"), 3))
                .get()
                .asString()
                .contains("offset 99");
        for (String topic : new String[] {"iam.audit", "timer-store", "other.identity", ""}) {
            assertThat(redriver.refusal(letter(VALUE, DeadLetters.TOPIC, topic, DeadLetters.PARTITION, "0"), 3))
                    .as("a chain would break, or nobody reads it: %s", topic)
                    .isPresent();
        }
        assertThat(redriver.refusal(letter(VALUE, DeadLetters.TOPIC, "iam.identity"), 3))
                .isPresent();
    }

    @Test
    void whereDetailsAreSealedKeyAndHeadersAreThoseOfTheOriginalToo() {
        byte[] key = "mailto:ada@example.org".getBytes(StandardCharsets.UTF_8);
        Letter named = ofIdentity(
                null,
                DeadLetters.VALUE_SHA256,
                Sha256.hex(VALUE),
                DeadLetters.KEY_SHA256,
                Sha256.hex(key),
                DeadLetters.HEADERS_DROPPED,
                "1",
                Letter.REDRIVES,
                "1");
        ConsumerRecord<byte[], byte[]> original = new ConsumerRecord<>("iam.identity", 2, 99, key, VALUE);
        original.headers().add("x-user", "ada".getBytes(StandardCharsets.UTF_8));
        original.headers().add(DeadLetters.REASON, "FORGED".getBytes(StandardCharsets.UTF_8));

        Letter whole = named.with(original).orElseThrow();
        redriver.send(List.of(whole));

        var again = producer.history().get(0);
        assertThat(again.key()).isEqualTo(key);
        assertThat(header(again.headers(), "x-user")).isEqualTo("ada");
        assertThat(header(again.headers(), "traceparent")).isEqualTo("00-1");
        assertThat(header(again.headers(), Letter.REDRIVES)).isEqualTo("2");
        assertThat(header(again.headers(), DeadLetters.REASON)).isNull();
    }

    @Test
    void whatIsOnlyNamedIsSentWithTheBytesOfItsOriginal() {
        byte[] key = "E1".getBytes(StandardCharsets.UTF_8);
        Letter named = ofIdentity(
                null, DeadLetters.VALUE_SHA256, Sha256.hex(VALUE), DeadLetters.VALUE_BYTES, "3", "other", "kept");
        ConsumerRecord<byte[], byte[]> original = new ConsumerRecord<>("iam.identity", 2, 99, key, VALUE);
        ConsumerRecord<byte[], byte[]> another = new ConsumerRecord<>("iam.identity", 2, 99, key, new byte[] {7});

        assertThat(named.isReference()).isTrue();
        assertThat(named.with(another)).isEmpty();
        assertThat(named.with(new ConsumerRecord<>("iam.identity", 2, 99, key, null)))
                .isEmpty();
        Letter whole = named.with(original).orElseThrow();
        assertThat(whole.isReference()).isFalse();
        assertThat(redriver.refusal(whole, 3)).isEmpty();
        redriver.send(List.of(whole));

        assertThat(producer.history().get(0).value()).isEqualTo(VALUE);
        assertThat(header(producer.history().get(0).headers(), "other")).isEqualTo("kept");
        assertThat(producer.history().get(0).headers().lastHeader(DeadLetters.VALUE_SHA256))
                .isNull();
        assertThat(whole.id()).isEqualTo(named.id());
    }

    @Test
    void whatIsPutAwayIsOnlyNoted() {
        redriver.discard(List.of(ofIdentity(VALUE)));

        assertThat(producer.history()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("iam.dead-letter-mark");
            assertThat(new String(record.value(), StandardCharsets.UTF_8)).contains("DISCARDED");
        });
    }

    @Test
    void allOrNoneAreSent() {
        producer.commitTransactionException = new KafkaException("no");

        assertThatThrownBy(() -> redriver.send(List.of(ofIdentity(VALUE), ofIdentity(VALUE))))
                .isInstanceOf(KafkaException.class);
        assertThat(producer.history()).isEmpty();
        assertThat(producer.transactionAborted()).isTrue();
    }

    @Test
    void whichLettersAreMeant() {
        Letter letter = ofIdentity(VALUE);
        assertThat(new LetterFilter(Set.of(), Set.of(), Set.of(), null, null).takes(letter))
                .isTrue();
        assertThat(new LetterFilter(Set.of(), Set.of(), Set.of(), null, null).isNarrow())
                .isFalse();
        assertThat(new LetterFilter(
                                Set.of("3-17"),
                                Set.of("UNDECODABLE"),
                                Set.of("iam.identity"),
                                Instant.ofEpochMilli(1_000),
                                Instant.ofEpochMilli(1_001))
                        .takes(letter))
                .isTrue();
        assertThat(new LetterFilter(Set.of("3-18"), Set.of(), Set.of(), null, null).takes(letter))
                .isFalse();
        assertThat(new LetterFilter(Set.of(), Set.of("TOO_LARGE"), Set.of(), null, null).takes(letter))
                .isFalse();
        assertThat(new LetterFilter(Set.of(), Set.of(), Set.of("iam.access"), null, null).takes(letter))
                .isFalse();
        assertThat(new LetterFilter(Set.of(), Set.of(), Set.of(), Instant.ofEpochMilli(1_001), null).takes(letter))
                .isFalse();
        assertThat(new LetterFilter(Set.of(), Set.of(), Set.of(), null, Instant.ofEpochMilli(1_000)).takes(letter))
                .isFalse();
    }

    @Test
    void whatIsNoMarkIsNone() {
        assertThat(Mark.read("{")).isNull();
        assertThat(Mark.read("{\"letter\":\"1-1\",\"state\":\"EATEN\"}")).isNull();
        Mark mark = new Mark("1-1", Mark.State.DISCARDED, NOW, "E9", "a \"reason\"\n");
        assertThat(Mark.read(mark.json())).isEqualTo(mark);
    }
}
