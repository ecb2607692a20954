package dev.sluice.stream;

import dev.sluice.audit.privacy.DetailKey;
import dev.sluice.audit.proof.AuditChain;
import dev.sluice.domain.FactKey;
import dev.sluice.domain.brake.Buckets;
import dev.sluice.domain.brake.SourceBrake;
import dev.sluice.domain.brake.TaskBrake;
import dev.sluice.domain.correlation.Bearers;
import dev.sluice.domain.correlation.Claim;
import dev.sluice.domain.correlation.ClaimChange;
import dev.sluice.domain.correlation.Claims;
import dev.sluice.domain.correlation.Found;
import dev.sluice.domain.correlation.Ownership;
import dev.sluice.domain.group.Group;
import dev.sluice.domain.group.GroupClaim;
import dev.sluice.domain.group.GroupFacts;
import dev.sluice.domain.group.GroupQuota;
import dev.sluice.domain.identity.FeedRun;
import dev.sluice.fuzz.Effort;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Any bytes where the stage keeps what it knows of accounts, sources, feeds and its audit: read, or refused in words. What was read can be
 * written, and is the same after it was read once more.
 */
public final class StoreFormatsFuzz {
    private static final long PER_BYTE = 2_048;

    private StoreFormatsFuzz() {}

    /**
     * One input: a byte that says what is stored, and the value.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] value = Arrays.copyOfRange(input, 1, input.length);
        Function<byte[], byte[]> format =
                switch ((input[0] & 0xff) % 12) {
                    case 0 -> bytes -> BrakeFormat.bytes(BrakeFormat.task(bytes));
                    case 1 -> bytes -> BrakeFormat.bytes(BrakeFormat.source(bytes));
                    case 2 -> bytes -> CorrelationFormat.bytes(CorrelationFormat.ownership(bytes));
                    case 3 -> bytes -> CorrelationFormat.bytes(CorrelationFormat.bearers(bytes));
                    case 4 -> bytes -> CorrelationFormat.bytes(CorrelationFormat.waiting(bytes));
                    case 5 -> bytes -> FeedRuns.write(FeedRuns.read("hr", bytes));
                    case 6 -> bytes -> SeenBatch.read(bytes).row();
                    case 7 -> bytes -> AuditChain.of(bytes).bytes();
                    case 8 -> bytes -> DetailKey.of(bytes).bytes();
                    case 9 -> bytes -> GroupFormat.bytes(GroupFormat.facts(bytes));
                    case 10 -> bytes -> GroupFormat.bytes(GroupFormat.group(bytes, GroupQuota.UNLIMITED));
                    default -> bytes -> GroupFormat.bytes(GroupFormat.bearer(bytes));
                };
        byte[] written = Effort.bounded(input.length, PER_BYTE, () -> again(format, value));
        if (written != null && !Arrays.equals(written, again(format, written))) {
            throw new AssertionError("what was written is not what was read of it");
        }
    }

    private static byte[] again(Function<byte[], byte[]> format, byte[] value) {
        try {
            return format.apply(value);
        } catch (IllegalStateException | IllegalArgumentException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("a refusal without a reason", e);
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
        Buckets buckets = new Buckets(new TreeMap<>(Map.of(0L, 3L, 60_000L, 1L)));
        put(seeds, "brake-task", 0, BrakeFormat.bytes(new TaskBrake(1, 2, 3, true, 4, 5, buckets)));
        SourceBrake source =
                new SourceBrake(1, 2, 3, true, 4, new TreeMap<>(Map.of(0, new SourceBrake.Told(1, 2, buckets))));
        put(seeds, "brake-source", 1, BrakeFormat.bytes(source));
        Claims claims = Claims.of(Map.of("E1", new Claim(ClaimChange.values()[0], 7)), false);
        put(
                seeds,
                "ownership",
                2,
                CorrelationFormat.bytes(Ownership.of("E1", 5, claims, Map.of("attr:email:ada", new Found(claims, 1)))));
        put(seeds, "bearers", 3, CorrelationFormat.bytes(Bearers.of(claims, Set.of("account:sap/ada"))));
        put(seeds, "waiting", 4, CorrelationFormat.bytes(new Waiting(1, 2, 3, 4, 5, 6)));
        put(
                seeds,
                "feeds",
                5,
                FeedRuns.write(List.of(new FeedRuns.Completed("hr", new FeedRun(1, "f"), 2, 3, "e", Long.MAX_VALUE))));
        SeenBatch seen = SeenBatch.begin();
        seen.add(new EventHash(1, 2), 3, 4);
        put(seeds, "seen", 6, seen.row());
        put(seeds, "chain", 7, AuditChain.begin("sluice", 0, 1).bytes());
        put(seeds, "key", 8, new byte[] {1, 0, 0, 0, 1, 9, 9, 9});
        FactKey told = new FactKey(1, "hr", 2, "e1");
        GroupFacts facts = new GroupFacts(told, "Treasury", null, told, "The Treasury");
        put(seeds, "unit", 9, GroupFormat.bytes(facts));
        put(
                seeds,
                "group",
                10,
                GroupFormat.bytes(new Group(
                        facts,
                        Map.of("unit:department/treasury", new GroupClaim(true, 3, "dept-treasury", "Treasury")),
                        true,
                        false,
                        GroupQuota.UNLIMITED)));
        put(seeds, "bearer", 11, GroupFormat.bytes(new GroupFormat.Bearer(4, "Treasury")));
        return seeds;
    }

    private static void put(Map<String, byte[]> seeds, String name, int format, byte[] value) {
        byte[] seed = new byte[value.length + 1];
        seed[0] = (byte) format;
        System.arraycopy(value, 0, seed, 1, value.length);
        seeds.put(name, seed);
    }
}
