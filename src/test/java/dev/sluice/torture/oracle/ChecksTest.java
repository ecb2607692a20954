package dev.sluice.torture.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each check passes what is well, and sees each thing that can be wrong. */
class ChecksTest {
    private static final Duration DEDUPE = Duration.ofDays(1);
    private static final Place LATE = new Place("identity", 0, 0);

    private final List<Fed> fed = Logs.fed();
    private final List<AuditLine> audit = Logs.audit();

    private static void passes(Check check) {
        Verdict verdict = check.judge();
        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.passed()).isTrue();
    }

    private static void sees(Check check, String words) {
        Verdict verdict = check.judge();
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.problems()).anySatisfy(problem -> assertThat(problem).contains(words));
    }

    private static Map<Place, String> read() {
        return new HashMap<>(Map.of(Logs.FIRST, "d0", Logs.SECOND, "d1", Logs.POISONED, "d2", Logs.AGAIN, "d1"));
    }

    @Test
    void acknowledgedInputsAreThere() {
        passes(new AcknowledgedInputs(fed, read(), 0));

        Map<Place, String> lost = read();
        lost.remove(Logs.SECOND);
        sees(new AcknowledgedInputs(fed, lost, 0), "lost: access-0@1");
        Map<Place, String> altered = read();
        altered.put(Logs.FIRST, "other");
        sees(new AcknowledgedInputs(fed, altered, 0), "altered: access-0@0");
        Map<Place, String> more = read();
        more.put(new Place("access", 0, 9), "d9");
        sees(new AcknowledgedInputs(fed, more, 0), "phantom: access-0@9");
    }

    @Test
    void eachInputIsThereOnce() {
        passes(new InputsOnce(fed, audit));

        List<AuditLine> lost = Logs.audit();
        lost.remove(2);
        sees(new InputsOnce(fed, lost), "lost: access-0@1");
        List<AuditLine> twice = Logs.audit();
        twice.add(Logs.input(6, Logs.FIRST, "iga/1", "APPLIED"));
        sees(new InputsOnce(fed, twice), "duplicate: access-0@0");
        List<AuditLine> repeated = Logs.audit();
        repeated.add(repeated.get(1));
        sees(new InputsOnce(fed, repeated), "audit record a2 is there twice");
        List<AuditLine> phantom = Logs.audit();
        phantom.add(Logs.input(6, new Place("identity", 0, 0), "hr/1", "APPLIED"));
        sees(new InputsOnce(fed, phantom), "phantom: identity-0@0");
        List<AuditLine> mixed = Logs.audit();
        mixed.set(0, Logs.input(1, Logs.FIRST, "iga/77", "APPLIED"));
        sees(new InputsOnce(fed, mixed), "mixed up: access-0@0");
    }

    @Test
    void whatTasksTellEachOtherIsNoInput() {
        audit.add(Logs.input(6, new Place("exchange", 0, 0), null, "APPLIED"));

        passes(new InputsOnce(fed, audit));
    }

    @Test
    void orderIsKept() {
        passes(new OrderKept(audit));

        List<AuditLine> reordered = new ArrayList<>(
                List.of(Logs.input(1, Logs.SECOND, "iga/2", "APPLIED"), Logs.input(2, Logs.FIRST, "iga/1", "APPLIED")));
        sees(new OrderKept(reordered), "reordered: writer 0 applied access-0@0 after offset 1");
        List<AuditLine> gap = Logs.audit();
        gap.remove(1);
        sees(new OrderKept(gap), "sequence 3 follows 1");
        List<AuditLine> fork = Logs.audit();
        fork.add(2, Logs.decision(2, "finding", "f2", "OPEN"));
        sees(new OrderKept(fork), "sequence 2 follows 2");
        AuditLine first = audit.get(0);
        List<AuditLine> elsewhere = new ArrayList<>(List.of(new AuditLine(
                3,
                first.auditId(),
                true,
                "APPLIED",
                0,
                1,
                "access",
                "",
                "iga/1",
                Logs.FIRST,
                "E1",
                null,
                1,
                "c",
                "",
                "")));
        sees(new OrderKept(elsewhere), "writer 0 wrote a1 to partition 3");
    }

    @Test
    void outcomesAreAsFed() {
        passes(outcomes(fed, audit));

        List<AuditLine> refused = Logs.audit();
        refused.set(0, Logs.input(1, Logs.FIRST, "iga/1", "DEAD_LETTERED"));
        sees(outcomes(fed, refused), "EVENT at access-0@0 (iga/1) is DEAD_LETTERED");
        List<AuditLine> swallowed = Logs.audit();
        swallowed.set(2, Logs.input(3, Logs.SECOND, "iga/2", "DUPLICATE"));
        sees(outcomes(fed, swallowed), "EVENT at access-0@1");
        List<AuditLine> appliedTwice = Logs.audit();
        appliedTwice.set(4, Logs.input(5, Logs.AGAIN, "iga/2", "APPLIED"));
        sees(outcomes(fed, appliedTwice), "DUPLICATE at access-0@3");
        List<AuditLine> taken = Logs.audit();
        taken.set(3, Logs.input(4, Logs.POISONED, null, "APPLIED"));
        sees(outcomes(fed, taken), "POISON at access-0@2");
    }

    @Test
    void aRepeatIsAppliedOnlyWhereItsTaskHadReadAnArrivalBeyondTheDedupePeriodSinceTheFirst() {
        long beyond = Logs.HOUR_MS + DEDUPE.toMillis() + 1;
        AuditLine appliedTwice = Logs.input(7, Logs.AGAIN, "iga/2", "APPLIED");
        AuditLine between = Logs.input(6, LATE, "hr/1", "APPLIED");
        audit.remove(4);

        passes(outcomes(with(late(Fed.Sort.EVENT, beyond)), with(between, appliedTwice)));

        List<Fed> soon = with(late(Fed.Sort.EVENT, beyond - 1));
        sees(outcomes(soon, with(between, appliedTwice)), "DUPLICATE at access-0@3");
        List<Fed> fedLate = with(late(Fed.Sort.EVENT, beyond));
        sees(outcomes(fedLate, with(appliedTwice, Logs.input(8, LATE, "hr/1", "APPLIED"))), "DUPLICATE at access-0@3");
        sees(outcomes(fedLate, with(Logs.input(0, LATE, "hr/1", "APPLIED"), appliedTwice)), "DUPLICATE at access-0@3");
        sees(outcomes(fedLate, with(byAnother(between), appliedTwice)), "DUPLICATE at access-0@3");
        List<Fed> poison = with(late(Fed.Sort.POISON, beyond));
        sees(
                outcomes(poison, with(Logs.input(6, LATE, null, "DEAD_LETTERED"), appliedTwice)),
                "DUPLICATE at access-0@3");
    }

    private static Fed late(Fed.Sort sort, long arrivedAt) {
        return new Fed(LATE, sort, "hr/1", arrivedAt, "d", new byte[0], null);
    }

    private List<Fed> with(Fed more) {
        List<Fed> all = new ArrayList<>(fed);
        all.add(more);
        return all;
    }

    private List<AuditLine> with(AuditLine... more) {
        List<AuditLine> all = new ArrayList<>(audit);
        all.addAll(List.of(more));
        return all;
    }

    private static AuditLine byAnother(AuditLine line) {
        return new AuditLine(
                line.partition(),
                line.auditId(),
                line.isInput(),
                line.outcome(),
                line.writer() + 1,
                line.sequence(),
                line.category(),
                line.action(),
                line.eventId(),
                line.input(),
                line.identityId(),
                line.subjectId(),
                line.at(),
                line.chainId(),
                line.previousHash(),
                line.hash());
    }

    private static OutcomesRight outcomes(List<Fed> fed, List<AuditLine> audit) {
        return new OutcomesRight(fed, audit, DEDUPE);
    }

    @Test
    void deadLettersAreThePoison() {
        Letter right = new Letter(Logs.POISONED, "UNDECODABLE", Logs.bytes("E1"), Logs.bytes("bad"));
        passes(new DeadLettersExact(fed, List.of(right)));

        sees(new DeadLettersExact(fed, List.of()), "lost: the poison at access-0@2");
        sees(new DeadLettersExact(fed, List.of(right, right)), "duplicate: access-0@2");
        sees(
                new DeadLettersExact(
                        fed,
                        List.of(right, new Letter(Logs.FIRST, "UNDECODABLE", Logs.bytes("E1"), Logs.bytes("good")))),
                "no poison: access-0@0");
        sees(
                new DeadLettersExact(
                        fed, List.of(new Letter(Logs.POISONED, "UNDECODABLE", Logs.bytes("E1"), Logs.bytes("bat")))),
                "other bytes");
        sees(
                new DeadLettersExact(fed, List.of(new Letter(Logs.POISONED, "NULL_VALUE", Logs.bytes("E1"), null))),
                "other bytes");
    }

    @Test
    void chainsAreUnbroken() {
        passes(new ChainsUnbroken(audit, 0, ""));

        List<AuditLine> gap = Logs.audit();
        gap.remove(2);
        sees(new ChainsUnbroken(gap, 0, ""), "sequence 4 does not follow");
        List<AuditLine> swapped = Logs.audit();
        Collections.swap(swapped, 1, 2);
        sees(new ChainsUnbroken(swapped, 0, ""), "does not follow");
        sees(new ChainsUnbroken(audit, 1, "record 3 is altered"), "record 3 is altered");
        AuditLine last = audit.get(4);
        List<AuditLine> anew = Logs.audit();
        anew.set(
                4,
                new AuditLine(
                        0,
                        "a5",
                        true,
                        last.outcome(),
                        0,
                        5,
                        "access",
                        "",
                        "iga/2",
                        Logs.AGAIN,
                        "E1",
                        null,
                        1,
                        "other",
                        Logs.hash(0),
                        Logs.hash(9)));
        sees(new ChainsUnbroken(anew, 0, ""), "began another chain");
    }

    @Test
    void decisionsAreTold() {
        Told open = new Told("finding", 0, "f1", "OPEN", "f1 is open");
        passes(new DecisionsTold(audit, List.of(open)));

        sees(new DecisionsTold(audit, List.of()), "finding-0: the audit has 1 decisions, the topic 0");
        sees(
                new DecisionsTold(audit, List.of(new Told("finding", 0, "f1", "RESOLVED", "f1 is resolved"))),
                "f1 OPEN in the audit and f1 RESOLVED on the topic");
        sees(
                new DecisionsTold(audit, List.of(open, open)),
                "duplicate: finding has twice, one after the other, f1 is open");
        sees(
                new DecisionsTold(audit, List.of(open, new Told("ticket", 0, "t1", "OPEN", "t1"))),
                "ticket-0: the audit has 0 decisions, the topic 1");
        sees(
                new DecisionsTold(audit, List.of(new Told("finding", 1, "f1", "OPEN", "f1 is open"))),
                "finding-1: the audit has 0 decisions");
    }

    @Test
    void answersAreTheSame() {
        passes(new SameAnswers("it", Map.of("E1", "ACTIVE"), Map.of("E1", "ACTIVE"), Map.of()));

        sees(
                new SameAnswers("it", Map.of("E1", "ACTIVE"), Map.of("E1", "LEFT"), Map.of()),
                "expected ACTIVE, found LEFT");
        sees(new SameAnswers("it", Map.of("E1", "ACTIVE"), Map.of(), Map.of()), "found null");
        sees(
                new SameAnswers("it", Map.of("E1", "ACTIVE"), Map.of("E1", "ACTIVE", "E2", "ACTIVE"), Map.of()),
                "expected null");
        sees(new SameAnswers("it", Map.of(), Map.of(), Map.of()), "nothing is compared");
    }

    @Test
    void offsetsAreAtTheEnd() {
        passes(new OffsetsAtEnd(Map.of("access-0", 7L, "identity-0", 0L), Map.of("access-0", 7L)));

        sees(new OffsetsAtEnd(Map.of("access-0", 7L), Map.of("access-0", 6L)), "ends at 7, committed is 6");
        sees(new OffsetsAtEnd(Map.of("access-0", 7L), Map.of("access-0", 8L)), "ends at 7, committed is 8");
    }

    @Test
    void nothingHangs() {
        passes(new NothingHangs(Map.of("audit-0", 9L), Map.of("audit-0", 9L), List.of()));

        sees(
                new NothingHangs(Map.of("audit-0", 4L), Map.of("audit-0", 9L), List.of()),
                "audit-0 can be read to 4 of 9");
        sees(new NothingHangs(Map.of(), Map.of("audit-0", 9L), List.of()), "to null of 9");
        sees(new NothingHangs(Map.of(), Map.of(), List.of("sluice-1 ONGOING")), "still going on: sluice-1");
    }

    @Test
    void eachPartitionHasOneOwner() {
        passes(new OneOwner(Map.of("access-0", List.of("a"))));

        sees(new OneOwner(Map.of("access-0", List.of("a", "b"))), "belongs to [a, b]");
        sees(new OneOwner(Map.of("access-0", List.of())), "belongs to []");
        sees(new OneOwner(Map.of()), "no partition");
    }

    @Test
    void zombiesWriteNothing() {
        ZombiesFenced.Zombie zombie = new ZombiesFenced.Zombie("F3", 1_000, Map.of(7L, 4));
        List<ZombiesFenced.Ended> well = List.of(
                ended(1, 7, 3, true, 500),
                ended(5, 7, 4, false, 1_500),
                ended(9, 7, 5, true, 2_000),
                ended(12, 8, 0, true, 2_000));

        passes(new ZombiesFenced(List.of(zombie), well));
        sees(
                new ZombiesFenced(List.of(zombie), List.of(ended(5, 7, 4, true, 1_500))),
                "zombie write: F3 committed audit-0@5 under epoch 4 after it was put out of the group");
        sees(
                new ZombiesFenced(List.of(), List.of(ended(1, 7, 5, true, 500), ended(2, 7, 4, true, 600))),
                "producer 7 wrote audit-0@2 under epoch 4 after 5");
    }

    private static ZombiesFenced.Ended ended(long offset, long producer, int epoch, boolean isCommitted, long at) {
        return new ZombiesFenced.Ended("audit-0", offset, producer, epoch, isCommitted, at);
    }

    @Test
    void storesAreTheSame() {
        SameStores.Content content = new SameStores.Content(2, "abc");
        SameStores.Copy copy = new SameStores.Copy(1, "identity-store 0", content, true);
        SameStores.Copy standby = new SameStores.Copy(2, "identity-store 0", content, true);
        SameStores.Content old = new SameStores.Content(1, "aaa");
        SameStores.Copy left = new SameStores.Copy(3, "identity-store 0", old, false);
        Map<String, SameStores.Content> logs = Map.of("identity-store 0", content);
        passes(new SameStores(logs, List.of(copy, standby, left), 1));

        SameStores.Copy other = new SameStores.Copy(2, "identity-store 0", new SameStores.Content(2, "abd"), true);
        sees(new SameStores(logs, List.of(copy, other), 1), "instance 2, identity-store 0: 2 rows abd");
        sees(new SameStores(logs, List.of(copy, standby), 3), "nothing was restored by instance 3");
        sees(new SameStores(logs, List.of(copy, left), 1), "1 instances have all of identity-store 0, not 2");
        sees(new SameStores(logs, List.of(), 1), "0 instances have all of identity-store 0");
        sees(new SameStores(Map.of(), List.of(copy, standby), 1), "has no changelog");
    }

    @Test
    void processesEndAsPlanned() {
        passes(new PlannedExits(
                List.of(exit(137, "kill", "", false), exit(0, "stop", "", false), exit(1, "itself", "F7", false)),
                0,
                2));
        passes(new PlannedExits(List.of(exit(3, "itself", "F10", true)), 1, 0));
        passes(new PlannedExits(List.of(new PlannedExits.Exit(1, 143, "stop", "", false, true, "")), 0, 0));

        sees(new PlannedExits(List.of(exit(143, "stop", "", false)), 0, 0), "ended (stop) with 143");
        sees(new PlannedExits(List.of(exit(3, "itself", "F7", false)), 0, 0), "ended (itself) with 3");
        sees(new PlannedExits(List.of(exit(1, "itself", "", false)), 0, 0), "ended (itself) with 1");
        sees(new PlannedExits(List.of(exit(3, "stop", "", false)), 0, 0), "ended (stop) with 3");
        sees(new PlannedExits(List.of(exit(137, "kill after stop", "", false)), 0, 0), "kill after stop");
        sees(new PlannedExits(List.of(), 1, 0), "in the state ERROR 1 times");
    }

    private static PlannedExits.Exit exit(int code, String how, String excuse, boolean isDiskFull) {
        return new PlannedExits.Exit(1, code, how, excuse, isDiskFull, false, "");
    }

    @Test
    void everythingGoesOnSoon() {
        passes(recovered(took(1_000, true), took(90_000, false)));

        sees(recovered(took(70_000, true)), "all went on after 70000 ms");
        sees(recovered(took(30_000, true)), "19 of 20 take up to 30000 ms");
        sees(recovered(new Recovered.Episode("kill", OptionalLong.empty(), false)), "never went on");
    }

    private static Recovered recovered(Recovered.Episode... episodes) {
        return new Recovered("kill -9 to progress", List.of(episodes), 25_000, 60_000);
    }

    private static Recovered.Episode took(long ms, boolean isAlone) {
        return new Recovered.Episode("kill", OptionalLong.of(ms), isAlone);
    }

    @Test
    void aPercentileIsTheNearestRank() {
        List<Long> values = new ArrayList<>();
        for (long i = 1; i <= 20; i++) {
            values.add(i);
        }
        assertThat(Recovered.percentile(values, 50)).isEqualTo(10);
        assertThat(Recovered.percentile(values, 95)).isEqualTo(19);
        assertThat(Recovered.percentile(List.of(7L), 95)).isEqualTo(7);
    }

    @Test
    void onlyTheFirstProblemsAreShownAndAllAreCounted() {
        List<Fed> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(Logs.event(new Place("access", 0, i), "iga/" + i));
        }
        Verdict verdict = new InputsOnce(many, List.of()).judge();

        assertThat(verdict.count()).isEqualTo(50);
        assertThat(verdict.problems()).hasSize(20);
        assertThat(verdict.figures()).containsEntry("lost", 50L);
    }
}
