package dev.sluice.audit.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.SecretKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What was sealed opens with the key of its subject, for its record, and not otherwise. */
class DetailKeyTest {
    private static final String FIRST = MasterKeys.generate(new SecureRandom());
    private static final String SECOND = MasterKeys.generate(new SecureRandom());

    private final DetailKey.Vault vault = new DetailKey.Vault(MasterKeys.parse(FIRST));

    @Property(tries = 300)
    void whatIsSealedOpensAgain(@ForAll byte[] detail, @ForAll @IntRange(min = 1) int generation) {
        DetailKey key = DetailKey.of(vault.make("3:E1", generation).bytes());
        SecretKey open = vault.open(key, "3:E1");

        ByteBuffer sealed = ByteBuffer.wrap(vault.seal(open, generation, detail, "a1"));

        assertThat(DetailKey.generationOf(sealed)).isEqualTo(generation);
        assertThat(key.generation()).isEqualTo(generation);
        assertThat(vault.open(open, sealed, "a1")).isEqualTo(detail);
        assertThat(sealed.position()).as("read without being used up").isZero();
    }

    @Property(tries = 300)
    void nothingElseOpensIt(@ForAll @IntRange(min = 0, max = 64) int at, @ForAll @IntRange(min = 1, max = 255) int by) {
        SecretKey key = vault.open(vault.make("3:E1", 1), "3:E1");
        byte[] sealed = vault.seal(key, 1, new byte[40], "a1");
        byte[] changed = sealed.clone();
        changed[1 + at] ^= (byte) by;

        assertThatThrownBy(() -> vault.open(key, ByteBuffer.wrap(changed), "a1"))
                .isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> vault.open(key, ByteBuffer.wrap(sealed), "a2"))
                .isInstanceOf(SealBrokenException.class);
    }

    @Test
    void aKeyOpensUnderItsOwnNameAndGenerationOnly() {
        DetailKey key = vault.make("3:E1", 1);
        byte[] otherGeneration = key.bytes();
        otherGeneration[4] = 2;

        assertThatThrownBy(() -> vault.open(key, "3:E2")).isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> vault.open(DetailKey.of(otherGeneration), "3:E1"))
                .isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> new DetailKey.Vault(MasterKeys.parse(SECOND)).open(key, "3:E1"))
                .isInstanceOf(SealBrokenException.class)
                .hasMessageContaining("is not in the file");
    }

    @Test
    void aNewMasterKeyInFrontSealsAndTheOlderOnesOpen() {
        DetailKey old = vault.make("3:E1", 1);
        DetailKey.Vault both = new DetailKey.Vault(MasterKeys.parse("# newest\n" + SECOND + "\n\n" + FIRST + "\n"));

        assertThat(both.open(old, "3:E1").getEncoded()).hasSize(32);
        DetailKey renewed = both.renewed(old, both.open(old, "3:E1"), "3:E1");
        assertThat(both.open(renewed, "3:E1")).isEqualTo(vault.open(old, "3:E1"));
        assertThatThrownBy(() -> vault.open(renewed, "3:E1")).isInstanceOf(SealBrokenException.class);
        assertThat(both.renewed(renewed, both.open(renewed, "3:E1"), "3:E1")).isSameAs(renewed);
        DetailKey young = both.make("3:E1", 2);
        assertThatThrownBy(() -> vault.open(young, "3:E1")).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void theSameIsNeverSealedTheSameWay() {
        SecretKey key = vault.open(vault.make("3:E1", 1), "3:E1");
        Set<ByteBuffer> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            seen.add(ByteBuffer.wrap(vault.seal(key, 1, new byte[40], "a1")));
        }
        assertThat(seen).hasSize(1_000);
    }

    @Test
    void afterAnErasureTheGenerationHasNoKey() {
        DetailKey erased = DetailKey.of(vault.make("3:E1", 4).erased().bytes());

        assertThat(erased.generation()).isEqualTo(4);
        assertThat(erased.isThere()).isFalse();
        assertThat(vault.make("3:E1", 5).isThere()).isTrue();
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutRepeatingIt() {
        for (String text : new String[] {"", "# only this", "secret-that-was-put-here", FIRST.substring(0, 50)}) {
            assertThatThrownBy(() -> MasterKeys.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("secret-that")
                    .hasMessageContaining("./sluice audit master-key");
        }
        assertThat(MasterKeys.parse(FIRST)).hasToString("1 master keys");
        assertThatThrownBy(() -> DetailKey.of(new byte[] {9, 0, 0, 0, 1})).hasMessageContaining("form");
        assertThatThrownBy(() -> DetailKey.generationOf(ByteBuffer.wrap(new byte[] {9, 0, 0, 0, 1})))
                .isInstanceOf(SealBrokenException.class);
    }
}
