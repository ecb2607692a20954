package dev.sluice.stream.state;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.Activity;
import dev.sluice.domain.session.Credential;
import dev.sluice.domain.session.TrackedKey;
import dev.sluice.domain.spray.Tries;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage that was once read as something. */
class TrackedDamageTest {
    private static final TrackedKey KEY = new TrackedKey(TrackedKey.Kind.CREDENTIAL, "vault", "x");

    private final SessionCodec codec = new SessionCodec();

    private byte[] credential() {
        TreeSet<Credential.Mark> marks = new TreeSet<>();
        marks.add(new Credential.Mark(1, Credential.Deed.OUT, 2, new AccountKey("linux", "root")));
        return codec.encode(new Credential(KEY, marks));
    }

    /** Two such accounts can't even be compared. */
    @Test
    void halfAnAccountIsDamage() {
        byte[] value = credential();
        // The name is the last text: its number, its length and its letters.
        byte[] withoutName = Arrays.copyOf(value, value.length - "root".length() - 1);
        withoutName[withoutName.length - 1] = 0;

        assertThatThrownBy(() -> codec.decode(KEY, withoutName)).isInstanceOf(DamagedStateException.class);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, -1, Byte.MIN_VALUE})
    void aVersionThatThereNeverWasIsDamage(byte version) {
        byte[] tracked = credential();
        tracked[0] = version;
        byte[] tries = new TriesCodec().bytes(new Tries());
        tries[0] = version;
        ActivityRows rows = ActivityRows.of(new ActivityCodec(), new Activity());
        rows.head()[0] = version;

        assertThatThrownBy(() -> codec.decode(KEY, tracked)).isInstanceOf(DamagedStateException.class);
        assertThatThrownBy(() -> new TriesCodec().read(tries)).isInstanceOf(DamagedStateException.class);
        assertThatThrownBy(() -> rows.open(new ActivityCodec())).isInstanceOf(DamagedStateException.class);
    }
}
