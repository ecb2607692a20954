package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.stream.OpenKeys.OpenKey;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class OpenKeysTest {
    private static final int OF_ONE = OpenKeys.BYTES_EACH + "E0".length();

    private static OpenKey key(int number) {
        return new OpenKey(
                new SecretKeySpec(ByteBuffer.allocate(32).putInt(number).array(), "AES"), number);
    }

    @Test
    void theOneThatWasNotAskedForTheLongestGoesFirst() {
        OpenKeys keys = new OpenKeys(new CacheBudget(3 * OF_ONE).join());
        keys.put("E1", key(1));
        keys.put("E2", key(2));
        keys.put("E3", key(3));
        keys.get("E1");
        keys.put("E4", key(4));

        assertThat(keys.get("E2")).isNull();
        assertThat(keys.get("E1").generation()).isEqualTo(1);
        assertThat(keys.get("E4").generation()).isEqualTo(4);
        assertThat(keys.size()).isEqualTo(3);
    }

    @Test
    void whatIsReplacedOrRemovedTakesNoMemory() {
        OpenKeys keys = new OpenKeys(new CacheBudget(2 * OF_ONE).join());
        IntStream.range(0, 10).forEach(i -> keys.put("E1", key(i)));
        keys.put("E2", key(2));
        keys.remove("E3");
        keys.remove("E2");
        keys.put("E4", key(4));

        assertThat(keys.get("E1").generation()).isEqualTo(9);
        assertThat(keys.get("E4")).isNotNull();
    }

    @Test
    void theTasksOfAProcessShareTheMemory() {
        CacheBudget budget = new CacheBudget(4 * OF_ONE);
        OpenKeys first = new OpenKeys(budget.join());
        IntStream.range(0, 4).forEach(i -> first.put("E" + i, key(i)));
        OpenKeys second = new OpenKeys(budget.join());
        first.put("E5", key(5));
        assertThat(first.size()).isEqualTo(2);

        second.close();
        second.close();
        IntStream.range(0, 9).forEach(i -> first.put("E" + i, key(i)));
        assertThat(first.size()).isEqualTo(4);
    }

    @Test
    void withoutMemoryNothingIsKept() {
        OpenKeys keys = new OpenKeys(new CacheBudget(0).join());
        keys.put("E1", key(1));

        assertThat(keys.size()).isZero();
    }

    @Test
    void byDefaultTheKeysOfAHundredThousandIdentitiesFit() {
        long each = OpenKeys.BYTES_EACH + "6ba7b810-9dad-11d1-80b4-00c04fd430c8".length();

        assertThat(StageOptions.DEFAULT_KEY_CACHE_BYTES / each).isGreaterThan(100_000);
    }
}
