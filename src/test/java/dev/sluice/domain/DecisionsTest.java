package dev.sluice.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Harness.Decision;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.CommandAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.ProvisioningCommand;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;

/** What holds of every decision, whatever the history. */
class DecisionsTest {
    private static final UUID DNS = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    @Property(tries = 1000)
    void accessIsTakenFromLeaversOnlyAndOnlyWhereItIsEnforced(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) throws Exception {
        Harness harness = ConvergenceTest.run(Histories.shuffled(events, seed), Histories.endOf(events));
        Statistics.collect(harness.commands().isEmpty() ? "without commands" : "with commands");
        Statistics.coverage(c -> c.check("with commands").percentage(p -> p > 10));
        for (Decision decision : harness.decisions()) {
            ProvisioningCommand command = decision.command();
            if (command == null || command.getStatus() != CommandStatus.ISSUED) {
                continue;
            }
            SystemPolicy policy = ConvergenceTest.POLICIES.system(command.getSystem());
            if (command.getAction() == CommandAction.ENABLE_ACCOUNT) {
                assertThat(decision.standing().isEmployed())
                        .as("who was never away gets back what was disabled")
                        .isTrue();
                continue;
            }
            boolean disables = command.getAction() == CommandAction.DISABLE_ACCOUNT;
            long dueAt = decision.standing().endedAt()
                    + (disables ? policy.leaver().disable() : policy.leaver().revoke()).toMillis();
            assertThat(command.getAction()).isIn(CommandAction.DISABLE_ACCOUNT, CommandAction.REVOKE);
            assertThat(decision.standing().status()).isEqualTo(IdentityStatus.TERMINATED);
            assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
            assertThat(command.getIssuedAt()).isEqualTo(command.getChangedAt());
            assertThat(command.getIssuedAt().toEpochMilli()).isGreaterThanOrEqualTo(dueAt);
            assertThat(command.getCommandId())
                    .isEqualTo(uuid5(
                            "command",
                            command.getAction().name(),
                            Story.ADA,
                            command.getSystem(),
                            command.getAccount() == null ? "" : command.getAccount(),
                            object(command),
                            Long.toString(Math.max(dueAt, decision.since()))));
        }
    }

    @Property(tries = 1000)
    void aCommandIsOpenOnceAndEndsOnce(@ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        Harness harness = ConvergenceTest.run(Histories.shuffled(events, seed), Histories.endOf(events));
        Map<String, ProvisioningCommand> open = new HashMap<>();
        Map<String, Integer> attempts = new HashMap<>();
        for (ProvisioningCommand command : harness.commands()) {
            String object = command.getAction() + " " + command.getSystem() + "/" + command.getAccount() + " "
                    + command.getEntitlement();
            if (command.getStatus() == CommandStatus.ISSUED) {
                assertThat(open.put(object, command)).as("already open").isNull();
                assertThat(command.getAttempt()).isEqualTo(attempts.merge(command.getCommandId(), 1, Integer::sum));
            } else {
                assertThat(command.getStatus()).isIn(CommandStatus.DONE, CommandStatus.CANCELLED);
                ProvisioningCommand issued = open.remove(object);
                assertThat(issued).as("was open").isNotNull();
                assertThat(command.getCommandId()).isEqualTo(issued.getCommandId());
                assertThat(command.getIssuedAt()).isEqualTo(issued.getIssuedAt());
                assertThat(command.getAttempt()).isEqualTo(issued.getAttempt());
            }
        }
        Set<String> stillOpen = new TreeSet<>();
        open.values().forEach(c -> stillOpen.add(c.getCommandId()));
        Set<String> remembered = new TreeSet<>();
        harness.state().commands().values().forEach(c -> remembered.add(c.commandId()));
        assertThat(remembered).isEqualTo(stillOpen);
    }

    @Property(tries = 1000)
    void aFindingOpensChangesAndResolvesInThatOrder(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) throws Exception {
        Harness harness = ConvergenceTest.run(Histories.shuffled(events, seed), Histories.endOf(events));
        Statistics.collect(harness.findings().isEmpty() ? "without findings" : "with findings");
        Statistics.coverage(c -> c.check("with findings").percentage(p -> p > 10));
        Map<String, Finding> last = new HashMap<>();
        for (Decision decision : harness.decisions()) {
            Finding finding = decision.finding();
            if (finding == null) {
                continue;
            }
            Finding before = last.put(finding.getFindingId(), finding);
            boolean stood = before != null && before.getStatus() == FindingStatus.OPEN;
            int episode = before == null ? 1 : before.getEpisode() + (stood ? 0 : 1);
            assertThat(finding.getEpisode()).isEqualTo(episode);
            assertThat(finding.getFindingId())
                    .isEqualTo(uuid5(
                            "finding",
                            "LEAVER_RESIDUAL_ACCESS",
                            Story.ADA,
                            finding.getAccount().getSystem(),
                            finding.getAccount().getName()));
            if (finding.getStatus() == FindingStatus.RESOLVED) {
                assertThat(stood).isTrue();
                assertThat(finding.getCause()).isIn("ACCESS_REMOVED", "NOT_A_LEAVER", "RETRACTED", "RENAMED");
                continue;
            }
            SystemPolicy policy =
                    ConvergenceTest.POLICIES.system(finding.getAccount().getSystem());
            assertThat(decision.standing().status()).isEqualTo(IdentityStatus.TERMINATED);
            assertThat(policy.mode()).isNotEqualTo(Mode.IGNORE);
            assertThat(finding.getEntitlements()).isNotEmpty();
            assertThat(finding.getChangedAt().toEpochMilli())
                    .isGreaterThanOrEqualTo(decision.standing().endedAt()
                            + policy.leaver().residueAfterEnd().toMillis());
            assertThat(stood && before.getEntitlements().equals(finding.getEntitlements()))
                    .as("repeats itself")
                    .isFalse();
        }
    }

    @Property(tries = 1000)
    void decisionsComeInTheOrderOfTheirInstants(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        Harness harness = ConvergenceTest.run(Histories.shuffled(events, seed), Histories.endOf(events));
        assertThat(harness.decisions().stream()
                        .map(d -> d.command() != null
                                ? d.command().getChangedAt()
                                : d.finding().getChangedAt())
                        .toList())
                .isSorted();
    }

    @Property(tries = 1000)
    void howOftenTheClockIsLookedAtMakesNoDifference(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        Harness rarely = ConvergenceTest.run(events, Histories.endOf(events));
        Harness often = new Harness(Story.ADA, ConvergenceTest.POLICIES);
        Random random = new Random(seed);
        long now = Histories.slotMs(0);
        for (SpecificRecordBase event : events) {
            long next = EventView.of(event).occurredAt();
            for (int i = 0; i < 3 && next > now; i++) {
                now = random.nextLong(now, next);
                often.advanceTo(now);
            }
            now = next;
            often.take(event);
        }
        while (now < Histories.endOf(events)) {
            now = Math.min(Histories.endOf(events), now + random.nextLong(1, 36_000_000L));
            often.advanceTo(now);
        }

        assertThat(often.decisions()).isEqualTo(rarely.decisions());
        assertThat(often.pages().head()).isEqualTo(rarely.pages().head());
    }

    @Property(tries = 500)
    void aDuplicateDecidesNothing(@ForAll("histories") List<SpecificRecordBase> events) {
        Harness harness = new Harness(Story.ADA, ConvergenceTest.POLICIES);
        for (SpecificRecordBase event : events) {
            harness.take(event);
            int decided = harness.decisions().size();
            harness.take(event);
            assertThat(harness.decisions()).hasSize(decided);
        }
    }

    /** An entitlement of another system than the account's is named with its system. */
    private static String object(ProvisioningCommand command) {
        if (command.getEntitlement() == null) {
            return "";
        }
        return command.getEntitlement().getSystem().equals(command.getSystem())
                ? command.getEntitlement().getName()
                : command.getEntitlement().getSystem() + ":"
                        + command.getEntitlement().getName();
    }

    static String uuid5(String... parts) throws Exception {
        UUID namespace = uuid5(DNS, "sluice.dev");
        return uuid5(namespace, String.join("\u001f", parts)).toString();
    }

    private static UUID uuid5(UUID namespace, String name) throws Exception {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(namespace.getMostSignificantBits()).putLong(namespace.getLeastSignificantBits());
        sha1.update(bytes.array());
        byte[] hash = sha1.digest(name.getBytes(StandardCharsets.UTF_8));
        hash[6] = (byte) (hash[6] & 0x0f | 0x50);
        hash[8] = (byte) (hash[8] & 0x3f | 0x80);
        ByteBuffer digest = ByteBuffer.wrap(hash);
        return new UUID(digest.getLong(), digest.getLong());
    }

    @Provide
    Arbitrary<List<SpecificRecordBase>> histories() {
        return Histories.histories();
    }
}
