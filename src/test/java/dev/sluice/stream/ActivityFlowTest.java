package dev.sluice.stream;

import static dev.sluice.domain.Deeds.BERLIN;
import static dev.sluice.domain.Deeds.NEW_YORK;
import static dev.sluice.domain.Deeds.PARIS;
import static dev.sluice.domain.Deeds.ZURICH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Deeds;
import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.activity.Act;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Network;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccountKind;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.GeoLocation;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Severity;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people do, through the stage: each kind that is found, and what is just not. */
class ActivityFlowTest {
    private static final Instant DAY = Instant.parse("2026-03-02T00:00:00Z");

    private final Deeds ada = new Deeds("E1");
    private StageRig rig = start(UnaryOperator.identity());

    private static StageRig start(UnaryOperator<Detection> detection) {
        return StageRig.with()
                .policies((version, documents) -> policies(version, detection.apply(Detection.DEFAULTS)))
                .start()
                .policies("2026-01-01T00:00:00Z", "sap");
    }

    private static Policies policies(long version, Detection detection) {
        SystemPolicy sap = Story.quiet(SystemPolicy.defaults("sap")).withDormantAfter(Duration.ofDays(30));
        SystemPolicy okta = Story.quiet(SystemPolicy.defaults("okta"));
        return new Policies(
                version,
                Settings.DEFAULTS.with(detection, Settings.DEFAULTS.remediation()),
                Map.of("sap", sap, "okta", okta));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static Instant at(String time) {
        return time.length() > 12 ? Instant.parse(time) : Instant.parse("2026-03-02T" + time + "Z");
    }

    private ActivityFlowTest employed() {
        rig.hire("2026-01-02T00:00:00Z", "E1");
        return this;
    }

    private void failures(int count, String from, Duration apart) {
        for (int i = 0; i < count; i++) {
            rig.pipe(ada.authentication(at(from).plus(apart.multipliedBy(i)), AuthenticationAction.LOGIN_FAILED));
        }
    }

    private void denials(int count, String from, Duration apart) {
        for (int i = 0; i < count; i++) {
            rig.pipe(ada.authentication(at(from).plus(apart.multipliedBy(i)), AuthenticationAction.MFA_DENIED));
        }
    }

    private List<String> told() {
        return rig.findings().stream()
                .map(f -> f.getKind() + " " + f.getStatus() + " " + f.getCause() + " " + f.getSeverity() + " "
                        + f.getCount())
                .toList();
    }

    @Test
    void tenFailuresAndASuccessAreAFinding() {
        employed().failures(10, "10:00:00", Duration.ofSeconds(90));
        rig.pipe(ada.login(at("10:19:59"), ZURICH));

        assertThat(told()).containsExactly("BRUTE_FORCE_SUCCESS OPEN DETECTED HIGH 10");
        Finding finding = rig.findings().get(0);
        assertThat(finding.getStartsAt()).isEqualTo(at("10:00:00"));
        assertThat(finding.getChangedAt()).isEqualTo(at("10:19:59"));
        assertThat(finding.getSummary()).contains("E1 logged in at 2026-03-02T10:19:59Z, after 10 log-ins had failed");
    }

    @Test
    void nineFailuresOrSuchAsAreTooOldAreNone() {
        employed().failures(9, "10:00:00", Duration.ofSeconds(10));
        rig.pipe(ada.login(at("10:05:00"), ZURICH));
        failures(9, "12:00:00", Duration.ofSeconds(1));
        rig.pipe(ada.login(at("12:21:00"), ZURICH));

        assertThat(told()).isEmpty();
    }

    @Test
    void whatFailsAfterTheSuccessDoesNotCount() {
        employed();
        rig.pipe(ada.login(at("10:00:05"), ZURICH));
        failures(20, "10:00:06", Duration.ofSeconds(1));

        assertThat(told()).isEmpty();
    }

    @Test
    void aFailureThatArrivesLateCompletesTheNumber() {
        employed().failures(9, "10:00:00", Duration.ofSeconds(10));
        rig.pipe(ada.login(at("10:05:00"), ZURICH));
        rig.pipe(ada.login(at("2026-03-03T10:05:00Z"), ZURICH));
        assertThat(told()).isEmpty();

        failures(1, "10:04:59", Duration.ZERO);

        assertThat(told()).containsExactly("BRUTE_FORCE_SUCCESS OPEN DETECTED HIGH 10");
    }

    @Test
    void aStormIsOneFindingThatIsToldAgainWhenTenTimesAsLarge() {
        employed().failures(3_000, "10:00:00", Duration.ofMillis(100));
        rig.pipe(ada.login(at("10:05:30"), ZURICH));
        failures(40_000, "10:06:00", Duration.ofMillis(10));
        rig.pipe(ada.login(at("10:13:00"), ZURICH));
        rig.pipe(ada.login(at("10:14:00"), ZURICH));

        assertThat(told())
                .containsExactly(
                        "BRUTE_FORCE_SUCCESS OPEN DETECTED HIGH 3000", "BRUTE_FORCE_SUCCESS OPEN REPEATED HIGH 43000");
        assertThat(rig.findings())
                .extracting(Finding::getFindingId)
                .containsOnly(rig.findings().get(0).getFindingId());
    }

    @Test
    void fiveDenialsAreFatigueAndMatterMoreIfOneIsConfirmed() {
        employed().denials(5, "10:00:00", Duration.ofMinutes(2));
        assertThat(told()).containsExactly("MFA_FATIGUE OPEN DETECTED MEDIUM 5");

        rig.pipe(ada.authentication(at("10:12:00"), AuthenticationAction.MFA_SUCCEEDED));

        assertThat(told()).endsWith("MFA_FATIGUE OPEN SEVERITY_CHANGED HIGH 5");
    }

    @Test
    void fourDenialsOrFiveInALongerTimeAreNone() {
        employed().denials(4, "10:00:00", Duration.ofSeconds(10));
        denials(5, "12:00:00", Duration.ofMinutes(3));

        assertThat(told()).isEmpty();
    }

    @Test
    void nobodyIsInNewYorkAnHourAfterZurich() {
        employed();
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        rig.pipe(ada.login(at("11:00:00"), NEW_YORK));

        assertThat(told()).containsExactly("IMPOSSIBLE_TRAVEL OPEN DETECTED MEDIUM 1");
        assertThat(rig.findings().get(0).getSummary())
                .contains("from CH (47.37, 8.54) at 2026-03-02T10:00:00Z and from US (40.71, -74.01), 63");
    }

    @Test
    void whatIsNearOrSlowIsPossible() {
        employed();
        // 490 km in a minute: too near to be sure.
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        rig.pipe(ada.login(at("10:01:00"), PARIS));
        // 880 km in an hour.
        rig.pipe(ada.login(at("11:01:00"), BERLIN));
        // A flight of eight hours.
        rig.pipe(ada.login(at("19:01:00"), NEW_YORK));

        assertThat(told()).isEmpty();
    }

    @Test
    void aLogInThatArrivesLateMayShowThatSomebodyTravelled() {
        employed();
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        rig.pipe(ada.login(at("2026-03-03T09:00:00Z"), ZURICH));
        rig.pipe(ada.login(at("2026-03-03T09:30:00Z"), BERLIN));
        assertThat(told()).containsExactly("IMPOSSIBLE_TRAVEL OPEN DETECTED MEDIUM 1");

        rig.pipe(ada.login(at("2026-03-03T09:05:00Z"), PARIS));
        rig.pipe(ada.login(at("2026-03-03T09:29:00Z"), PARIS));

        // From Paris to Berlin in a minute it still is; what is told is one finding for the day.
        assertThat(told()).containsExactly("IMPOSSIBLE_TRAVEL OPEN DETECTED MEDIUM 1");
    }

    @Test
    void fromTheOwnEgressNobodysPlaceIsKnown() {
        rig.close();
        rig = start(d -> detection(d, List.of(Network.parse("198.51.100.0/24")), Set.of()));
        employed();
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        AuthenticationEvent throughEgress = ada.login(at("10:30:00"), NEW_YORK);
        throughEgress.setSourceIp("198.51.100.7");
        rig.pipe(throughEgress);
        assertThat(told()).isEmpty();

        AuthenticationEvent elsewhere = ada.login(at("10:40:00"), NEW_YORK);
        elsewhere.setSourceIp("198.51.101.7");
        rig.pipe(elsewhere);

        assertThat(told()).containsExactly("IMPOSSIBLE_TRAVEL OPEN DETECTED MEDIUM 1");
    }

    private static Detection detection(Detection d, List<Network> networks, Set<ActivityFinding> silent) {
        Map<ActivityFinding, ActivityFinding.Handling> findings = new EnumMap<>(ActivityFinding.class);
        silent.forEach(kind ->
                findings.put(kind, new ActivityFinding.Handling(kind.defaults().severity(), false)));
        return new Detection(
                d.bruteForce(),
                d.mfaFatigue(),
                d.travel(),
                d.learn(),
                networks,
                d.breakGlass(),
                d.quiet(),
                d.raiseFrom(),
                findings,
                d.passwordSpray());
    }

    @Test
    void aCountryIsNewAfterTwoWeeksOfOthers() {
        employed();
        rig.pipe(ada.login(DAY, ZURICH));
        rig.pipe(ada.login(DAY.plus(Duration.ofDays(13)), PARIS));
        rig.pipe(ada.login(DAY.plus(Duration.ofDays(14)), BERLIN));
        rig.pipe(ada.login(DAY.plus(Duration.ofDays(15)), BERLIN));

        assertThat(told()).containsExactly("LOGIN_FROM_NEW_COUNTRY OPEN DETECTED LOW 1");
        assertThat(rig.findings().get(0).getSummary()).contains("from DE");
    }

    @Test
    void anEarlierLogInThatArrivesLateRetractsTheCountry() {
        employed();
        rig.pipe(ada.login(DAY, ZURICH));
        rig.pipe(ada.login(DAY.plus(Duration.ofDays(14)), BERLIN));
        rig.pipe(ada.login(DAY.plus(Duration.ofDays(13)).plusSeconds(1), BERLIN));

        assertThat(told())
                .containsExactly(
                        "LOGIN_FROM_NEW_COUNTRY OPEN DETECTED LOW 1",
                        "LOGIN_FROM_NEW_COUNTRY RESOLVED RETRACTED LOW 1");
    }

    @Test
    void eachUseOfEmergencyAccessIsTold() {
        employed();
        AuthenticationEvent byKind = ada.login(at("10:00:00"), "sap", "firefighter");
        byKind.getSubject().getAccount().setKind(AccountKind.BREAK_GLASS);
        rig.pipe(byKind);
        var session = ada.session(at("11:00:00"), PrivilegedSessionAction.SESSION_STARTED);
        session.setBreakGlass(true);
        rig.pipe(session);
        rig.pipe(ada.session(at("12:00:00"), PrivilegedSessionAction.SESSION_STARTED));

        assertThat(told())
                .containsExactly("BREAK_GLASS_USE OPEN DETECTED HIGH 1", "BREAK_GLASS_USE OPEN DETECTED HIGH 1");
        assertThat(rig.findings().get(0).getAccount().getName()).isEqualTo("firefighter");
    }

    @Test
    void whatALeaverDoesIsFoundFromTheSkewOn() {
        employed();
        rig.terminate("2026-02-01T00:00:00Z", "E1", "2026-03-02T10:00:00Z");
        rig.pipe(ada.login(at("10:04:59"), ZURICH));
        assertThat(told()).isEmpty();

        rig.pipe(ada.authentication(at("10:05:00"), AuthenticationAction.LOGIN_FAILED));
        assertThat(told()).containsExactly("POST_TERMINATION_ACTIVITY OPEN DETECTED MEDIUM 1");

        rig.pipe(ada.authentication(at("10:06:00"), AuthenticationAction.TOKEN_ISSUED));
        rig.pipe(ada.session(at("10:07:00"), PrivilegedSessionAction.PIPELINE_STARTED));

        assertThat(told())
                .endsWith(
                        "POST_TERMINATION_ACTIVITY OPEN SEVERITY_CHANGED HIGH 2",
                        "PIPELINE_BY_LEAVER OPEN DETECTED HIGH 1");
        assertThat(rig.findings().get(1).getSummary())
                .contains("did something (TOKEN) at 2026-03-02T10:06:00Z, PT6M after the employment had ended");
    }

    @Test
    void hrMayTellOfTheEndWeeksLater() {
        employed();
        rig.access("2026-01-05T00:00:00Z", "E1", "okta", AccessAction.ACCOUNT_CREATED, event -> {});
        rig.pipe(ada.login(at("10:00:00"), "okta", "E1"));
        rig.pipe(ada.login(at("2026-03-20T10:00:00Z"), "okta", "E1"));
        assertThat(told()).isEmpty();

        rig.terminate("2026-03-28T00:00:00Z", "E1", "2026-02-28T00:00:00Z");

        // The minutes of the first log-in are long forgotten; the day never is.
        assertThat(rig.findings().stream().map(f -> f.getKind() + " " + f.getStartsAt()))
                .containsExactlyInAnyOrder(
                        "POST_TERMINATION_ACTIVITY 2026-03-02T10:00:00Z",
                        "POST_TERMINATION_ACTIVITY 2026-03-20T10:00:00Z");
    }

    @Test
    void anEndThatIsRescindedRetractsWhatWasFound() {
        employed();
        rig.terminate("2026-02-01T00:00:00Z", "E1", "2026-03-02T00:00:00Z");
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        rig.identity("2026-03-09T00:00:00Z", "E1", IdentityAction.TERMINATION_RESCINDED, event -> {});

        assertThat(told())
                .containsExactly(
                        "POST_TERMINATION_ACTIVITY OPEN DETECTED HIGH 1",
                        "POST_TERMINATION_ACTIVITY RESOLVED RETRACTED HIGH 1");
    }

    @Test
    void whatIsDoneDuringALeaveIsFoundWhereAccountsAreDisabledMeanwhile() {
        employed();
        rig.identity("2026-03-01T00:00:00Z", "E1", IdentityAction.LEAVE_STARTED, event -> event.setLeaveKind("SICK"));
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        assertThat(told()).containsExactly("ACTIVITY_DURING_LEAVE OPEN DETECTED MEDIUM 1");

        rig.identity("2026-03-05T00:00:00Z", "E1", IdentityAction.LEAVE_ENDED, event -> {});
        rig.pipe(ada.login(at("2026-03-05T10:00:00Z"), ZURICH));

        assertThat(told()).hasSize(1);
    }

    @Test
    void anAccountThatNobodyUsesIsDormantUntilItIsUsed() {
        employed();
        rig.access("2026-01-05T00:00:00Z", "E1", "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        rig.pipe(ada.login(at("2026-01-10T00:00:00Z"), "sap", "E1"));
        rig.pipe(ada.login(at("2026-01-20T00:00:00Z"), "sap", "E1"));
        rig.hire("2026-02-18T23:59:59Z", "E2");
        assertThat(told()).isEmpty();

        rig.hire("2026-02-19T00:00:00Z", "E3");
        assertThat(told()).containsExactly("DORMANT_ACCOUNT OPEN DETECTED LOW 1");
        assertThat(rig.findings().get(0).getChangedAt()).isEqualTo(at("2026-02-19T00:00:00Z"));

        rig.pipe(ada.login(at("2026-02-25T00:00:00Z"), "sap", "E1"));

        assertThat(told())
                .containsExactly(
                        "DORMANT_ACCOUNT OPEN DETECTED LOW 1",
                        "REACTIVATED_DORMANT_ACCOUNT OPEN DETECTED MEDIUM 1",
                        "DORMANT_ACCOUNT RESOLVED USED LOW 1");
    }

    @Test
    void whereNobodyTellsOfUseNothingIsDormant() {
        employed();
        rig.access("2026-01-05T00:00:00Z", "E1", "okta", AccessAction.ACCOUNT_CREATED, event -> {});
        rig.hire("2026-12-31T00:00:00Z", "E2");

        assertThat(told()).isEmpty();
    }

    @Test
    void whatHappenedIsResolvedWhenNothingMoreIsHeardOfIt() {
        employed().failures(10, "10:00:00", Duration.ofSeconds(1));
        rig.pipe(ada.login(at("10:05:00"), ZURICH));
        rig.hire("2026-04-01T23:59:59Z", "E2");
        assertThat(told()).hasSize(1);

        rig.hire("2026-04-02T00:00:00Z", "E3");

        assertThat(told()).endsWith("BRUTE_FORCE_SUCCESS RESOLVED QUIET HIGH 10");
    }

    @Test
    void whatThePolicyNoLongerReportsIsResolved() {
        boolean[] silent = new boolean[1];
        rig.close();
        rig = StageRig.with()
                .policies((version, documents) -> policies(
                        version,
                        detection(
                                Detection.DEFAULTS,
                                List.of(),
                                silent[0] ? Set.of(ActivityFinding.IMPOSSIBLE_TRAVEL) : Set.of())))
                .start()
                .policies("2026-01-01T00:00:00Z", "sap");
        employed();
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        rig.pipe(ada.login(at("11:00:00"), NEW_YORK));
        silent[0] = true;
        rig.policies("2026-03-02T12:00:00Z", "sap");
        rig.hire("2026-03-02T12:00:01Z", "E2");

        assertThat(told())
                .containsExactly(
                        "IMPOSSIBLE_TRAVEL OPEN DETECTED MEDIUM 1", "IMPOSSIBLE_TRAVEL RESOLVED POLICY MEDIUM 1");
    }

    @Test
    void whatComesTooLateIsAuditedStaleAndStillCountsAsUse() {
        employed();
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        rig.pipe(ada.login(at("2026-02-28T09:54:59Z"), NEW_YORK));
        rig.pipe(ada.login(at("2026-02-28T09:55:00Z"), ZURICH));

        assertThat(outcomes()).containsExactly(AuditOutcome.APPLIED, AuditOutcome.STALE, AuditOutcome.APPLIED);
        assertThat(told()).isEmpty();
    }

    private List<AuditOutcome> outcomes() {
        return rig.audit(AuditType.INPUT).stream()
                .filter(audit -> "LOGIN_SUCCEEDED".equals(audit.getAction()))
                .map(AuditEvent::getOutcome)
                .toList();
    }

    @Test
    void whatFailsUnderNamesThatNobodyHasIsNotKept() {
        for (int i = 0; i < 5; i++) {
            rig.pipe(AuthenticationEvent.newBuilder()
                    .setHeader(rig.header("2026-03-02T10:00:0" + i + "Z"))
                    .setSubject(Subject.newBuilder()
                            .setAccount(Events.account("okta", "guess" + i))
                            .build())
                    .setAction(AuthenticationAction.LOGIN_FAILED)
                    .build());
        }
        rig.wallClock(Duration.ofMinutes(1));

        try (var rows = rig.store(Names.ACTIVITY_STORE).all()) {
            assertThat(rows.hasNext()).isFalse();
        }
        assertThat(rig.audit(AuditType.INPUT).stream()
                        .filter(audit -> audit.getOutcome() == AuditOutcome.PARKED)
                        .count())
                .isEqualTo(5);
    }

    @Test
    void anAccountOfWhichNobodySaysWhoseItIsHasFindingsOfItsOwn() {
        rig.pipe(Events.access(
                rig.header("2026-01-05T00:00:00Z"), null, AccessAction.ACCOUNT_CREATED, Events.account("okta", "svc")));
        for (int i = 0; i < 10; i++) {
            rig.pipe(ofAccount("2026-03-02T10:00:0" + i + "Z", AuthenticationAction.LOGIN_FAILED));
        }
        rig.pipe(ofAccount("2026-03-02T10:01:00Z", AuthenticationAction.LOGIN_SUCCEEDED));

        assertThat(told()).containsExactly("BRUTE_FORCE_SUCCESS OPEN DETECTED HIGH 10");
        assertThat(StageRig.key(rig.records(Names.FINDING).get(0))).isEqualTo("account:okta/svc");
    }

    private AuthenticationEvent ofAccount(String at, AuthenticationAction action) {
        return AuthenticationEvent.newBuilder()
                .setHeader(rig.header(at))
                .setSubject(Subject.newBuilder()
                        .setAccount(Events.account("okta", "svc"))
                        .build())
                .setAction(action)
                .build();
    }

    @Test
    void severityFollowsThePolicy() {
        rig.close();
        rig = start(d -> new Detection(
                d.bruteForce(),
                d.mfaFatigue(),
                d.travel(),
                d.learn(),
                d.networks(),
                d.breakGlass(),
                d.quiet(),
                d.raiseFrom(),
                Map.of(ActivityFinding.IMPOSSIBLE_TRAVEL, new ActivityFinding.Handling(Severity.CRITICAL, true)),
                d.passwordSpray()));
        employed();
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        rig.pipe(ada.login(at("11:00:00"), NEW_YORK));

        assertThat(told()).containsExactly("IMPOSSIBLE_TRAVEL OPEN DETECTED CRITICAL 1");
    }

    @Test
    void theEndMayBeToldMonthsAfterWhatWasDone() {
        employed();
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        rig.pipe(ada.session(at("2026-03-05T11:00:00Z"), PrivilegedSessionAction.PIPELINE_STARTED));
        rig.pipe(ada.login(at("2026-03-20T10:00:00Z"), ZURICH));
        rig.terminate("2026-06-01T00:00:00Z", "E1", "2026-02-28T00:00:00Z");

        assertThat(told())
                .containsExactlyInAnyOrder(
                        "POST_TERMINATION_ACTIVITY OPEN DETECTED HIGH 1",
                        "POST_TERMINATION_ACTIVITY OPEN DETECTED HIGH 1",
                        "PIPELINE_BY_LEAVER OPEN DETECTED HIGH 1");

        rig.hire("2026-07-01T00:00:00Z", "E2");
        assertThat(rig.findings()).hasSize(6).endsWith(rig.findings().get(5));
        assertThat(told().subList(3, 6)).allMatch(line -> line.contains(" RESOLVED QUIET "));

        // What was found and settled is not found once more by what HR says next.
        rig.identity("2026-07-02T00:00:00Z", "E1", IdentityAction.UPDATED, event -> {});
        assertThat(rig.findings()).hasSize(6);
    }

    @Test
    void whatArrivesLateInAGapIsFoundAndStands() {
        employed();
        rig.terminate("2026-02-25T00:00:00Z", "E1", "2026-02-25T00:00:00Z");
        rig.pipe(ada.authentication(at("2026-03-10T10:00:00Z"), AuthenticationAction.MFA_DENIED));
        rig.pipe(
                "E1",
                ada.login(at("10:00:00"), ZURICH),
                at("2026-03-10T11:00:00Z").toEpochMilli());
        assertThat(told()).containsExactly("POST_TERMINATION_ACTIVITY OPEN DETECTED HIGH 1");

        rig.identity("2026-03-11T00:00:00Z", "E1", IdentityAction.UPDATED, event -> {});

        assertThat(told()).hasSize(1);
    }

    @Test
    void whoeverIsHiredAgainHadLeftAllTheSame() {
        employed();
        rig.terminate("2026-02-25T00:00:00Z", "E1", "2026-02-28T00:00:00Z");
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        rig.identity("2026-03-09T00:00:00Z", "E1", IdentityAction.REHIRED, event -> {});
        rig.terminate("2026-03-20T00:00:00Z", "E1", "2026-03-20T00:00:00Z");

        assertThat(told()).containsExactly("POST_TERMINATION_ACTIVITY OPEN DETECTED HIGH 1");
    }

    @Test
    void emergencyAccessIsKnownByItsTargetAndByWhatTheAccountIsFor() {
        rig.close();
        rig = start(d -> new Detection(
                d.bruteForce(),
                d.mfaFatigue(),
                d.travel(),
                d.learn(),
                d.networks(),
                Set.of(new AccountKey("ad", "emergency-1")),
                d.quiet(),
                d.raiseFrom(),
                d.findings(),
                d.passwordSpray()));
        employed();
        var session = ada.session(at("10:00:00"), PrivilegedSessionAction.SESSION_STARTED);
        session.getSubject().setAccount(Events.account("pam", "ada"));
        session.setTarget(new SessionTarget("ad", "dc1", "emergency-1"));
        rig.pipe(session);
        assertThat(told()).isNotEmpty().allMatch(line -> line.startsWith("BREAK_GLASS_USE OPEN"));
        int before = told().size();

        var account = Events.account("sap", "firefighter");
        account.setKind(AccountKind.BREAK_GLASS);
        rig.pipe(Events.access(rig.header("2026-03-02T11:00:00Z"), "E1", AccessAction.ACCOUNT_CREATED, account));
        rig.pipe(ada.login(at("12:00:00"), "sap", "firefighter"));

        assertThat(told()).hasSize(before + 1);
        assertThat(rig.findings().get(before).getAccount().getName()).isEqualTo("firefighter");
    }

    @Test
    void hostileTargetsKeepNobodyFromBeingDisabled() {
        rig.close();
        rig = StageRig.with().start().policies("2026-01-01T00:00:00Z", "okta ENFORCE");
        employed();
        rig.access("2026-01-05T00:00:00Z", "E1", "okta", AccessAction.ACCOUNT_CREATED, event -> {});
        for (int i = 0; i < 30; i++) {
            var session = ada.session(at("10:00:00").plusSeconds(i), PrivilegedSessionAction.SESSION_STARTED);
            session.setBreakGlass(true);
            session.setTarget(new SessionTarget("x", "h", i + "y".repeat(300_000)));
            rig.pipe(session);
        }
        for (int i = 0; i < 400; i++) {
            var login = ada.login(at("12:00:00").plusSeconds(i), "s" + i, "n".repeat(500));
            login.getSubject().getAccount().setKind(AccountKind.BREAK_GLASS);
            login.setLocation(new GeoLocation("C" + i, null, null, null));
            rig.pipe(login);
        }
        rig.terminate("2026-03-03T00:00:00Z", "E1", "2026-03-03T00:00:00Z");
        rig.wallClock(Duration.ofMinutes(1));

        assertThat(rig.commandTexts()).anyMatch(text -> text.contains("DISABLE_ACCOUNT ISSUED"));
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.findings().stream()
                        .filter(f -> f.getKind().equals("BREAK_GLASS_USE"))
                        .map(Finding::getFindingId)
                        .distinct())
                .hasSizeLessThanOrEqualTo(17);
        long bytes = 0;
        try (var rows = rig.store(Names.ACTIVITY_STORE).all()) {
            while (rows.hasNext()) {
                bytes += rows.next().value.length;
            }
        }
        assertThat(bytes).isBetween(1_000L, 120_000L);
    }

    @Test
    void aFailureOfTheRulesIsMadeUpFor() {
        rig.close();
        boolean[] fails = new boolean[1];
        rig = StageRig.with()
                .governor(new Governor() {
                    @Override
                    public boolean apply(
                            IdentityState state,
                            Act act,
                            String eventId,
                            Policies policies,
                            long arrivedAt,
                            Decisions out) {
                        if (fails[0]) {
                            throw new IllegalStateException("a defect");
                        }
                        return super.apply(state, act, eventId, policies, arrivedAt, out);
                    }
                })
                .policies((version, documents) -> policies(version, Detection.DEFAULTS))
                .start()
                .policies("2026-01-01T00:00:00Z", "sap");
        employed();
        rig.terminate("2026-02-01T00:00:00Z", "E1", "2026-03-01T00:00:00Z");
        fails[0] = true;
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        fails[0] = false;
        assertThat(told()).isEmpty();

        rig.hire("2026-03-02T12:00:00Z", "E2");

        assertThat(told()).containsExactly("POST_TERMINATION_ACTIVITY OPEN DETECTED HIGH 1");
    }

    @Test
    void whatWasDoneBeforeTheFirstPolicySetIsFoundWithIt() {
        rig.close();
        rig = StageRig.with()
                .policies((version, documents) -> Policies.of(version))
                .start();
        employed();
        rig.terminate("2026-02-01T00:00:00Z", "E1", "2026-03-01T00:00:00Z");
        rig.pipe(ada.login(at("10:00:00"), ZURICH));
        assertThat(told()).isEmpty();

        rig.policies("2026-03-02T11:00:00Z", "sap");
        rig.hire("2026-03-02T12:00:00Z", "E2");

        assertThat(told()).containsExactly("POST_TERMINATION_ACTIVITY OPEN DETECTED HIGH 1");
    }

    @Test
    void anAccountThatWasRenamedWasUsedUnderItsOldName() {
        employed();
        rig.access("2026-01-05T00:00:00Z", "E1", "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        for (int day = 6; day < 60; day += 5) {
            rig.pipe(ada.login(at("2026-01-01T00:00:00Z").plus(Duration.ofDays(day)), "sap", "E1"));
        }
        var rename = Events.access(
                rig.header("2026-03-05T00:00:00Z"), "E1", AccessAction.ACCOUNT_RENAMED, Events.account("sap", "ada"));
        rename.setPreviousName("E1");
        rig.pipe(rename);
        rig.pipe(ada.login(at("2026-03-06T00:00:00Z"), "sap", "ada"));

        assertThat(told()).isEmpty();
    }

    @Test
    void anAccountThatWasForgottenWasNotUsed() {
        employed();
        rig.access("2026-01-05T00:00:00Z", "E1", "sap", AccessAction.ACCOUNT_CREATED, event -> {});
        rig.hire("2026-02-10T00:00:00Z", "E2");
        assertThat(told()).containsExactly("DORMANT_ACCOUNT OPEN DETECTED LOW 1");
        for (int i = 0; i < 70; i++) {
            rig.pipe(ada.login(at("2026-02-11T00:00:00Z").plusSeconds(i), "vault", "lease-" + i));
        }
        rig.identity("2026-02-12T00:00:00Z", "E1", IdentityAction.UPDATED, event -> {});

        assertThat(told()).hasSize(1);
    }

    @Test
    void countriesWithoutEndAreSixteenFindingsADayAndOneForTheOthers() {
        employed();
        rig.pipe(ada.login(DAY, ZURICH));
        for (int i = 0; i < 200; i++) {
            rig.pipe(ada.login(
                    DAY.plus(Duration.ofDays(20)).plusSeconds(i), new GeoLocation("Country " + i, null, null, null)));
        }

        assertThat(told()).allMatch(line -> line.startsWith("LOGIN_FROM_NEW_COUNTRY OPEN"));
        assertThat(rig.findings().stream().map(Finding::getFindingId).distinct())
                .hasSize(17);
    }
}
