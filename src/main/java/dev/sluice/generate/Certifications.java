package dev.sluice.generate;

import dev.sluice.event.CertificationDecision;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Severity;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;

/** A certification campaign every three months, the odd exception, control test and reported anomaly. */
final class Certifications {
    private final Organisation organisation;
    private final Dice dice;
    private final Headers headers;
    private final EventSink sink;

    Certifications(Organisation organisation, Dice dice, Headers headers, EventSink sink) {
        this.organisation = organisation;
        this.dice = dice;
        this.headers = headers;
        this.sink = sink;
    }

    void run() {
        GeneratorSettings settings = organisation.settings();
        for (int month = 1; month < settings.months(); month += 3) {
            Instant begins = settings.start()
                    .atZone(ZoneOffset.UTC)
                    .plusMonths(month)
                    .plusHours(8)
                    .toInstant();
            campaign("CERT-" + begins.atZone(ZoneOffset.UTC).toLocalDate(), begins);
        }
        for (Person person : organisation.people()) {
            if (dice.chance(0.05)) {
                oddEvent(person, dice.between(settings.start().plus(Duration.ofDays(2)), settings.end()));
            }
        }
    }

    private void campaign(String id, Instant begins) {
        Instant due = begins.plus(Duration.ofDays(14));
        Person first = organisation.people().get(0);
        compliance(ComplianceAction.CERTIFICATION_STARTED, begins, first, event -> event.setCampaignId(id)
                .setScope("department:" + first.department().name())
                .setReviewerId(first.identityId())
                .setDueAt(due));
        int item = 0;
        for (Person person : organisation.people()) {
            if (!person.department().equals(first.department()) || person.managerId() == null || !dice.chance(0.5)) {
                continue;
            }
            TargetSystem system = dice.pick(person.systems());
            String itemId = id + "-" + ++item;
            CertificationDecision decision = dice.chance(0.06)
                    ? CertificationDecision.REVOKE
                    : dice.chance(0.04) ? CertificationDecision.ABSTAIN : CertificationDecision.CERTIFY;
            compliance(
                    ComplianceAction.CERTIFICATION_ITEM_DECIDED,
                    dice.between(begins, due),
                    person,
                    event -> event.setCampaignId(id)
                            .setItemId(itemId)
                            .setReviewerId(person.managerId())
                            .setEntitlement(new EntitlementRef(
                                    system.id(), system.everyone().get(0)))
                            .setDecision(decision));
        }
        compliance(ComplianceAction.CERTIFICATION_COMPLETED, due, first, event -> event.setCampaignId(id)
                .setReviewerId(first.identityId()));
    }

    private void oddEvent(Person person, Instant at) {
        switch (dice.between(0, 2)) {
            case 0 ->
                compliance(ComplianceAction.EXCEPTION_GRANTED, at, person, event -> event.setRuleId("P2P-01")
                        .setApprovedBy(organisation.people().get(0).identityId())
                        .setMitigatingControl("Monthly review of vendor changes")
                        .setValidTo(at.plus(Duration.ofDays(30))));
            case 1 ->
                compliance(
                        ComplianceAction.CONTROL_TESTED,
                        at,
                        person,
                        event -> event.setScope("ITGC-AC-" + dice.between(1, 20)));
            default -> anomaly(person, at);
        }
    }

    private void anomaly(Person person, Instant at) {
        ComplianceEvent event = ComplianceEvent.newBuilder()
                .setHeader(headers.next("exabeam-prod", SourceKind.UEBA, at, null))
                .setSubject(subject(person))
                .setAction(ComplianceAction.ANOMALY_REPORTED)
                .setDetector(dice.pick(List.of("unusual-hour", "first-access-to-host", "peer-group-outlier")))
                .setScore(dice.between(40, 99) / 100.0)
                .setSeverity(dice.pick(List.of(Severity.LOW, Severity.MEDIUM)))
                .build();
        sink.accept(EventFile.COMPLIANCE, at, event);
    }

    private void compliance(
            ComplianceAction action, Instant at, Person person, UnaryOperator<ComplianceEvent.Builder> content) {
        ComplianceEvent.Builder event = ComplianceEvent.newBuilder()
                .setHeader(headers.next("sailpoint-prod", SourceKind.IGA, at, null))
                .setSubject(subject(person))
                .setAction(action);
        sink.accept(EventFile.COMPLIANCE, at, content.apply(event).build());
    }

    private static Subject subject(Person person) {
        return Subject.newBuilder().setIdentityId(person.identityId()).build();
    }
}
