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
import java.util.TreeMap;
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
        ActivityRows rows = ActivityRows.of(codec, activity);
        Activity read = rows.open(codec);

        assertThat(ActivityRows.of(codec, read).text()).isEqualTo(rows.text());
        assertThat(read.uses()).isEqualTo(activity.uses());
        assertThat(read.countries()).isEqualTo(activity.countries());
        assertThat(read.days().byNumber()).isEqualTo(activity.days().byNumber());
        assertThat(read.clock()).isEqualTo(activity.clock());
        assertThat(read.knownFrom()).isEqualTo(activity.knownFrom());
        // An hour of which something changes is read and written anew.
        Act last = new Act(Math.max(START, activity.clock()), ActKind.TOKEN, null, null, false);
        Governor.record(read, last, Policies.none());
        Governor.record(activity, last, Policies.none());
        assertThat(ActivityRows.of(codec, read).text())
                .isEqualTo(ActivityRows.of(codec, activity).text());
    }

    @Property(tries = 2_000)
    void damagedBytesAreReadOrRefusedButNeverWorse(@ForAll long seed) {
        Random random = new Random(seed);
        ActivityRows rows = ActivityRows.of(codec, random(random));
        TreeMap<Long, byte[]> hours = new TreeMap<>();
        rows.hours().forEach((number, hour) -> hours.put(number, damaged(hour, random)));
        ActivityRows damaged = new ActivityRows(damaged(rows.head(), random), damaged(rows.days(), random), hours);
        try {
            Activity read = damaged.open(codec);
            read.days().byNumber();
            read.hours().byNumber().values().forEach(hour -> hour.minutes().size());
        } catch (DamagedStateException e) {
            assertThat(e).hasMessageContaining("bytes");
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = random.nextInt(6) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
        if (random.nextInt(3) == 0 && damaged.length > 1) {
            damaged[1 + random.nextInt(damaged.length - 1)] = (byte) random.nextInt();
        }
        return damaged;
    }

    @Example
    void aNewerFormatIsRefused() {
        ActivityRows rows = ActivityRows.of(codec, new Activity());
        rows.head()[0]++;

        assertThatThrownBy(() -> rows.open(codec))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at least as new");
    }
}
