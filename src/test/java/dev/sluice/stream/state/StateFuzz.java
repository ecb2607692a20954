package dev.sluice.stream.state;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.activity.Act;
import dev.sluice.domain.activity.ActKind;
import dev.sluice.domain.activity.Activity;
import dev.sluice.domain.activity.Place;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.PasswordSpray;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.session.Credential;
import dev.sluice.domain.session.Followed;
import dev.sluice.domain.session.Lease;
import dev.sluice.domain.session.Pipeline;
import dev.sluice.domain.session.Tracked;
import dev.sluice.domain.session.TrackedKey;
import dev.sluice.domain.spray.Tried;
import dev.sluice.domain.spray.Tries;
import dev.sluice.event.AccessAction;
import dev.sluice.event.IdentityAction;
import dev.sluice.fuzz.Effort;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Any bytes where state is stored: read, or refused as damaged or as of a newer version, in the whole and part by part. What was read
 * whole can be written, and is the same after it was read once more.
 */
public final class StateFuzz {
    /** Bytes of memory that a stored byte may take: an entry of a map, for two bytes or three. */
    private static final long PER_BYTE = 2_048;

    private static final int TRACKED = 3;
    private static final int TRIES = TRACKED + TrackedKey.Kind.values().length;
    private static final int FORMATS = TRIES + 1;
    private static final long HOUR = 490_000;

    private static final ActivityRows NO_ACTIVITY = ActivityRows.of(new ActivityCodec(), new Activity());

    private StateFuzz() {}

    /**
     * One input: a byte that says what is stored (an identity, what it did, what is tracked of it, what was tried from an address), and the
     * value.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int format = (input[0] & 0xff) % FORMATS;
        byte[] value = Arrays.copyOfRange(input, 1, input.length);
        byte[] written = Effort.bounded(input.length, PER_BYTE, () -> again(format, value));
        if (written != null) {
            byte[] writtenAgain = again(format, written);
            if (!Arrays.equals(written, writtenAgain)) {
                throw new AssertionError("what was written is not what was read of it");
            }
        }
    }

    /** What is written of what was read; null if it was refused. */
    private static byte[] again(int format, byte[] value) {
        if (format == 0) {
            return identity(value);
        }
        if (format < TRACKED) {
            return activity(format == 1, value);
        }
        if (format == TRIES) {
            TriesCodec codec = new TriesCodec();
            Tries tries = read(() -> codec.read(value));
            return tries == null ? null : codec.bytes(tries);
        }
        SessionCodec codec = new SessionCodec();
        TrackedKey key = new TrackedKey(TrackedKey.Kind.values()[format - TRACKED], "vault", "x");
        Tracked tracked = read(() -> codec.decode(key, value));
        return tracked == null ? null : codec.encode(tracked);
    }

    private static byte[] identity(byte[] value) {
        IdentityCodec codec = new IdentityCodec();
        StoredIdentity stored = read(() -> codec.decode(Story.ADA, value));
        if (stored == null) {
            return null;
        }
        IdentityState state = stored.state();
        Object[] parts = {
            read(state::hr), read(state::commands), read(state::findings), read(() -> rows(state)),
        };
        // Without its image it is written anew, part by part.
        return Arrays.stream(parts).anyMatch(part -> part == null)
                ? null
                : codec.encode(new StoredIdentity(state, stored.published(), stored.indexedDue()));
    }

    private static Integer rows(IdentityState state) {
        int rows = 0;
        for (var name : state.access().names().values()) {
            for (var account : name.accounts()) {
                account.rows().get(new EntitlementKey("sap", "CLERK"));
                for (var row : account.rows().entrySet()) {
                    row.getValue().nextChange(0);
                    rows++;
                }
            }
        }
        state.access().accounts();
        return rows;
    }

    private static byte[] activity(boolean isHead, byte[] value) {
        ActivityCodec codec = new ActivityCodec();
        TreeMap<Long, byte[]> hours = new TreeMap<>();
        if (!isHead) {
            hours.put(HOUR, value);
        }
        ActivityRows rows = isHead
                ? new ActivityRows(value, NO_ACTIVITY.days(), hours)
                : new ActivityRows(NO_ACTIVITY.head(), NO_ACTIVITY.days(), hours);
        Activity activity = read(() -> rows.open(codec));
        if (activity == null || read(() -> activity.days().byNumber()) == null) {
            return null;
        }
        for (var hour : activity.hours().byNumber().values()) {
            if (read(hour::minutes) == null) {
                return null;
            }
        }
        ActivityRows written = ActivityRows.of(codec, activity);
        return isHead ? written.head() : written.hours().getOrDefault(HOUR, value);
    }

    private static <T> T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (DamagedStateException e) {
            return null;
        } catch (IllegalStateException e) {
            if (!e.getMessage().contains("Run a version at least as new")) {
                throw e;
            }
            return null;
        }
    }

    /**
     * What real inputs look like.
     *
     * @return by a name for each
     */
    public static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        Harness harness = new Harness(Story.ADA, Policies.of(1, Story.enforced("sap")));
        harness.take(Events.identity(
                Events.header("h", "hr", 1L, Harness.ms("2026-01-01T00:00:00Z")),
                Story.ADA,
                IdentityAction.HIRED,
                Events.department("Treasury"),
                Events.zone("Europe/Zurich")));
        harness.take(Events.access(
                Events.header("a", "sap", null, Harness.ms("2026-01-02T00:00:00Z")),
                Story.ADA,
                AccessAction.ACCOUNT_CREATED,
                Events.account("sap", "ada")));
        put(seeds, "identity", 0, identity(harness));
        harness.take(Events.identity(
                Events.header("t", "hr", 2L, Harness.ms("2026-02-01T00:00:00Z")),
                Story.ADA,
                IdentityAction.TERMINATED));
        harness.advanceTo(Harness.ms("2026-02-10T00:00:00Z"));
        put(seeds, "leaver", 0, identity(harness));
        Activity activity = new Activity();
        Place place = new Place("CH", 4_737, 854);
        for (ActKind kind : ActKind.values()) {
            Act act = new Act(
                    HOUR * 3_600_000 + kind.ordinal() * 1_000, kind, new AccountKey("okta", "ada"), place, false);
            Governor.record(activity, act, Policies.none());
        }
        ActivityRows rows = ActivityRows.of(new ActivityCodec(), activity);
        put(seeds, "activity", 1, rows.head());
        rows.hours().forEach((number, hour) -> put(seeds, "hour", 2, hour));
        SessionCodec sessions = new SessionCodec();
        TrackedKey key = new TrackedKey(TrackedKey.Kind.CREDENTIAL, "vault", "x");
        TreeSet<Credential.Mark> marks = new TreeSet<>();
        marks.add(new Credential.Mark(1, Credential.Deed.OUT, 2, new AccountKey("linux", "root")));
        marks.add(new Credential.Mark(3, Credential.Deed.ROTATED, Tracked.UNTOLD, null));
        put(seeds, "credential", TRACKED + 1, sessions.encode(new Credential(key, marks)));
        TreeSet<Lease.Mark> leased = new TreeSet<>();
        leased.add(new Lease.Mark(1, Lease.Deed.values()[0], 9, "linux", "run-1"));
        put(seeds, "lease", TRACKED + 2, sessions.encode(new Lease(key, leased)));
        TreeSet<Followed.Fact> facts = new TreeSet<>();
        facts.add(new Followed.Fact(1, Followed.What.values()[0]));
        put(seeds, "pipeline", TRACKED + 3, sessions.encode(new Pipeline(key, facts)));
        Tries tries = new Tries();
        long at = HOUR * 3_600_000;
        for (int i = 0; i < 8; i++) {
            tries.record(new Tried(Tried.user("u" + i), at, at, 1), at, at, 200_000_000, PasswordSpray.DEFAULTS);
        }
        put(seeds, "tries", TRIES, new TriesCodec().bytes(tries));
        return seeds;
    }

    private static byte[] identity(Harness harness) {
        return new IdentityCodec().encode(new StoredIdentity(harness.state(), new long[] {1, 2}, harness.nextDue()));
    }

    private static void put(Map<String, byte[]> seeds, String name, int format, byte[] value) {
        byte[] seed = new byte[value.length + 1];
        seed[0] = (byte) format;
        System.arraycopy(value, 0, seed, 1, value.length);
        seeds.put(name, seed);
    }
}
