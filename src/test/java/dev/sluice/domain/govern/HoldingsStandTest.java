package dev.sluice.domain.govern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.finding.SodViolations;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.IdentityAction;
import dev.sluice.stream.state.IdentityCodec;
import dev.sluice.stream.state.StoredIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * After a record of HR, what somebody holds is looked at only if it may be judged otherwise, and what touches rules is found anew only
 * if something else is held. Whoever looks at everything each time decides the same.
 */
class HoldingsStandTest {
    private static final long START = HoldingHistories.START;
    private static final long HOUR = HoldingHistories.HOUR;

    private final Random random;
    private final IdentityCodec codec = new IdentityCodec();

    HoldingsStandTest() {
        random = new Random();
    }

    @Property(tries = 1000)
    void whoLooksAtEverythingEachTimeDecidesTheSame(@ForAll long seed) {
        random.setSeed(seed);
        Harness one = new Harness(new IdentityState("E1"), HoldingHistories.policies(1), new Governor(0));
        Harness every =
                new Harness(new IdentityState("E1"), HoldingHistories.policies(1), new Governor(Integer.MAX_VALUE));
        List<SpecificRecordBase> events = new HoldingHistories(random).events();
        long now = START;
        for (SpecificRecordBase event : events) {
            // What was found before is known to the one only.
            reread(every);
            if (random.nextInt(12) == 0) {
                reread(one);
            }
            if (random.nextInt(15) == 0) {
                long at = now;
                one.activate(HoldingHistories.policies(2 + random.nextInt(1_000_000)), at);
                every.activate(HoldingHistories.policies(one.state().setVersion()), at);
            }
            one.take(event);
            every.take(event);
            now = Math.max(now, EventView.of(event).occurredAt());
            same(one, every, event);
        }
        one.advanceTo(now + 90 * 24 * HOUR);
        every.advanceTo(now + 90 * 24 * HOUR);
        same(one, every, "the end");
        Statistics.collect(one.findings().isEmpty() ? "no finding" : "findings");
        Statistics.collect(one.commands().isEmpty() ? "no command" : "commands");
    }

    @Example
    void whatBeginsToBeHeldAgainAfterAPauseIsSeenWhenThePauseBegins() {
        Harness one = new Harness(new IdentityState("E1"), HoldingHistories.policies(2), new Governor(0));
        one.take(Events.identity(Events.header("h", "hr", null, START), "E1", IdentityAction.HIRED));
        one.take(granted("sap:PAY_RUN", START + HOUR, START + HOUR, Long.MAX_VALUE));
        one.take(granted("sap:VENDOR_A", START + 2 * HOUR, START + 2 * HOUR, START + 10 * HOUR));
        one.take(granted("sap:VENDOR_A", START + 3 * HOUR, START + 20 * HOUR, START + 30 * HOUR));

        one.advanceTo(START + 11 * HOUR);

        Finding last = one.findings().stream()
                .filter(finding -> finding.getKind().equals(SodViolations.KIND))
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(last.getStatus()).isEqualTo(FindingStatus.PENDING);
        assertThat(last.getStartsAt()).isEqualTo(Instant.ofEpochMilli(START + 20 * HOUR));
    }

    private static AccessEvent granted(String entitlement, long at, long from, long to) {
        EntitlementKey key = EntitlementKey.parse(entitlement);
        AccessEvent event = Events.access(
                Events.header("a" + at, "iga", null, at),
                "E1",
                AccessAction.ENTITLEMENT_GRANTED,
                Events.account(key.system(), "ada"));
        event.setEntitlement(key.toRef());
        event.setValidFrom(Instant.ofEpochMilli(from));
        event.setValidTo(to == Long.MAX_VALUE ? null : Instant.ofEpochMilli(to));
        return event;
    }

    private void reread(Harness harness) {
        byte[] stored = codec.encode(new StoredIdentity(harness.state(), new long[0], harness.nextDue()));
        harness.replaceState(codec.decode("E1", stored).state());
    }

    private static void same(Harness one, Harness every, Object after) {
        int decided = Math.min(one.decisions().size(), every.decisions().size());
        for (int i = 0; i < decided; i++) {
            assertThat(one.decisions().get(i))
                    .as(() -> "after " + after)
                    .isEqualTo(every.decisions().get(i));
        }
        assertThat(one.decisions()).hasSameSizeAs(every.decisions());
        assertThat(one.nextDue()).as(() -> "after " + after).isEqualTo(every.nextDue());
        assertThat(one.pages().head()).isEqualTo(every.pages().head());
        assertThat(one.state().graces()).isEqualTo(every.state().graces());
    }
}
