package dev.sluice.stream.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.Act;
import dev.sluice.domain.activity.ActKind;
import dev.sluice.domain.activity.Activity;
import dev.sluice.domain.activity.Place;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.policy.Policies;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What an identity did is read back as it was written, and damage is told. */
class ActivityCodecTest {
    private static final long START = 1_772_409_600_000L;

    private final ActivityCodec codec = new ActivityCodec();

    private static Activity random(Random random) {
        Activity activity = new Activity();
        int acts = random.nextInt(60);
        for (int i = 0; i < acts; i++) {
            ActKind kind = ActKind.values()[random.nextInt(ActKind.values().length)];
            Place place = random.nextBoolean()
                    ? null
                    : new Place("C" + random.nextInt(4), -random.nextInt(9000), Place.NOWHERE);
            Place located = random.nextBoolean() ? place : new Place("", random.nextInt(9000), -random.nextInt(18_000));
            AccountKey account = random.nextBoolean() ? null : new AccountKey("okta", "n\u00e9" + random.nextInt(5));
            long at = START + random.nextInt(10 * 86_400) * 1000L + random.nextInt(1000);
            Governor.record(activity, new Act(at, kind, account, located, random.nextBoolean()), Policies.none());
        }
        return activity;
    }

    @Property(tries = 500)
    void whatIsWrittenIsReadBack(@ForAll long seed) {
        Activity activity = random(new Random(seed));
        byte[] bytes = codec.bytes(codec.image(activity));
        Activity read = codec.open(codec.read(bytes));

        assertThat(codec.bytes(codec.image(read))).isEqualTo(bytes);
        read.hours().byNumber().values().forEach(hour -> hour.minutes().values().forEach(minute -> minute.uses()));
        assertThat(read.uses()).isEqualTo(activity.uses());
        assertThat(read.countries()).isEqualTo(activity.countries());
        assertThat(read.days().byNumber()).isEqualTo(activity.days().byNumber());
        assertThat(read.clock()).isEqualTo(activity.clock());
        assertThat(read.knownFrom()).isEqualTo(activity.knownFrom());
        // Read and written anew, hour by hour.
        Governor.record(read, new Act(START, ActKind.TOKEN, null, null, false), Policies.none());
        Governor.record(activity, new Act(START, ActKind.TOKEN, null, null, false), Policies.none());
        assertThat(codec.bytes(codec.image(read))).isEqualTo(codec.bytes(codec.image(activity)));
    }

    @Property(tries = 2_000)
    void damagedBytesAreReadOrRefusedButNeverWorse(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = codec.bytes(codec.image(random(random)));
        byte[] damaged = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
        for (int i = random.nextInt(3); i >= 0 && damaged.length > 1; i--) {
            damaged[1 + random.nextInt(damaged.length - 1)] = (byte) random.nextInt();
        }
        try {
            Activity read = codec.open(codec.read(damaged));
            read.days().byNumber();
            read.hours().byNumber().values().forEach(hour -> hour.minutes().size());
        } catch (DamagedStateException e) {
            assertThat(e).hasMessageContaining("bytes");
        }
    }

    @Example
    void aNewerFormatIsRefused() {
        byte[] bytes = codec.bytes(codec.image(new Activity()));
        bytes[0]++;

        assertThatThrownBy(() -> codec.read(bytes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at least as new");
    }
}
