package dev.sluice.stream.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Histories;
import dev.sluice.domain.Story;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * That an identity is known to be calm saves work and changes nothing: the same history is evaluated with the memo as it
 * was stored, with a memo that is forgotten before each step, and without any.
 */
class CalmTest {
    private static final List<String> ZONES =
            List.of("UTC", "Australia/Melbourne", "America/Los_Angeles", "Pacific/Kiritimati");

    /** Another set than any in force: under it nothing is remembered, and everything is evaluated. */
    private static final long NO_SET = 1_000_000;

    private enum Memo {
        STORED,
        FORGOTTEN,
        NONE
    }

    private static final class Sibling {
        private final IdentityCodec codec = new IdentityCodec();
        private final Memo memo;
        private final Harness harness;
        private StoredIdentity stored;
        private int calm;

        Sibling(Memo memo, Policies policies) {
            this.memo = memo;
            harness = new Harness(Story.ADA, policies);
            stored = new StoredIdentity(harness.state(), new long[0], Long.MAX_VALUE);
        }

        /** Does something to the identity as it was stored, and stores it. */
        void step(Step step) {
            IdentityState state = harness.state();
            if (memo != Memo.STORED) {
                state.restoreCalm(false, Long.MIN_VALUE);
            }
            // Which set was in force before is asked where one replaces it.
            if (step instanceof Activation && state.clock() != IdentityState.NO_CLOCK) {
                state.restore(state.clock(), ((Activation) step).next().setVersion() - 1);
            } else {
                withoutMemo(state);
            }
            step.on(this);
            withoutMemo(state);
            long due = harness.nextDue();
            if (memo == Memo.STORED) {
                harness.state().foundDue(due);
            }
            stored = codec.decode(Story.ADA, codec.bytes(codec.image(stored, due)));
            harness.replaceState(stored.state());
            calm += stored.state().isCalm() ? 1 : 0;
        }

        private void withoutMemo(IdentityState state) {
            if (memo == Memo.NONE && state.clock() != IdentityState.NO_CLOCK) {
                state.restore(state.clock(), NO_SET);
                state.restoreCalm(false, Long.MIN_VALUE);
            }
        }

        /** All that is known, except the memo itself. */
        byte[] known() {
            StoredIdentity copy = codec.open(Story.ADA, stored.image());
            copy.state().restoreCalm(false, Long.MIN_VALUE);
            copy.state().foundDue(Long.MIN_VALUE);
            copy.state().restore(copy.state().clock(), 0);
            return codec.bytes(codec.image(copy, stored.indexedDue()));
        }
    }

    @Property(tries = 150)
    void withTheMemoOrWithoutItTheSameIsDecided(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed, @ForAll boolean inOrder) {
        Random random = new Random(seed);
        Policies first = policies(1, random);
        List<Sibling> siblings = List.of(
                new Sibling(Memo.STORED, first), new Sibling(Memo.FORGOTTEN, first), new Sibling(Memo.NONE, first));
        long now = Long.MIN_VALUE;
        long version = 1;
        for (SpecificRecordBase event : inOrder ? events : Histories.shuffled(events, seed)) {
            now = Math.max(now, EventView.of(event).occurredAt());
            long at = now;
            all(siblings, sibling -> sibling.harness.take(event, at));
            if (random.nextInt(8) == 0) {
                Policies next = policies(++version, random);
                all(siblings, new Activation(next, at));
            }
            if (random.nextInt(8) == 0) {
                now += Duration.ofHours(random.nextInt(200)).toMillis();
                long until = now;
                all(siblings, sibling -> sibling.harness.advanceTo(until));
            }
            if (random.nextInt(8) == 0) {
                long due = siblings.get(2).harness.nextDue();
                if (due != Long.MAX_VALUE && due < now + Duration.ofDays(20).toMillis()) {
                    now = Math.max(now, due);
                    all(siblings, sibling -> sibling.harness.advanceTo(due));
                }
            }
        }
        all(siblings, sibling -> sibling.harness.advanceTo(Histories.endOf(events)));
        assertThat(siblings.get(2).calm).isZero();
        Statistics.label("the memo was there").collect(siblings.get(0).calm > 0);
        Statistics.label("the memo was there").coverage(c -> c.check(true).percentage(p -> p > 10));
    }

    private interface Step {
        void on(Sibling sibling);
    }

    private record Activation(Policies next, long at) implements Step {
        @Override
        public void on(Sibling sibling) {
            sibling.harness.activate(next, at);
        }
    }

    private static void all(List<Sibling> siblings, Step step) {
        siblings.forEach(sibling -> sibling.step(step));
        Sibling expected = siblings.get(2);
        for (Sibling sibling : siblings.subList(0, 2)) {
            assertThat(sibling.harness.decisions()).isEqualTo(expected.harness.decisions());
            assertThat(sibling.stored.indexedDue()).isEqualTo(expected.stored.indexedDue());
            assertThat(sibling.known()).isEqualTo(expected.known());
        }
    }

    private static Policies policies(long version, Random random) {
        Settings defaults = Settings.DEFAULTS;
        Settings settings = new Settings(
                defaults.lateness(),
                defaults.skew(),
                ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))),
                defaults.dedupe(),
                defaults.maxEventBytes(),
                defaults.brake(),
                defaults.approvals(),
                defaults.absence(),
                defaults.precedence(),
                defaults.detection(),
                defaults.remediation(),
                defaults.sessions());
        SystemPolicy sap = random.nextInt(3) == 0 ? SystemPolicy.defaults("sap") : Story.governed("sap");
        SystemPolicy ldap = random.nextInt(3) == 0 ? Story.ignored("ldap") : Story.governed("ldap");
        Roles roles =
                random.nextInt(3) == 0 ? Roles.none() : Story.governedPolicies().roles();
        return new Policies(version, settings, Map.of("sap", sap, "ldap", ldap), roles);
    }

    @Provide
    Arbitrary<List<SpecificRecordBase>> histories() {
        return Histories.governed();
    }
}
