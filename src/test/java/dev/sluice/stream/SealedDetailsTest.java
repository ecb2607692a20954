package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.privacy.DetailKey;
import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.event.AuditDetail;
import dev.sluice.event.AuditEvent;
import dev.sluice.stream.SealedDetails.Omitted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** A key may come later than the record that it opens, or never; nothing may stop what comes after it. */
class SealedDetailsTest {
    private final MasterKeys masters = MasterKeys.parse(MasterKeys.generate(new SecureRandom()));
    private final DetailKey.Vault vault = new DetailKey.Vault(masters);
    private final KeyValueStore<Bytes, byte[]> keys =
            Stores.inMemoryKeyValueStore(Names.ALL_SUBJECT_KEYS).get();
    private final List<Omitted> omitted = new ArrayList<>();
    private long now = 1_000_000;
    private int asked;
    private Runnable whenAsked = () -> {};

    /** Each look at the clock takes some time, and something may come meanwhile. */
    private final InstantSource clock = () -> {
        now += 100;
        asked++;
        whenAsked.run();
        return Instant.ofEpochMilli(now);
    };

    private final SealedDetails details = new SealedDetails(
            keys,
            masters,
            bytes -> SealedDetails.carrier(
                    AuditDetail.newBuilder()
                            .setText(new String(bytes, StandardCharsets.UTF_8))
                            .build(),
                    null),
            Duration.ofSeconds(2),
            clock,
            omitted::add);

    private DetailKey key(String name, int generation) {
        return vault.make(name, generation);
    }

    private void tell(String name, DetailKey key) {
        keys.put(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)), key.bytes());
    }

    private AuditEvent sealed(DetailKey key, String name) {
        SecretKey open = vault.open(key, name);
        AuditEvent audit = SealedDetails.carrier(null, null);
        audit.setWriter(0);
        audit.setAuditId("a1");
        audit.setSealedDetail(
                ByteBuffer.wrap(vault.seal(open, key.generation(), "hello".getBytes(StandardCharsets.UTF_8), "a1")));
        return audit;
    }

    private String opened(AuditEvent audit, String subject) {
        details.open(subject, audit);
        assertThat(audit.getSealedDetail()).isNull();
        return audit.getDetail() == null ? null : audit.getDetail().getText();
    }

    @Test
    void aKeyThatComesLaterIsAwaited() {
        DetailKey key = key("0:E1", 1);
        whenAsked = () -> {
            if (asked == 4) {
                tell("0:E1", key);
            }
        };

        assertThat(opened(sealed(key, "0:E1"), "E1")).isEqualTo("hello");
        assertThat(omitted).isEmpty();
    }

    @Test
    void theKeyAfterAnErasureIsAwaitedToo() {
        DetailKey first = key("0:E1", 1);
        DetailKey second = key("0:E1", 2);
        tell("0:E1", first.erased());
        AuditEvent before = sealed(first, "0:E1");
        AuditEvent after = sealed(second, "0:E1");
        asked = 0;
        whenAsked = () -> {
            if (asked == 4) {
                tell("0:E1", second);
            }
        };

        assertThat(opened(before, "E1")).isNull();
        assertThat(asked).as("what is erased is not awaited").isZero();
        assertThat(opened(after, "E1")).isEqualTo("hello");
        assertThat(omitted).containsExactly(Omitted.ERASED);
        assertThat(opened(sealed(first, "0:E1"), "E1")).isNull();
    }

    @Test
    void keysThatNeverComeHoldNothingUp() {
        DetailKey other = key("0:E9", 1);
        long start = now;
        for (int i = 0; i < 1_000; i++) {
            assertThat(opened(sealed(other, "0:E9"), "E" + (10 + i))).isNull();
        }

        assertThat(omitted).hasSize(1_000).containsOnly(Omitted.NO_KEY);
        // A look at the clock or three for each, and two seconds for all of them; later ones a tenth of what has
        // passed.
        assertThat(now - start).isLessThan(1_000 * 100 * 6);
        long again = now;
        assertThat(opened(sealed(other, "0:E9"), "E1009")).isNull();
        assertThat(now - again).isLessThan(500);
        tell("0:E1009", key("0:E1009", 1));
        AuditEvent come =
                sealed(DetailKey.of(keys.get(Bytes.wrap("0:E1009".getBytes(StandardCharsets.UTF_8)))), "0:E1009");
        assertThat(opened(come, "E1009")).as("it has come after all").isEqualTo("hello");
    }

    @Test
    void whatCantBeOpenedIsLeftOut() {
        DetailKey key = key("0:E1", 1);
        tell("0:E1", key);
        AuditEvent other = sealed(key, "0:E1");
        other.setAuditId("a2");
        assertThat(opened(other, "E1")).isNull();
        AuditEvent garbage = sealed(key, "0:E1");
        garbage.setSealedDetail(ByteBuffer.wrap(new byte[] {7, 7}));
        assertThat(opened(garbage, "E1")).isNull();
        keys.put(Bytes.wrap("0:E2".getBytes(StandardCharsets.UTF_8)), new byte[] {9});
        assertThat(opened(sealed(key, "0:E1"), "E2")).isNull();
        tell("0:E3", new DetailKey.Vault(MasterKeys.parse(MasterKeys.generate(new SecureRandom()))).make("0:E3", 1));
        assertThat(opened(sealed(key, "0:E1"), "E3")).isNull();
        assertThat(omitted).hasSize(4).containsOnly(Omitted.NOT_OPENED);
    }
}
