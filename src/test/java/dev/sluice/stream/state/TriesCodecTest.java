package dev.sluice.stream.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.policy.PasswordSpray;
import dev.sluice.domain.spray.Tried;
import dev.sluice.domain.spray.Tries;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What was tried from an address is read back as it was written, and damage is told. */
class TriesCodecTest {
    private static final long START = 1_772_409_600_000L;

    private final TriesCodec codec = new TriesCodec();

    private static Tries random(Random random) {
        Tries tries = new Tries();
        int size = 1 + random.nextInt(200);
        int names = 1 + random.nextInt(40);
        for (int i = 0; i < size; i++) {
            long at = START + random.nextInt(1 + random.nextInt(40)) * 3_600_000L + random.nextInt(600_000);
            Tried tried = new Tried(Tried.user("u" + random.nextInt(names)), at, at, 1 + random.nextInt(50));
            tries.record(tried, at, at + random.nextInt(1000), 200_000_000, PasswordSpray.DEFAULTS);
            tries.find(tried.minute(), PasswordSpray.DEFAULTS);
        }
        return tries;
    }

    @Property(tries = 500)
    void whatIsWrittenIsReadBack(@ForAll long seed) {
        Tries tries = random(new Random(seed));
        Tries read = codec.read(codec.bytes(tries));

        assertThat(read.clock()).isEqualTo(tries.clock());
        assertThat(read.toldAt()).isEqualTo(tries.toldAt());
        assertThat(read.minutes()).isEqualTo(tries.minutes());
        assertThat(read.days()).isEqualTo(tries.days());
        assertThat(read.isChanged()).isFalse();
    }

    @Property(tries = 2_000)
    void damagedBytesAreReadOrRefusedButNeverWorse(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = codec.bytes(random(random));
        byte[] damaged = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
        for (int i = random.nextInt(4); i > 0 && damaged.length > 1; i--) {
            damaged[1 + random.nextInt(damaged.length - 1)] = (byte) random.nextInt();
        }
        try {
            codec.read(damaged);
        } catch (DamagedStateException e) {
            assertThat(e).hasMessageContaining("bytes");
        }
    }

    @Example
    void aNewerFormatIsRefused() {
        byte[] bytes = codec.bytes(random(new Random(1)));
        bytes[0] = TriesCodec.VERSION + 1;

        assertThatThrownBy(() -> codec.read(bytes)).hasMessageContaining("has format 2, this version reads up to 1");
    }
}
