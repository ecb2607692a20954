package dev.sluice.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.tries.EveryTry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OktaMappingTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<AccessAction> GIVES = Set.of(
            AccessAction.ENTITLEMENT_GRANTED,
            AccessAction.ACCOUNT_CREATED,
            AccessAction.ACCOUNT_ENABLED,
            AccessAction.REQUEST_APPROVED);

    @Test
    void everySampleIsMappedNamedOrRefusedWithAReason() {
        Ingested all = ingest("samples.jsonl", Ingested.resource("okta/panther-tests.jsonl"));
        IngestSummary summary = all.summary();
        assertThat(summary.read()).isEqualTo(50);
        assertThat(summary.produced())
                .isEqualTo(Map.of("access", 2L, "authentication", 11L, "compliance", 4L, "privileged-session", 2L));
        assertThat(summary.failed()).isEqualTo(Map.of("BAD_TIME", 2L, "NO_OUTCOME", 2L));
        assertThat(summary.unmapped())
                .containsEntry("(no eventType: not a System Log event)", 13L)
                .containsEntry("group.privilege.grant", 3L)
                .containsEntry("user.authentication.sso (without a user)", 1L);
        assertThat(total(summary.unmapped())).isEqualTo(31);
        assertThat(all.letters()).allSatisfy(letter -> {
            assertThat(letter.detail()).isNotBlank();
            assertThat(letter.line()).isPositive();
            assertThat(new String(letter.value(), StandardCharsets.UTF_8)).startsWith("{\"rule\"");
        });
    }

    @Test
    void aGrantOfTwoRolesIsTwoEventsWithIdsOfTheirOwn() {
        String line = sample(9);
        Ingested result = Ingested.through(Ingested.mapping("okta"), "x.jsonl", line);
        assertThat(result.events()).hasSize(2).allSatisfy(event -> assertThat(event.key())
                .isEqualTo("account:okta/alice@acme.io"));
        assertThat(result.events().stream().map(OktaMappingTest::access))
                .extracting(event -> event.getHeader().getEventId(), event -> event.getEntitlement()
                        .getName())
                .containsExactly(
                        tuple("2a992f80-d1ad-4f62-900e-8c68bb72a21b", "role:Super administrator"),
                        tuple("2a992f80-d1ad-4f62-900e-8c68bb72a21b#2", "role:Read only admin"));
    }

    @ParameterizedTest
    @CsvSource({
        "user.session.start, SUCCESS, LOGIN_SUCCEEDED",
        "user.session.start, FAILURE, LOGIN_FAILED",
        "user.session.start, CHALLENGE, MFA_CHALLENGED",
        "user.authentication.sso, SUCCESS, LOGIN_SUCCEEDED",
        "user.authentication.auth_via_AD_agent, FAILURE, LOGIN_FAILED",
        "user.authentication.auth_via_radius, SUCCESS, LOGIN_SUCCEEDED",
        "user.authentication.auth_via_IDP, SUCCESS, LOGIN_SUCCEEDED",
        "user.authentication.auth_via_inbound_SAML, SUCCESS, LOGIN_SUCCEEDED",
        "user.authentication.auth_via_mfa, SUCCESS, MFA_SUCCEEDED",
        "user.authentication.auth_via_mfa, FAILURE, MFA_DENIED",
        "user.authentication.slo, SUCCESS, LOGOUT",
        "user.mfa.okta_verify.deny_push, SUCCESS, MFA_DENIED",
        "system.push.send_factor_verify_push, SUCCESS, MFA_CHALLENGED",
        "policy.evaluate_sign_on, DENY, LOGIN_FAILED",
        "app.oauth2.authorize.implicit.id_token, SUCCESS, TOKEN_ISSUED",
        "app.oauth2.as.token.grant.refresh_token, FAILURE, LOGIN_FAILED",
        "system.api_token.create, SUCCESS, TOKEN_ISSUED",
        "user.account.update_password, SUCCESS, PASSWORD_RESET",
        "user.session.clear, SUCCESS, LOGOUT"
    })
    void namesWhatHappenedAtALogIn(String type, String outcome, String action) {
        Ingested result = Ingested.through(Ingested.mapping("okta"), "x.jsonl", event(type, outcome));
        assertThat(result.events()).singleElement().satisfies(event -> assertThat(
                        ((AuthenticationEvent) event.event()).getAction())
                .hasToString(action));
    }

    @ParameterizedTest
    @CsvSource({
        "user.mfa.factor.update, SUCCESS",
        "user.session.end, FAILURE",
        "group.lifecycle.create, SUCCESS",
        "system.import.user.create, SUCCESS",
        "app.oauth2.as.token.revoke, SUCCESS",
        "some.thing.new, SUCCESS"
    })
    void reportsByTypeWhatItDoesNotCover(String type, String outcome) {
        Ingested result = Ingested.through(Ingested.mapping("okta"), "x.jsonl", event(type, outcome));
        assertThat(result.events()).isEmpty();
        assertThat(result.summary().unmapped().keySet()).singleElement().satisfies(name -> assertThat(name)
                .startsWith(type));
    }

    @EveryTry
    @Property(tries = 2000)
    void whatDidNotSucceedNeverGivesAnything(
            @ForAll("types") String type, @ForAll("outcomes") String outcome, @ForAll boolean lowerCase) {
        ObjectNode event = tree(event(type, outcome));
        if (outcome.isEmpty()) {
            event.remove("outcome");
        }
        if (lowerCase) {
            event.set("eventtype", event.remove("eventType"));
            event.set("debugcontext", event.remove("debugContext"));
        }
        Ingested result = Ingested.through(Ingested.mapping("okta"), "x.jsonl", event.toString());
        assertThat(result.events())
                .noneMatch(
                        mapped -> mapped.event() instanceof AccessEvent access && GIVES.contains(access.getAction()));
        assertThat(result.summary().read()).isEqualTo(1);
    }

    @Property(tries = 1000)
    void anEventWithAnyPartTakenAwayIsStillAccountedFor(@ForAll("types") String type, @ForAll long seed) {
        ObjectNode event = tree(event(type, "SUCCESS"));
        List<String> fields = new ArrayList<>();
        event.fieldNames().forEachRemaining(fields::add);
        Random random = new Random(seed);
        for (String field : fields) {
            switch (random.nextInt(4)) {
                case 0 -> event.remove(field);
                case 1 -> event.putNull(field);
                case 2 -> event.put(field, "");
                default -> {}
            }
        }
        Ingested result = Ingested.through(Ingested.mapping("okta"), "x.jsonl", event.toString());
        long accounted = Math.min(1, result.events().size())
                + result.letters().size()
                + total(result.summary().unmapped());
        assertThat(accounted).isEqualTo(1);
        assertThat(result.reasons()).doesNotContain("MAPPING_ERROR");
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(
                "application.user_membership.add",
                "application.user_membership.restore",
                "group.user_membership.add",
                "user.account.privilege.grant",
                "user.lifecycle.create",
                "user.lifecycle.activate",
                "user.lifecycle.reactivate",
                "user.lifecycle.unsuspend",
                "app.access_request.grant",
                "user.session.start",
                "user.risk.detect",
                "app.oauth2.token.grant",
                "application.user_membership.show_password");
    }

    @Provide
    Arbitrary<String> outcomes() {
        return Arbitraries.of("FAILURE", "DENY", "SKIPPED", "CHALLENGE", "UNKNOWN", "", "failure", "DEFERRED");
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static AccessEvent access(MappedRecord mapped) {
        return (AccessEvent) mapped.event();
    }

    private static Ingested ingest(String name, byte[] content) {
        return Ingested.through(Ingested.mapping("okta"), name, content, Ingested.AS_OF);
    }

    private static String sample(int index) {
        return new String(Ingested.resource("okta/panther-tests.jsonl"), StandardCharsets.UTF_8)
                .lines()
                .toList()
                .get(index);
    }

    private static ObjectNode tree(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String event(String type, String outcome) {
        return """
            {"uuid":"u1","published":"2026-03-02T08:15:00.000Z","eventType":"%s","severity":"WARN",
             "actor":{"id":"00u1","type":"User","alternateId":"ada@example.com"},
             "client":{"ipAddress":"192.0.2.1","userAgent":{"rawUserAgent":"x"}},
             "outcome":{"result":"%s"},
             "target":[{"id":"00u2","type":"User","alternateId":"grace@example.com"},
                       {"id":"00g1","type":"UserGroup","displayName":"Approvers"},
                       {"id":"0oa1","type":"AppInstance","alternateId":"SAP"}],
             "debugContext":{"debugData":{"privilegeGranted":"Super administrator"}},
             "transaction":{"id":"t1"}}"""
                .replace("\n", " ")
                .formatted(type, outcome);
    }
}
