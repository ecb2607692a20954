package dev.sluice.generate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Leavers who keep something, in every way that happens. */
final class ResidueStories {
    private ResidueStories() {}

    static void oneLeftForEver(Parting parting) {
        AccountScript sap = parting.holdsAtLeast("sap", 2);
        parting.announcedAndRemovedExcept("sap");
        Instant at = parting.end().minus(Duration.ofMinutes(25));
        sap.disabled(at);
        while (sap.held().size() > 1) {
            at = at.plusSeconds(9);
            sap.revoked(sap.held().get(0), at);
        }
    }

    static void removedAfterTheFindingOpened(Parting parting) {
        AccountScript sap = parting.account("sap");
        parting.announcedAndRemovedExcept("sap");
        sap.disabled(parting.end().plus(Duration.ofHours(3)));
        parting.revokesAll(sap, sap.system().findingAt(parting.end()).plus(Duration.ofHours(53)));
    }

    static void partlyRemoved(Parting parting) {
        AccountScript salesforce = parting.holdsAtLeast("salesforce", 4);
        parting.announcedAndRemovedExcept("salesforce");
        salesforce.disabled(parting.end().plus(Duration.ofHours(1)));
        Instant opened = salesforce.system().findingAt(parting.end());
        salesforce.revoked(salesforce.held().get(0), opened.minus(Duration.ofHours(7)));
        salesforce.revoked(salesforce.held().get(0), opened.plus(Duration.ofHours(31)));
        salesforce.revoked(salesforce.held().get(0), opened.plus(Duration.ofDays(4)));
    }

    static void grantedAgainAfterResolution(Parting parting) {
        removedAfterTheFindingOpened(parting);
        AccountScript sap = parting.account("sap");
        Instant again = sap.system().findingAt(parting.end()).plus(Duration.ofDays(9));
        sap.granted("CO_REPORTING", again);
        sap.granted("PO_APPROVE", again.plus(Duration.ofHours(5)));
    }

    static void disabledButStillEntitled(Parting parting) {
        AccountScript ad = parting.account("ad");
        parting.announcedAndRemovedExcept("ad");
        ad.disabled(parting.end().minus(Duration.ofMinutes(3)));
    }

    static void grantedToALeaver(Parting parting) {
        AccountScript aws = parting.account("aws-prod");
        parting.announcedAndRemovedExcept("aws-prod");
        parting.revokesAll(aws, parting.end().minus(Duration.ofMinutes(12)));
        aws.disabled(parting.end().minus(Duration.ofMinutes(5)));
        Instant late = parting.end().plus(Duration.ofDays(16));
        aws.enabled(late);
        aws.granted("Billing", late.plusSeconds(30));
    }

    static void residueGrows(Parting parting) {
        AccountScript sap = parting.account("sap");
        parting.announcedAndRemovedExcept("sap");
        sap.disabled(parting.end().minus(Duration.ofMinutes(9)));
        String another = sap.system().optional().stream()
                .filter(name -> !sap.held().contains(name))
                .findFirst()
                .orElse(sap.system().temporary());
        sap.granted(another, sap.system().findingAt(parting.end()).plus(Duration.ofDays(3)));
    }

    static void leftInAReportSystem(Parting parting) {
        parting.announcedAndRemovedExcept("github");
    }

    static void leftInAnIgnoredSystem(Parting parting) {
        parting.announcedAndRemovedExcept("servicenow");
    }

    static void leftInASystemWithoutPolicy(Parting parting) {
        parting.announcedAndRemovedExcept("jira");
        AccountScript jira = parting.account("jira");
        parting.revokesAll(jira, jira.system().findingAt(parting.end()).plus(Duration.ofDays(6)));
    }

    static void removedBySnapshot(Parting parting) {
        AccountScript salesforce = parting.holdsAtLeast("salesforce", 3);
        parting.announcedAndRemovedExcept("salesforce");
        salesforce.disabled(parting.end().minus(Duration.ofMinutes(2)));
        Instant opened = salesforce.system().findingAt(parting.end());
        List<String> held = salesforce.held();
        salesforce.snapshot(opened.plus(Duration.ofHours(8)), held.subList(1, held.size()));
        salesforce.snapshot(opened.plus(Duration.ofDays(2)), List.of());
    }

    static void removedByDeletion(Parting parting) {
        AccountScript ad = parting.account("ad");
        parting.announcedAndRemovedExcept("ad");
        ad.deleted(ad.system().findingAt(parting.end()).plus(Duration.ofHours(40)));
    }

    static void residueEndsByItsOwnLimit(Parting parting) {
        AccountScript github = parting.account("github");
        parting.announcedAndRemovedExcept("github");
        Instant opened = github.system().findingAt(parting.end());
        github.granted("org-owner", parting.notice().plusSeconds(90), null, opened.plus(Duration.ofDays(5)));
        parting.revokesAll(github, parting.end().minus(Duration.ofHours(1)));
    }

    static void enabledAgain(Parting parting) {
        AccountScript okta = parting.account("okta");
        parting.announcedAndRemovedExcept("okta");
        parting.revokesAll(okta, parting.end().minus(Duration.ofMinutes(10)));
        okta.disabled(parting.end().minus(Duration.ofMinutes(5)));
        okta.enabled(parting.end().plus(Duration.ofDays(4)));
        okta.disabled(parting.end().plus(Duration.ofHours(103)));
    }

    static void grantStartsAfterLeaving(Parting parting) {
        AccountScript aws = parting.account("aws-prod");
        parting.announcedAndRemovedExcept("aws-prod");
        String later = aws.system().temporary();
        aws.granted(later, parting.notice().plusSeconds(300), parting.end().plus(Duration.ofDays(6)), null);
        parting.revokesAll(aws, parting.end().minus(Duration.ofMinutes(30)));
        aws.disabled(parting.end().minus(Duration.ofMinutes(20)));
        aws.revoked(later, parting.end().plus(Duration.ofDays(8)));
    }
}
