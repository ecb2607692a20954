package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Deeds;
import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.correlation.CorrelationRule;
import dev.sluice.domain.correlation.CorrelationRule.Attribute;
import dev.sluice.domain.correlation.CorrelationRule.Normalise;
import dev.sluice.domain.correlation.CorrelationRule.Property;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Subject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that know only an account find their way to its owner, whoever is told first. */
class CorrelationFlowTest {
    private final StageRig rig = StageRig.with()
            .policies((version, documents) -> policies(version))
            .start()
            .policies("2026-01-01T00:00:00Z", "okta");

    private static Policies policies(long version) {
        AccessFinding kind = AccessFinding.UNCORRELATED_ACCOUNT;
        Map<AccessFinding, AccessFinding.Handling> findings =
                new EnumMap<>(Story.quiet(SystemPolicy.defaults("okta")).findings());
        findings.remove(kind);
        SystemPolicy okta = SystemPolicy.defaults("okta")
                .withFindings(findings)
                .withCorrelate(List.of(
                        new CorrelationRule(Attribute.EMPLOYMENT_ID, Property.EXTERNAL_ID, Normalise.NONE),
                        new CorrelationRule(Attribute.EMAIL, Property.NAME, Normalise.LOWER)));
        return Policies.of(version, okta, Story.quiet(SystemPolicy.defaults("sap")));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private AccessEvent ofAccount(String at, AccessAction action, AccountRef account) {
        return Events.access(rig.header(at), null, action, account);
    }

    private void grant(String at, AccountRef account, String entitlement) {
        AccessEvent event = ofAccount(at, AccessAction.ENTITLEMENT_GRANTED, account);
        event.setEntitlement(Events.entitlement(entitlement));
        rig.pipe(event);
    }

    private void login(String at, AccountRef account, AuthenticationAction action) {
        rig.pipe(AuthenticationEvent.newBuilder()
                .setHeader(rig.header(at))
                .setSubject(Subject.newBuilder().setAccount(account).build())
                .setAction(action)
                .build());
    }

    private void link(String at, String identity, AccountRef account) {
        rig.pipe(Events.access(rig.header(at), identity, AccessAction.ACCOUNT_LINKED, account));
    }

    private void hire(String at, String identity, String email, String employmentId) {
        rig.identity(at, identity, IdentityAction.HIRED, event -> {
            event.setWorker(Events.worker());
            event.getWorker().setEmail(email);
            event.getWorker().setEmploymentId(employmentId);
        });
    }

    private void assign(String at, AccountRef account, String identity) {
        rig.control(Control.newBuilder()
                .setHeader(rig.header(at))
                .setAction(ControlAction.ACCOUNT_ASSIGNED)
                .setSubject(Subject.newBuilder()
                        .setAccount(account)
                        .setIdentityId(identity)
                        .build())
                .setDecidedBy("admin")
                .build());
    }

    private static AccountRef okta(String name) {
        return Events.account("okta", name);
    }

    private List<String> told() {
        return rig.findings().stream()
                .map(f -> f.getKind() + " " + f.getStatus() + " " + f.getCause() + " "
                        + (f.getIdentityId() == null ? f.getAccount().getName() : f.getIdentityId()))
                .toList();
    }

    /** What an identity holds, as it was published last. */
    private List<String> held(String identity) {
        rig.wallClock(Duration.ofMinutes(1));
        List<String> held = new ArrayList<>();
        for (IdentityAccess view : rig.access()) {
            if (identity.equals(view.getIdentityId())) {
                held.clear();
                for (HeldEntitlement entitlement : view.getEntitlements()) {
                    held.add(entitlement.getAccount() + " " + entitlement.getSystem() + ":" + entitlement.getName());
                }
            }
        }
        return held;
    }

    @Test
    void whatALeaverDoesUnderTheNameOfAnAccountIsFound() {
        rig.hire("2026-01-02T00:00:00Z", "E1");
        link("2026-01-03T00:00:00Z", "E1", okta("ada"));
        rig.terminate("2026-02-01T00:00:00Z", "E1", "2026-03-01T00:00:00Z");
        login("2026-03-02T10:00:00Z", okta("ada"), AuthenticationAction.LOGIN_SUCCEEDED);

        assertThat(told()).containsExactly("POST_TERMINATION_ACTIVITY OPEN DETECTED E1");
        assertThat(rig.audit(AuditType.INPUT).stream().filter(audit -> "LOGIN_SUCCEEDED".equals(audit.getAction())))
                .singleElement()
                .satisfies(audit -> {
                    assertThat(audit.getOutcome()).isEqualTo(AuditOutcome.APPLIED);
                    assertThat(audit.getIdentityId()).isEqualTo("E1");
                    assertThat(audit.getInput().getTopic()).isEqualTo("iam.authentication");
                });
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void whatWaitedIsTheOwnersOnceHeIsKnown() {
        rig.hire("2026-01-02T00:00:00Z", "E1");
        grant("2026-01-03T00:00:00Z", okta("ada"), "okta:ADMIN");
        login("2026-01-03T10:00:00Z", okta("ada"), AuthenticationAction.LOGIN_SUCCEEDED);
        rig.hire("2026-01-10T00:00:00Z", "E2");
        assertThat(told()).containsExactly("UNCORRELATED_ACCOUNT OPEN DETECTED ada");
        assertThat(held("E1")).isEmpty();

        link("2026-01-11T00:00:00Z", "E1", okta("ada"));

        assertThat(held("E1")).containsExactly("ada okta:ADMIN");
        assertThat(told()).endsWith("UNCORRELATED_ACCOUNT RESOLVED CORRELATED ada");
        // Read and audited as parked; come again, and applied, with what brought it.
        assertThat(rig.audit(AuditType.INPUT).stream()
                        .filter(audit -> "ENTITLEMENT_GRANTED".equals(audit.getAction()))
                        .map(audit ->
                                audit.getOutcome() + " " + audit.getInput().getTopic()))
                .containsExactly("PARKED iam.access", "APPLIED iam.exchange");
        assertThat(rig.auditHasNoGap()).isTrue();
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void whatWaitedIsSentOnce() {
        rig.hire("2026-01-02T00:00:00Z", "E1");
        grant("2026-01-03T00:00:00Z", okta("ada"), "okta:ADMIN");
        link("2026-01-04T00:00:00Z", "E1", okta("ada"));
        link("2026-01-05T00:00:00Z", "E1", okta("ada"));

        assertThat(rig.exchange().stream().filter(m -> m.getKind() == ExchangeKind.EVENT))
                .hasSize(1);
    }

    @Test
    void twoOwnersAreADisputeUntilSomebodyDecides() {
        rig.hire("2026-01-02T00:00:00Z", "E1");
        rig.hire("2026-01-02T00:00:00Z", "E2");
        link("2026-01-03T00:00:00Z", "E1", okta("ada"));
        link("2026-01-04T00:00:00Z", "E2", okta("ada"));
        grant("2026-01-05T00:00:00Z", okta("ada"), "okta:ADMIN");
        assertThat(told()).containsExactly("DISPUTED_ACCOUNT OPEN DETECTED ada");
        assertThat(rig.findings().get(0).getSummary()).contains("may be that of E1, E2; assign it");
        assertThat(held("E1")).isEmpty();

        assign("2026-01-06T00:00:00Z", okta("ada"), "E2");

        assertThat(told()).endsWith("DISPUTED_ACCOUNT RESOLVED CORRELATED ada");
        assertThat(held("E1")).isEmpty();
        assertThat(held("E2")).containsExactly("ada okta:ADMIN");

        assign("2026-01-07T00:00:00Z", okta("ada"), null);
        assertThat(told()).endsWith("DISPUTED_ACCOUNT OPEN DETECTED ada");
    }

    @Test
    void aSharedAccountMayHaveSeveralOwners() {
        AccountRef shared = okta("reception");
        shared.setKind(AccountKind.SHARED);
        grant("2026-01-02T00:00:00Z", shared, "okta:DESK");
        link("2026-01-03T00:00:00Z", "E1", okta("reception"));
        assertThat(rig.exchange().stream().filter(m -> m.getKind() == ExchangeKind.EVENT))
                .hasSize(1);
        link("2026-01-03T00:00:00Z", "E2", okta("desk"));
        AccountRef desk = okta("desk");
        desk.setKind(AccountKind.SHARED);
        link("2026-01-03T00:00:01Z", "E3", okta("desk"));
        assertThat(told()).containsExactly("DISPUTED_ACCOUNT OPEN DETECTED desk");

        grant("2026-01-04T00:00:00Z", desk, "okta:DESK");
        link("2026-01-05T00:00:00Z", "E4", okta("desk"));

        assertThat(told()).endsWith("DISPUTED_ACCOUNT RESOLVED CORRELATED desk");
    }

    @Test
    void aRuleFindsTheOwnerWhicheverIsToldFirst() {
        hire("2026-01-02T00:00:00Z", "E1", "Ada@Example.com", "W1");
        grant("2026-01-03T00:00:00Z", okta("ada@example.COM"), "okta:ADMIN");
        grant("2026-01-04T00:00:00Z", okta("bob@example.com"), "okta:MAIL");
        hire("2026-01-05T00:00:00Z", "E2", "bob@example.com", "W2");
        grant("2026-01-06T00:00:00Z", okta("bob@example.com"), "okta:WIKI");

        assertThat(held("E1")).containsExactly("ada@example.COM okta:ADMIN");
        assertThat(held("E2")).containsExactly("bob@example.com okta:MAIL", "bob@example.com okta:WIKI");
        assertThat(rig.deadLetters()).isEmpty();
    }

    @Test
    void theFirstRuleThatFindsSomebodyCounts() {
        hire("2026-01-02T00:00:00Z", "E1", "ada@example.com", "W1");
        hire("2026-01-02T00:00:00Z", "E2", "bob@example.com", "W2");
        AccountRef account = okta("bob@example.com");
        account.setExternalId("W1");
        grant("2026-01-03T00:00:00Z", account, "okta:ADMIN");

        assertThat(held("E1")).containsExactly("bob@example.com okta:ADMIN");
        assertThat(held("E2")).isEmpty();
    }

    @Test
    void whatSourcesSayCountsBeforeWhatARuleFinds() {
        hire("2026-01-02T00:00:00Z", "E1", "ada@example.com", "W1");
        rig.hire("2026-01-02T00:00:00Z", "E2");
        link("2026-01-03T00:00:00Z", "E2", okta("ada@example.com"));
        grant("2026-01-04T00:00:00Z", okta("ada@example.com"), "okta:ADMIN");

        assertThat(held("E1")).isEmpty();
        assertThat(held("E2")).containsExactly("ada@example.com okta:ADMIN");
    }

    @Test
    void twoWithOneAddressAreADisputeUntilOneHasAnother() {
        hire("2026-01-02T00:00:00Z", "E1", "team@example.com", "W1");
        hire("2026-01-03T00:00:00Z", "E2", "team@example.com", "W2");
        grant("2026-01-04T00:00:00Z", okta("team@example.com"), "okta:ADMIN");
        assertThat(told()).containsExactly("DISPUTED_ACCOUNT OPEN DETECTED team@example.com");

        rig.identity("2026-01-05T00:00:00Z", "E2", IdentityAction.UPDATED, event -> {
            event.setWorker(Events.worker());
            event.getWorker().setEmploymentId("W2");
            event.getWorker().setEmail("eve@example.com");
        });

        assertThat(told()).endsWith("DISPUTED_ACCOUNT RESOLVED CORRELATED team@example.com");
        assertThat(held("E1")).containsExactly("team@example.com okta:ADMIN");
    }

    @Test
    void anAccountIsTheOwnersUnderItsNewName() {
        rig.hire("2026-01-02T00:00:00Z", "E1");
        link("2026-01-03T00:00:00Z", "E1", okta("ada"));
        AccessEvent rename =
                Events.access(rig.header("2026-01-04T00:00:00Z"), "E1", AccessAction.ACCOUNT_RENAMED, okta("ada.king"));
        rename.setPreviousName("ada");
        rig.pipe(rename);
        grant("2026-01-05T00:00:00Z", okta("ada.king"), "okta:ADMIN");

        assertThat(held("E1")).containsExactly("ada.king okta:ADMIN");
    }

    @Test
    void whatIsDoneWithAnAccountAfterItsEndIsItsLastOwners() {
        rig.hire("2026-01-02T00:00:00Z", "E1");
        link("2026-01-03T00:00:00Z", "E1", okta("ada"));
        rig.terminate("2026-02-01T00:00:00Z", "E1", "2026-03-01T00:00:00Z");
        rig.pipe(Events.access(rig.header("2026-03-02T00:00:00Z"), "E1", AccessAction.ACCOUNT_DELETED, okta("ada")));
        login("2026-03-03T00:00:00Z", okta("ada"), AuthenticationAction.LOGIN_FAILED);

        assertThat(told()).containsExactly("POST_TERMINATION_ACTIVITY OPEN DETECTED E1");
    }

    @Test
    void beyondWhatMayWaitFactsAreDeadLettersAndTheFirstActsGo() {
        for (int i = 0; i < Correlations.MAX_FACTS; i++) {
            grant("2026-01-03T00:00:00Z", okta("ada"), "okta:E" + i);
        }
        grant("2026-01-04T00:00:00Z", okta("ada"), "okta:ONE_TOO_MANY");
        for (int i = 0; i < Correlations.MAX_ACTS + 5; i++) {
            login("2026-01-05T00:00:00Z", okta("ada"), AuthenticationAction.LOGIN_SUCCEEDED);
        }

        assertThat(rig.deadLetterReasons()).containsExactly("TOO_MANY_PARKED");
        assertThat(rig.meters.get("sluice.parked.dropped").counter().count()).isEqualTo(5);

        rig.hire("2026-01-06T00:00:00Z", "E1");
        link("2026-01-07T00:00:00Z", "E1", okta("ada"));
        assertThat(rig.exchange().stream().filter(m -> m.getKind() == ExchangeKind.EVENT))
                .hasSize(Correlations.MAX_FACTS + Correlations.MAX_ACTS);
    }

    @Test
    void forgedMessagesAreRefused() {
        grant("2026-01-03T00:00:00Z", okta("ada"), "okta:ADMIN");
        forge(ExchangeKind.CLAIM, "account:okta/ada", "attr:email-lower:x", null);
        forge(ExchangeKind.CLAIM, "E1", "E2", null);
        forge(ExchangeKind.QUERY, "attr:email-lower:x", "E1", null);
        forge(ExchangeKind.ANSWER, "account:okta/ada", "attr:email-lower:x", "E#1");

        assertThat(rig.deadLetterReasons())
                .containsExactly("INVALID_FIELD", "INVALID_FIELD", "INVALID_FIELD", "INVALID_FIELD");
    }

    private void forge(ExchangeKind kind, String receiver, String sender, String identity) {
        Exchange message = Exchange.newBuilder()
                .setKind(kind)
                .setReceiver(receiver)
                .setSender(sender)
                .setIdentityId(identity)
                .setSentAt(Instant.parse("2026-01-03T00:00:00Z"))
                .build();
        rig.pipeBytes(
                Names.EXCHANGE,
                receiver,
                rig.encode(Names.EXCHANGE, message),
                new RecordHeaders(),
                StageRig.ms("2026-01-04T00:00:00Z"));
    }

    @Test
    void anEventIsNotSentToSomebodyWhomNobodyHasFound() {
        AccessEvent event = ofAccount("2026-01-03T00:00:00Z", AccessAction.ACCOUNT_CREATED, okta("ada"));
        Exchange message = Exchange.newBuilder()
                .setKind(ExchangeKind.EVENT)
                .setReceiver("E1")
                .setIdentityId("E1")
                .setSender("account:okta/bob")
                .setSentAt(Instant.parse("2026-01-03T00:00:00Z"))
                .setTopic("iam.access")
                .setPartition(0)
                .setOffset(0L)
                .setArrivedAt(Instant.parse("2026-01-03T00:00:00Z"))
                .setPayload(ByteBuffer.wrap(rig.encode("access", event)))
                .build();
        rig.pipeBytes(
                Names.EXCHANGE,
                "E1",
                rig.encode(Names.EXCHANGE, message),
                new RecordHeaders(),
                StageRig.ms("2026-01-04T00:00:00Z"));

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
    }

    @Test
    void whoseClockMayBeADayAheadIsHeardAllTheSame() {
        Settings normal = Settings.DEFAULTS;
        Settings patient = new Settings(
                normal.lateness(),
                Duration.ofDays(3),
                normal.timeZone(),
                normal.dedupe(),
                normal.maxEventBytes(),
                normal.brake(),
                normal.approvals(),
                normal.absence(),
                normal.precedence(),
                normal.detection(),
                normal.remediation(),
                normal.sessions());
        try (StageRig ahead = StageRig.with()
                .policies((version, documents) ->
                        new Policies(version, patient, policies(version).systems()))
                .start()
                .policies("2026-01-01T00:00:00Z", "okta")) {
            ahead.hire("2026-01-02T00:00:00Z", "E1");
            AccessEvent link =
                    Events.access(ahead.header("2026-01-04T00:00:00Z"), "E1", AccessAction.ACCOUNT_LINKED, okta("ada"));
            ahead.pipe("E1", link, StageRig.ms("2026-01-03T00:00:00Z"));

            assertThat(ahead.exchange()).extracting(Exchange::getKind).contains(ExchangeKind.CLAIM);
            assertThat(ahead.deadLetters()).isEmpty();

            AccessEvent farther =
                    Events.access(ahead.header("2026-01-05T00:00:00Z"), "E1", AccessAction.ACCOUNT_LINKED, okta("eve"));
            ahead.pipe("E1", farther, StageRig.ms("2026-01-03T00:00:00Z"));
            assertThat(ahead.deadLetterReasons()).containsExactly("FUTURE_EVENT");
        }
    }

    @Test
    void aDecisionThatNamesNoAccountIsRefused() {
        rig.control(Control.newBuilder()
                .setHeader(rig.header("2026-01-04T00:00:00Z"))
                .setAction(ControlAction.ACCOUNT_ASSIGNED)
                .build());

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
    }

    @Test
    void whatWaitedIsSentAlsoIfWhatTellsOfTheOwnerArrivedLongBefore() {
        rig.hire("2026-01-02T00:00:00Z", "E1");
        grant("2026-01-05T00:00:00Z", okta("ada"), "okta:ADMIN");
        link("2026-01-03T00:00:00Z", "E1", okta("ada"));

        assertThat(rig.deadLetters()).isEmpty();
        assertThat(held("E1")).containsExactly("ada okta:ADMIN");
    }

    @Test
    void whoIsFoundNoLongerForgetsWhatWasTheirs() {
        hire("2026-01-02T00:00:00Z", "E1", "ada@example.com", "W1");
        rig.hire("2026-01-02T00:00:00Z", "E2");
        grant("2026-01-03T00:00:00Z", okta("ada@example.com"), "okta:ADMIN");
        grant("2026-01-03T00:00:01Z", okta("ada@example.com"), "okta:SECOND");
        assertThat(held("E1")).hasSize(2);

        link("2026-01-04T00:00:00Z", "E2", okta("ada@example.com"));

        assertThat(held("E1")).isEmpty();
        assertThat(held("E2")).containsExactly("ada@example.com okta:ADMIN", "ada@example.com okta:SECOND");

        AccessEvent revoke =
                ofAccount("2026-01-05T00:00:00Z", AccessAction.ENTITLEMENT_REVOKED, okta("ada@example.com"));
        revoke.setEntitlement(Events.entitlement("okta:ADMIN"));
        rig.pipe(revoke);
        assertThat(held("E2")).containsExactly("ada@example.com okta:SECOND");

        // And back again, although all of it was applied to this one before.
        assign("2026-01-06T00:00:00Z", okta("ada@example.com"), "E1");
        assertThat(held("E1")).containsExactly("ada@example.com okta:SECOND");
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void aDisputeTakesFromWhomTheAccountWasGivenFirst() {
        grant("2026-01-02T00:00:00Z", okta("team@example.com"), "okta:ADMIN");
        hire("2026-01-03T00:00:00Z", "E1", "team@example.com", "W1");
        assertThat(held("E1")).hasSize(1);

        hire("2026-01-04T00:00:00Z", "E2", "team@example.com", "W2");

        assertThat(held("E1")).isEmpty();
        assertThat(held("E2")).isEmpty();
        assertThat(told()).contains("DISPUTED_ACCOUNT OPEN DETECTED team@example.com");
    }

    @Test
    void whatADisputeTakesAwayIsNobodysAsIfItHadNeverBeenAnybodys() {
        hire("2026-01-02T00:00:00Z", "E1", "team@example.com", "W1");
        grant("2026-01-03T00:00:00Z", okta("team@example.com"), "okta:ADMIN");
        hire("2026-01-04T00:00:00Z", "E2", "team@example.com", "W2");
        rig.hire("2026-01-09T23:59:59Z", "E3");
        assertThat(told()).containsExactly("DISPUTED_ACCOUNT OPEN DETECTED team@example.com");

        rig.hire("2026-01-10T00:00:01Z", "E4");
        assertThat(told()).endsWith("UNCORRELATED_ACCOUNT OPEN DETECTED team@example.com");

        assign("2026-01-11T00:00:00Z", okta("team@example.com"), "E2");
        assertThat(told())
                .endsWith(
                        "DISPUTED_ACCOUNT RESOLVED CORRELATED team@example.com",
                        "UNCORRELATED_ACCOUNT RESOLVED CORRELATED team@example.com");
        assertThat(held("E1")).isEmpty();
        assertThat(held("E2")).containsExactly("team@example.com okta:ADMIN");
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void whatItsOwnerIsNoLongerFoundByIsNobodysAgain() {
        hire("2026-01-02T00:00:00Z", "E1", "ada@example.com", "W1");
        grant("2026-01-03T00:00:00Z", okta("ada@example.com"), "okta:ADMIN");
        rig.identity("2026-01-20T00:00:00Z", "E1", IdentityAction.UPDATED, event -> {
            event.setWorker(Events.worker());
            event.getWorker().setEmploymentId("W1");
            event.getWorker().setEmail("eve@example.com");
        });

        rig.hire("2026-01-20T00:00:01Z", "E2");

        assertThat(held("E1")).isEmpty();
        assertThat(told()).containsExactly("UNCORRELATED_ACCOUNT OPEN DETECTED ada@example.com");
    }

    @Test
    void aNameThatIsGivenToSomebodyElseIsNotItsFormerOwners() {
        hire("2026-01-02T00:00:00Z", "E1", "ada@example.com", "W1");
        link("2026-01-03T00:00:00Z", "E1", okta("ada@example.com"));
        rig.terminate("2026-01-04T00:00:00Z", "E1", "2026-01-05T00:00:00Z");
        rig.pipe(Events.access(
                rig.header("2026-01-06T00:00:00Z"), "E1", AccessAction.ACCOUNT_DELETED, okta("ada@example.com")));
        rig.identity("2026-01-07T00:00:00Z", "E1", IdentityAction.UPDATED, event -> {
            event.setWorker(Events.worker());
            event.getWorker().setEmploymentId("W1");
            event.getWorker().setEmail("gone@example.com");
        });
        hire("2026-02-02T00:00:00Z", "E2", "ada@example.com", "W2");
        rig.pipe(ofAccount("2026-02-03T00:00:00Z", AccessAction.ACCOUNT_CREATED, okta("ada@example.com")));
        grant("2026-02-04T00:00:00Z", okta("ada@example.com"), "okta:ADMIN");
        login("2026-02-05T00:00:00Z", okta("ada@example.com"), AuthenticationAction.LOGIN_SUCCEEDED);

        assertThat(held("E1")).isEmpty();
        assertThat(held("E2")).containsExactly("ada@example.com okta:ADMIN");
        assertThat(told()).noneMatch(line -> line.startsWith("POST_TERMINATION_ACTIVITY"));
    }

    @Test
    void aRuleThatIsAddedLaterFindsWhatHasWaited() {
        boolean[] correlates = new boolean[1];
        try (StageRig late = StageRig.with()
                .policies((version, documents) -> correlates[0] ? policies(version) : Policies.of(version))
                .start()
                .policies("2026-01-01T00:00:00Z", "okta")) {
            late.identity("2026-01-02T00:00:00Z", "E1", IdentityAction.HIRED, event -> {
                event.setWorker(Events.worker());
                event.getWorker().setEmail("ada@example.com");
            });
            AccessEvent grant = Events.access(
                    late.header("2026-01-03T00:00:00Z"),
                    null,
                    AccessAction.ENTITLEMENT_GRANTED,
                    okta("ada@example.com"));
            grant.setEntitlement(Events.entitlement("okta:ADMIN"));
            late.pipe(grant);
            correlates[0] = true;
            late.policies("2026-01-04T00:00:00Z", "okta")
                    .hire("2026-01-05T00:00:00Z", "E2")
                    .hire("2026-01-06T00:00:00Z", "E3");
            late.wallClock(Duration.ofMinutes(1));

            assertThat(late.access().stream()
                            .filter(view -> view.getIdentityId().equals("E1")
                                    && view.getEntitlements().size() == 1))
                    .isNotEmpty();
        }
    }

    @Test
    void whatFailedTheRulesMakesNobodyOwner() {
        boolean[] fails = new boolean[1];
        try (StageRig failing = StageRig.with()
                .governor(new Governor() {
                    @Override
                    public void disputed(
                            IdentityState state,
                            Policies policies,
                            AccountKey account,
                            Set<String> candidates,
                            Trigger trigger,
                            Decisions out) {
                        if (fails[0]) {
                            throw new IllegalStateException("a defect");
                        }
                        super.disputed(state, policies, account, candidates, trigger, out);
                    }
                })
                .policies((version, documents) -> policies(version))
                .start()
                .policies("2026-01-01T00:00:00Z", "okta")) {
            failing.pipe(Events.access(
                    failing.header("2026-01-03T00:00:00Z"), "E1", AccessAction.ACCOUNT_LINKED, okta("ada")));
            fails[0] = true;
            failing.pipe(Events.access(
                    failing.header("2026-01-04T00:00:00Z"), "E2", AccessAction.ACCOUNT_LINKED, okta("ada")));
            assertThat(failing.deadLetterReasons()).containsExactly("PROCESSING_ERROR");
            fails[0] = false;
            AccessEvent grant = Events.access(
                    failing.header("2026-01-05T00:00:00Z"), null, AccessAction.ENTITLEMENT_GRANTED, okta("ada"));
            grant.setEntitlement(Events.entitlement("okta:ADMIN"));
            failing.pipe(grant);

            assertThat(failing.exchange().stream().filter(m -> m.getKind() == ExchangeKind.EVENT))
                    .isEmpty();
        }
    }

    @Test
    void whatWasDoneStaysFoundWhenTheOwnerBecomesKnown() {
        grant("2026-01-02T00:00:00Z", okta("ada"), "okta:ADMIN");
        for (int i = 0; i < 10; i++) {
            login("2026-01-03T10:00:0" + i + "Z", okta("ada"), AuthenticationAction.LOGIN_FAILED);
        }
        login("2026-01-03T10:01:00Z", okta("ada"), AuthenticationAction.LOGIN_SUCCEEDED);
        rig.hire("2026-01-04T00:00:00Z", "E1");
        rig.pipe(new Deeds("E1").login(Instant.parse("2026-01-20T00:00:00Z"), Deeds.ZURICH));
        link("2026-01-20T00:00:01Z", "E1", okta("ada"));

        assertThat(told().stream().filter(line -> line.startsWith("BRUTE_FORCE_SUCCESS")))
                .containsExactly("BRUTE_FORCE_SUCCESS OPEN DETECTED ada");
    }

    @Test
    void whatIsNoActOfSomebodyUnknownIsNotKept() {
        for (String name : List.of("a", "b", "c")) {
            login("2026-01-03T10:00:00Z", okta(name), AuthenticationAction.PASSWORD_RESET);
            login("2026-01-03T10:00:01Z", okta(name), AuthenticationAction.MFA_CHALLENGED);
            login("2026-01-03T10:00:02Z", okta(name), AuthenticationAction.LOGIN_FAILED);
        }

        try (var all = rig.store(Names.CORRELATION_STORE).all()) {
            assertThat(all.hasNext()).isFalse();
        }
        assertThat(rig.exchange()).isEmpty();
    }

    @Test
    void actsThatWaitAreBoundedInBytes() {
        for (int i = 0; i < 40; i++) {
            AuthenticationEvent event = AuthenticationEvent.newBuilder()
                    .setHeader(rig.header("2026-01-05T00:00:00Z"))
                    .setSubject(Subject.newBuilder().setAccount(okta("ada")).build())
                    .setAction(AuthenticationAction.LOGIN_SUCCEEDED)
                    .setDevice("d".repeat(100_000))
                    .build();
            rig.pipe(event);
        }

        assertThat(rig.meters.get("sluice.parked.dropped").counter().count()).isEqualTo(30);
    }

    @Test
    void moreThanCanBeRememberedIsADisputeForGood() {
        for (int i = 0; i < 34; i++) {
            hire("2026-01-02T00:00:00Z", "E" + i, "team@example.com", "W" + i);
        }
        for (int i = 0; i < 33; i++) {
            int number = i;
            rig.identity("2026-01-03T00:00:00Z", "E" + i, IdentityAction.UPDATED, event -> {
                event.setWorker(Events.worker());
                event.getWorker().setEmploymentId("W" + number);
                event.getWorker().setEmail("own" + number + "@example.com");
            });
        }
        grant("2026-01-04T00:00:00Z", okta("team@example.com"), "okta:ADMIN");

        assertThat(rig.exchange().stream().filter(m -> m.getKind() == ExchangeKind.EVENT))
                .isEmpty();
    }
}
