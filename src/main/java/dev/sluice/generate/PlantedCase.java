package dev.sluice.generate;

import java.util.List;
import java.util.function.Consumer;

/** Who leaves or is away in every generated organisation of enough people, each a case of its own. */
public enum PlantedCase {
    /** One entitlement is never taken away. */
    RESIDUE_LEFT_FOR_EVER("One entitlement is never taken away.", ResidueStories::oneLeftForEver, "sap"),
    /** All is taken away, after the finding opened. */
    RESIDUE_REMOVED_LATER(
            "All is taken away, after the finding opened.", ResidueStories::removedAfterTheFindingOpened, "sap"),
    /** Some of it is taken away, before and after the finding opened. */
    RESIDUE_SHRINKS(
            "Some of it is taken away, before and after the finding opened.",
            ResidueStories::partlyRemoved,
            "salesforce"),
    /** Granted again after the finding was resolved: a second episode. */
    RESIDUE_RECURS(
            "Granted again after the finding was resolved: a second episode.",
            ResidueStories::grantedAgainAfterResolution,
            "sap"),
    /** The account is disabled in time, what it holds stays. */
    DISABLED_BUT_ENTITLED(
            "The account is disabled in time, what it holds stays.", ResidueStories::disabledButStillEntitled, "ad"),
    /** Everything was removed in time; weeks later the account is enabled and given access. */
    GRANTED_TO_LEAVER(
            "Everything was removed in time; weeks later the account is enabled and given access.",
            ResidueStories::grantedToALeaver,
            "aws-prod"),
    /** More is granted while the finding is open. */
    RESIDUE_GROWS("More is granted while the finding is open.", ResidueStories::residueGrows, "sap"),
    /** Left in a system whose policy only reports. */
    RESIDUE_IN_REPORT_SYSTEM(
            "Left in a system whose policy only reports.", ResidueStories::leftInAReportSystem, "github"),
    /** Left in a system whose policy ignores it. */
    RESIDUE_IN_IGNORED_SYSTEM(
            "Left in a system whose policy ignores it.", ResidueStories::leftInAnIgnoredSystem, "servicenow"),
    /** Left in a system that has no policy. */
    RESIDUE_WITHOUT_POLICY("Left in a system that has no policy.", ResidueStories::leftInASystemWithoutPolicy, "jira"),
    /** Snapshots show that it is gone, in two steps. */
    REMOVED_BY_SNAPSHOT(
            "Snapshots show that it is gone, in two steps.", ResidueStories::removedBySnapshot, "salesforce"),
    /** The account is deleted with all it held. */
    REMOVED_BY_DELETION("The account is deleted with all it held.", ResidueStories::removedByDeletion, "ad"),
    /** The last grant ends by its own limit while the finding is open. */
    RESIDUE_EXPIRES(
            "The last grant ends by its own limit while the finding is open.",
            ResidueStories::residueEndsByItsOwnLimit,
            "github"),
    /** A leaver's account is enabled again, and disabled again. */
    ENABLED_AGAIN("A leaver's account is enabled again, and disabled again.", ResidueStories::enabledAgain, "okta"),
    /** A grant made in time for a time after the end. */
    GRANT_STARTS_AFTER_LEAVING(
            "A grant made in time for a time after the end.", ResidueStories::grantStartsAfterLeaving, "aws-prod"),
    /** Rehired while commands and a finding are open. */
    REHIRED_WHILE_COMMANDS_OPEN(
            "Rehired while commands and a finding are open.", StatusStories::rehiredWhileCommandsAreOpen, "sap"),
    /** A rehire is announced; until it starts the commands stay open. */
    REHIRE_ANNOUNCED(
            "A rehire is announced; until it starts the commands stay open.", StatusStories::rehireAnnounced, "sap"),
    /** The end is moved after commands were issued, and comes later. */
    MOVED_AFTER_COMMANDS(
            "The end is moved after commands were issued, and comes later.",
            StatusStories::movedAfterCommandsWereIssued,
            "sap"),
    /** The end is withdrawn after commands were issued. */
    RESCINDED_AFTER_COMMANDS(
            "The end is withdrawn after commands were issued.",
            StatusStories::rescindedAfterCommandsWereIssued,
            "sap",
            "ad"),
    /** The end is withdrawn before it comes: nothing happens. */
    RESCINDED_IN_TIME("The end is withdrawn before it comes: nothing happens.", StatusStories::rescindedInTime),
    /** The end is postponed in time, all is removed for the new one. */
    POSTPONED("The end is postponed in time, all is removed for the new one.", StatusStories::postponed),
    /** The end is brought forward, removal is late. */
    BROUGHT_FORWARD("The end is brought forward, removal is late.", StatusStories::broughtForward, "sap"),
    /** Terminated without notice, removal is late. */
    ENDS_AT_ONCE("Terminated without notice, removal is late.", StatusStories::endsAtOnce, "sap"),
    /** The record names the last day and a zone. */
    LAST_DAY_WITH_ZONE(
            "The record names the last day and a zone.", StatusStories::lastDayWithZone, "okta", "ad", "sap"),
    /** The record names the last day; the zone is the worker's. */
    LAST_DAY_IN_WORKERS_ZONE(
            "The record names the last day; the zone is the worker's.",
            StatusStories::lastDayInTheWorkersZone,
            "okta",
            "ad",
            "sap"),
    /** The last day stood in the record of hiring; no other record comes. */
    CONTRACT_ENDS(
            "The last day stood in the record of hiring; no other record comes.", StatusStories::contractEnds, "sap"),
    /** The contract is extended in time. */
    CONTRACT_EXTENDED("The contract is extended in time.", StatusStories::contractIsExtended, "sap"),
    /** A full record of HR has a last day. */
    FULL_RECORD_ENDS("A full record of HR has a last day.", StatusStories::fullRecordEndsIt, "sap"),
    /** A full record of HR has no last day any more: nothing happens. */
    FULL_RECORD_WITHDRAWS(
            "A full record of HR has no last day any more: nothing happens.", StatusStories::fullRecordWithdrawsTheEnd),
    /** The end is recorded days after it. */
    RECORDED_LATE("The end is recorded days after it.", StatusStories::recordedLate, "sap"),
    /** One of two employments ends, the other some weeks later. */
    ONE_OF_TWO_EMPLOYMENTS(
            "One of two employments ends, the other some weeks later.", StatusStories::oneOfTwoEmploymentsEnds, "sap"),
    /** Hired, given accounts, and gone before the first day. */
    NEVER_STARTS("Hired, given accounts, and gone before the first day.", StatusStories::neverStarts, "okta"),
    /** Removed one millisecond before the commands are due: none is issued for it. */
    ONE_MS_BEFORE(
            "Removed one millisecond before the commands are due: none is issued for it.",
            InstantStories::oneMillisecondBefore,
            "sap"),
    /** Removed at the very instant at which the commands are due: issued and done. */
    AT_THE_INSTANT(
            "Removed at the very instant at which the commands are due: issued and done.",
            InstantStories::atTheInstant,
            "sap"),
    /** Removed one millisecond after the commands were issued. */
    ONE_MS_AFTER("Removed one millisecond after the commands were issued.", InstantStories::oneMillisecondAfter, "sap"),
    /** Removed one millisecond before the finding opens. */
    ONE_MS_BEFORE_FINDING(
            "Removed one millisecond before the finding opens.", InstantStories::oneMillisecondBeforeTheFinding, "sap"),
    /** Removed at the very instant at which the finding opens: opened and resolved. */
    AS_FINDING_OPENS(
            "Removed at the very instant at which the finding opens: opened and resolved.",
            InstantStories::asTheFindingOpens,
            "sap"),
    /** A grant's own limit ends at the instant at which it was to be revoked. */
    LIMIT_ENDS_AT_THE_INSTANT(
            "A grant's own limit ends at the instant at which it was to be revoked.",
            InstantStories::limitEndsAtTheInstant,
            "sap"),
    /** Taken away and given back in one millisecond, then never taken away. */
    TWO_FACTS_IN_ONE_MS(
            "Taken away and given back in one millisecond, then never taken away.",
            InstantStories::twoFactsInOneMillisecond,
            "sap"),
    /** The employment ends during a leave: the account is asked for once, and disabled after the end. */
    LEAVES_DURING_LEAVE(
            "The employment ends during a leave: the account is asked for once, and disabled after the end.",
            LeaveStories::leavesDuringTheLeave,
            "sap"),
    /** The leave is over before the account is disabled: nobody but people enable it again. */
    DISABLED_AFTER_LEAVE(
            "The leave is over before the account is disabled: nobody but people enable it again.",
            LeaveStories::disabledAfterTheLeave,
            "sap"),
    /** Disabled during a leave, and not enabled when it is over. */
    NEVER_ENABLED_AGAIN(
            "Disabled during a leave, and not enabled when it is over.", LeaveStories::neverEnabledAgain, "sap"),
    /** Disabled for another reason hours before the leave: it stays disabled. */
    DISABLED_BEFORE_LEAVE(
            "Disabled for another reason hours before the leave: it stays disabled.",
            LeaveStories::disabledBeforeTheLeave,
            "sap"),
    /** The leave is recorded a day after it began. */
    LEAVE_TOLD_LATE("The leave is recorded a day after it began.", LeaveStories::toldLate, "sap"),
    /** The end is withdrawn after a command had the account disabled: it is enabled again. */
    RESCINDED_AFTER_DISABLING(
            "The end is withdrawn after a command had the account disabled: it is enabled again.",
            LeaveStories::rescindedAfterTheAccountWasDisabled,
            "sap"),
    /** Rehired when the deletion was asked for and not done. */
    REHIRED_BEFORE_DELETION(
            "Rehired when the deletion was asked for and not done.",
            LeaveStories::rehiredWhileTheDeletionIsOpen,
            "sap");

    private final String sentence;
    private final Consumer<Parting> story;
    private final List<String> systems;

    PlantedCase(String sentence, Consumer<Parting> story, String... systems) {
        this.sentence = sentence;
        this.story = story;
        this.systems = List.of(systems);
    }

    /**
     * What happens, in one sentence.
     *
     * @return the sentence
     */
    public String sentence() {
        return sentence;
    }

    /** The systems in which the person must have an account. */
    List<String> systems() {
        return systems;
    }

    /** The person is a contractor whose last day is known from the start. */
    boolean contract() {
        return this == CONTRACT_ENDS || this == CONTRACT_EXTENDED;
    }

    /** The person is not here at the start of the history. */
    boolean joins() {
        return this == NEVER_STARTS;
    }

    void tell(Parting parting) {
        story.accept(parting);
    }
}
