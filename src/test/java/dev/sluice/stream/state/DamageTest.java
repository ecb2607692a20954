package dev.sluice.stream.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Histories;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.NameBearers;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.IdentityAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged state is read as something else or refused as damaged, part by part, and nothing worse comes of it. */
class DamageTest {
    private static final Policies POLICIES = Policies.of(1, Story.enforced("sap"), Story.enforced("ldap"));

    private final IdentityCodec codec = new IdentityCodec();

    @Property(tries = 500)
    void everyPartOfADamagedValueIsReadOrRefused(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = value(events, random);
        for (int i = 0; i < 8; i++) {
            byte[] damaged = damaged(bytes, random);
            readOrRefused(damaged);
        }
    }

    /** Small and with everything in it: each byte in turn, with the values that mean most. */
    @Test
    void everySingleByteMayBeDamaged() {
        byte[] bytes = leaver();
        for (int at = 1; at < bytes.length; at++) {
            for (int value : new int[] {0, 1, 2, 0x7f, 0x80, 0xff, bytes[at] + 1, bytes[at] - 1, bytes[at] ^ 0x40}) {
                byte[] damaged = bytes.clone();
                damaged[at] = (byte) value;
                readOrRefused(damaged);
            }
        }
    }

    @Test
    void everyTruncatedValueIsRefusedAtOnce() {
        byte[] bytes = leaver();
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.decode(Story.ADA, shorter)).isInstanceOf(DamagedStateException.class);
        }
    }

    /** Names are found by their order: one in the wrong place would be taken for unknown. */
    @Test
    void namesThatAreNotInOrderAreRefusedAtOnce() {
        Harness harness = new Harness(Story.ADA, POLICIES);
        for (String name : List.of("alpha", "omega")) {
            harness.take(Events.access(
                    Events.header(name, "sap", null, Harness.ms("2026-01-02T00:00:00Z")),
                    Story.ADA,
                    AccessAction.ACCOUNT_CREATED,
                    Events.account("sap", name)));
        }
        byte[] bytes = codec.encode(new StoredIdentity(harness.state(), new long[0], harness.nextDue()));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        byte[] swapped = text.replace("alpha", "?")
                .replace("omega", "alpha")
                .replace("?", "omega")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(swapped).hasSameSizeAs(bytes).isNotEqualTo(bytes);
        assertThatThrownBy(() -> codec.decode(Story.ADA, swapped)).isInstanceOf(DamagedStateException.class);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aDamagedPartIsRefusedWhenItIsReadAndNeverReadAsNothing(Damage damage) {
        byte[] damaged = damage.in(Story.ADA, leaver());
        IdentityState state = codec.decode(Story.ADA, damaged).state();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> {
                        switch (damage) {
                            case HR -> state.hr();
                            case DECISIONS -> state.commands();
                            default -> readAccess(state);
                        }
                    })
                    .isInstanceOf(DamagedStateException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void theOtherPartsOfADamagedValueCanBeRead(Damage damage) {
        IdentityState state =
                codec.decode(Story.ADA, damage.in(Story.ADA, leaver())).state();
        if (damage != Damage.HR) {
            assertThat(state.hr().known()).isTrue();
        }
        if (damage != Damage.DECISIONS) {
            assertThat(state.commands()).isNotEmpty();
            assertThat(state.findings()).isNotEmpty();
        }
        if (damage != Damage.ACCOUNT && damage != Damage.ROWS) {
            assertThat(readAccess(state)).isPositive();
        }
    }

    private void readOrRefused(byte[] bytes) {
        AtomicReference<IdentityState> state = new AtomicReference<>();
        attempt(() -> state.set(codec.decode(Story.ADA, bytes).state()));
        if (state.get() == null) {
            return;
        }
        IdentityState read = state.get();
        attempt(read::hr);
        attempt(() -> read.findings().values().forEach(finding -> assertThat(finding.entitlements())
                .isNotNull()));
        attempt(() -> read.commands().values().forEach(command -> assertThat(command.key())
                .isNotNull()));
        attempt(() -> readSingly(codec.decode(Story.ADA, bytes).state()));
        attempt(() -> readAccess(read));
        attempt(() -> {
            StoredIdentity whole = codec.decode(Story.ADA, bytes);
            readAccess(whole.state());
            whole.state().hr();
            whole.state().commands();
            codec.encode(whole);
        });
    }

    private static void attempt(Runnable reading) {
        try {
            reading.run();
        } catch (DamagedStateException e) {
            assertThat(e).hasMessageContaining("damaged");
        }
    }

    private static void readSingly(IdentityState state) {
        for (NameBearers bearers : state.access().names().values()) {
            bearers.accounts().forEach(account -> {
                for (String name : List.of("CLERK", "PAY", "R1", "zzz", "\uD83D\uDE00")) {
                    account.rows().get(new EntitlementKey("sap", name));
                }
            });
        }
    }

    private static int readAccess(IdentityState state) {
        int rows = 0;
        for (var name : state.access().names().entrySet()) {
            assertThat(new AccountKey(name.getKey().system(), name.getKey().name()))
                    .isEqualByComparingTo(name.getKey());
            for (var account : name.getValue().accounts()) {
                for (var row : account.rows().entrySet()) {
                    row.getValue().nextChange(0);
                    rows++;
                }
                account.state();
                account.kind();
            }
        }
        state.access().accounts();
        return rows;
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            damaged[1 + random.nextInt(damaged.length - 1)] = switch (random.nextInt(4)) {
                case 0 -> (byte) 0xff;
                case 1 -> 0;
                default -> (byte) random.nextInt();
            };
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(damaged, 1 + random.nextInt(damaged.length - 1)) : damaged;
    }

    private byte[] value(List<SpecificRecordBase> events, Random random) {
        Harness harness = new Harness(Story.ADA, POLICIES);
        events.forEach(harness::take);
        if (random.nextBoolean()) {
            harness.take(snapshot("2026-06-01T00:00:00Z", 1 + random.nextInt(100)));
        }
        if (random.nextBoolean()) {
            harness.advanceTo(Histories.endOf(events) + Duration.ofDays(60).toMillis());
        }
        return codec.encode(new StoredIdentity(harness.state(), new long[] {1, 2}, harness.nextDue()));
    }

    private byte[] leaver() {
        Harness harness = new Harness(Story.ADA, POLICIES);
        harness.take(Events.identity(
                Events.header("h1", "hr", 1L, Harness.ms("2026-01-01T00:00:00Z")),
                Story.ADA,
                IdentityAction.HIRED,
                Events.department("Treasury"),
                Events.firstDay("2026-01-01"),
                Events.zone("Australia/Melbourne")));
        harness.take(snapshot("2026-01-02T00:00:00Z", 4));
        AccessEvent renamed = Events.access(
                Events.header("n", "ldap", null, Harness.ms("2026-01-03T00:00:00Z")),
                Story.ADA,
                AccessAction.ACCOUNT_RENAMED,
                Events.account("zldap", "lovelace"));
        renamed.setPreviousName("ada");
        harness.take(renamed);
        harness.take(Events.identity(
                Events.header("h2", "hr", 2L, Harness.ms("2026-02-01T00:00:00Z")),
                Story.ADA,
                IdentityAction.TERMINATED));
        harness.advanceTo(Harness.ms("2026-02-10T00:00:00Z"));
        harness.take(snapshot("2026-02-11T00:00:00Z", 2));
        assertThat(harness.state().commands()).isNotEmpty();
        return codec.encode(new StoredIdentity(harness.state(), new long[] {1, 2}, harness.nextDue()));
    }

    private static AccessEvent snapshot(String at, int rows) {
        AccessEvent event = Events.access(
                Events.header("s" + at, "sap", null, Harness.ms(at)),
                Story.ADA,
                AccessAction.ACCESS_SNAPSHOT,
                Events.account("sap", "ada"));
        List<EntitlementRef> listed = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            listed.add(new EntitlementRef(i % 5 == 0 ? "säp" : "sap", "R" + i));
        }
        event.setSnapshot(listed);
        return event;
    }

    @Provide
    Arbitrary<List<SpecificRecordBase>> histories() {
        return Histories.histories();
    }
}
