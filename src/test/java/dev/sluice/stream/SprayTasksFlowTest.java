package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Ids;
import dev.sluice.domain.activity.Act;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.PasswordSpray;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.spray.BruteForceSpray;
import dev.sluice.domain.spray.Tried;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Exchange;
import dev.sluice.event.Finding;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

/** Failures are counted in the tasks of who is tried, and added up in the task of the address, whenever each commits or dies. */
class SprayTasksFlowTest {
    private static final String ADDRESS = "203.0.113.7";
    private static final String KEY = "ip:203.0.113.7";
    private static final long TEN = Instant.parse("2026-03-02T10:00:00Z").toEpochMilli();
    private static final long MINUTE = 60_000;

    private int events;

    private static TasksRig tasks(int partitions) {
        return new TasksRig(partitions, StreamsConfig.EXACTLY_ONCE_V2, new Governor());
    }

    private AuthenticationEvent failed(String identity, long at) {
        return AuthenticationEvent.newBuilder()
                .setHeader(Events.header("e" + ++events, "test", null, at))
                .setSubject(Subject.newBuilder().setIdentityId(identity).build())
                .setAction(AuthenticationAction.LOGIN_FAILED)
                .setSourceIp(ADDRESS)
                .build();
    }

    private static long counted(TasksRig rig) {
        return rig.sent().stream()
                .mapToLong(message -> message.decoded().getCount())
                .sum();
    }

    @Test
    void usersOfAllTasksAreAddedUpInTheTaskOfTheAddress() {
        TasksRig rig = tasks(5);
        Set<Integer> homes = new HashSet<>();
        for (int i = 0; i < 16; i++) {
            rig.tell(failed("E" + i, TEN + i * 1_000L), TEN + i * 1_000L);
            homes.add(rig.home("E" + i));
        }
        rig.settle();

        assertThat(homes).hasSizeGreaterThan(2);
        assertThat(rig.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.getFindingId()).isEqualTo(Ids.finding("PASSWORD_SPRAY", KEY, "2026-03-02"));
            assertThat(finding.getCount()).isEqualTo(16);
        });
    }

    /** The number of messages follows from how many are tried, not from how often. */
    @Test
    void aCommitSendsOneCountForEachUserAndMinute() {
        TasksRig rig = tasks(1);
        for (int i = 0; i < 12_000; i++) {
            rig.tell(failed("E" + i % 40, TEN + i * 10L), TEN + i * 10L);
        }
        assertThat(rig.pending(0)).isZero();
        rig.commit(0);

        assertThat(rig.sent()).hasSize(2 * 40);
        assertThat(counted(rig)).isEqualTo(12_000);
        rig.commit(0);
        assertThat(rig.sent()).hasSize(2 * 40);

        rig.settle();
        assertThat(rig.findings()).extracting(Finding::getCount).containsExactly(8L);
    }

    @Test
    void thereAreNeverMoreThanSoManyThatWaitForACommit() {
        TasksRig rig = tasks(1);
        for (int i = 0; i < SprayMail.MAX_WAITING - 1; i++) {
            rig.tell(failed("E" + i, TEN), TEN);
        }
        assertThat(rig.pending(0)).isZero();
        rig.tell(failed("E0", TEN + MINUTE), TEN + MINUTE);
        assertThat(rig.pending(0)).isEqualTo(SprayMail.MAX_WAITING);

        rig.commit(0);
        assertThat(rig.sent()).hasSize(SprayMail.MAX_WAITING);
    }

    @Test
    void whatIsTakenBackWithATransactionWasNotCounted() {
        TasksRig rig = tasks(1);
        AuthenticationEvent first = failed("E1", TEN);
        AuthenticationEvent second = failed("E1", TEN + 1);
        rig.tell(first, TEN);
        rig.commit(0);
        rig.tell(second, TEN + 1);
        rig.crash(0);
        rig.tell(second, TEN + 1);
        rig.commit(0);

        assertThat(rig.sent()).hasSize(2);
        assertThat(counted(rig)).isEqualTo(2);
    }

    /** What was sent between commits stays where nobody takes it back; what comes again is known as a repeat, or counts twice. */
    @Test
    void underAtLeastOnceNoUserIsLost() {
        TasksRig rig = new TasksRig(1, StreamsConfig.AT_LEAST_ONCE, new Governor());
        List<AuthenticationEvent> told = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            told.add(failed("E" + i, TEN + i));
            rig.tell(told.get(i), TEN + i);
        }
        rig.crash(0);
        told.forEach(event -> rig.tell(event, TEN));
        rig.settle();

        assertThat(rig.findings()).extracting(Finding::getCount).containsExactly(16L);
    }

    @Test
    void anEventOnWhichTheRulesFailIsCountedOnce() {
        TasksRig rig = new TasksRig(1, StreamsConfig.EXACTLY_ONCE_V2, new Governor() {
            @Override
            public boolean apply(
                    IdentityState state, Act act, String eventId, Policies policies, long arrivedAt, Decisions out) {
                throw new IllegalStateException("a defect");
            }
        });
        for (int i = 0; i < 12; i++) {
            rig.tell(failed("E1", TEN + i), TEN + i);
        }
        rig.tell(success("E1", TEN + 20), TEN + 20);
        rig.commit(0);

        assertThat(counted(rig)).isEqualTo(12);
    }

    private AuthenticationEvent success(String identity, long at) {
        AuthenticationEvent event = failed(identity, at);
        event.setAction(AuthenticationAction.LOGIN_SUCCEEDED);
        return event;
    }

    /** What the rules fail on of an address is refused; others go on. */
    @Test
    void aDefectThatConcernsAnAddressStopsNobody() {
        TasksRig rig = new TasksRig(1, StreamsConfig.EXACTLY_ONCE_V2, new Governor() {
            @Override
            public boolean apply(
                    IdentityState state,
                    Tried tried,
                    Policies policies,
                    long arrivedAt,
                    long at,
                    long toldAt,
                    Decisions out) {
                super.apply(state, tried, policies, arrivedAt, at, toldAt, out);
                if (tried.user() == Tried.user("E3")) {
                    throw new IllegalStateException("a defect");
                }
                return true;
            }
        });
        for (int i = 0; i < 17; i++) {
            rig.tell(failed("E" + i, TEN + i), TEN + i);
        }
        rig.settle();

        assertThat(rig.findings()).extracting(Finding::getCount).containsExactly(16L);
    }

    /** Days of a backlog may lie between two commits, and the task of the address may be far ahead of those that send. */
    @Test
    void howFarTasksAreApartMakesNoDifference() {
        TasksRig rig = tasks(3);
        for (int day = 0; day < 10; day++) {
            for (int i = 0; i < 16; i++) {
                long at = TEN + Duration.ofDays(day).toMillis() + i * 1_000L;
                rig.tell(failed("E" + i, at), at);
            }
        }
        rig.settle();

        assertThat(rig.findings().stream().filter(f -> f.getCause().equals("DETECTED")))
                .hasSize(10);
    }

    /** A history of a year is worked off in minutes, and the task of the address may be months ahead of those that send. */
    @Test
    void aTaskThatIsMonthsAheadInABacklogStillAddsUpWhatOthersSend() {
        TasksRig rig = tasks(3);
        rig.wallTime(TEN + Duration.ofDays(400).toMillis());
        List<String> others = IntStream.range(0, 100)
                .mapToObj(i -> "E" + i)
                .filter(identity -> rig.home(identity) != rig.home(KEY))
                .limit(16)
                .toList();
        String ahead = IntStream.range(0, 100)
                .mapToObj(i -> "A" + i)
                .filter(identity -> rig.home(identity) == rig.home(KEY))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 16; i++) {
            rig.tell(failed(others.get(i), TEN + i * 1_000L), TEN + i * 1_000L);
            rig.settle();
            long later = TEN + Duration.ofDays(20L * i).toMillis();
            rig.tell(success(ahead, later), later);
            rig.settle();
        }

        assertThat(rig.findings().stream().filter(f -> f.getCause().equals("DETECTED")))
                .extracting(Finding::getCount)
                .containsExactly(16L);
    }

    @Property(tries = 150)
    void whenTasksCommitAndReadMakesNoDifference(@ForAll long seed) {
        Random random = new Random(seed);
        TasksRig rig = tasks(1 + random.nextInt(4));
        List<Tried> tries = new ArrayList<>();
        List<AuthenticationEvent> told = new ArrayList<>();
        long midnight = Instant.parse("2026-03-03T00:00:00Z").toEpochMilli();
        for (int burst = random.nextInt(3); burst >= 0; burst--) {
            long at = midnight + (random.nextInt(5) - 2) * 200 * MINUTE - random.nextInt(8) * MINUTE;
            int names = 12 + random.nextInt(8);
            for (int i = 0; i < 20; i++) {
                at += random.nextInt(30_000);
                String name = "E" + random.nextInt(names);
                tries.add(new Tried(Tried.user(name), at, at, 1));
                told.add(failed(name, at));
            }
        }
        Collections.shuffle(told, random);
        long arrivedAt = midnight + Duration.ofDays(1).toMillis();
        List<AuthenticationEvent> uncommitted = new ArrayList<>();
        for (AuthenticationEvent event : told) {
            int task = rig.home(event.getSubject().getIdentityId());
            rig.tell(event, arrivedAt);
            uncommitted.add(event);
            if (random.nextInt(6) == 0) {
                rig.commit(task);
                uncommitted.removeIf(known -> rig.home(known.getSubject().getIdentityId()) == task);
            }
            if (random.nextInt(20) == 0) {
                rig.crash(task);
                uncommitted.stream()
                        .filter(lost -> rig.home(lost.getSubject().getIdentityId()) == task)
                        .forEach(lost -> rig.tell(lost, arrivedAt));
            }
            if (random.nextInt(12) == 0) {
                int reader = random.nextInt(rig.tasks());
                rig.commitAll();
                uncommitted.clear();
                rig.deliver(reader);
                rig.commit(reader);
            }
        }
        rig.settle();

        List<String> expected = BruteForceSpray.days(tries, PasswordSpray.DEFAULTS).stream()
                .map(day -> Ids.finding(
                        "PASSWORD_SPRAY", KEY, LocalDate.ofEpochDay(day).toString()))
                .toList();
        assertThat(rig.findings().stream()
                        .filter(f -> f.getCause().equals("DETECTED"))
                        .map(Finding::getFindingId))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(counted(rig)).isEqualTo(told.size());
        assertThat(rig.sent()).extracting(message -> message.decoded()).allMatch(SprayTasksFlowTest::isOfTheAddress);
    }

    private static boolean isOfTheAddress(Exchange message) {
        return message.getReceiver().equals(KEY);
    }
}
