package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.AuditKeys;
import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.domain.Ids;
import dev.sluice.domain.Story;
import dev.sluice.domain.policy.ActivityFinding;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Network;
import dev.sluice.domain.policy.PasswordSpray;
import dev.sluice.domain.policy.PasswordSpray.Rule;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.Finding;
import dev.sluice.event.Severity;
import dev.sluice.event.Subject;
import dev.sluice.event.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One address tries passwords of many, each so seldom that nothing is to be seen of it by itself. */
class PasswordSprayFlowTest {
    private static final String ADDRESS = "203.0.113.7";
    private static final String KEY = "ip:203.0.113.7";
    private static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");

    private Detection detection = Detection.DEFAULTS;
    private Remediation remediation = Remediation.NONE;
    private final StageRig rig = StageRig.with()
            .policies((version, documents) -> new Policies(
                    version,
                    Settings.DEFAULTS.with(detection, remediation),
                    Map.of("okta", Story.quiet(SystemPolicy.defaults("okta")))))
            .start()
            .policies("2026-01-01T00:00:00Z", "okta");

    @AfterEach
    void close() {
        rig.close();
    }

    private AuthenticationEvent event(Subject subject, Instant at, AuthenticationAction action, String address) {
        return AuthenticationEvent.newBuilder()
                .setHeader(rig.header(at.toString()))
                .setSubject(subject)
                .setAction(action)
                .setSourceIp(address)
                .build();
    }

    private static Subject identity(String id) {
        return Subject.newBuilder().setIdentityId(id).build();
    }

    private static Subject account(String name) {
        return Subject.newBuilder().setAccount(Events.account("okta", name)).build();
    }

    private void fail(Subject subject, Instant at) {
        rig.pipe(event(subject, at, AuthenticationAction.LOGIN_FAILED, ADDRESS));
    }

    /** Each of so many identities fails once, one after the other. */
    private void spray(int users, Instant from, Duration apart) {
        for (int i = 0; i < users; i++) {
            fail(identity("E" + i), from.plus(apart.multipliedBy(i)));
        }
    }

    private List<String> told() {
        return rig.findings().stream()
                .map(f -> f.getKind() + " " + f.getStatus() + " " + f.getCause() + " " + f.getSeverity() + " "
                        + f.getCount())
                .toList();
    }

    private List<Exchange> counts() {
        return rig.exchange().stream()
                .filter(message -> message.getKind() == ExchangeKind.COUNT)
                .toList();
    }

    /** What is stored of any address. */
    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (String name : List.of(Names.IDENTITY_STORE, Names.ACTIVITY_STORE, Names.TIMER_STORE)) {
            try (var all = rig.store(name).all()) {
                all.forEachRemaining(row -> {
                    if (new String(row.key.get(), StandardCharsets.UTF_8).contains("ip:")) {
                        rows.add(name);
                    }
                });
            }
        }
        return rows;
    }

    /** Something happens elsewhere at an instant, and with it everything that is due until then. */
    private void until(String at) {
        rig.hire(at, "E900");
        rig.wallClock(Duration.ofSeconds(1));
    }

    @Test
    void sixteenUsersWithinFiveMinutesAreOneFindingAboutTheAddress() {
        spray(16, TEN, Duration.ofSeconds(18));

        assertThat(told()).containsExactly("PASSWORD_SPRAY OPEN DETECTED HIGH 16");
        Finding finding = rig.findings().get(0);
        assertThat(finding.getFindingId()).isEqualTo(Ids.finding("PASSWORD_SPRAY", KEY, "2026-03-02"));
        assertThat(finding.getIdentityId()).isNull();
        assertThat(finding.getAccount()).isNull();
        assertThat(finding.getOpenedAt()).isEqualTo(Instant.parse("2026-03-02T10:04:30Z"));
        assertThat(finding.getStartsAt()).isEqualTo(TEN);
        assertThat(finding.getEvidence()).singleElement().satisfies(evidence -> assertThat(evidence.getText())
                .isEqualTo("From ip:203.0.113.7 passwords of 16 users were tried, in 16 log-ins that failed from"
                        + " 2026-03-02T10:00:00Z to 2026-03-02T10:04:30Z."));
        assertThat(rig.records(Names.FINDING)).extracting(StageRig::key).containsExactly(KEY);
        assertThat(rig.records(Names.FINDING_STATE)).extracting(StageRig::key).containsExactly(finding.getFindingId());
        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.auditHasNoGap()).isTrue();
    }

    @Test
    void theAddressIsNobodyOfWhomAViewIsPublishedAndIsADetailOfTheAudit() {
        spray(16, TEN, Duration.ofSeconds(18));
        until("2026-03-02T11:00:00Z");

        assertThat(rig.access()).isNotEmpty().noneMatch(view -> view.toString().contains(ADDRESS));
        // It is a detail, which can be sealed and erased, and stands nowhere else.
        assertThat(rig.audit()).isNotEmpty().noneMatch(audit -> {
            audit.setDetail(null);
            return audit.toString().contains(ADDRESS);
        });
        assertThat(rig.records(Names.AUDIT))
                .extracting(StageRig::key)
                .contains(AuditKeys.of(KEY))
                .doesNotContain(KEY);
        assertThat(rig.audit(AuditType.DECISION))
                .filteredOn(a -> !a.getCategory().equals("policy"))
                .singleElement()
                .satisfies(audit -> {
                    assertThat(audit.getFindingId())
                            .isEqualTo(rig.findings().get(0).getFindingId());
                    assertThat(audit.getInput().getTopic()).isEqualTo("iam.exchange");
                });
    }

    @Test
    void fifteenUsersOrSuchAsTakeLongerAreNone() {
        spray(15, TEN, Duration.ofSeconds(18));
        spray(16, TEN.plus(Duration.ofHours(1)), Duration.ofSeconds(21));

        assertThat(told()).isEmpty();
    }

    @Test
    void eightUsersAndTwentyFiveAttemptsWithinAQuarterOfAnHourAreOne() {
        for (int i = 0; i < 24; i++) {
            fail(identity("E" + i % 8), TEN.plusSeconds(30L * i));
        }
        assertThat(told()).isEmpty();

        fail(identity("E0"), TEN.plusSeconds(899));

        assertThat(told()).containsExactly("PASSWORD_SPRAY OPEN DETECTED HIGH 8");
    }

    @Test
    void whoeverTriesOneUserOnlyIsFoundByOtherMeans() {
        for (int i = 0; i < 300; i++) {
            fail(identity("E1"), TEN.plusSeconds(i));
        }
        spray(8, TEN, Duration.ofSeconds(30));

        assertThat(told()).isEmpty();
        assertThat(counts()).hasSize(308);
    }

    @Test
    void namesThatNobodyHasCountAndLeaveNothingElseBehind() {
        for (int i = 0; i < 16; i++) {
            fail(account("guess" + i), TEN.plusSeconds(i));
        }

        assertThat(told()).containsExactly("PASSWORD_SPRAY OPEN DETECTED HIGH 16");
        assertThat(rig.audit(AuditType.INPUT))
                .filteredOn(audit -> "LOGIN_FAILED".equals(audit.getAction()))
                .hasSize(16)
                .extracting(AuditEvent::getOutcome)
                .containsOnly(AuditOutcome.PARKED);
        assertThat(rows()).hasSize(3);
        assertThat(rig.store(Names.IDENTITY_STORE).approximateNumEntries()).isEqualTo(1);
    }

    @Test
    void whoeverIsTriedUnderSeveralOfTheirAccountsIsOneUser() {
        rig.hire("2026-01-02T00:00:00Z", "E1");
        for (int i = 0; i < 20; i++) {
            rig.pipe(Events.access(
                    rig.header("2026-01-03T00:00:00Z"),
                    "E1",
                    AccessAction.ACCOUNT_LINKED,
                    Events.account("okta", "ada" + i)));
        }
        for (int i = 0; i < 20; i++) {
            fail(account("ada" + i), TEN.plusSeconds(i));
        }

        assertThat(told()).isEmpty();
        assertThat(counts()).hasSize(20).extracting(Exchange::getSender).containsOnly("E1");
    }

    @Test
    void whatWaitedForItsOwnerWasCountedWhenItCame() {
        rig.pipe(Events.access(
                rig.header("2026-01-03T00:00:00Z"), null, AccessAction.ACCOUNT_CREATED, Events.account("okta", "ada")));
        fail(account("ada"), TEN);
        rig.hire("2026-03-02T10:01:00Z", "E1");
        rig.pipe(Events.access(
                rig.header("2026-03-02T10:02:00Z"), "E1", AccessAction.ACCOUNT_LINKED, Events.account("okta", "ada")));

        assertThat(rig.exchange()).anyMatch(message -> CorrelationDesk.PARKED.equals(message.getStatus()));
        assertThat(counts()).extracting(Exchange::getSender).containsExactly("account:okta/ada");
    }

    @Test
    void repeatsSuccessesAndFailuresFromNowhereAreNotCounted() {
        for (int i = 0; i < 16; i++) {
            AuthenticationEvent event =
                    event(identity("E1"), TEN.plusSeconds(i), AuthenticationAction.LOGIN_FAILED, ADDRESS);
            rig.pipe(event).pipe(event);
            rig.pipe(event(identity("E" + i), TEN.plusSeconds(i), AuthenticationAction.LOGIN_SUCCEEDED, ADDRESS));
            rig.pipe(event(identity("E" + i), TEN.plusSeconds(i), AuthenticationAction.MFA_DENIED, ADDRESS));
            rig.pipe(event(identity("E" + i), TEN.plusSeconds(i), AuthenticationAction.LOGIN_FAILED, null));
            rig.pipe(
                    event(identity("E" + i), TEN.plusSeconds(i), AuthenticationAction.LOGIN_FAILED, "vpn.example.com"));
        }

        assertThat(counts()).hasSize(16).allMatch(count -> count.getSender().equals("E1") && count.getCount() == 1);
        assertThat(told()).isEmpty();
    }

    @Test
    void aWholeNetworkOfIPv6IsOneAddress() {
        for (int i = 0; i < 16; i++) {
            rig.pipe(event(
                    identity("E" + i), TEN.plusSeconds(i), AuthenticationAction.LOGIN_FAILED, "2001:db8:0:1::" + i));
        }

        assertThat(told()).hasSize(1);
        assertThat(rig.records(Names.FINDING)).extracting(StageRig::key).containsExactly("ip:2001:db8:0:1::/64");
    }

    @Test
    void whatArrivesWithinTheLatenessIsCountedAndWhatComesLaterIsNot() {
        spray(15, TEN, Duration.ofSeconds(1));
        fail(identity("E90"), TEN.plus(Duration.ofDays(2)));
        assertThat(told()).isEmpty();

        AuthenticationEvent late = event(identity("E91"), TEN, AuthenticationAction.LOGIN_FAILED, ADDRESS);
        rig.pipe("E91", late, TEN.plus(Duration.ofDays(2)).toEpochMilli());
        assertThat(told()).containsExactly("PASSWORD_SPRAY OPEN DETECTED HIGH 16");
        assertThat(rig.findings().get(0).getFindingId()).isEqualTo(Ids.finding("PASSWORD_SPRAY", KEY, "2026-03-02"));

        Instant earlier = TEN.minus(Duration.ofDays(1));
        for (int i = 0; i < 16; i++) {
            AuthenticationEvent tooLate = event(identity("E" + i), earlier, AuthenticationAction.LOGIN_FAILED, ADDRESS);
            rig.pipe("E" + i, tooLate, TEN.plus(Duration.ofDays(2)).toEpochMilli());
        }
        assertThat(told()).hasSize(1);
        assertThat(rig.audit(AuditType.INPUT))
                .filteredOn(audit -> "COUNT".equals(audit.getAction()))
                .extracting(AuditEvent::getOutcome)
                .hasSize(33)
                .filteredOn(AuditOutcome.STALE::equals)
                .hasSize(16);
    }

    @Test
    void inWhateverOrderItArrivesTheSameIsFound() {
        List<Instant> instants = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            instants.add(Instant.parse("2026-03-01T23:58:00Z").plusSeconds(15L * i));
        }
        Collections.shuffle(instants, new Random(1));
        for (int i = 0; i < 16; i++) {
            AuthenticationEvent event =
                    event(identity("E" + i), instants.get(i), AuthenticationAction.LOGIN_FAILED, ADDRESS);
            rig.pipe("E" + i, event, TEN.toEpochMilli());
        }

        assertThat(told()).containsExactly("PASSWORD_SPRAY OPEN DETECTED HIGH 16");
        assertThat(rig.findings().get(0).getFindingId()).isEqualTo(Ids.finding("PASSWORD_SPRAY", KEY, "2026-03-01"));
    }

    @Test
    void aStormIsOneFindingThatIsToldAgainWhenTenTimesAsLarge() {
        for (int i = 0; i < 30_000; i++) {
            fail(account("name" + i % 2_000), TEN.plusMillis(10L * i));
        }

        assertThat(told())
                .hasSize(3)
                .startsWith("PASSWORD_SPRAY OPEN DETECTED HIGH 16", "PASSWORD_SPRAY OPEN REPEATED HIGH 160");
        assertThat(rig.findings())
                .extracting(Finding::getFindingId)
                .containsOnly(Ids.finding("PASSWORD_SPRAY", KEY, "2026-03-02"));
        assertThat(rig.findings().get(2).getCount()).isBetween(1_600L, 2_300L);
        assertThat(rig.findings().get(2).getSummary()).contains("passwords of about ");
        long bytes = 0;
        try (var rows = rig.store(Names.ACTIVITY_STORE).all()) {
            while (rows.hasNext()) {
                bytes += rows.next().value.length;
            }
        }
        assertThat(bytes).isLessThan(4_000);
    }

    @Test
    void anotherDayIsAnotherFindingAndAnotherAddressToo() {
        spray(16, TEN, Duration.ofSeconds(1));
        spray(16, TEN.plus(Duration.ofHours(3)), Duration.ofSeconds(1));
        spray(16, TEN.plus(Duration.ofDays(1)), Duration.ofSeconds(1));
        for (int i = 0; i < 16; i++) {
            rig.pipe(event(identity("E" + i), TEN, AuthenticationAction.LOGIN_FAILED, "203.0.113.8"));
        }

        assertThat(rig.findings())
                .extracting(Finding::getFindingId)
                .containsExactly(
                        Ids.finding("PASSWORD_SPRAY", KEY, "2026-03-02"),
                        Ids.finding("PASSWORD_SPRAY", KEY, "2026-03-03"),
                        Ids.finding("PASSWORD_SPRAY", "ip:203.0.113.8", "2026-03-02"));
    }

    @Test
    void afterAQuietTimeItIsResolvedAndNothingOfTheAddressIsKept() {
        remediation = new Remediation(Severity.HIGH, List.of(), Map.of(Severity.HIGH, Duration.ofDays(3)));
        rig.policies("2026-02-01T00:00:00Z", "okta");
        spray(16, TEN, Duration.ofSeconds(18));
        until("2026-03-05T12:00:00Z");
        until("2026-04-01T23:59:59Z");
        assertThat(told()).hasSize(1);
        // What was tried is forgotten long before.
        assertThat(rows()).containsExactly(Names.IDENTITY_STORE, Names.TIMER_STORE);

        until("2026-04-02T00:00:00Z");

        assertThat(told()).endsWith("PASSWORD_SPRAY RESOLVED QUIET HIGH 16");
        assertThat(rig.tickets())
                .extracting(ticket -> ticket.getAction() + " " + ticket.getIdentityId() + " " + ticket.getChangedAt())
                .containsExactly(
                        "OPEN null 2026-03-02T10:04:30Z",
                        "UPDATE null 2026-03-05T10:04:30Z",
                        "CLOSE null 2026-04-02T00:00:00Z");
        assertThat(rig.tickets()).extracting(Ticket::getDueAt).startsWith(Instant.parse("2026-03-05T10:04:30Z"));
        assertThat(rows()).isEmpty();
    }

    /** While a finding stands its timer is weeks away; what is tried meanwhile is forgotten in its own time. */
    @Test
    void whatIsTriedWhileAFindingStandsIsForgottenBeforeIt() {
        spray(16, TEN, Duration.ofSeconds(18));
        until("2026-03-05T12:00:00Z");
        fail(identity("E1"), Instant.parse("2026-03-10T10:00:00Z"));
        assertThat(rows()).hasSize(3);

        until("2026-03-12T11:05:00Z");

        assertThat(rows()).containsExactly(Names.IDENTITY_STORE, Names.TIMER_STORE);
        assertThat(told()).hasSize(1);
    }

    @Test
    void addressesOfWhichNothingIsFoundAreForgottenWhenNothingMoreCanArrive() {
        for (int i = 0; i < 500; i++) {
            rig.pipe(event(
                    identity("E1"),
                    TEN.plusSeconds(i),
                    AuthenticationAction.LOGIN_FAILED,
                    "198.51." + i / 250 + "." + i % 250));
        }
        // Somebody goes on.
        fail(identity("E1"), TEN.plus(Duration.ofDays(1)));
        fail(identity("E1"), TEN.plus(Duration.ofDays(2)));
        assertThat(rows()).hasSize(3 * 501);

        until("2026-03-04T11:04:59Z");
        assertThat(rows()).hasSize(3 * 501);
        until("2026-03-04T12:00:00Z");
        assertThat(rows()).hasSize(3);
        until("2026-03-06T11:04:59Z");
        assertThat(rows()).hasSize(3);
        until("2026-03-06T11:05:00Z");
        assertThat(rows()).isEmpty();
    }

    @Test
    void whatNobodyWantsToKnowIsNotCounted() {
        off();
        rig.policies("2026-02-01T00:00:00Z", "okta");
        spray(16, TEN, Duration.ofSeconds(1));

        assertThat(counts()).isEmpty();
        assertThat(rows()).isEmpty();
    }

    @Test
    void whatAPolicyNoLongerReportsIsResolvedAndForgotten() {
        spray(16, TEN, Duration.ofSeconds(1));
        fail(identity("E1"), TEN.plusSeconds(60));
        off();
        rig.policies("2026-03-03T00:00:00Z", "okta");
        until("2026-03-03T01:00:00Z");

        assertThat(told()).endsWith("PASSWORD_SPRAY RESOLVED POLICY HIGH 16");
        assertThat(rows()).containsExactly(Names.IDENTITY_STORE, Names.TIMER_STORE);
        until("2026-04-03T00:00:00Z");
        assertThat(rows()).isEmpty();
    }

    private void off() {
        handle(new ActivityFinding.Handling(Severity.HIGH, false));
    }

    private void handle(ActivityFinding.Handling handling) {
        Detection d = detection;
        detection = new Detection(
                d.bruteForce(),
                d.mfaFatigue(),
                d.travel(),
                d.learn(),
                d.networks(),
                d.breakGlass(),
                d.quiet(),
                d.raiseFrom(),
                Map.of(ActivityFinding.PASSWORD_SPRAY, handling),
                d.passwordSpray());
    }

    @Test
    void thePolicySaysHowMuchItMatters() {
        spray(16, TEN, Duration.ofSeconds(1));
        handle(new ActivityFinding.Handling(Severity.CRITICAL, true));
        rig.policies("2026-03-03T00:00:00Z", "okta");
        until("2026-03-03T01:00:00Z");

        assertThat(told()).endsWith("PASSWORD_SPRAY OPEN SEVERITY_CHANGED CRITICAL 16");
    }

    @Test
    void otherThresholdsApplyToWhatWasTriedBefore() {
        spray(15, TEN, Duration.ofSeconds(1));
        until("2026-03-02T11:00:00Z");
        assertThat(told()).isEmpty();

        thresholds(15);
        rig.policies("2026-03-02T12:00:00Z", "okta");
        until("2026-03-02T13:00:00Z");
        assertThat(told()).containsExactly("PASSWORD_SPRAY OPEN DETECTED HIGH 15");

        thresholds(20);
        rig.policies("2026-03-02T14:00:00Z", "okta");
        until("2026-03-02T15:00:00Z");
        assertThat(told()).endsWith("PASSWORD_SPRAY RESOLVED POLICY HIGH 15");

        spray(20, Instant.parse("2026-03-02T16:00:00Z"), Duration.ofSeconds(1));
        assertThat(told()).endsWith("PASSWORD_SPRAY OPEN DETECTED HIGH 20");
        assertThat(rig.findings()).last().satisfies(finding -> assertThat(finding.getEpisode())
                .isEqualTo(2));
    }

    private void thresholds(int users) {
        Rule rule = new Rule(users, 1, Duration.ofMinutes(5));
        detection = detection.with(new PasswordSpray(rule, rule));
    }

    @Test
    void fromTheOwnEgressItMattersLess() {
        Detection d = detection;
        detection = new Detection(
                d.bruteForce(),
                d.mfaFatigue(),
                d.travel(),
                d.learn(),
                List.of(Network.parse("203.0.113.0/24")),
                d.breakGlass(),
                d.quiet(),
                d.raiseFrom(),
                d.findings(),
                d.passwordSpray());
        rig.policies("2026-02-01T00:00:00Z", "okta");
        spray(16, TEN, Duration.ofSeconds(1));

        assertThat(told()).containsExactly("PASSWORD_SPRAY OPEN DETECTED MEDIUM 16");
    }

    /** Identities are looked for that a feed does not list any more; an address is none. */
    @Test
    void anAddressIsNotSaidToBeAbsent() {
        spray(16, TEN, Duration.ofSeconds(1));
        rig.control(Control.newBuilder()
                .setHeader(rig.header("2026-03-02T12:00:00Z"))
                .setAction(ControlAction.FEED_COMPLETED)
                .setSource("test")
                .setFeedId("run-1")
                .setStartedAt(Instant.parse("2026-03-02T11:00:00Z"))
                .setCount(5L)
                .build());
        until("2026-03-04T00:00:00Z");

        assertThat(told()).hasSize(1);
        assertThat(rig.deadLetters()).isEmpty();
    }

    /** What someone may have written to the exchange who is no stage. */
    enum Forged {
        A_NAME(e -> e.setReceiver("ip:evil.example.com")),
        ANOTHER_SPELLING(e -> e.setReceiver("ip:203.0.113.07")),
        A_HOST_OF_A_NETWORK(e -> e.setReceiver("ip:2001:db8::1")),
        NO_SUBJECT(e -> e.setSender("feed:hr")),
        ANOTHER_ADDRESS(e -> e.setSender(KEY)),
        NO_BUCKET(e -> e.setBucket(null)),
        NO_FIRST(e -> e.setSince(null)),
        NO_FULL_MINUTE(e -> e.setBucket(e.getBucket().plusMillis(1))),
        ANOTHER_MINUTE(e -> e.setSentAt(e.getSentAt().plusSeconds(60))),
        LAST_BEFORE_FIRST(e -> e.setSince(e.getSentAt().plusMillis(1))),
        NO_COUNT(e -> e.setCount(null)),
        ZERO(e -> e.setCount(0L)),
        NEGATIVE(e -> e.setCount(-1L)),
        TOO_MANY(e -> e.setCount(Long.MAX_VALUE)),
        BEYOND_ALL_TIME(e -> {
            e.setBucket(Instant.parse("9000-01-01T00:00:00Z"));
            e.setSince(e.getBucket());
            e.setSentAt(e.getBucket());
        });

        private final Consumer<Exchange> part;

        Forged(Consumer<Exchange> part) {
            this.part = part;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aForgedCountIsRefusedAndTheStreamGoesOn(Forged forged) {
        Exchange message = genuine();
        forged.part.accept(message);
        tell(message);
        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD");
        assertThat(rows()).isEmpty();

        tell(genuine());
        assertThat(rig.deadLetters()).hasSize(1);
        assertThat(rows()).hasSize(3);
    }

    private static Exchange genuine() {
        return Exchange.newBuilder()
                .setKind(ExchangeKind.COUNT)
                .setReceiver(KEY)
                .setSender("E1")
                .setSentAt(TEN.plusSeconds(7))
                .setSince(TEN)
                .setBucket(TEN)
                .setCount(2L)
                .build();
    }

    private void tell(Exchange message) {
        rig.pipeBytes(
                Names.EXCHANGE,
                message.getReceiver(),
                rig.encode(Names.EXCHANGE, message),
                new RecordHeaders(),
                TEN.plusSeconds(60).toEpochMilli());
    }

    /** A count that the brake is told is no count of an address, and the other way round. */
    @Test
    void theBrakeIsStillToldWhatItWasTold() {
        Exchange message = Exchange.newBuilder()
                .setKind(ExchangeKind.COUNT)
                .setReceiver("feed:hr")
                .setSender("task:0")
                .setSentAt(TEN)
                .setSince(Instant.EPOCH)
                .setBucket(TEN)
                .setCount(1L)
                .setSeen(1L)
                .build();
        tell(message);

        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.exchange()).extracting(Exchange::getKind).containsExactly(ExchangeKind.ALLOW);
    }

    @Test
    void anEventTellsOfOneFailureWhoeverItIs() {
        AuthenticationEvent event =
                event(identity("E1"), TEN.plusMillis(30_500), AuthenticationAction.LOGIN_FAILED, ADDRESS);
        rig.pipe(EventView.of(event).subjectKey(), event, TEN.plusSeconds(40).toEpochMilli());

        assertThat(counts()).singleElement().satisfies(count -> {
            assertThat(count.getReceiver()).isEqualTo(KEY);
            assertThat(count.getSender()).isEqualTo("E1");
            assertThat(count.getBucket()).isEqualTo(TEN);
            assertThat(count.getSince()).isEqualTo(TEN.plusMillis(30_500));
            assertThat(count.getSentAt()).isEqualTo(TEN.plusMillis(30_500));
            assertThat(count.getCount()).isEqualTo(1);
        });
        assertThat(rig.records(Names.EXCHANGE)).singleElement().satisfies(record -> assertThat(record.timestamp())
                .isEqualTo(TEN.plusSeconds(40).toEpochMilli()));
    }
}
