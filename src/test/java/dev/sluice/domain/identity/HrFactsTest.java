package dev.sluice.domain.identity;

import static dev.sluice.domain.Events.department;
import static dev.sluice.domain.Events.employment;
import static dev.sluice.domain.Events.extra;
import static dev.sluice.domain.Events.firstDay;
import static dev.sluice.domain.Events.lastDay;
import static dev.sluice.domain.Events.title;
import static dev.sluice.domain.Events.zone;
import static dev.sluice.event.IdentityStatus.ACTIVE;
import static dev.sluice.event.IdentityStatus.ON_LEAVE;
import static dev.sluice.event.IdentityStatus.PRE_HIRE;
import static dev.sluice.event.IdentityStatus.TERMINATED;
import static dev.sluice.event.IdentityStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events.WorkerPart;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.Absence;
import dev.sluice.domain.policy.Approvals;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When someone is hired, on leave or gone, and which attributes hold. */
class HrFactsTest {
    private final Story story = new Story(Story.usualPolicies());

    @Test
    void statusIsUnknownWhileHrHasSaidNothing() {
        story.at("2026-03-01T09:00:00Z").createAccount("sap", "ada");

        assertThat(story.status()).isEqualTo(UNKNOWN);
    }

    @Test
    void anEffectiveStartComesBeforeTheDateAndTheDateBeforeTheRecord() {
        story.at("2026-03-01T09:00:00Z").effective("2026-03-10T12:00:00Z").hire(firstDay("2026-03-20"));
        assertThat(story.statusAt("2026-03-10T11:59:59.999Z")).isEqualTo(PRE_HIRE);
        assertThat(story.statusAt("2026-03-10T12:00:00Z")).isEqualTo(ACTIVE);

        story.at("2026-03-02T09:00:00Z").hire(firstDay("2026-03-20"));
        assertThat(story.statusAt("2026-03-19T23:59:59.999Z")).isEqualTo(PRE_HIRE);
        assertThat(story.statusAt("2026-03-20T00:00:00Z")).isEqualTo(ACTIVE);

        story.at("2026-03-03T09:00:00Z").hire();
        assertThat(story.status()).isEqualTo(ACTIVE);
    }

    @Test
    void theStartDateOfAnyRecordIsTheStart() {
        story.at("2026-03-01T09:00:00Z").update(firstDay("2026-04-01"));
        assertThat(story.status()).isEqualTo(PRE_HIRE);

        story.at("2026-03-02T09:00:00Z").update(firstDay("2026-03-02"));
        assertThat(story.status()).isEqualTo(ACTIVE);
    }

    @Test
    void aFutureTerminationWaitsForItsInstant() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").effective("2026-03-31T17:00:00Z").scheduleTermination();

        assertThat(story.statusAt("2026-03-31T16:59:59.999Z")).isEqualTo(ACTIVE);
        assertThat(story.statusAt("2026-03-31T17:00:00Z")).isEqualTo(TERMINATED);
        assertThat(story.until("2026-04-30T00:00:00Z").endedAt()).isEqualTo(Instant.parse("2026-03-31T17:00:00Z"));
    }

    @Test
    void aTerminationMovedEarlierOrLaterReplacesTheOneRecordedBefore() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").effective("2026-03-31T17:00:00Z").scheduleTermination();
        story.at("2026-03-03T09:00:00Z").effective("2026-03-10T17:00:00Z").scheduleTermination();
        assertThat(story.statusAt("2026-03-11T00:00:00Z")).isEqualTo(TERMINATED);

        story.at("2026-03-04T09:00:00Z").effective("2026-04-30T17:00:00Z").scheduleTermination();
        assertThat(story.statusAt("2026-03-31T17:00:00Z")).isEqualTo(ACTIVE);
        assertThat(story.statusAt("2026-04-30T17:00:00Z")).isEqualTo(TERMINATED);
    }

    @Test
    void whatWasRecordedLastCountsWhateverArrivesLast() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-04T09:00:00Z").effective("2026-04-30T17:00:00Z").scheduleTermination();
        story.at("2026-03-03T09:00:00Z").effective("2026-03-10T17:00:00Z").scheduleTermination();

        assertThat(story.statusAt("2026-03-11T00:00:00Z")).isEqualTo(ACTIVE);
    }

    @Test
    void ofTwoRecordsOfOneMillisecondTheHigherSequenceCounts() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").sequence(2).rescind();
        story.at("2026-03-02T09:00:00Z").sequence(1).terminate();
        story.at("2026-03-02T09:00:00Z").terminate();

        assertThat(story.status()).isEqualTo(ACTIVE);
    }

    @Test
    void aTerminationRescindedBeforeItsInstantNeverHappens() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").effective("2026-03-31T17:00:00Z").scheduleTermination();
        story.at("2026-03-05T09:00:00Z").rescind();

        assertThat(story.statusAt("2026-12-31T00:00:00Z")).isEqualTo(ACTIVE);
    }

    @Test
    void aTerminationRescindedAfterItsInstantIsUndone() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").terminate();
        assertThat(story.status()).isEqualTo(TERMINATED);

        story.at("2026-03-05T09:00:00Z").rescind();
        assertThat(story.status()).isEqualTo(ACTIVE);
    }

    @Test
    void rescindingTouchesNoEndRecordedAfterwards() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-06T09:00:00Z").effective("2026-03-31T17:00:00Z").scheduleTermination();
        story.at("2026-03-05T09:00:00Z").rescind();

        assertThat(story.statusAt("2026-03-31T17:00:00Z")).isEqualTo(TERMINATED);
    }

    @Test
    void aFixedTermStandsWhenAnEarlierTerminationIsRescinded() {
        story.at("2026-03-01T09:00:00Z").hire(lastDay("2026-12-31"));
        story.at("2026-03-02T09:00:00Z").terminate();
        story.at("2026-03-05T09:00:00Z").complete().rescind(lastDay("2026-12-31"));

        assertThat(story.status()).isEqualTo(ACTIVE);
        assertThat(story.statusAt("2027-01-01T00:00:00Z")).isEqualTo(TERMINATED);
    }

    @Test
    void theLastDayInMelbourneEndsWhenItEndsThere() {
        story.at("2026-03-01T09:00:00Z").hire(zone("Australia/Melbourne"));
        story.at("2026-03-02T09:00:00Z").scheduleTermination(lastDay("2026-06-30"));

        assertThat(story.statusAt("2026-06-30T13:59:59.999Z")).isEqualTo(ACTIVE);
        assertThat(story.statusAt("2026-06-30T14:00:00Z")).isEqualTo(TERMINATED);
    }

    @Test
    void theZoneOfTheRecordComesBeforeTheZoneOfTheWorker() {
        story.at("2026-03-01T09:00:00Z").hire(zone("Australia/Melbourne"));
        story.at("2026-03-02T09:00:00Z").scheduleTermination(lastDay("2026-06-30"), zone("America/Los_Angeles"));

        assertThat(story.statusAt("2026-07-01T06:59:59.999Z")).isEqualTo(ACTIVE);
        assertThat(story.statusAt("2026-07-01T07:00:00Z")).isEqualTo(TERMINATED);
    }

    @Test
    void withoutAnyZoneTheSettingsDecide() {
        Settings zurich = new Settings(
                Duration.ofDays(2),
                Duration.ofMinutes(5),
                ZoneId.of("Europe/Zurich"),
                Duration.ofDays(7),
                1 << 20,
                Brake.DEFAULTS,
                Approvals.DEFAULTS,
                Absence.DEFAULTS,
                Precedence.NONE,
                Detection.DEFAULTS,
                Remediation.NONE,
                SessionRules.DEFAULTS);
        Story swiss = new Story(new Policies(1, zurich, Map.of()));
        swiss.at("2026-03-01T09:00:00Z").hire();
        swiss.at("2026-03-02T09:00:00Z").scheduleTermination(lastDay("2026-06-30"));
        swiss.until("2026-08-01T00:00:00Z");

        assertThat(swiss.endedAt()).isEqualTo(Instant.parse("2026-06-30T22:00:00Z"));
    }

    @Test
    void aDayThatHasNoMidnightStartsWhereItStarts() {
        // Clocks in Santiago go from 24:00 on Saturday 5 September 2026 to 1:00 on Sunday.
        story.at("2026-03-01T09:00:00Z").hire(zone("America/Santiago"));
        story.at("2026-03-02T09:00:00Z").scheduleTermination(lastDay("2026-09-05"));

        assertThat(story.until("2026-12-01T00:00:00Z").endedAt()).isEqualTo(Instant.parse("2026-09-06T04:00:00Z"));
    }

    @Test
    void theEffectiveInstantOfATerminationComesBeforeTheLastDay() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").effective("2026-03-31T17:00:00Z").scheduleTermination(lastDay("2026-04-30"));

        assertThat(story.statusAt("2026-03-31T17:00:00Z")).isEqualTo(TERMINATED);
    }

    @Test
    void aTerminationWithoutInstantOrDayHappensWhenItIsRecorded() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").terminate();

        assertThat(story.status()).isEqualTo(TERMINATED);
        assertThat(story.endedAt()).isEqualTo(Instant.parse("2026-03-02T09:00:00Z"));
    }

    @Test
    void theEffectiveInstantOfAnUpdateIsNotAnEnd() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").effective("2026-03-05T00:00:00Z").update(lastDay("2026-06-30"));

        assertThat(story.statusAt("2026-03-05T00:00:00Z")).isEqualTo(ACTIVE);
        assertThat(story.statusAt("2026-07-01T00:00:00Z")).isEqualTo(TERMINATED);
    }

    @Test
    void aCompleteRecordWithoutALastDayEndsNoEmploymentAndAPartialOneSaysNothingOfIt() {
        story.at("2026-03-01T09:00:00Z").hire(lastDay("2026-06-30"));
        story.at("2026-03-02T09:00:00Z").update(department("Treasury"));
        assertThat(story.statusAt("2026-07-01T00:00:00Z")).isEqualTo(TERMINATED);

        story.at("2026-03-03T09:00:00Z").complete().update(department("Treasury"));
        assertThat(story.statusAt("2026-07-01T00:00:00Z")).isEqualTo(ACTIVE);
    }

    @Test
    void aRehireEndsTheTimeAsALeaverAtItsStart() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").terminate();
        story.at("2026-03-05T09:00:00Z").effective("2026-04-01T00:00:00Z").rehire();

        assertThat(story.statusAt("2026-03-31T23:59:59.999Z")).isEqualTo(TERMINATED);
        assertThat(story.statusAt("2026-04-01T00:00:00Z")).isEqualTo(ACTIVE);
    }

    @Test
    void aRehireUnderANewEmploymentLeavesTheOldOneEnded() {
        story.at("2026-03-01T09:00:00Z").hire(employment("1"));
        story.at("2026-03-02T09:00:00Z").terminate(employment("1"));
        story.at("2026-03-05T09:00:00Z").rehire(employment("2"));
        assertThat(story.status()).isEqualTo(ACTIVE);

        story.at("2026-03-09T09:00:00Z").terminate(employment("2"));
        assertThat(story.status()).isEqualTo(TERMINATED);
        assertThat(story.endedAt()).isEqualTo(Instant.parse("2026-03-09T09:00:00Z"));
    }

    @Test
    void anEndRecordedAfterTheRehireEndsItAgain() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").terminate();
        story.at("2026-03-05T09:00:00Z").rehire();
        story.at("2026-03-06T09:00:00Z").effective("2026-03-20T00:00:00Z").scheduleTermination();

        assertThat(story.statusAt("2026-03-19T00:00:00Z")).isEqualTo(ACTIVE);
        assertThat(story.statusAt("2026-03-20T00:00:00Z")).isEqualTo(TERMINATED);
    }

    /** HR may rehire before the announced last day is over, or state both in different zones. */
    @Test
    void aRehireOutlivesAnEndThatWasAnnouncedBeforeIt() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").scheduleTermination(lastDay("2026-03-31"), zone("America/Los_Angeles"));
        story.at("2026-03-05T09:00:00Z").effective("2026-04-01T00:00:00Z").rehire();

        assertThat(story.statusAt("2026-04-01T07:00:00Z")).isEqualTo(ACTIVE);
    }

    /** Many HR systems keep the original hire date on the record and send it with every change. */
    @Test
    void theOriginalHireDateSentAfterARehireMakesNobodyALeaver() {
        story.at("2020-01-01T09:00:00Z").hire(firstDay("2020-01-01"));
        story.at("2025-06-30T09:00:00Z").terminate();
        story.at("2026-03-01T09:00:00Z").effective("2026-03-10T00:00:00Z").rehire();
        story.at("2026-03-02T09:00:00Z").update(firstDay("2020-01-01"), department("Treasury"));

        assertThat(story.statusAt("2026-03-09T23:59:59.999Z")).isEqualTo(TERMINATED);
        assertThat(story.statusAt("2026-03-10T00:00:00Z")).isEqualTo(ACTIVE);
    }

    @Test
    void aRehireThatNamesTheOriginalHireDateCountsFromWhenItIsRecorded() {
        story.at("2020-01-01T09:00:00Z").hire(firstDay("2020-01-01"));
        story.at("2025-06-30T09:00:00Z").terminate();
        story.at("2026-03-01T09:00:00Z").rehire(firstDay("2020-01-01"));

        assertThat(story.status()).isEqualTo(ACTIVE);
    }

    @Test
    void aSecondHireAfterTheEndIsARehireWhateverHireDateFollows() {
        story.at("2020-01-01T09:00:00Z").hire();
        story.at("2025-06-30T09:00:00Z").terminate();
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").update(firstDay("2020-01-01"));

        assertThat(story.status()).isEqualTo(ACTIVE);
    }

    @Test
    void aMovedRehireStartsWhenItWasMovedTo() {
        story.at("2020-01-01T09:00:00Z").hire();
        story.at("2025-06-30T09:00:00Z").terminate();
        story.at("2026-03-01T09:00:00Z").effective("2026-03-10T00:00:00Z").rehire();
        story.at("2026-03-02T09:00:00Z").update(firstDay("2026-04-01"));

        assertThat(story.statusAt("2026-03-31T23:59:59.999Z")).isEqualTo(TERMINATED);
        assertThat(story.statusAt("2026-04-01T00:00:00Z")).isEqualTo(ACTIVE);
    }

    @Test
    void anEndThatLiesAfterTheRehireStands() {
        story.at("2020-01-01T09:00:00Z").hire();
        story.at("2026-01-05T09:00:00Z").update(lastDay("2026-12-31"));
        story.at("2026-03-01T09:00:00Z").rehire();

        assertThat(story.statusAt("2026-12-31T23:59:59.999Z")).isEqualTo(ACTIVE);
        assertThat(story.statusAt("2027-01-01T00:00:00Z")).isEqualTo(TERMINATED);
    }

    @Test
    void aDeletedWorkerWhoWillBeRehiredIsALeaverUntilThen() {
        story.at("2020-01-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").delete();
        story.at("2026-03-05T09:00:00Z").effective("2026-04-01T00:00:00Z").rehire();

        assertThat(story.statusAt("2026-03-31T23:59:59.999Z")).isEqualTo(TERMINATED);
        assertThat(story.statusAt("2026-04-01T00:00:00Z")).isEqualTo(ACTIVE);
    }

    @Test
    void whoHasTwoEmploymentsLeavesWithTheSecond() {
        story.at("2026-03-01T09:00:00Z").hire(employment("1"));
        story.at("2026-03-01T09:00:00Z").hire(employment("2"));
        story.at("2026-03-02T09:00:00Z").effective("2026-03-20T00:00:00Z").terminate(employment("1"));
        assertThat(story.statusAt("2026-03-20T00:00:00Z")).isEqualTo(ACTIVE);

        story.at("2026-03-03T09:00:00Z").effective("2026-03-10T00:00:00Z").terminate(employment("2"));
        assertThat(story.statusAt("2026-03-10T00:00:00Z")).isEqualTo(ACTIVE);
        assertThat(story.until("2026-04-01T00:00:00Z").endedAt()).isEqualTo(Instant.parse("2026-03-20T00:00:00Z"));
    }

    @Test
    void aTerminationThatNamesNoEmploymentEndsTheNamedOne() {
        story.at("2026-03-01T09:00:00Z").hire(employment("1"));
        story.at("2026-03-02T09:00:00Z").terminate();

        assertThat(story.status()).isEqualTo(TERMINATED);
    }

    @Test
    void aDeletedRecordEndsEveryEmployment() {
        story.at("2026-03-01T09:00:00Z").hire(employment("1"));
        story.at("2026-03-01T09:00:00Z").hire(employment("2"));
        story.at("2026-03-02T09:00:00Z").delete();
        assertThat(story.status()).isEqualTo(TERMINATED);
        assertThat(story.endedAt()).isEqualTo(Instant.parse("2026-03-02T09:00:00Z"));

        story.at("2026-03-05T09:00:00Z").rehire(employment("2"));
        assertThat(story.status()).isEqualTo(ACTIVE);
    }

    @Test
    void aDeletedRecordOfWhomNothingElseIsKnownIsALeaver() {
        story.at("2026-03-02T09:00:00Z").delete();

        assertThat(story.status()).isEqualTo(TERMINATED);
    }

    @Test
    void aDeletionDoesNotMoveAnEarlierEnd() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").terminate();
        story.at("2026-03-30T09:00:00Z").delete();

        assertThat(story.endedAt()).isEqualTo(Instant.parse("2026-03-02T09:00:00Z"));
    }

    @Test
    void leaveLastsFromOneEffectiveInstantToTheOther() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").effective("2026-03-10T00:00:00Z").startLeave();
        story.at("2026-03-03T09:00:00Z").effective("2026-03-20T00:00:00Z").endLeave();

        assertThat(story.statusAt("2026-03-09T23:59:59.999Z")).isEqualTo(ACTIVE);
        assertThat(story.statusAt("2026-03-10T00:00:00Z")).isEqualTo(ON_LEAVE);
        assertThat(story.statusAt("2026-03-19T23:59:59.999Z")).isEqualTo(ON_LEAVE);
        assertThat(story.statusAt("2026-03-20T00:00:00Z")).isEqualTo(ACTIVE);
    }

    @Test
    void whoLeavesWhileOnLeaveIsALeaver() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").startLeave();
        story.at("2026-03-03T09:00:00Z").terminate();

        assertThat(story.status()).isEqualTo(TERMINATED);
    }

    @Test
    void aCorrectedOriginalHireDoesNotUndoASecondHire() {
        story.at("2020-01-01T09:00:00Z").hire();
        story.at("2025-06-01T09:00:00Z").terminate();
        story.at("2025-09-01T09:00:00Z").hire();
        story.at("2025-11-02T09:00:00Z").hire(firstDay("2020-01-01"));

        assertThat(story.status()).isEqualTo(ACTIVE);
    }

    @Test
    void aTrailingUpdateDoesNotBringADeletedRecordBack() {
        story.at("2020-01-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").delete();
        story.at("2026-03-02T09:00:01Z").update(firstDay("2020-01-01"));
        assertThat(story.status()).isEqualTo(TERMINATED);

        story.at("2026-03-03T09:00:00Z").hire(firstDay("2020-01-01"));
        assertThat(story.status()).isEqualTo(ACTIVE);
    }

    @Test
    void whoIsHiredAgainBeforeEverStartingIsNotActiveMeanwhile() {
        story.at("2026-03-01T09:00:00Z").effective("2026-07-01T00:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").effective("2026-06-01T00:00:00Z").scheduleTermination();
        story.at("2026-03-03T09:00:00Z").effective("2026-08-01T00:00:00Z").hire();

        assertThat(story.statusAt("2026-04-01T00:00:00Z")).isEqualTo(PRE_HIRE);
        assertThat(story.statusAt("2026-08-01T00:00:00Z")).isEqualTo(ACTIVE);
    }

    @Test
    void textsThatAreTooLongAreCutAndTooManyFurtherAttributesLeftOut() {
        WorkerPart many = worker -> {
            for (int i = 0; i < 1000; i++) {
                worker.getExtra().put("x" + (1000 + i), "v");
            }
            worker.getExtra().put("k".repeat(129), "v");
        };
        story.at("2026-03-01T09:00:00Z").hire(title("T".repeat(5000)), many);

        assertThat(story.attribute("title"))
                .hasSize(AttributeTimeline.MAX_VALUE)
                .endsWith("…");
        assertThat(story.harness().pages().head().getAttributes().keySet())
                .filteredOn(name -> name.startsWith(AttributeTimeline.EXTRA))
                .hasSize(AttributeTimeline.MAX_EXTRAS)
                .contains("extra.x1000", "extra.x1255")
                .doesNotContain("extra.x1256");
    }

    @Test
    void aLeaveEndsWithTheEmploymentInWhichItBegan() {
        story.at("2026-03-01T09:00:00Z").hire();
        story.at("2026-03-02T09:00:00Z").startLeave();
        story.at("2026-03-03T09:00:00Z").terminate();
        story.at("2026-03-10T09:00:00Z").rehire();
        assertThat(story.status()).isEqualTo(ACTIVE);

        story.at("2026-03-11T09:00:00Z").startLeave();
        assertThat(story.status()).isEqualTo(ON_LEAVE);
    }

    /** Who comes back may be hired as somebody new; who goes on under another id has never left. */
    @Test
    void aLeaveEndsWithTheLastEmploymentAlsoIfTheNextHasAnotherId() {
        story.at("2026-03-01T09:00:00Z").hire(employment("1"));
        story.at("2026-03-02T09:00:00Z").startLeave();
        story.at("2026-03-03T09:00:00Z").terminate(employment("1"));
        story.at("2026-03-10T09:00:00Z").hire(employment("2"));
        assertThat(story.status()).isEqualTo(ACTIVE);

        story.at("2026-03-11T09:00:00Z").startLeave();
        story.at("2026-03-12T09:00:00Z").terminate(employment("2"));
        story.at("2026-03-12T09:00:00Z").hire(employment("3"));
        assertThat(story.status()).isEqualTo(ON_LEAVE);
    }

    @Test
    void aLeaveFromOneOfTwoEmploymentsGoesOnWhenTheOtherBeginsAgain() {
        story.at("2026-03-01T09:00:00Z").hire(employment("1"));
        story.at("2026-03-01T09:00:00Z").hire(employment("2"));
        story.at("2026-03-02T09:00:00Z").startLeave();
        story.at("2026-03-03T09:00:00Z").terminate(employment("1"));
        story.at("2026-03-10T09:00:00Z").rehire(employment("1"));

        assertThat(story.status()).isEqualTo(ON_LEAVE);
    }

    @Test
    void attributesFollowTheirEffectiveInstantFieldByField() {
        story.at("2026-03-01T09:00:00Z").hire(department("Treasury"), title("Analyst"));
        story.at("2026-03-02T09:00:00Z").effective("2026-04-01T00:00:00Z").update(department("Sales"));
        story.at("2026-03-03T09:00:00Z").effective("2026-03-15T00:00:00Z").update(department("Audit"));

        assertThat(story.attribute("department")).isEqualTo("Treasury");
        assertThat(story.until("2026-03-20T00:00:00Z").attribute("department")).isEqualTo("Audit");
        assertThat(story.until("2026-05-01T00:00:00Z").attribute("department")).isEqualTo("Sales");
        assertThat(story.attribute("title")).isEqualTo("Analyst");
    }

    @Test
    void aLateRecordOfAnEarlierInstantDoesNotOverwriteWhatHoldsNow() {
        story.at("2026-03-01T09:00:00Z").hire(department("Treasury"));
        story.at("2026-03-10T09:00:00Z").update(department("Sales"));
        story.at("2026-03-05T09:00:00Z").update(department("Audit"), title("Auditor"));

        assertThat(story.attribute("department")).isEqualTo("Sales");
        assertThat(story.attribute("title")).isEqualTo("Auditor");
    }

    @Test
    void aCompleteRecordClearsWhatItDoesNotName() {
        story.at("2026-03-01T09:00:00Z").hire(department("Treasury"), title("Analyst"), extra("site", "ZRH"));
        story.at("2026-03-02T09:00:00Z").complete().update(department("Treasury"), extra("floor", "3"));

        assertThat(story.attribute("department")).isEqualTo("Treasury");
        assertThat(story.attribute("title")).isNull();
        assertThat(story.attribute("extra.site")).isNull();
        assertThat(story.attribute("extra.floor")).isEqualTo("3");
    }

    @Test
    void noFurtherAttributeIsTakenForTheMarkThatClearsThemAll() {
        story.at("2026-03-01T09:00:00Z").hire(extra("site", "ZRH"));
        story.at("2026-03-02T09:00:00Z").update(extra("*", "x"));

        assertThat(story.attribute("extra.site")).isEqualTo("ZRH");
        assertThat(story.attribute("extra.*")).isEqualTo("x");
    }
}
