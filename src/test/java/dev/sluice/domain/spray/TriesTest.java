package dev.sluice.domain.spray;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.policy.PasswordSpray;
import dev.sluice.domain.policy.PasswordSpray.Rule;
import dev.sluice.stream.state.TriesCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever the order, and whatever is stored in between, a spray is found where the definition says that there is one. */
class TriesTest {
    private static final long MIDNIGHT = Instant.parse("2026-03-03T00:00:00Z").toEpochMilli();
    private static final long MINUTE = Tried.MINUTE_MS;
    private static final long LATE = Duration.ofDays(2).toMillis();

    private final TriesCodec codec = new TriesCodec();

    private static Tried failed(String user, long at, long count) {
        return new Tried(Tried.user(user), at, at, count);
    }

    /** What a task does with each message. */
    private static void tell(Tries tries, Tried tried, PasswordSpray spray) {
        assertThat(tries.record(tried, tried.lastAt(), tried.lastAt(), LATE, spray))
                .isTrue();
        tries.find(tried.minute(), spray);
    }

    private static Set<Long> found(List<Tried> told, PasswordSpray spray) {
        Tries tries = new Tries();
        told.forEach(tried -> tell(tries, tried, spray));
        return tries.days().keySet();
    }

    @Property(tries = 3_000)
    void aSprayIsFoundInAnyOrder(@ForAll long seed) {
        Random random = new Random(seed);
        PasswordSpray spray = spray(random);
        List<Tried> failures = failures(random, spray);
        Set<Long> expected = BruteForceSpray.days(failures, spray);
        Collections.shuffle(failures, random);

        Tries tries = new Tries();
        for (Tried tried : failures) {
            tell(tries, tried, spray);
            if (random.nextInt(4) == 0) {
                tries = codec.read(codec.bytes(tries));
            }
        }

        assertThat(tries.days().keySet()).isEqualTo(expected);
    }

    /** Under at_least_once what a task sent before it died comes again: users are the same ones, attempts are more. */
    @Property(tries = 500)
    void whatComesTwiceHidesNothingAndMakesNoUsers(@ForAll long seed) {
        Random random = new Random(seed);
        Rule users = new Rule(2 + random.nextInt(12), 1, Duration.ofMinutes(1 + random.nextInt(15)));
        PasswordSpray byUsers = new PasswordSpray(users, users);
        PasswordSpray spray = spray(random);
        List<Tried> failures = failures(random, spray);
        List<Tried> twice = new ArrayList<>(failures);
        failures.stream().filter(tried -> random.nextBoolean()).forEach(twice::add);
        Collections.shuffle(twice, random);

        assertThat(found(twice, byUsers)).isEqualTo(BruteForceSpray.days(failures, byUsers));
        assertThat(found(twice, spray)).containsAll(BruteForceSpray.days(failures, spray));
    }

    /** Thresholds that are reached and just not reached. */
    private static PasswordSpray spray(Random random) {
        return random.nextInt(3) == 0
                ? PasswordSpray.DEFAULTS
                : new PasswordSpray(
                        new Rule(2 + random.nextInt(12), 1, Duration.ofSeconds(60 + random.nextInt(600))),
                        new Rule(
                                2 + random.nextInt(6),
                                1 + random.nextInt(30),
                                Duration.ofMinutes(1 + random.nextInt(60))));
    }

    /** Bursts around midnight and elsewhere on two days. */
    private static List<Tried> failures(Random random, PasswordSpray spray) {
        List<Tried> failures = new ArrayList<>();
        int bursts = 1 + random.nextInt(4);
        for (int burst = 0; burst < bursts; burst++) {
            long at = random.nextBoolean()
                    ? MIDNIGHT - spray.minutes() * MINUTE + random.nextInt(2 * spray.minutes() * (int) MINUTE)
                    : MIDNIGHT + (random.nextInt(46) - 23) * 60 * MINUTE;
            int size = random.nextInt(2 * spray.fast().users());
            int apart = 1 + random.nextInt((int) (2 * spray.minutes() * MINUTE / (size + 1)));
            int names = 1 + random.nextInt(size + 1);
            for (int i = 0; i < size; i++) {
                at += random.nextInt(apart);
                failures.add(failed(
                        "user" + random.nextInt(names), at, random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 1));
            }
        }
        return failures;
    }

    private static Set<Long> minutes(int users, int each, Duration apart) {
        List<Tried> told = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            told.add(failed("user" + i, MIDNIGHT + apart.multipliedBy(i).toMillis(), each));
        }
        return found(told, PasswordSpray.DEFAULTS);
    }

    @Example
    void sixteenUsersInFiveMinutesAreASprayAndFifteenAreNot() {
        assertThat(minutes(16, 1, Duration.ofSeconds(18))).hasSize(1);
        assertThat(minutes(15, 1, Duration.ofSeconds(18))).isEmpty();
        assertThat(minutes(16, 1, Duration.ofSeconds(21))).isEmpty();
    }

    @Example
    void eightUsersAndTwentyFiveAttemptsInAQuarterOfAnHourAreASpray() {
        assertThat(minutes(9, 3, Duration.ofSeconds(100))).hasSize(1);
        assertThat(minutes(8, 3, Duration.ofSeconds(100))).isEmpty();
        assertThat(minutes(7, 8, Duration.ofSeconds(100))).isEmpty();
        assertThat(minutes(9, 3, Duration.ofSeconds(140))).isEmpty();
    }

    @Example
    void whoeverTriesOneUserForHoursIsNoSpray() {
        List<Tried> told = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            told.add(failed("user" + i, MIDNIGHT + i * MINUTE, 2));
        }
        told.add(failed("admin", MIDNIGHT, 5_000));

        assertThat(found(told, PasswordSpray.DEFAULTS)).isEmpty();

        told.add(failed("user7", MIDNIGHT, 3));
        assertThat(found(told, PasswordSpray.DEFAULTS)).hasSize(1);
    }

    @Example
    void aSprayOverMidnightIsOneOfTheDayOnWhichItBegan() {
        List<Tried> told = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            told.add(failed("user" + i, MIDNIGHT - 2 * MINUTE + i * 15_000L, 1));
        }

        assertThat(found(told, PasswordSpray.DEFAULTS)).containsExactly(MIDNIGHT / 86_400_000 - 1);
        Collections.reverse(told);
        assertThat(found(told, PasswordSpray.DEFAULTS)).containsExactly(MIDNIGHT / 86_400_000 - 1);
    }

    @Example
    void whatIsTooLateIsNotAdded() {
        Tries tries = new Tries();
        tell(tries, failed("a", MIDNIGHT, 1), PasswordSpray.DEFAULTS);

        assertThat(tries.record(failed("b", MIDNIGHT - LATE, 1), MIDNIGHT, MIDNIGHT + 1, LATE, PasswordSpray.DEFAULTS))
                .isTrue();
        assertThat(tries.record(
                        failed("c", MIDNIGHT - LATE - 1, 1), MIDNIGHT, MIDNIGHT + 2, LATE, PasswordSpray.DEFAULTS))
                .isFalse();
        assertThat(tries.expiresAt(LATE)).isEqualTo(MIDNIGHT + 1 + LATE + 60 * MINUTE);
    }

    /** A log of last month is told now, in order: only what is too late in every respect is not added. */
    @Example
    void whatArrivesLateInOrderIsAdded() {
        Tries tries = new Tries();
        long now = MIDNIGHT + 30 * LATE;
        for (int i = 0; i < 16; i++) {
            Tried tried = failed("user" + i, MIDNIGHT + i * MINUTE / 4, 1);
            assertThat(tries.record(tried, now, now, LATE, PasswordSpray.DEFAULTS))
                    .isTrue();
        }

        assertThat(tries.find(PasswordSpray.DEFAULTS)).hasSize(1);
        assertThat(tries.expiresAt(LATE)).isEqualTo(now + LATE + 60 * MINUTE);
    }

    /** A million guessed names: what is kept is some kilobytes, and about how many there were is known. */
    @Example
    void aMillionOfNamesTakeAFewKilobytes() {
        Tries tries = new Tries();
        long largest = 0;
        for (int i = 0; i < 1_000_000; i++) {
            tell(tries, failed("guess" + i, MIDNIGHT - 30 * MINUTE + i * 4L, 1), PasswordSpray.DEFAULTS);
            if (i % 10_000 == 0) {
                largest = Math.max(largest, codec.bytes(tries).length);
            }
        }

        assertThat(largest).isLessThan(48 * 1024);
        assertThat(tries.days()).hasSize(2);
        long users = tries.days().values().stream()
                .mapToLong(span -> span.users().estimate())
                .sum();
        assertThat(users).isBetween(800_000L, 1_200_000L);
        assertThat(tries.days().values().stream().mapToLong(TriedSpan::attempts).sum())
                .isBetween(1_000_000L, 1_250_000L);
    }

    /** Nobody looks, as no policy is in force, and names are guessed without end: what is kept is bounded all the same. */
    @Property(tries = 20)
    void whatIsKeptIsBounded(@ForAll long seed) {
        Random random = new Random(seed);
        Tries tries = new Tries();
        for (int i = 0; i < 50_000; i++) {
            long at = MIDNIGHT + i * 3_000L - random.nextInt(3_600_000);
            tries.record(
                    failed("guess" + random.nextInt(), at, 1 + random.nextInt(1 << 30)),
                    at,
                    at,
                    LATE,
                    PasswordSpray.DEFAULTS);
        }

        assertThat(codec.bytes(tries).length).isLessThanOrEqualTo(Tries.MAX_BYTES);
        assertThat(tries.minutes().lastKey()).isEqualTo(tries.clock() / MINUTE);
    }

    @Property(tries = 500)
    void ofManyUsersTheSameAreKeptInAnyOrder(@ForAll long seed) {
        Random random = new Random(seed);
        List<Long> users = new ArrayList<>();
        for (int i = random.nextInt(3_000); i >= 0; i--) {
            long user = Tried.user("u" + random.nextInt(2_000));
            users.add(user);
        }
        Users first = Users.NONE;
        for (long user : users) {
            first = first.with(user, 1);
        }
        Collections.shuffle(users, random);
        Users second = Users.NONE;
        Users third = Users.NONE;
        for (long user : users) {
            if (random.nextBoolean()) {
                second = second.with(user, 1);
            } else {
                third = third.with(user, 1);
            }
        }

        assertThat(second.with(third)).isEqualTo(first);
        long distinct = new HashSet<>(users).size();
        assertThat((double) first.estimate()).isBetween(0.7 * distinct, 1.4 * distinct);
        if (distinct < PasswordSpray.MOST) {
            assertThat(first.estimate()).isEqualTo(distinct);
        }
    }

    @Example
    void underHigherThresholdsADayIsRefutedThatHasTooFew() {
        Tries tries = new Tries();
        for (int i = 0; i < 20; i++) {
            tell(tries, failed("user" + i, MIDNIGHT - 2 * MINUTE + i * 10_000L, 1), PasswordSpray.DEFAULTS);
        }
        long day = MIDNIGHT / 86_400_000 - 1;
        Rule twenty = new Rule(20, 1, Duration.ofMinutes(5));
        Rule more = new Rule(21, 1, Duration.ofMinutes(5));

        assertThat(tries.refute(new PasswordSpray(twenty, twenty))).isEmpty();
        assertThat(tries.refute(new PasswordSpray(more, more))).containsExactly(day);
        assertThat(tries.days()).isEmpty();
    }
}
