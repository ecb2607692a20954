package dev.sluice.domain.govern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.CommandAction;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.IdentityImage;
import dev.sluice.stream.state.StoredIdentity;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Who is under another set as before is not stored for it, and is brought through it again when something is told of them: what is
 * decided is the same as if they had been stored.
 */
class StaysUnderSetTest {
    private static final int KEPT = 16;
    private static final long DAY = 24 * HoldingHistories.HOUR;
    private static final long MOVED = HoldingHistories.START + DAY;
    private static final PolicyHistory THREE_DAYS_BEFORE =
            PolicyHistory.of(HoldingHistories.policies(2), Long.MIN_VALUE);
    private static final PolicyHistory FIVE_DAYS = PolicyHistory.of(HoldingHistories.policies(32), Long.MIN_VALUE);
    private static final PolicyHistory THREE_DAYS = PolicyHistory.of(HoldingHistories.policies(62), Long.MIN_VALUE);

    /** An identity that is read from what was stored for each step. */
    private static final class Identity {
        private final IdentityCodec codec = new IdentityCodec();
        private final boolean isAlwaysStored;
        private final Harness harness;
        private byte[] stored;
        private int stayed;

        Identity(boolean isAlwaysStored, Policies first) {
            this.isAlwaysStored = isAlwaysStored;
            harness = new Harness("E1", first);
            store();
        }

        void read() {
            harness.replaceState(codec.decode("E1", stored).state());
        }

        private void store() {
            stored = codec.bytes(image(new StoredIdentity(harness.state(), new long[0], Long.MAX_VALUE)));
        }

        private IdentityImage image(StoredIdentity identity) {
            long due = harness.nextDue();
            identity.state().foundDue(due);
            return codec.image(identity, due);
        }

        void take(SpecificRecordBase event, long now, PolicyHistory history) {
            read();
            harness.bringThrough(history);
            harness.take(event, now);
            store();
        }

        /** What is due is found by the instant under which it is stored. */
        void fire(long until, PolicyHistory history) {
            for (long due = due(); due <= until; due = due()) {
                read();
                harness.bringThrough(history);
                harness.advanceTo(due);
                store();
            }
        }

        /** When the first command to take something is issued, in the ten days after the move. */
        long revokedAt(PolicyHistory history) {
            fire(MOVED + 10 * DAY, history);
            return harness.decisions().stream()
                    .filter(decision ->
                            decision.command() != null && decision.command().getAction() == CommandAction.REVOKE)
                    .findFirst()
                    .orElseThrow()
                    .trigger()
                    .occurredAt();
        }

        private long due() {
            return codec.decode("E1", stored).indexedDue();
        }

        /**
         * In its turn of an evaluation of everybody.
         *
         * @param history the sets
         * @param isRemembered whether it is still in memory when it is read next
         */
        void evaluate(PolicyHistory history, boolean isRemembered) {
            StoredIdentity read = codec.decode("E1", stored);
            harness.replaceState(read.state());
            long setBefore = read.state().setVersion();
            int decided = harness.decisions().size() + harness.tickets().size();
            harness.bringThrough(history);
            boolean isQuiet =
                    decided == harness.decisions().size() + harness.tickets().size();
            boolean isOneStep = history.isOneStepFrom(setBefore);
            IdentityImage now = image(read);
            if (isAlwaysStored || !isOneStep || !isQuiet || !now.isAsBefore(read.image())) {
                store();
                return;
            }
            stayed++;
            if (isRemembered) {
                stored = codec.bytes(read.image().under(now));
            }
        }
    }

    @Property(tries = 1000)
    void theSameIsDecidedOfWhoWasNotStoredForASet(@ForAll long seed) {
        Random random = new Random(seed);
        PolicyHistory history = PolicyHistory.of(HoldingHistories.policies(1), Long.MIN_VALUE);
        Identity stays = new Identity(false, history.current().policies());
        Identity stored = new Identity(true, history.current().policies());
        long version = 1;
        long now = HoldingHistories.START;
        for (SpecificRecordBase event : new HoldingHistories(random).events()) {
            if (random.nextInt(5) == 0) {
                // Sets that say the same, and others.
                version += random.nextBoolean() ? HoldingHistories.SAME : 1 + random.nextInt(HoldingHistories.SAME - 1);
                history = history.then(HoldingHistories.policies(version), now, KEPT);
                if (random.nextInt(4) > 0) {
                    stays.evaluate(history, random.nextBoolean());
                    stored.evaluate(history, true);
                    // Unless somebody else failed.
                    history = random.nextInt(4) > 0 ? history.settled() : history;
                }
            }
            now = Math.max(now, EventView.of(event).occurredAt());
            if (random.nextInt(4) == 0) {
                stays.fire(now, history);
                stored.fire(now, history);
            }
            stays.take(event, now, history);
            stored.take(event, now, history);
            same(stays, stored, event);
        }
        // Nothing is told any more, so what the last set makes due comes by itself.
        history =
                history.then(HoldingHistories.policies(version + 1 + random.nextInt(HoldingHistories.SAME)), now, KEPT);
        stays.evaluate(history, random.nextBoolean());
        stored.evaluate(history, true);
        history = history.settled();
        long end = now + 90 * DAY;
        stays.fire(end, history);
        stored.fire(end, history);
        assertThat(stays.harness.decisions()).isEqualTo(stored.harness.decisions());
        assertThat(stays.harness.openFindings()).isEqualTo(stored.harness.openFindings());
        Statistics.label("stayed").collect(stays.stayed > 0);
        Statistics.label("stayed").coverage(c -> c.check(true).percentage(p -> p > 20));
    }

    @Example
    void whoIsAsBeforeButForWhatIsDueEarlierIsStored() {
        Identity mover = mover(FIVE_DAYS);
        mover.evaluate(FIVE_DAYS.then(THREE_DAYS.current().policies(), MOVED + 1, KEPT), false);
        assertThat(mover.stayed).isZero();
        assertThat(mover.revokedAt(THREE_DAYS)).isEqualTo(MOVED + 3 * DAY);
    }

    @Example
    void whatIsDueLaterIsDecidedThen() {
        Identity mover = mover(THREE_DAYS_BEFORE);
        mover.evaluate(THREE_DAYS_BEFORE.then(FIVE_DAYS.current().policies(), MOVED + 1, KEPT), true);
        assertThat(mover.stayed).isEqualTo(1);
        assertThat(mover.revokedAt(FIVE_DAYS)).isEqualTo(MOVED + 5 * DAY);
    }

    /** Who moved to another department, and keeps the access of the one before for some days. */
    private static Identity mover(PolicyHistory history) {
        Identity mover = new Identity(false, history.current().policies());
        mover.take(
                Events.identity(header(MOVED - DAY), "E1", IdentityAction.HIRED, Events.department("Treasury")),
                MOVED,
                history);
        AccessEvent grant =
                Events.access(header(MOVED - 1), "E1", AccessAction.ENTITLEMENT_GRANTED, Events.account("sap", "ada"));
        grant.setEntitlement(Events.entitlement("sap:PAY_RUN"));
        mover.take(grant, MOVED, history);
        mover.take(
                Events.identity(header(MOVED), "E1", IdentityAction.TRANSFERRED, Events.department("Sales")),
                MOVED,
                history);
        return mover;
    }

    @Example
    void whoIsCalmStaysAsTheyAreRead() {
        Identity calm = calm();
        calm.read();
        assertThat(calm.harness.state().isCalm()).isTrue();

        calm.evaluate(THREE_DAYS_BEFORE.then(THREE_DAYS.current().policies(), MOVED, KEPT), false);
        assertThat(calm.stayed).isEqualTo(1);
    }

    @Example
    void whoIsBroughtThroughSeveralSetsIsStored() {
        Identity calm = calm();
        PolicyHistory two = THREE_DAYS_BEFORE.then(THREE_DAYS.current().policies(), MOVED, KEPT);
        calm.evaluate(two.then(HoldingHistories.policies(2 + 2 * HoldingHistories.SAME), MOVED + 1, KEPT), false);
        assertThat(calm.stayed).isZero();
        calm.read();
        assertThat(calm.harness.state().setVersion()).isEqualTo(2 + 2 * HoldingHistories.SAME);
    }

    /** Who has nothing but a job. */
    private static Identity calm() {
        Identity calm = new Identity(false, THREE_DAYS_BEFORE.current().policies());
        long at = HoldingHistories.START;
        calm.take(
                Events.identity(header(at), "E1", IdentityAction.HIRED, Events.department("Canteen")),
                at,
                THREE_DAYS_BEFORE);
        return calm;
    }

    private static Header header(long at) {
        return Events.header("e" + at, "test", null, at);
    }

    private static void same(Identity stays, Identity stored, Object after) {
        List<Harness.Decision> decisions = stays.harness.decisions();
        assertThat(decisions).as(() -> "after " + after).isEqualTo(stored.harness.decisions());
        assertThat(stays.harness.tickets()).as(() -> "after " + after).isEqualTo(stored.harness.tickets());
        assertThat(stays.stored).as(() -> "after " + after).isEqualTo(stored.stored);
    }
}
