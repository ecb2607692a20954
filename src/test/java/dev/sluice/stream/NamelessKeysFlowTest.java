package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.identity.Precedence;
import dev.sluice.domain.policy.Absence;
import dev.sluice.domain.policy.Approvals;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Detection;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Severity;
import dev.sluice.event.Subject;
import dev.sluice.event.Ticket;
import dev.sluice.siem.Format;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is told of whomever: with sealed details no key and no header of anything that Sluice publishes names anybody. */
class NamelessKeysFlowTest {
    private static final String LOGIN = "ada.lovelace@example.org";
    private static final String ADDRESS = "203.0.113.77";
    private static final List<String> TELLING = List.of("lovelace", "@", ADDRESS);
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final AccountRef ACCOUNT = Events.account("okta", LOGIN);
    private static final String ACCOUNT_KEY = "account:okta/" + LOGIN;
    private static final String ADDRESS_KEY = "ip:" + ADDRESS;

    private StageRig rig;

    @AfterEach
    void close() {
        rig.close();
    }

    private static Policies read(long version, List<String> documents) {
        Settings settings = new Settings(
                Duration.ofDays(2),
                Duration.ofMinutes(5),
                Settings.DEFAULTS.timeZone(),
                Duration.ofDays(7),
                1 << 20,
                new Brake(Duration.ofDays(1), 1),
                Approvals.DEFAULTS,
                Absence.DEFAULTS,
                Precedence.NONE,
                Detection.DEFAULTS,
                new Remediation(Severity.LOW, List.of(), Map.of()),
                SessionRules.DEFAULTS);
        SystemPolicy okta = SystemPolicy.defaults("okta")
                .withMode(Mode.ENFORCE)
                .withRetry(Story.PATIENT)
                .withGroups(GroupStory.byDepartment(1000));
        return new Policies(version, settings, Map.of("okta", okta));
    }

    /** Headers by which a producer tells more than it should. */
    private static Headers telling() {
        Headers headers = new RecordHeaders();
        Map.of(
                        "traceparent", PARENT,
                        "tracestate", "vendor=" + LOGIN,
                        "x-user", LOGIN,
                        "sluice.redrive.by", LOGIN,
                        "sluice.redrive.of", LOGIN,
                        "sluice.redrive.count", "1")
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    private void hire(String at, String identity) {
        IdentityEvent event = Events.identity(rig.header(at), identity, IdentityAction.HIRED);
        event.setWorker(Events.worker());
        event.getWorker().setEmploymentId(identity);
        event.getWorker().setEmail(LOGIN);
        event.getWorker().setFamilyName("Lovelace");
        event.getWorker().setDepartment("Lovelace's");
        rig.pipeBytes("identity", identity, rig.encode("identity", event), telling(), StageRig.ms(at));
    }

    private void login(Subject subject, Instant at, AuthenticationAction action) {
        rig.pipe(AuthenticationEvent.newBuilder()
                .setHeader(rig.header(at.toString()))
                .setSubject(subject)
                .setAction(action)
                .setSourceIp(ADDRESS)
                .build());
    }

    /** Of every kind of event something, and what makes findings, tickets and commands of all kinds of subjects. */
    private void everythingHappens() {
        rig.policies("2026-01-01T00:00:00Z", "okta");
        hire("2026-01-02T00:00:00Z", "E1");
        hire("2026-01-02T00:00:00Z", "E2");
        hire("2026-01-02T00:00:00Z", "E3");
        rig.pipe(GroupStory.ofTarget(
                rig.header("2026-01-02T01:00:00Z"), IdentityAction.GROUP_CREATED, LOGIN, "Lovelace's own"));
        Subject nobodys = Subject.newBuilder().setAccount(ACCOUNT).build();
        rig.pipe(Events.access(rig.header("2026-01-03T00:00:00Z"), null, AccessAction.ACCOUNT_CREATED, ACCOUNT));
        AccessEvent grant =
                Events.access(rig.header("2026-01-03T01:00:00Z"), null, AccessAction.ENTITLEMENT_GRANTED, ACCOUNT);
        grant.setEntitlement(Events.entitlement("okta:admin"));
        rig.pipe(grant);
        login(nobodys, Instant.parse("2026-01-03T02:00:00Z"), AuthenticationAction.LOGIN_SUCCEEDED);
        rig.pipe(PrivilegedSessionEvent.newBuilder()
                .setHeader(rig.header("2026-01-03T03:00:00Z"))
                .setSubject(nobodys)
                .setAction(PrivilegedSessionAction.SESSION_STARTED)
                .setSessionId("s-" + LOGIN)
                .build());
        rig.grant("2026-01-03T04:00:00Z", "E1", "okta", "ghost");
        rig.compliance("2026-01-03T05:00:00Z", "E1", ComplianceAction.ANOMALY_REPORTED, event -> {
            event.setDetector("siem");
            event.setSeverity(Severity.HIGH);
            event.setScope(LOGIN);
        });
        for (int i = 0; i < 16; i++) {
            login(
                    Subject.newBuilder().setIdentityId("E" + i).build(),
                    Instant.parse("2026-01-04T00:00:00Z").plusSeconds(i),
                    AuthenticationAction.LOGIN_FAILED);
        }
        // Long enough after the account was met that somebody should have said whose it is.
        rig.terminate("2026-01-20T00:00:00Z", "E1", "2026-01-20T00:00:00Z");
        rig.terminate("2026-01-20T00:00:01Z", "E2", "2026-01-20T00:00:01Z");
        rig.terminate("2026-01-20T00:00:02Z", "E3", "2026-01-20T00:00:02Z");
        rig.control(Control.newBuilder()
                .setHeader(rig.header("2026-01-20T01:00:00Z"))
                .setAction(ControlAction.ACCOUNT_ASSIGNED)
                .setSubject(Subject.newBuilder()
                        .setAccount(ACCOUNT)
                        .setIdentityId("E2")
                        .build())
                .setDecidedBy("E9")
                .setReason("asked for")
                .build());
        refused("mailto:" + LOGIN);
        refused("feed:" + LOGIN);
        refused(ACCOUNT_KEY);
        refused(ADDRESS_KEY);
        rig.wallClock(Duration.ofHours(1));
    }

    private void refused(String key) {
        byte[] undecodable = LOGIN.getBytes(StandardCharsets.UTF_8);
        long at = StageRig.ms("2026-01-20T02:00:00Z");
        rig.pipeBytes("authentication", key, undecodable, telling(), at);
        rig.pipeBytes("audit", key, undecodable, telling(), at);
    }

    private Set<String> keys(String topic) {
        return rig.records(topic).stream().map(StageRig::key).collect(Collectors.toSet());
    }

    private static List<String> published() {
        return TopicCatalogue.load().topics().stream()
                .filter(topic -> !topic.internal())
                .filter(topic ->
                        topic.writers().contains("govern") || topic.writers().contains("render"))
                .map(TopicSpec::name)
                .toList();
    }

    private static void assertNamesNobody(String where, String text) {
        assertThat(text.toLowerCase(Locale.ROOT)).as(where).doesNotContain(TELLING);
    }

    private static void assertNamesNobody(String topic, TestRecord<byte[], byte[]> record) {
        if (record.key() != null) {
            String key = StageRig.key(record);
            assertNamesNobody("key on " + topic, key);
            // Whose writer it is goes before it, which page it is behind it.
            String subject = key.replaceFirst("^[0-9]+:", "").replaceFirst("#[0-9]+$", "");
            assertThat(AuditKeys.pseudonym(subject)).as("key on " + topic).isEqualTo(subject);
        }
        for (Header header : record.headers()) {
            assertNamesNobody("header on " + topic, header.key());
            assertNamesNobody(header.key() + " on " + topic, new String(header.value(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void withSealedDetailsNoKeyAndNoHeaderOfWhatIsPublishedNamesAnybody() {
        rig = StageRig.with()
                .policies(NamelessKeysFlowTest::read)
                .sealed(MasterKeys.parse(MasterKeys.generate(new SecureRandom())))
                .rendered(Format.values())
                .start();
        everythingHappens();

        for (String topic : published()) {
            rig.records(topic).forEach(record -> assertNamesNobody(topic, record));
        }
        assertThat(published())
                .filteredOn(topic -> !rig.records(topic).isEmpty())
                .as("checkpoints come with a commit")
                .contains("identity-access", "finding", "finding-state", "provisioning-command", "ticket", "audit")
                .contains(
                        "control", "subject-key", "dead-letter", "audit-ocsf", "audit-json", "audit-cef", "audit-leef")
                .contains("audit-syslog", "audit-winevent");
        assertThat(keys("finding"))
                .contains("E1", "feed:test", AuditKeys.pseudonym(ACCOUNT_KEY), AuditKeys.pseudonym(ADDRESS_KEY));
        assertThat(keys("ticket")).contains("feed:test", AuditKeys.pseudonym(ACCOUNT_KEY));
        assertThat(keys("provisioning-command")).as("of a group").anyMatch(key -> key.startsWith("key:"));
        assertThat(rig.records("audit")).anyMatch(record -> PARENT.equals(StageRig.header(record, "traceparent")));
        assertThat(rig.deadLetters())
                .as("how often it was sent again is told, and nothing else that stands in such headers")
                .anyMatch(letter -> "1".equals(StageRig.header(letter, DeadLetters.REDRIVES))
                        && letter.headers().lastHeader("sluice.redrive.by") == null);
    }

    @Test
    void whatIsKeyedByAPseudonymStillSaysOfWhomItIs() {
        rig = StageRig.with()
                .policies(NamelessKeysFlowTest::read)
                .sealed(MasterKeys.parse(MasterKeys.generate(new SecureRandom())))
                .rendered(Format.JSON)
                .start();
        everythingHappens();

        String key = AuditKeys.pseudonym(ACCOUNT_KEY);
        assertThat(rig.records("finding"))
                .filteredOn(record -> key.equals(StageRig.key(record)))
                .extracting(record -> rig.decode(Finding.class, record.value()))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.getAccount()).isEqualTo(ACCOUNT));
        List<String> states =
                rig.findings().stream().map(Finding::getFindingId).distinct().toList();
        assertThat(keys("finding-state")).containsExactlyInAnyOrderElementsOf(states);
        assertThat(rig.tickets()).extracting(Ticket::getFindingId).containsAnyElementsOf(states);
        assertThat(rig.commands())
                .extracting(ProvisioningCommand::getGroup)
                .filteredOn(Objects::nonNull)
                .anySatisfy(group -> assertThat(group.getName()).contains("lovelace"));
    }

    @Test
    void withoutThemKeysAreThoseOfTheContract() {
        rig = StageRig.with()
                .policies(NamelessKeysFlowTest::read)
                .rendered(Format.JSON)
                .start();
        everythingHappens();

        assertThat(keys("finding")).contains("E1", "feed:test", ACCOUNT_KEY, ADDRESS_KEY);
        assertThat(keys("ticket")).contains("feed:test", ACCOUNT_KEY);
        assertThat(keys("provisioning-command")).anyMatch(key -> key.startsWith("group:okta/"));
        assertThat(rig.records("audit"))
                .anyMatch(record -> ("vendor=" + LOGIN).equals(StageRig.header(record, "tracestate")));
    }
}
