package dev.sluice.domain.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Story;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which accounts there are and what they hold. */
class AccessFactsTest {
    private final Story story = new Story(Story.usualPolicies());

    @Test
    void accountsFollowTheirLastFact() {
        story.at("2026-03-01T00:00:00Z").createAccount("sap", "ada");
        assertThat(story.accounts()).containsExactly("sap/ada ENABLED");
        story.at("2026-03-02T00:00:00Z").disable("sap", "ada");
        assertThat(story.accounts()).containsExactly("sap/ada DISABLED");
        story.at("2026-03-03T00:00:00Z").enable("sap", "ada");
        assertThat(story.accounts()).containsExactly("sap/ada ENABLED");
        story.at("2026-03-04T00:00:00Z").deleteAccount("sap", "ada");
        assertThat(story.accounts()).containsExactly("sap/ada DELETED");
        story.at("2026-03-03T12:00:00Z").disable("sap", "ada");
        assertThat(story.accounts()).containsExactly("sap/ada DELETED");
    }

    @Test
    void aGrantOrAListedEntitlementImpliesAnEnabledAccount() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-01T00:00:00Z").snapshot("ad", "ada", "ad:STAFF");

        assertThat(story.accounts()).containsExactly("ad/ada ENABLED", "sap/ada ENABLED");
    }

    @Test
    void aDeletedAccountHoldsNothing() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-02T00:00:00Z").deleteAccount("sap", "ada");
        story.at("2026-03-01T12:00:00Z").grant("sap", "ada", "sap:PAY");

        assertThat(story.held()).isEmpty();
    }

    @Test
    void aLateGrantOlderThanARevokeStaysRemoved() {
        story.at("2026-03-02T00:00:00Z").revoke("sap", "ada", "sap:CLERK");
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        assertThat(story.held()).isEmpty();

        story.at("2026-03-03T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        assertThat(story.held()).containsExactly("ada holds sap:CLERK");
    }

    @Test
    void aSnapshotClosesWhatItDoesNotList() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada.admin", "sap:ADMIN");
        story.at("2026-03-02T00:00:00Z").snapshot("sap", "ada", "sap:PAY", "sap:VENDOR");

        assertThat(story.held())
                .containsExactly("ada.admin holds sap:ADMIN", "ada holds sap:PAY", "ada holds sap:VENDOR");
    }

    @Test
    void aLateSnapshotClosesOnlyWhatWasGrantedBeforeIt() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-03T00:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-03-02T00:00:00Z").snapshot("sap", "ada");

        assertThat(story.held()).containsExactly("ada holds sap:PAY");
    }

    @Test
    void anEmptySnapshotClosesEverythingAndALateGrantBeforeIt() {
        story.at("2026-03-02T00:00:00Z").snapshot("sap", "ada");
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");

        assertThat(story.held()).isEmpty();
    }

    @Test
    void aSnapshotInPartsCountsOnceItIsWhole() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-02T00:00:00Z").snapshotPart("run-7", 2, 2, "sap", "ada", "sap:PAY");
        assertThat(story.held()).containsExactly("ada holds sap:CLERK");

        story.at("2026-03-02T00:01:00Z").snapshotPart("run-7", 1, 2, "sap", "ada", "sap:VENDOR");
        assertThat(story.held()).containsExactly("ada holds sap:PAY", "ada holds sap:VENDOR");
    }

    @Test
    void limitsOfTheTargetBoundWhatIsHeldHalfOpen() {
        story.at("2026-03-01T00:00:00Z")
                .validFrom("2026-03-10T00:00:00Z")
                .validTo("2026-03-20T00:00:00Z")
                .grant("sap", "ada", "sap:CLERK");

        assertThat(story.until("2026-03-09T23:59:59.999Z").held()).isEmpty();
        assertThat(story.until("2026-03-10T00:00:00Z").held()).containsExactly("ada holds sap:CLERK");
        assertThat(story.until("2026-03-19T23:59:59.999Z").held()).containsExactly("ada holds sap:CLERK");
        assertThat(story.until("2026-03-20T00:00:00Z").held()).isEmpty();
    }

    @Test
    void aGrantSeenAfterItsEndMakesItHeldAgain() {
        story.at("2026-03-01T00:00:00Z").validTo("2026-03-10T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-12T00:00:00Z").grant("sap", "ada", "sap:CLERK");

        assertThat(story.held()).containsExactly("ada holds sap:CLERK");
    }

    @Test
    void aSnapshotSeenAfterTheEndOfAGrantMakesItHeldAgainAndOneBeforeDoesNot() {
        story.at("2026-03-01T00:00:00Z").validTo("2026-03-10T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-05T00:00:00Z").snapshot("sap", "ada", "sap:CLERK");
        assertThat(story.until("2026-03-11T00:00:00Z").held()).isEmpty();

        story.at("2026-03-12T00:00:00Z").snapshot("sap", "ada", "sap:CLERK");
        assertThat(story.held()).containsExactly("ada holds sap:CLERK");
    }

    @Test
    void aGrantRecordedAfterItsOwnEndOverridesTheSnapshotBeforeIt() {
        story.at("2026-03-05T00:00:00Z").snapshot("sap", "ada", "sap:CLERK");
        story.at("2026-03-06T00:00:00Z").validTo("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");

        assertThat(story.held()).isEmpty();
    }

    @Test
    void theLastGrantDecidesTheLimits() {
        story.at("2026-03-01T00:00:00Z").validTo("2026-03-10T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-05T00:00:00Z").validTo("2026-03-20T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        assertThat(story.until("2026-03-15T00:00:00Z").held()).containsExactly("ada holds sap:CLERK");
        assertThat(since()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(story.until("2026-03-20T00:00:00Z").held()).isEmpty();
    }

    @Test
    void anEntitlementIsHeldSinceTheFirstGrantAfterTheLastRemoval() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-02T00:00:00Z").revoke("sap", "ada", "sap:CLERK");
        story.at("2026-03-03T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-04T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-05T00:00:00Z").snapshot("sap", "ada", "sap:CLERK");

        assertThat(since()).isEqualTo(Instant.parse("2026-03-03T00:00:00Z"));
    }

    @Test
    void whatAManyTimesConfirmedEntitlementIsHeldSinceIsNotForgotten() {
        story.at("2026-01-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        IntStream.rangeClosed(10, 28)
                .forEach(day -> story.at("2026-02-" + day + "T00:00:00Z").grant("sap", "ada", "sap:CLERK"));
        IntStream.range(0, 24 * 3).forEach(hour -> story.at(Instant.parse("2026-03-01T00:00:00Z")
                        .plusSeconds(3600L * hour)
                        .toString())
                .snapshot("sap", "ada", "sap:CLERK"));

        assertThat(since()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void whatOnlySnapshotsListIsHeldSinceTheFirstOfThem() {
        IntStream.range(0, 24 * 3).forEach(hour -> story.at(Instant.parse("2026-03-01T00:00:00Z")
                        .plusSeconds(3600L * hour)
                        .toString())
                .snapshot("sap", "ada", "sap:CLERK"));

        assertThat(since()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
    }

    @Test
    void aRenameLosesNoAccess() {
        story.at("2026-03-01T00:00:00Z").createAccount("sap", "ada");
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-02T00:00:00Z").rename("sap", "ada", "lovelace");

        assertThat(story.accounts()).containsExactly("sap/lovelace ENABLED");
        assertThat(story.held()).containsExactly("lovelace holds sap:CLERK");
    }

    @Test
    void aRenameThatChangesOnlyTheCaseLosesNoAccess() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-02T00:00:00Z").rename("sap", "ada", "Ada");
        story.at("2026-03-03T00:00:00Z").grant("sap", "Ada", "sap:PAY");

        assertThat(story.accounts()).containsExactly("sap/Ada ENABLED");
        assertThat(story.held()).containsExactly("Ada holds sap:CLERK", "Ada holds sap:PAY");
    }

    @Test
    void aRenameToTheSameNameChangesNothing() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-02T00:00:00Z").rename("sap", "ada", "ada");

        assertThat(story.held()).containsExactly("ada holds sap:CLERK");
    }

    @Test
    void aLateFactUnderAFormerNameFollowsAllRenamesAfterIt() {
        story.at("2026-03-02T00:00:00Z").rename("sap", "ada", "Ada");
        story.at("2026-03-03T00:00:00Z").rename("sap", "Ada", "lovelace");
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");

        assertThat(story.accounts()).containsExactly("sap/lovelace ENABLED");
        assertThat(story.held()).containsExactly("lovelace holds sap:CLERK");
    }

    @Test
    void aNameThatIsGivenBackEndsWithTheSameAccount() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-02T00:00:00Z").rename("sap", "ada", "lovelace");
        story.at("2026-03-03T00:00:00Z").rename("sap", "lovelace", "ada");

        assertThat(story.held()).containsExactly("ada holds sap:CLERK");
        assertThat(story.accounts()).containsExactly("sap/ada ENABLED");
    }

    @Test
    void aLateRenameLeavesWhatHappenedUnderTheOldNameAfterwardsWithItsNewBearer() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-03T00:00:00Z").grant("sap", "ada", "sap:PAY");
        story.at("2026-03-04T00:00:00Z").revoke("sap", "ada", "sap:CLERK");
        story.at("2026-03-02T00:00:00Z").rename("sap", "ada", "lovelace");

        assertThat(story.accounts()).containsExactly("sap/ada ENABLED", "sap/lovelace ENABLED");
        assertThat(story.held()).containsExactly("lovelace holds sap:CLERK", "ada holds sap:PAY");
    }

    @Test
    void aSnapshotAfterALateRenameClosesNothingOfTheRenamedAccount() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-03T00:00:00Z").snapshot("sap", "ada", "sap:PAY");
        story.at("2026-03-02T00:00:00Z").rename("sap", "ada", "lovelace");

        assertThat(story.held()).containsExactly("lovelace holds sap:CLERK", "ada holds sap:PAY");
    }

    @Test
    void theDeletionOfALaterBearerOfANameIsNotThatOfTheRenamedAccount() {
        story.at("2026-03-01T00:00:00Z").createAccount("sap", "ada");
        story.at("2026-03-03T00:00:00Z").deleteAccount("sap", "ada");
        story.at("2026-03-02T00:00:00Z").rename("sap", "ada", "lovelace");

        assertThat(story.accounts()).containsExactly("sap/ada DELETED", "sap/lovelace ENABLED");
    }

    @Test
    void aNameThatIsTakenOverTwiceStandsForWhoBoreItThen() {
        story.at("2026-03-04T00:00:00Z").rename("sap", "ada", "hopper");
        story.at("2026-03-02T00:00:00Z").rename("sap", "ada", "lovelace");
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        story.at("2026-03-03T00:00:00Z").grant("sap", "ada", "sap:PAY");

        assertThat(story.held()).containsExactly("lovelace holds sap:CLERK", "hopper holds sap:PAY");
    }

    @Test
    void aRenewedEntitlementIsHeldSinceItsFirstGrantHoweverOftenItWasRenewed() {
        for (int month = 0; month < 40; month++) {
            Instant from = Instant.parse("2023-01-01T00:00:00Z").plusSeconds(month * 30L * 86_400);
            story.at(from.toString())
                    .validTo(from.plusSeconds(30L * 86_400).toString())
                    .grant("sap", "ada", "sap:CLERK");
        }

        assertThat(since()).isEqualTo(Instant.parse("2023-01-01T00:00:00Z"));
        assertThat(story.held()).containsExactly("ada holds sap:CLERK");
    }

    @Test
    void manyGrantsThatBeginLaterDoNotHideTheOneInForce() {
        story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        for (int i = 1; i < 40; i++) {
            story.at("2026-03-01T00:00:0" + i % 10 + "." + (100 + i) + "Z")
                    .validFrom("2027-01-01T00:00:00Z")
                    .validTo("2027-02-01T00:00:00Z")
                    .grant("sap", "ada", "sap:CLERK");
        }

        assertThat(story.held()).containsExactly("ada holds sap:CLERK");
    }

    @Test
    void ofAnAccountThatIsOnlyMentionedTheStateIsUnknown() {
        story.at("2026-03-01T00:00:00Z").revoke("sap", "ada", "sap:CLERK");
        story.at("2026-03-01T00:00:00Z").snapshot("ad", "ada");
        story.at("2026-03-01T00:00:00Z").hr(dev.sluice.event.IdentityAction.HIRED);

        assertThat(story.accounts()).containsExactly("ad/ada UNKNOWN", "sap/ada UNKNOWN");
    }

    @Test
    void partsOfTwoSnapshotsUnderOneFeedIdAreNotMixed() {
        story.at("2026-03-01T00:00:00Z").snapshotPart("daily", 1, 3, "sap", "ada", "sap:CLERK");
        story.at("2026-03-01T00:00:01Z").snapshotPart("daily", 2, 3, "sap", "ada", "sap:PAY");
        story.at("2026-03-01T03:00:02Z").snapshotPart("daily", 3, 3, "sap", "ada", "sap:VENDOR");
        assertThat(story.held()).isEmpty();

        story.at("2026-03-01T03:00:00Z").snapshotPart("daily", 1, 3, "sap", "ada", "sap:CLERK", "sap:NEW");
        story.at("2026-03-01T03:00:01Z").snapshotPart("daily", 2, 3, "sap", "ada");
        assertThat(story.held()).containsExactly("ada holds sap:CLERK", "ada holds sap:NEW", "ada holds sap:VENDOR");
    }

    @Test
    void snapshotsUnderOneFeedIdCountInTheOrderOfFactsWhateverArrivesFirst() {
        story.at("2026-03-02T00:00:00Z").snapshotPart("daily", 1, 3, "sap", "ada", "sap:NEW");
        story.at("2026-03-01T00:00:00Z").snapshotPart("daily", 1, 3, "sap", "ada", "sap:OLD");
        story.at("2026-03-01T00:00:01Z").snapshotPart("daily", 2, 3, "sap", "ada");
        story.at("2026-03-01T00:00:02Z").snapshotPart("daily", 3, 3, "sap", "ada");
        assertThat(story.held()).containsExactly("ada holds sap:OLD");

        story.at("2026-03-02T00:00:01Z").snapshotPart("daily", 2, 3, "sap", "ada");
        story.at("2026-03-02T00:00:02Z").snapshotPart("daily", 3, 3, "sap", "ada");
        assertThat(story.held()).containsExactly("ada holds sap:NEW");
    }

    @Test
    void aPartThatIsSentAgainReplacesItself() {
        story.at("2026-03-01T00:00:00Z").snapshotPart("daily", 1, 3, "sap", "ada", "sap:CLERK");
        story.at("2026-03-01T00:00:01Z").snapshotPart("daily", 2, 3, "sap", "ada", "sap:PAY");
        story.at("2026-03-01T00:00:30Z").snapshotPart("daily", 1, 3, "sap", "ada", "sap:VENDOR");
        story.at("2026-03-01T00:00:31Z").snapshotPart("daily", 3, 3, "sap", "ada");

        assertThat(story.held()).containsExactly("ada holds sap:PAY", "ada holds sap:VENDOR");
    }

    @Test
    void anAccountThatIsNamedAfterItsDeletionMayBeThereAgain() {
        story.at("2026-03-01T00:00:00Z").createAccount("sap", "ada");
        story.at("2026-03-02T00:00:00Z").deleteAccount("sap", "ada");
        story.at("2026-03-03T00:00:00Z").revoke("sap", "ada", "sap:PAY");
        assertThat(story.accounts()).containsExactly("sap/ada DELETED");

        story.at("2026-03-04T00:00:00Z").snapshot("sap", "ada");
        assertThat(story.accounts()).containsExactly("sap/ada UNKNOWN");
        assertThat(story.harness().pages().head().getAccounts().get(0).getSince())
                .isEqualTo(Instant.parse("2026-03-04T00:00:00Z"));
    }

    @Test
    void anEntitlementThatOutlivedItsLimitIsHeldSinceItWasSeenAgainHoweverManySnapshotsFollow() {
        story.at("2026-03-01T00:00:00Z").validTo("2026-03-03T00:00:00Z").grant("sap", "ada", "sap:CLERK");
        for (int day = 0; day < 80; day++) {
            story.at(Instant.parse("2026-03-01T12:00:00Z")
                            .plusSeconds(86_400L * day)
                            .toString())
                    .snapshot("sap", "ada", "sap:CLERK");
        }

        assertThat(since()).isEqualTo(Instant.parse("2026-03-03T12:00:00Z"));
    }

    /** Whoever can rename accounts must not be able to make one disappear. */
    @Test
    void noNumberOfRenamesMakesAnAccountDisappear() {
        Instant at = Instant.parse("2026-03-01T00:00:00Z");
        for (int i = 0; i < 80; i++) {
            story.at(at.plusSeconds(100L * i).toString()).snapshot("sap", "tmp", i == 0 ? "sap:GOLD" : "sap:X");
            story.at(at.plusSeconds(100L * i + 50).toString()).rename("sap", "tmp", "p" + i);
        }

        assertThat(story.held()).contains("p0 holds sap:GOLD");
        assertThat(story.accounts()).contains("sap/p0 ENABLED", "sap/p63 ENABLED");
    }

    @Test
    void whatIsGrantedWithoutAnAccountIsHeldButIsNoAccount() {
        story.at("2026-03-01T00:00:00Z").grantSomewhere("sap:CLERK");

        assertThat(story.held()).containsExactly(" holds sap:CLERK");
        assertThat(story.accounts()).isEmpty();
    }

    private Instant since() {
        return story.harness().held().get(0).getSince();
    }
}
