package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.Sha256;
import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.domain.Events;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.group.ClaimedGroup;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import dev.sluice.event.GroupRef;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Subject;
import dev.sluice.event.Worker;
import dev.sluice.siem.Format;
import io.micrometer.core.instrument.Meter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Logs, metric labels, headers and the keys of the audit name nobody, whatever goes wrong with whatever is told of somebody. */
class PersonalDataFlowTest {
    private static final String AT = "2026-01-02T00:00:00Z";
    private static final String LOGIN = "ada.lovelace@example.org";
    private static final String ADDRESS = "203.0.113.77";
    private static final List<String> TELLING = List.of("lovelace", ADDRESS);
    private static final AccountRef ACCOUNT = Events.account("okta", LOGIN);
    private static final String UNIT_KEY = "unit:extra.team/" + LOGIN;
    private static final String ACCOUNT_KEY = "account:okta/" + LOGIN;

    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger own = (Logger) LoggerFactory.getLogger("dev.sluice");
    private Level ownLevel;
    private StageRig rig = rig(new TalkativeRules());

    private static StageRig rig(Governor rules) {
        return StageRig.with()
                .governor(rules)
                .policies(GroupStory::read)
                .sealed(MasterKeys.parse(MasterKeys.generate(new SecureRandom())))
                .rendered(Format.JSON)
                .start();
    }

    /** Rules with a defect, of which the message repeats what they were told. */
    private static final class TalkativeRules extends Governor {
        @Override
        public boolean apply(
                IdentityState state, IdentityEvent event, Policies policies, long arrivedAt, Decisions out) {
            throw new IllegalStateException("no family of " + event);
        }

        @Override
        public boolean apply(IdentityState state, AccessEvent event, Policies policies, long arrivedAt, Decisions out) {
            throw new IllegalStateException(new IllegalArgumentException("no account of " + event));
        }

        @Override
        public boolean claimed(
                IdentityState state,
                Policies policies,
                String sender,
                ClaimedGroup claimed,
                boolean holds,
                long at,
                long arrivedAt,
                Decisions out) {
            throw new IllegalStateException("no group of " + claimed);
        }

        @Override
        public void dissolve(IdentityState state, Policies policies, Trigger trigger, Decisions out) {
            throw new IllegalStateException("somebody has " + state.key());
        }
    }

    @BeforeEach
    void listen() {
        ownLevel = own.getLevel();
        own.setLevel(Level.INFO);
        told.start();
        root.addAppender(told);
    }

    @AfterEach
    void stop() {
        root.detachAppender(told);
        own.setLevel(ownLevel);
        rig.close();
    }

    private void everythingGoesWrong() {
        rig.policies("2026-01-01T00:00:00Z", "okta REPORT");
        Headers headers = new RecordHeaders();
        headers.add("x-user", LOGIN.getBytes(StandardCharsets.UTF_8));
        rig.identity(
                AT,
                "E1",
                IdentityAction.HIRED,
                event -> event.setWorker(Worker.newBuilder()
                        .setFamilyName("Lovelace")
                        .setEmploymentId("1")
                        .build()));
        AccessEvent grant = Events.access(rig.header(AT), null, AccessAction.ENTITLEMENT_GRANTED, ACCOUNT);
        grant.setEntitlement(Events.entitlement("okta:admin"));
        rig.pipe(grant);
        rig.pipe(AuthenticationEvent.newBuilder()
                .setHeader(rig.header(AT))
                .setSubject(Subject.newBuilder().setAccount(ACCOUNT).build())
                .setAction(AuthenticationAction.LOGIN_FAILED)
                .setSourceIp(ADDRESS)
                .build());
        rig.control(Control.newBuilder()
                .setHeader(rig.header(AT))
                .setAction(ControlAction.ACCOUNT_ASSIGNED)
                .setSubject(Subject.newBuilder()
                        .setAccount(ACCOUNT)
                        .setIdentityId("E3")
                        .build())
                .setDecidedBy("E9")
                .setReason("asked for")
                .build());
        rig.pipe(Events.access(rig.header(AT), "E2", AccessAction.ACCOUNT_CREATED, ACCOUNT));
        rig.pipe(GroupStory.ofTarget(rig.header(AT), IdentityAction.GROUP_CREATED, LOGIN, "Lovelace's"));
        Exchange claim = Exchange.newBuilder()
                .setKind(ExchangeKind.CLAIM)
                .setReceiver(UNIT_KEY)
                .setSender("E1")
                .setSentAt(Instant.parse(AT))
                .setStatus("MADE")
                .setGroup(new GroupRef(LOGIN, null, null, null, null))
                .build();
        rig.pipeBytes(
                Names.EXCHANGE, UNIT_KEY, rig.encode(Names.EXCHANGE, claim), new RecordHeaders(), StageRig.ms(AT));
        rig.pipe(Events.identity(rig.header(AT), "mailto:" + LOGIN, IdentityAction.HIRED));
        rig.pipeBytes("authentication", "ip:" + ADDRESS, new byte[] {9}, headers, StageRig.ms(AT));
    }

    private static void assertNamesNobody(String where, String text) {
        assertThat(text.toLowerCase(Locale.ROOT)).as(where).doesNotContain(TELLING);
    }

    @Test
    void logsNameNobody() {
        everythingGoesWrong();

        PatternLayout layout = new PatternLayout();
        layout.setContext(root.getLoggerContext());
        layout.setPattern("%level %logger %thread %mdc %msg%n%ex{full}");
        layout.start();
        List<String> lines = new ArrayList<>();
        List.copyOf(told.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .forEach(event -> lines.add(layout.doLayout(event)));

        assertThat(lines)
                .as("it is told what failed, and where")
                .anyMatch(line -> line.contains("The rules failed on") && line.contains("TalkativeRules.apply"))
                .anyMatch(line -> line.contains(AuditKeys.pseudonym(ACCOUNT_KEY)))
                .anyMatch(line ->
                        line.contains(AuditKeys.pseudonym(UNIT_KEY)) && line.contains("TalkativeRules.claimed"));
        lines.forEach(line -> assertNamesNobody("log", line));
    }

    @Test
    void labelsOfMetricsNameNobody() {
        everythingGoesWrong();

        assertThat(rig.meters.getMeters()).isNotEmpty();
        rig.meters.getMeters().stream()
                .map(Meter::getId)
                .forEach(id -> assertNamesNobody("metric", id.getName() + id.getTags()));
    }

    @Test
    void headersAndTheKeysOfAuditAndDeadLettersNameNobodyWhileDetailsAreSealed() {
        everythingGoesWrong();
        Headers headers = new RecordHeaders();
        headers.add("x-user", LOGIN.getBytes(StandardCharsets.UTF_8));
        rig.pipeBytes("audit", ACCOUNT_KEY, new byte[] {9}, headers, StageRig.ms(AT));

        assertThat(rig.deadLetters()).hasSizeGreaterThan(3);
        for (String topic : List.of("audit", "audit-json", "subject-key", "dead-letter")) {
            List<TestRecord<byte[], byte[]>> records = rig.records(topic);
            assertThat(records).as(topic).isNotEmpty();
            for (TestRecord<byte[], byte[]> record : records) {
                assertNamesNobody("key on " + topic, String.valueOf(StageRig.key(record)));
                record.headers()
                        .forEach(header -> assertNamesNobody(
                                header.key() + " on " + topic, new String(header.value(), StandardCharsets.UTF_8)));
            }
        }
        rig.records("exchange").forEach(record -> assertThat(record.headers()).isEmpty());
    }

    @Test
    void whoHasANameFindsWhatIsToldOfItAllTheSame() {
        everythingGoesWrong();
        String form = "key:"
                + Sha256.hex(ACCOUNT_KEY.getBytes(StandardCharsets.UTF_8)).substring(0, 32);

        assertThat(rig.records("audit")).extracting(StageRig::key).contains(form);
        assertThat(rig.records("subject-key")).extracting(StageRig::key).contains("0:" + form);
        assertThat(rig.deadLetters())
                .extracting(letter -> StageRig.header(letter, DeadLetters.KEY_SHA256))
                .contains(Sha256.hex(("mailto:" + LOGIN).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whereDetailsAreNotSealedTheAuditHasTheKeysThatTheContractNames() {
        rig.close();
        rig = StageRig.with().start();
        everythingGoesWrong();

        assertThat(rig.records("audit")).extracting(StageRig::key).contains(ACCOUNT_KEY);
    }
}
