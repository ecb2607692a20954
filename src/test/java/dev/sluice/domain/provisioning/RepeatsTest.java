package dev.sluice.domain.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Histories;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Retry;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;

/** What holds of every command that is repeated and handed to people, whatever the history. */
class RepeatsTest {
    private static final int ATTEMPTS = 3;
    private static final Retry SHORT = new Retry(Duration.ofHours(1), 2, Duration.ofHours(3), ATTEMPTS);
    private static final Policies POLICIES = Policies.of(
            1, Story.enforced("sap").withRetry(SHORT), Story.enforced("ldap").withRetry(SHORT));

    @Property(tries = 1000)
    void aCommandIsRepeatedAsOftenAsItMayBeAndFailsOnce(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        Harness harness = run(Histories.shuffled(events, seed), Histories.endOf(events));
        Map<String, ProvisioningCommand> open = new HashMap<>();
        Map<String, Integer> tries = new HashMap<>();
        boolean repeated = false;
        for (ProvisioningCommand command : harness.commands()) {
            String object = command.getAction() + " " + command.getSystem() + "/" + command.getAccount() + " "
                    + command.getEntitlement();
            ProvisioningCommand before = open.get(object);
            switch (command.getStatus()) {
                case ISSUED -> {
                    boolean again = command.getCause().equals("UNANSWERED");
                    assertThat(before != null).isEqualTo(again);
                    tries.put(object, again ? tries.get(object) + 1 : 1);
                    if (again) {
                        repeated = true;
                        assertThat(before.getStatus()).isEqualTo(CommandStatus.ISSUED);
                        assertThat(command.getCommandId()).isEqualTo(before.getCommandId());
                        assertThat(command.getAttempt()).isEqualTo(before.getAttempt() + 1);
                        assertThat(command.getDueAt()).isEqualTo(before.getDueAt());
                    }
                    assertThat(tries.get(object)).isLessThanOrEqualTo(ATTEMPTS);
                    open.put(object, command);
                }
                case FAILED -> {
                    assertThat(before.getStatus()).isEqualTo(CommandStatus.ISSUED);
                    assertThat(tries.get(object)).isEqualTo(ATTEMPTS);
                    assertThat(command.getChangedAt()).isEqualTo(before.getDueAt());
                    open.put(object, command);
                }
                default -> {
                    assertThat(before).isNotNull();
                    open.remove(object);
                }
            }
        }
        Statistics.collect(repeated ? "repeated" : "not repeated");
        Statistics.coverage(c -> c.check("repeated").percentage(p -> p > 5));
        assertTicketsStandForFindings(harness);
    }

    @Property(tries = 500)
    void howOftenTheClockIsLookedAtMakesNoDifference(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        Harness rarely = run(events, Histories.endOf(events));
        Harness often = new Harness(Story.ADA, POLICIES);
        Random random = new Random(seed);
        long now = EventView.of(events.get(0)).occurredAt();
        for (SpecificRecordBase event : events) {
            long next = EventView.of(event).occurredAt();
            for (int i = 0; i < 3 && next > now; i++) {
                now = random.nextLong(now, next);
                often.advanceTo(now);
            }
            now = Math.max(now, next);
            often.take(event);
        }
        while (now < Histories.endOf(events)) {
            now = Math.min(Histories.endOf(events), now + random.nextLong(1, 36_000_000L));
            often.advanceTo(now);
        }

        assertThat(often.decisions()).isEqualTo(rarely.decisions());
        assertThat(often.tickets()).isEqualTo(rarely.tickets());
    }

    private static Harness run(List<SpecificRecordBase> arrivals, long end) {
        Harness harness = new Harness(Story.ADA, POLICIES);
        arrivals.forEach(harness::take);
        harness.advanceTo(end);
        return harness;
    }

    private static void assertTicketsStandForFindings(Harness harness) {
        Set<String> open = new TreeSet<>();
        for (Ticket ticket : harness.tickets()) {
            if (ticket.getAction() == TicketAction.OPEN) {
                assertThat(open.add(ticket.getTicketId())).as("opened once").isTrue();
            } else {
                assertThat(open.remove(ticket.getTicketId())).as("closed once").isTrue();
            }
        }
        long stuck = harness.state().findings().values().stream()
                .filter(finding -> finding.isOpen() && finding.kind().startsWith("PROVISIONING_"))
                .count();
        assertThat(open).hasSize((int) stuck);
        boolean escalated = harness.state().commands().values().stream()
                .anyMatch(command -> command.progress().isEscalated());
        assertThat(stuck > 0).isEqualTo(escalated);
    }

    @Provide
    Arbitrary<List<SpecificRecordBase>> histories() {
        return Histories.histories();
    }
}
