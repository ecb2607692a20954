package dev.sluice.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {
    private static final long NOW = Harness.ms("2026-03-01T09:00:00Z");
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final String LONGEST = "n".repeat(512);

    @Test
    void anOrdinaryEventPasses() {
        assertThat(reason(hired())).isEmpty();
        assertThat(reason(granted())).isEmpty();
    }

    @Test
    void anUnknownActionIsSaidToBeUnknown() {
        IdentityEvent identity = hired();
        identity.setAction(IdentityAction.UNKNOWN);
        AccessEvent access = granted();
        access.setAction(AccessAction.UNKNOWN);

        assertThat(reason(identity)).contains(ReasonCode.UNKNOWN_ACTION);
        assertThat(reason(access)).contains(ReasonCode.UNKNOWN_ACTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEventNeedsAnIdAndASource(String blank) {
        IdentityEvent withoutId = hired();
        withoutId.getHeader().setEventId(blank);
        IdentityEvent withoutSource = hired();
        withoutSource.getHeader().setSource(blank);

        assertThat(reason(withoutId)).contains(ReasonCode.MISSING_FIELD);
        assertThat(reason(withoutSource)).contains(ReasonCode.MISSING_FIELD);
    }

    @Test
    void eventIdAndSourceAreBoundedAndPlain() {
        IdentityEvent longId = hired();
        longId.getHeader().setEventId(LONGEST + "n");
        IdentityEvent nulSource = hired();
        nulSource.getHeader().setSource("workday\0prod");
        IdentityEvent longest = hired();
        longest.getHeader().setEventId(LONGEST);

        assertThat(reason(longId)).contains(ReasonCode.INVALID_FIELD);
        assertThat(reason(nulSource)).contains(ReasonCode.INVALID_FIELD);
        assertThat(reason(longest)).isEmpty();
    }

    @Test
    void theFutureBeginsAfterTheSkew() {
        assertThat(reason(occurring(NOW + SKEW.toMillis()))).isEmpty();
        assertThat(reason(occurring(NOW + SKEW.toMillis() + 1))).contains(ReasonCode.FUTURE_EVENT);
    }

    @Test
    void anEventCanBeAsOldAsItLikesDownTo1970() {
        assertThat(reason(occurring(1))).isEmpty();
        assertThat(reason(occurring(0))).contains(ReasonCode.INVALID_FIELD);
        assertThat(reason(occurring(-1))).contains(ReasonCode.INVALID_FIELD);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, 253_402_300_800_000L})
    void hostileInstantsAreRefused(long millis) {
        assertThat(reason(occurring(millis))).contains(ReasonCode.INVALID_FIELD);

        IdentityEvent effective = hired();
        effective.setEffectiveAt(Instant.ofEpochMilli(millis));
        assertThat(reason(effective)).contains(ReasonCode.INVALID_FIELD);

        AccessEvent limited = granted();
        limited.setValidTo(Instant.ofEpochMilli(millis));
        assertThat(reason(limited)).contains(ReasonCode.INVALID_FIELD);
        limited.setValidTo(null);
        limited.setValidFrom(Instant.ofEpochMilli(millis));
        assertThat(reason(limited)).contains(ReasonCode.INVALID_FIELD);
    }

    @Test
    void instantsBeyondAnyMillisecondAreRefusedToo() {
        IdentityEvent event = hired();
        event.getHeader().setOccurredAt(Instant.MAX);
        assertThat(reason(event)).contains(ReasonCode.INVALID_FIELD);
        event.getHeader().setOccurredAt(Instant.MIN);
        assertThat(reason(event)).contains(ReasonCode.INVALID_FIELD);
    }

    @Test
    void neitherArrivalNorSkewCanOverflow() {
        assertThat(Validation.check(EventView.of(hired()), Long.MAX_VALUE, SKEW))
                .isEmpty();
        assertThat(Validation.check(EventView.of(hired()), NOW, Duration.ofSeconds(Long.MAX_VALUE)))
                .isEmpty();
        assertThat(Validation.check(EventView.of(hired()), Long.MIN_VALUE, SKEW).map(Rejection::reason))
                .contains(ReasonCode.FUTURE_EVENT);
    }

    @Test
    void aSubjectNamesAnIdentityOrAnAccount() {
        AccessEvent access = granted();
        access.setSubject(new Subject(null, null));
        assertThat(reason(access)).contains(ReasonCode.MISSING_SUBJECT);

        access.setSubject(new Subject(null, Events.account("sap", "ada")));
        assertThat(reason(access)).isEmpty();

        IdentityEvent identity = hired();
        identity.setSubject(new Subject(null, Events.account("sap", "ada")));
        assertThat(reason(identity)).contains(ReasonCode.MISSING_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "a:b", "a#1", ":", "#", "a\0b", "a\u001fb", "a\u0085b", "a\nb"})
    void anIdentityIdHasNoSeparatorAndNoControlCharacter(String id) {
        assertThat(reason(hired(id))).contains(ReasonCode.INVALID_IDENTITY_ID);
    }

    @Test
    void anIdentityIdHasAtMost512Characters() {
        assertThat(reason(hired(LONGEST))).isEmpty();
        assertThat(reason(hired(LONGEST + "n"))).contains(ReasonCode.INVALID_IDENTITY_ID);
        assertThat(reason(hired("\u00c5sa-\ud83d\ude00"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "s:p", "s/p", "s\0p"})
    void aSystemHasNeitherColonNorSlash(String system) {
        AccessEvent account = granted();
        account.getSubject().setAccount(Events.account(system, "ada"));
        assertThat(reason(account)).contains(ReasonCode.INVALID_FIELD);

        AccessEvent entitlement = granted();
        entitlement.setEntitlement(new EntitlementRef(system, "CLERK"));
        assertThat(reason(entitlement)).contains(ReasonCode.INVALID_FIELD);

        AccessEvent snapshot = snapshot(null, null);
        snapshot.setSnapshot(List.of(new EntitlementRef("sap", "CLERK"), new EntitlementRef(system, "CLERK")));
        assertThat(reason(snapshot)).contains(ReasonCode.INVALID_FIELD);
    }

    @Test
    void namesAreBoundedAndMayHoldSeparators() {
        AccessEvent event = granted();
        event.setEntitlement(new EntitlementRef("sap", "a:b/c#d" + "n".repeat(505)));
        event.getSubject().setAccount(Events.account("sap", LONGEST));
        assertThat(reason(event)).isEmpty();

        event.setEntitlement(new EntitlementRef("sap", LONGEST + "n"));
        assertThat(reason(event)).contains(ReasonCode.INVALID_FIELD);

        event.setEntitlement(new EntitlementRef("sap", "CLERK"));
        event.getSubject().setAccount(Events.account("sap", LONGEST + "n"));
        assertThat(reason(event)).contains(ReasonCode.INVALID_FIELD);
    }

    @Test
    void aScheduledTerminationSaysWhen() {
        IdentityEvent event = hired();
        event.setAction(IdentityAction.TERMINATION_SCHEDULED);
        assertThat(reason(event)).contains(ReasonCode.MISSING_FIELD);

        event.setWorker(Events.worker());
        assertThat(reason(event)).contains(ReasonCode.MISSING_FIELD);

        event.setWorker(Events.worker(Events.lastDay("2026-03-31")));
        assertThat(reason(event)).isEmpty();

        event.setWorker(null);
        event.setEffectiveAt(Instant.ofEpochMilli(NOW));
        assertThat(reason(event)).isEmpty();

        event.setEffectiveAt(null);
        event.setAction(IdentityAction.TERMINATED);
        assertThat(reason(event)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1899-12-31", "+10000-01-01", "-0001-01-01"})
    void daysLieBetween1900And9999(String day) {
        IdentityEvent event = hired();
        event.setWorker(Events.worker(Events.firstDay(day)));
        assertThat(reason(event)).contains(ReasonCode.INVALID_FIELD);
        event.setWorker(Events.worker(Events.lastDay(day)));
        assertThat(reason(event)).contains(ReasonCode.INVALID_FIELD);
        event.setWorker(Events.worker(Events.firstDay("1900-01-01"), Events.lastDay("9999-12-31")));
        assertThat(reason(event)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mars/Olympus", "Europe/", "\0", "UTC+99"})
    void aTimeZoneIsOneThatJavaKnows(String zone) {
        IdentityEvent event = hired();
        event.setWorker(Events.worker(Events.zone(zone)));
        assertThat(reason(event)).contains(ReasonCode.INVALID_FIELD);
        event.setWorker(Events.worker(Events.zone("Australia/Melbourne")));
        assertThat(reason(event)).isEmpty();
    }

    @Test
    void anAccountActionNeedsAnAccount() {
        for (AccessAction action : List.of(
                AccessAction.ACCOUNT_CREATED,
                AccessAction.ACCOUNT_UPDATED,
                AccessAction.ACCOUNT_ENABLED,
                AccessAction.ACCOUNT_DISABLED,
                AccessAction.ACCOUNT_DELETED,
                AccessAction.ACCOUNT_LINKED)) {
            AccessEvent event = granted();
            event.setAction(action);
            assertThat(reason(event)).isEmpty();
            event.getSubject().setAccount(null);
            assertThat(reason(event)).as(action.name()).contains(ReasonCode.MISSING_FIELD);
        }
    }

    @Test
    void aRenameNeedsTheFormerName() {
        AccessEvent event = granted();
        event.setAction(AccessAction.ACCOUNT_RENAMED);
        assertThat(reason(event)).contains(ReasonCode.MISSING_FIELD);
        event.setPreviousName("ada.l");
        assertThat(reason(event)).isEmpty();
        for (String bad : List.of("", " ", "a\0", LONGEST + "n")) {
            event.setPreviousName(bad);
            assertThat(reason(event)).contains(ReasonCode.INVALID_FIELD);
        }
        event.setPreviousName("ada.l");
        event.getSubject().setAccount(null);
        assertThat(reason(event)).contains(ReasonCode.MISSING_FIELD);
    }

    @Test
    void grantsAndRevokesNeedAnEntitlement() {
        for (AccessAction action : List.of(AccessAction.ENTITLEMENT_GRANTED, AccessAction.ENTITLEMENT_REVOKED)) {
            AccessEvent event = granted();
            event.setAction(action);
            event.setEntitlement(null);
            assertThat(reason(event)).contains(ReasonCode.MISSING_FIELD);
        }
    }

    @Test
    void limitsAreInOrder() {
        AccessEvent event = granted();
        event.setValidFrom(Instant.ofEpochMilli(NOW));
        event.setValidTo(Instant.ofEpochMilli(NOW));
        assertThat(reason(event)).contains(ReasonCode.INVALID_FIELD);
        event.setValidTo(Instant.ofEpochMilli(NOW + 1));
        assertThat(reason(event)).isEmpty();
        event.setValidFrom(null);
        event.setValidTo(Instant.EPOCH);
        assertThat(reason(event)).isEmpty();
    }

    @Test
    void aSnapshotNeedsAnAccountAndAList() {
        AccessEvent withoutList = snapshot(null, null);
        withoutList.setSnapshot(null);
        AccessEvent withoutAccount = snapshot(null, null);
        withoutAccount.getSubject().setAccount(null);
        AccessEvent empty = snapshot(null, null);
        empty.setSnapshot(List.of());

        assertThat(reason(withoutList)).contains(ReasonCode.MISSING_FIELD);
        assertThat(reason(withoutAccount)).contains(ReasonCode.MISSING_FIELD);
        assertThat(reason(empty)).isEmpty();
    }

    /** A part that is taken for the whole would close everything that the other parts list. */
    @Test
    void aPartOfASnapshotIsNeverTakenForTheWhole() {
        assertThat(reason(snapshot(2, null))).contains(ReasonCode.MISSING_FIELD);
        assertThat(reason(snapshot(2, 0))).contains(ReasonCode.INVALID_FIELD);
        assertThat(reason(snapshot(2, -1))).contains(ReasonCode.INVALID_FIELD);
        assertThat(reason(snapshot(null, 2))).contains(ReasonCode.MISSING_FIELD);
        assertThat(reason(snapshot(0, 2))).contains(ReasonCode.INVALID_FIELD);
        assertThat(reason(snapshot(3, 2))).contains(ReasonCode.INVALID_FIELD);
        assertThat(reason(snapshot(1, 10_001))).contains(ReasonCode.INVALID_FIELD);
        assertThat(reason(snapshot(10_000, 10_000))).isEmpty();
        assertThat(reason(snapshot(1, 1))).isEmpty();
        AccessEvent withoutFeed = snapshot(1, 2);
        withoutFeed.getHeader().setFeedId(null);
        assertThat(reason(withoutFeed)).contains(ReasonCode.MISSING_FIELD);
    }

    @Test
    void otherCategoriesNeedASubjectAndAHeaderOnly() {
        Header header = Events.header("e1", "okta", null, NOW);
        Subject subject = new Subject("E1001", null);
        List<SpecificRecordBase> events = List.of(
                AuthenticationEvent.newBuilder()
                        .setHeader(header)
                        .setSubject(subject)
                        .setAction(AuthenticationAction.LOGIN_FAILED)
                        .build(),
                PrivilegedSessionEvent.newBuilder()
                        .setHeader(header)
                        .setSubject(subject)
                        .setAction(PrivilegedSessionAction.SESSION_STARTED)
                        .build(),
                ComplianceEvent.newBuilder()
                        .setHeader(header)
                        .setSubject(subject)
                        .setAction(ComplianceAction.CONTROL_TESTED)
                        .build());

        assertThat(events).allSatisfy(event -> assertThat(reason(event)).isEmpty());
    }

    /** A termination that is refused for the length of its reason leaves the access of a leaver in place. */
    @Test
    void textsThatAreNotKeptAsNamesAreNeverTooLong() {
        String huge = "t".repeat(100_000);
        IdentityEvent identity = hired();
        identity.setAction(IdentityAction.TERMINATED);
        identity.setReason(huge);
        identity.setLeaveKind(huge);
        identity.setWorker(Events.worker(Events.title(huge), Events.extra(huge, huge), Events.extra("", "\0")));
        for (int i = 0; i < 300; i++) {
            identity.getWorker().getExtra().put("extra" + i, "x");
        }
        identity.getHeader().setCorrelationId(huge);
        identity.getHeader().setCausationId(huge);
        identity.getHeader().setFeedId(huge);
        assertThat(reason(identity)).isEmpty();

        AccessEvent access = granted();
        access.setReason(huge);
        access.getHeader().setFeedId(huge);
        access.getSubject().getAccount().setExternalId(huge);
        access.setRequest(AccessRequest.newBuilder()
                .setRequestId("r")
                .setJustification(huge)
                .build());
        assertThat(reason(access)).isEmpty();
    }

    @Test
    void whatIsKeptAsAKeyHasAtMost512Characters() {
        IdentityEvent identity = hired();
        identity.setWorker(Events.worker());
        identity.getWorker().setEmploymentId(LONGEST);
        assertThat(reason(identity)).isEmpty();
        identity.getWorker().setEmploymentId(LONGEST + "n");
        assertThat(reason(identity)).contains(ReasonCode.INVALID_FIELD);

        AccessEvent part = snapshot(1, 2);
        part.getHeader().setFeedId(LONGEST);
        assertThat(reason(part)).isEmpty();
        part.getHeader().setFeedId(LONGEST + "n");
        assertThat(reason(part)).contains(ReasonCode.INVALID_FIELD);
    }

    @Test
    void aRecordOfASnapshotListsAtMost20000Entitlements() {
        AccessEvent event = granted();
        event.setAction(AccessAction.ACCESS_SNAPSHOT);
        event.setSnapshot(Collections.nCopies(20_000, Events.entitlement("sap:R")));
        assertThat(reason(event)).isEmpty();

        event.setSnapshot(Collections.nCopies(20_001, Events.entitlement("sap:R")));
        assertThat(detail(event)).contains("at most 20000 entitlements in one record; send it in parts");
    }

    private static String detail(SpecificRecordBase event) {
        return Validation.check(EventView.of(event), NOW, SKEW).orElseThrow().detail();
    }

    @Test
    void aRejectionTellsNoNameOfAPerson() {
        IdentityEvent event = hired("ada:lovelace");

        assertThat(Validation.check(EventView.of(event), NOW, SKEW)
                        .orElseThrow()
                        .detail())
                .doesNotContain("lovelace");
    }

    @Property(tries = 5000)
    void namesAreJudgedAsTheFirstReleaseDid(@ForAll("names") String text) {
        boolean name = !text.isBlank() && text.length() <= 512 && text.chars().noneMatch(Character::isISOControl);
        boolean identityId = name && text.indexOf(':') < 0 && text.indexOf('#') < 0;
        boolean system = name && text.indexOf(':') < 0 && text.indexOf('/') < 0;

        assertThat(Validation.isIdentityId(text)).isEqualTo(identityId);
        assertThat(Validation.isAccount(new AccountRef(text, "a", null, null))).isEqualTo(system);
        assertThat(Validation.isAccount(new AccountRef("a", text, null, null))).isEqualTo(name);
        assertThat(Validation.isSubjectKey("account:a/" + text)).isEqualTo(name);
        assertThat(Validation.isSubjectKey("account:" + text + "/a"))
                .isEqualTo(text.indexOf('/') < 0 ? system : accountKey(text + "/a"));
    }

    private static boolean accountKey(String key) {
        int slash = key.indexOf('/');
        AccountRef account = new AccountRef(key.substring(0, slash), key.substring(slash + 1), null, null);
        return Validation.isAccount(account);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("aE1 :/#\u0000\u001f\u007f\u0080\u009f\u00a0\u2003\ud83d\ude00")
                        .ofMaxLength(6),
                Arbitraries.strings().withChars('a').ofMinLength(510).ofMaxLength(514),
                Arbitraries.strings().all());
    }

    @Property(tries = 2000)
    void noSchemaValidEventMakesItThrow(@ForAll("hostile") SpecificRecordBase event, @ForAll long arrivedAt) {
        assertThatCode(() -> Validation.check(EventView.of(event), arrivedAt, SKEW))
                .doesNotThrowAnyException();
    }

    @Property(tries = 2000)
    void whatPassesCanBeMerged(@ForAll("hostile") SpecificRecordBase event) {
        if (Validation.check(EventView.of(event), Long.MAX_VALUE, SKEW).isEmpty()) {
            Harness harness = new Harness("E1001", Story.usualPolicies());
            harness.take(event);
            harness.advanceTo(Long.MAX_VALUE - 1);
            assertThat(harness.nextDue()).isEqualTo(Long.MAX_VALUE);
            assertThat(harness.pages().head().getIdentityId()).isEqualTo("E1001");
        }
    }

    @Provide
    Arbitrary<SpecificRecordBase> hostile() {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.of("", " ", "E1001", "sap", "a:b", "a#b", "\0", LONGEST, LONGEST + "n", "Europe/Zurich"),
                Arbitraries.strings().ofMaxLength(5));
        Arbitrary<Instant> instants = Arbitraries.oneOf(
                Arbitraries.longs().map(Instant::ofEpochMilli),
                Arbitraries.longs().between(1, 253_402_300_799_999L).map(Instant::ofEpochMilli));
        Arbitrary<Header> headers = Combinators.combine(
                        texts, Arbitraries.longs().injectNull(0.5), instants, texts.injectNull(0.5))
                .as((id, sequence, at, feed) -> {
                    Header header = Events.header(id, "sap", sequence, 1);
                    header.setOccurredAt(at);
                    header.setFeedId(feed);
                    return header;
                });
        Arbitrary<AccountRef> accounts = Combinators.combine(texts, texts).as(Events::account);
        Arbitrary<Subject> subjects = Combinators.combine(texts.injectNull(0.3), accounts.injectNull(0.3))
                .as(Subject::new);
        return Arbitraries.oneOf(
                hostileHr(headers, subjects, texts, instants), hostileAccess(headers, subjects, texts, instants));
    }

    private static Arbitrary<SpecificRecordBase> hostileHr(
            Arbitrary<Header> headers, Arbitrary<Subject> subjects, Arbitrary<String> texts, Arbitrary<Instant> times) {
        Arbitrary<LocalDate> days = Arbitraries.integers().map(LocalDate::ofEpochDay);
        return Combinators.combine(
                        headers,
                        subjects,
                        Arbitraries.of(IdentityAction.class),
                        times.injectNull(0.5),
                        texts.injectNull(0.5),
                        days.injectNull(0.5),
                        days.injectNull(0.5),
                        Arbitraries.of(true, false))
                .as((header, subject, action, effective, text, start, end, complete) -> {
                    IdentityEvent event = Events.identity(header, null, action, Events.zone(text));
                    event.setSubject(subject);
                    event.setEffectiveAt(effective);
                    event.getWorker().setEmploymentId(text);
                    event.getWorker().setStartDate(start);
                    event.getWorker().setEndDate(end);
                    event.getWorker().getExtra().put(text == null ? "*" : text, "x");
                    event.setComplete(complete);
                    return event;
                });
    }

    private static Arbitrary<SpecificRecordBase> hostileAccess(
            Arbitrary<Header> headers, Arbitrary<Subject> subjects, Arbitrary<String> texts, Arbitrary<Instant> times) {
        Arbitrary<EntitlementRef> entitlements =
                Combinators.combine(texts, texts).as(EntitlementRef::new);
        return Combinators.combine(
                        headers,
                        subjects,
                        Arbitraries.of(AccessAction.class),
                        entitlements.injectNull(0.3),
                        times.injectNull(0.5),
                        times.injectNull(0.5),
                        entitlements.list().ofMaxSize(3).injectNull(0.3),
                        Arbitraries.integers().injectNull(0.5))
                .as((header, subject, action, entitlement, from, to, listed, parts) -> {
                    AccessEvent event = Events.access(header, null, action, null);
                    event.setSubject(subject);
                    event.setEntitlement(entitlement);
                    event.setValidFrom(from);
                    event.setValidTo(to);
                    event.setSnapshot(listed);
                    event.setSnapshotPart(parts);
                    event.setSnapshotParts(parts);
                    event.setPreviousName(header.getFeedId());
                    return event;
                });
    }

    private static IdentityEvent hired() {
        return hired(Story.ADA);
    }

    private static IdentityEvent hired(String id) {
        return Events.identity(Events.header("e1", "workday-prod", null, NOW), id, IdentityAction.HIRED);
    }

    private static IdentityEvent occurring(long millis) {
        return Events.identity(Events.header("e1", "workday-prod", null, millis), Story.ADA, IdentityAction.TERMINATED);
    }

    private static AccessEvent granted() {
        AccessEvent event = Events.access(
                Events.header("e1", "sap", null, NOW),
                Story.ADA,
                AccessAction.ENTITLEMENT_GRANTED,
                Events.account("sap", "ada"));
        event.setEntitlement(new EntitlementRef("sap", "CLERK"));
        return event;
    }

    private static AccessEvent snapshot(Integer part, Integer parts) {
        AccessEvent event = granted();
        event.setAction(AccessAction.ACCESS_SNAPSHOT);
        event.getHeader().setFeedId("feed-1");
        event.setSnapshot(List.of(new EntitlementRef("sap", "CLERK")));
        event.setSnapshotPart(part);
        event.setSnapshotParts(parts);
        return event;
    }

    private static Optional<ReasonCode> reason(SpecificRecordBase event) {
        return Validation.check(EventView.of(event), NOW, SKEW).map(Rejection::reason);
    }
}
