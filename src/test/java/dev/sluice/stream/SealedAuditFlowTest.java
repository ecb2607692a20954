package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.Sha256;
import dev.sluice.audit.privacy.DetailKey;
import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.audit.proof.AuditReport;
import dev.sluice.audit.proof.CheckpointBook;
import dev.sluice.audit.proof.PartitionVerifier;
import dev.sluice.domain.Events;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Control;
import dev.sluice.event.ControlAction;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.Subject;
import dev.sluice.event.Worker;
import dev.sluice.json.PlainJson;
import dev.sluice.siem.Format;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Personal details of the audit are sealed, opened for SIEMs, and erased. */
class SealedAuditFlowTest {
    private static final String AT = "2026-01-02T00:00:00Z";
    private static final String LATER = "2026-01-03T00:00:00Z";

    private StageRig rig = StageRig.with()
            .sealed(MasterKeys.parse(MasterKeys.generate(new SecureRandom())))
            .rendered(Format.JSON)
            .start();

    @AfterEach
    void stop() {
        rig.close();
    }

    private void hire(String at, String identity, String familyName) {
        rig.identity(
                at,
                identity,
                IdentityAction.HIRED,
                event -> event.setWorker(Worker.newBuilder()
                        .setFamilyName(familyName)
                        .setEmploymentId("1")
                        .build()));
    }

    private void erase(String at, Subject subject) {
        Control control = Control.newBuilder()
                .setHeader(rig.header(at))
                .setAction(ControlAction.SUBJECT_ERASED)
                .setSubject(subject)
                .setDecidedBy("E9")
                .setReason("asked for")
                .build();
        rig.control(control);
    }

    private List<AuditEvent> rendered() {
        return rig.records("audit-json").stream()
                .map(record -> PlainJson.read(new String(record.value(), StandardCharsets.UTF_8), AuditEvent.class))
                .toList();
    }

    /** Whose keys were told, in their order; but not the one that seals why people were erased. */
    private List<String> told() {
        return rig.records(Names.SUBJECT_KEY).stream()
                .map(StageRig::key)
                .filter(key -> !key.equals("0:SUBJECT_ERASED"))
                .toList();
    }

    private static String text(TestRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsPersonalIsSealedAndOpenedForSiems() {
        hire(AT, "E1", "Lovelace");

        assertThat(rig.records(Names.AUDIT))
                .allSatisfy(record -> assertThat(text(record)).doesNotContain("Lovelace"));
        assertThat(rig.audit()).first().satisfies(audit -> {
            assertThat(audit.getDetail()).isNull();
            assertThat(audit.getSealedDetail()).isNotNull();
            assertThat(audit.getIdentityId()).isEqualTo("E1");
            assertThat(audit.getAction()).isEqualTo("HIRED");
        });
        assertThat(rendered().get(0)).satisfies(audit -> {
            assertThat(audit.getDetail().getWorker().getFamilyName()).isEqualTo("Lovelace");
            assertThat(audit.getSealedDetail()).isNull();
        });
        assertThat(rig.records(Names.SUBJECT_KEY)).singleElement().satisfies(record -> assertThat(StageRig.key(record))
                .isEqualTo("0:E1"));
    }

    @Test
    void eachSubjectHasOneKey() {
        hire(AT, "E1", "Lovelace");
        hire(AT, "E2", "Hopper");
        hire(LATER, "E1", "King");

        assertThat(rig.records(Names.SUBJECT_KEY)).extracting(StageRig::key).containsExactly("0:E1", "0:E2");
        assertThat(rendered())
                .filteredOn(audit -> "HIRED".equals(audit.getAction()))
                .extracting(audit -> audit.getDetail().getWorker().getFamilyName())
                .containsExactly("Lovelace", "Hopper", "King");
    }

    /** As by a renderer that reads records once more, which has the keys of now. */
    private List<AuditEvent> renderedAgain(List<TestRecord<byte[], byte[]>> records) {
        int seen = rendered().size();
        records.forEach(record -> rig.pipeBytes(
                "audit",
                StageRig.key(record),
                record.value(),
                new RecordHeaders(),
                record.getRecordTime().toEpochMilli()));
        return rendered().subList(seen, seen + records.size());
    }

    @Test
    void whatIsErasedNobodyOpensAndTheAuditStillProvesItself() {
        hire(AT, "E1", "Lovelace");
        hire(AT, "E2", "Hopper");
        List<TestRecord<byte[], byte[]>> before = rig.records(Names.AUDIT);
        erase(LATER, Subject.newBuilder().setIdentityId("E1").build());
        List<AuditEvent> again = renderedAgain(before);
        assertThat(again)
                .filteredOn(audit -> "E1".equals(audit.getIdentityId()))
                .isNotEmpty()
                .allSatisfy(audit -> {
                    assertThat(audit.getDetail()).isNull();
                    assertThat(audit.getSealedDetail()).isNull();
                });
        assertThat(again)
                .filteredOn(audit -> "E2".equals(audit.getIdentityId()) && "HIRED".equals(audit.getAction()))
                .allSatisfy(audit -> assertThat(audit.getDetail().getWorker().getFamilyName())
                        .isEqualTo("Hopper"));
        assertThat(verified().isIntact()).isTrue();
    }

    @Test
    void whatIsToldAfterAnErasureIsSealedWithAnotherKey() {
        hire(AT, "E1", "Lovelace");
        erase(LATER, Subject.newBuilder().setIdentityId("E1").build());
        erase(LATER, Subject.newBuilder().setIdentityId("E1").build());
        hire("2026-01-04T00:00:00Z", "E1", "King");

        assertThat(told()).as("made, erased once, made again").containsExactly("0:E1", "0:E1", "0:E1");
        assertThat(rendered())
                .filteredOn(audit -> "HIRED".equals(audit.getAction()))
                .last()
                .satisfies(audit -> assertThat(audit.getDetail().getWorker().getFamilyName())
                        .isEqualTo("King"));
    }

    @Test
    void afterAnErasureRowsThatSayNothingLetTheBrokersForgetTheKey() {
        hire(AT, "E1", "Lovelace");
        rig.wallClock(Duration.ofDays(2));
        assertThat(rig.records(Names.SUBJECT_KEY)).as("nothing was erased").hasSize(1);
        erase(LATER, Subject.newBuilder().setIdentityId("E1").build());

        rig.wallClock(Duration.ofHours(12));
        assertThat(told()).as("the segment is not old enough").hasSize(2);
        for (int days = 0; days < 4; days++) {
            rig.wallClock(Duration.ofDays(1));
        }

        assertThat(told()).containsExactly("0:E1", "0:E1", "beat-0", "beat-0", "beat-0");
        hire("2026-01-09T00:00:00Z", "E1", "King");
        assertThat(rendered())
                .filteredOn(audit -> "HIRED".equals(audit.getAction()))
                .last()
                .satisfies(audit -> assertThat(audit.getDetail().getWorker().getFamilyName())
                        .isEqualTo("King"));
    }

    @Test
    void whatCantBeDecidedIsNamedAndNotRepeated() {
        byte[] undecodable = "Ada Lovelace".getBytes(StandardCharsets.UTF_8);
        rig.pipeBytes("identity", "E1", undecodable, new RecordHeaders(), 0);

        assertThat(rig.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isNull();
            assertThat(StageRig.key(letter)).isEqualTo("E1");
            assertThat(StageRig.header(letter, DeadLetters.VALUE_SHA256)).isEqualTo(Sha256.hex(undecodable));
            assertThat(StageRig.header(letter, DeadLetters.OFFSET)).isEqualTo("0");
        });
    }

    @Test
    void anAccountIsASubjectToo() {
        AccountRef account = Events.account("okta", "ada");
        rig.pipe(AuthenticationEvent.newBuilder()
                .setHeader(rig.header(AT))
                .setSubject(Subject.newBuilder().setAccount(account).build())
                .setAction(AuthenticationAction.LOGIN_FAILED)
                .setSourceIp("192.0.2.1")
                .build());
        String stored = "0:" + AuditKeys.pseudonym("account:okta/ada");
        assertThat(rig.records(Names.SUBJECT_KEY)).extracting(StageRig::key).containsOnly(stored);

        erase(LATER, Subject.newBuilder().setAccount(account).build());

        assertThat(rig.records(Names.SUBJECT_KEY))
                .extracting(StageRig::key)
                .filteredOn(stored::equals)
                .hasSize(2);
        assertThat(DetailKey.of(keyOf(stored)).isThere()).isFalse();
    }

    @Test
    void whatAnEarlierVersionSealedUnderTheNameOfAnAccountIsErasedToo() {
        MasterKeys masters = MasterKeys.parse(MasterKeys.generate(new SecureRandom()));
        rig.close();
        rig = StageRig.with().sealed(masters).rendered(Format.JSON).start();
        String name = "0:account:okta/ada";
        byte[] key = new DetailKey.Vault(masters).make(name, 1).bytes();
        rig.store(Names.SUBJECT_KEY_STORE).put(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)), key);

        erase(
                LATER,
                Subject.newBuilder().setAccount(Events.account("okta", "ada")).build());

        assertThat(DetailKey.of(keyOf(name)).isThere()).isFalse();
        assertThat(rig.audit()).last().satisfies(audit -> assertThat(audit.getOutcome())
                .isEqualTo(AuditOutcome.APPLIED));
    }

    @Test
    void byTheFormThatTheAuditShowsWhatEarlierVersionsSealedUnderTheNameIsErasedToo() {
        MasterKeys masters = MasterKeys.parse(MasterKeys.generate(new SecureRandom()));
        DetailKey.Vault vault = new DetailKey.Vault(masters);
        rig.close();
        rig = StageRig.with().sealed(masters).start();
        for (String subject : List.of("account:okta/ada", "account:okta/bob", "group:okta/ada", "E1")) {
            String name = "0:" + subject;
            rig.store(Names.SUBJECT_KEY_STORE)
                    .put(
                            Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)),
                            vault.make(name, 1).bytes());
        }

        eraseKey(AuditKeys.pseudonym("account:okta/ada"));
        eraseKey(AuditKeys.pseudonym("group:okta/ada"));
        eraseKey(AuditKeys.pseudonym("account:okta/nobody"));

        assertThat(told()).containsExactly("0:account:okta/ada", "0:group:okta/ada");
        assertThat(DetailKey.of(keyOf("0:account:okta/ada")).isThere()).isFalse();
        assertThat(rig.audit())
                .extracting(AuditEvent::getOutcome)
                .containsExactly(AuditOutcome.APPLIED, AuditOutcome.APPLIED, AuditOutcome.STALE);
    }

    private byte[] keyOf(String name) {
        return rig.records(Names.SUBJECT_KEY).stream()
                .filter(record -> StageRig.key(record).equals(name))
                .reduce((first, last) -> last)
                .orElseThrow()
                .value();
    }

    @Test
    void whatIsNobodysIsErasedByItsKey() {
        byte[] undecodable = {9};
        rig.pipeBytes("authentication", "ip:203.0.113.7", undecodable, new RecordHeaders(), StageRig.ms(AT));
        String pseudonym = AuditKeys.pseudonym("ip:203.0.113.7");
        String stored = "0:" + pseudonym;
        byte[] key = new DetailKey.Vault(MasterKeys.parse(MasterKeys.generate(new SecureRandom())))
                .make(stored, 1)
                .bytes();
        rig.store(Names.SUBJECT_KEY_STORE).put(Bytes.wrap(stored.getBytes(StandardCharsets.UTF_8)), key);

        eraseKey("ip:203.0.113.7");
        eraseKey(pseudonym);

        assertThat(DetailKey.of(keyOf(stored)).isThere()).isFalse();
        assertThat(rig.audit())
                .filteredOn(audit -> "SUBJECT_ERASED".equals(audit.getAction()))
                .allSatisfy(audit -> assertThat(audit.getReason()).isEqualTo(pseudonym))
                .extracting(AuditEvent::getOutcome)
                .containsExactly(AuditOutcome.APPLIED, AuditOutcome.STALE);
    }

    @Test
    void byItsKeyNobodyIsErasedWhoHasAName() {
        eraseKey("E1");
        eraseKey("account:okta/ada");
        eraseKey("");

        assertThat(rig.deadLetterReasons()).containsExactly("INVALID_FIELD", "INVALID_FIELD", "INVALID_FIELD");
    }

    private void eraseKey(String key) {
        rig.control(Control.newBuilder()
                .setHeader(rig.header(LATER))
                .setAction(ControlAction.SUBJECT_ERASED)
                .setSubjectKey(key)
                .setDecidedBy("E9")
                .setReason("asked for")
                .build());
    }

    @Test
    void whoIsToBeErasedHasToBeNamed() {
        erase(AT, null);
        erase(AT, Subject.newBuilder().setIdentityId("mailto:ada").build());
        erase(
                AT,
                Subject.newBuilder()
                        .setIdentityId("E1")
                        .setAccount(Events.account("okta", "ada"))
                        .build());

        assertThat(rig.deadLetters())
                .extracting(letter -> StageRig.header(letter, DeadLetters.REASON))
                .containsExactly("INVALID_FIELD", "INVALID_FIELD", "INVALID_FIELD");
    }

    /** The partition in which the subject is at home tells what is wrong with it. */
    @Test
    void whatAnotherPartitionRefusesErasesNothingHere() {
        rig.close();
        rig = StageRig.with()
                .sealed(MasterKeys.parse(MasterKeys.generate(new SecureRandom())))
                .partitions(2)
                .start();
        String elsewhere = Stream.iterate(1, i -> i + 1)
                .map(i -> "E" + i)
                .filter(id -> Partitioning.of(id, 2) == 1)
                .findFirst()
                .orElseThrow();
        Subject subject = Subject.newBuilder().setIdentityId(elsewhere).build();
        rig.control(Control.newBuilder()
                .setHeader(rig.header(AT))
                .setAction(ControlAction.ACCOUNT_ASSIGNED)
                .setSubject(Subject.newBuilder(subject)
                        .setAccount(Events.account("okta", "ada"))
                        .build())
                .setDecidedBy("E9")
                .setReason("Lovelace said so")
                .build());
        rig.control(Control.newBuilder()
                .setHeader(rig.header(LATER))
                .setAction(ControlAction.SUBJECT_ERASED)
                .setSubject(subject)
                .setReason("nobody decided it")
                .build());
        erase(LATER, subject);

        assertThat(rig.deadLetters()).isEmpty();
        assertThat(rig.audit())
                .filteredOn(audit -> "SUBJECT_ERASED".equals(audit.getAction()))
                .extracting(AuditEvent::getOutcome)
                .containsExactly(AuditOutcome.STALE, AuditOutcome.APPLIED);
    }

    @Test
    void theAuditTellsWhoErasedWhomAndWhetherThereWasAnything() {
        hire(AT, "E1", "Lovelace");
        erase(LATER, Subject.newBuilder().setIdentityId("E1").build());
        erase(LATER, Subject.newBuilder().setIdentityId("E1").build());

        assertThat(rig.audit())
                .filteredOn(audit -> "SUBJECT_ERASED".equals(audit.getAction()))
                .allSatisfy(audit -> {
                    assertThat(audit.getActor()).isEqualTo("E9");
                    assertThat(audit.getIdentityId()).isEqualTo("E1");
                    assertThat(audit.getEventId()).isNotNull();
                })
                .extracting(AuditEvent::getOutcome)
                .containsExactly(AuditOutcome.APPLIED, AuditOutcome.STALE);
    }

    @Test
    void theAuditTellsWhyPeopleDecideAboutWhatAndSince() {
        rig.control(Control.newBuilder()
                .setHeader(rig.header(AT))
                .setAction(ControlAction.BRAKE_HOLD)
                .setSource("workday-prod")
                .setDecidedBy("E9")
                .setReason("Lovelace said so")
                .build());

        assertThat(rig.audit())
                .filteredOn(audit -> audit.getCategory().equals("control"))
                .singleElement()
                .satisfies(audit -> {
                    assertThat(audit.getOccurredAt()).isEqualTo(Instant.parse(AT));
                    assertThat(audit.getActor()).isEqualTo("E9");
                    assertThat(audit.getDetail()).isNull();
                });
        assertThat(rendered())
                .filteredOn(audit -> audit.getCategory().equals("control"))
                .singleElement()
                .satisfies(audit -> {
                    assertThat(audit.getDetail().getText()).isEqualTo("Lovelace said so");
                    assertThat(audit.getDetail().getScope()).isEqualTo("workday-prod");
                });
    }

    @Test
    void whyPeopleDecideAboutSomebodyIsErasedWithThem() {
        rig.control(Control.newBuilder()
                .setHeader(rig.header(AT))
                .setAction(ControlAction.ACCOUNT_ASSIGNED)
                .setSubject(Subject.newBuilder()
                        .setIdentityId("E1")
                        .setAccount(Events.account("okta", "ada"))
                        .build())
                .setDecidedBy("E9")
                .setReason("Lovelace said so")
                .build());
        List<TestRecord<byte[], byte[]>> before = rig.records(Names.AUDIT);
        assertThat(before).extracting(StageRig::key).contains("E1");
        assertThat(rendered())
                .anySatisfy(audit -> assertThat(audit.getDetail().getText()).isEqualTo("Lovelace said so"));

        erase(LATER, Subject.newBuilder().setIdentityId("E1").build());

        assertThat(rig.records(Names.SUBJECT_KEY))
                .as("nothing is told that would make another key")
                .filteredOn(record -> StageRig.key(record).equals("0:E1"))
                .hasSize(2);
        assertThat(renderedAgain(before))
                .filteredOn(audit -> audit.getCategory().equals("control"))
                .isNotEmpty()
                .allSatisfy(audit -> assertThat(audit.getDetail()).isNull());
    }

    @Test
    void theAuditOfAPolicySaysWhichEventItWasAndOfWhatSource() {
        rig.policies(AT, "sap REPORT");

        assertThat(rig.audit())
                .filteredOn(audit -> audit.getCategory().equals("policy")
                        && audit.getAction().equals("System/sap"))
                .singleElement()
                .satisfies(audit -> {
                    assertThat(audit.getEventId()).isEqualTo("e1");
                    assertThat(audit.getSource()).isEqualTo("test");
                    assertThat(audit.getOccurredAt()).isEqualTo(Instant.parse(AT));
                });
    }

    @Test
    void withoutTheMasterKeyOfBeforeOthersTakeThePlaceOfWhatIsLost() {
        hire(AT, "E1", "Lovelace");
        byte[] key = rig.records(Names.SUBJECT_KEY).get(0).value();
        rig.close();
        rig = StageRig.with()
                .sealed(MasterKeys.parse(MasterKeys.generate(new SecureRandom())))
                .rendered(Format.JSON)
                .start();
        rig.store(Names.SUBJECT_KEY_STORE).put(Bytes.wrap("0:E1".getBytes(StandardCharsets.UTF_8)), key);

        hire(LATER, "E1", "King");

        assertThat(rendered())
                .filteredOn(audit -> "HIRED".equals(audit.getAction()))
                .singleElement()
                .satisfies(audit -> assertThat(audit.getDetail().getWorker().getFamilyName())
                        .isEqualTo("King"));
        assertThat(DetailKey.of(rig.records(Names.SUBJECT_KEY).get(0).value()).generation())
                .isEqualTo(2);
    }

    @Test
    void withoutMasterKeysNothingIsSealedAndAnErasureErasesNothing() {
        rig.close();
        rig = StageRig.with().rendered(Format.JSON).start();
        hire(AT, "E1", "Lovelace");
        erase(LATER, Subject.newBuilder().setIdentityId("E1").build());

        assertThat(rig.audit().get(0).getDetail().getWorker().getFamilyName()).isEqualTo("Lovelace");
        assertThat(rig.deadLetters())
                .as("it can be sent again when they are sealed")
                .singleElement();
        assertThat(rig.records(Names.SUBJECT_KEY)).isEmpty();
    }

    private AuditReport verified() {
        CheckpointBook book = new CheckpointBook(List.of());
        PartitionVerifier verifier = new PartitionVerifier(0, book, false);
        List<TestRecord<byte[], byte[]>> records = rig.records(Names.AUDIT);
        // Those that were read once more by hand are not of the topic.
        for (int i = 0; i < records.size(); i++) {
            verifier.take(i, records.get(i).value());
        }
        return AuditReport.of(List.of(verifier.finish()), book);
    }
}
