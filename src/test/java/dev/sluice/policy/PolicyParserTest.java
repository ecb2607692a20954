package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.Glob;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.identity.Precedence;
import dev.sluice.domain.identity.WorkerAttribute;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.GroupPolicy;
import dev.sluice.domain.policy.GroupRule;
import dev.sluice.domain.policy.Leave;
import dev.sluice.domain.policy.Leaver;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.OnLeave;
import dev.sluice.domain.policy.OwnerRules;
import dev.sluice.domain.policy.PasswordSpray;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.Sync;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.domain.provisioning.Scim;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.domain.sod.SodStage;
import dev.sluice.event.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DEFINITIONS = definitions();

    @Test
    void readsASystem() {
        Policies policies = parse(
                "{kind: System, id: sap, mode: enforce, unsanctioned: revoke, leave: keep, joiner: {lead: P2D}, leaver: {revoke: PT4H}}");

        SystemPolicy sap = policies.system("sap");
        assertThat(policies.setVersion()).isEqualTo(3);
        assertThat(sap.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(sap.unsanctioned()).isEqualTo(Unsanctioned.REVOKE);
        assertThat(sap.leave()).isEqualTo(Leave.of(OnLeave.KEEP));
        assertThat(sap.joiner().lead()).isEqualTo(Duration.ofHours(48));
        assertThat(sap.leaver())
                .isEqualTo(new Leaver(Duration.ZERO, Duration.ofHours(4), Duration.ofDays(30), Duration.ofDays(1)));
    }

    @Test
    void readsWhatIsPassedOn() {
        Sync sync = parse("{kind: System, id: sap, sync: {attributes: [email, title], method: put}}")
                .system("sap")
                .sync();

        assertThat(sync.attributes()).containsExactly("email", "title");
        assertThat(sync.method()).isEqualTo(Sync.Method.PUT);
        assertThatThrownBy(() -> parse("{kind: System, id: sap, sync: {attributes: [shoeSize]}}"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("shoeSize");
        List<String> offered = new ArrayList<>();
        DEFINITIONS
                .path("System")
                .path("properties")
                .path("sync")
                .path("properties")
                .path("attributes")
                .path("items")
                .path("enum")
                .forEach(name -> offered.add(name.asText()));
        assertThat(offered).containsExactlyInAnyOrderElementsOf(Scim.ATTRIBUTES.keySet());
    }

    @Test
    void readsLeavesByKind() {
        SystemPolicy sap = parse(
                        "{kind: System, id: sap, leave: {kinds: {PARENTAL: keep, MEDICAL: disable}, otherwise: keep}}")
                .system("sap");
        assertThat(sap.leave().during("MEDICAL")).isEqualTo(OnLeave.DISABLE);
        assertThat(sap.leave().during("PARENTAL")).isEqualTo(OnLeave.KEEP);
        assertThat(sap.leave().during("SABBATICAL")).isEqualTo(OnLeave.KEEP);
        assertThat(parse("{kind: System, id: sap, leave: {kinds: {PARENTAL: keep}}}")
                        .system("sap")
                        .leave()
                        .during("MEDICAL"))
                .isEqualTo(OnLeave.DISABLE);
    }

    @Test
    void readsSettings() {
        Settings settings = parse("{kind: Settings, id: default, timeZone: Europe/Zurich, maxEventBytes: 2048}")
                .settings();

        assertThat(settings.timeZone()).isEqualTo(ZoneId.of("Europe/Zurich"));
        assertThat(settings.maxEventBytes()).isEqualTo(2048);
        assertThat(settings.lateness()).isEqualTo(Settings.DEFAULTS.lateness());
    }

    @Test
    void readsWhoCountsAsAnOwnerAndHowLongGuestsStay() {
        assertThat(parse("{kind: Settings, id: default, owners: {leave: P90D, sameDepartment: false}}")
                        .settings()
                        .owners())
                .isEqualTo(new OwnerRules(Duration.ofDays(90), false, true));
        SystemPolicy ad = parse("{kind: System, id: ad, guests: P60D, findings: {OWNERLESS_SERVICE_ACCOUNT:"
                        + " {grace: P1D, severity: HIGH}, GUEST_EXPIRED: {reported: false}}}")
                .system("ad");
        assertThat(ad.guests()).isEqualTo(Duration.ofDays(60));
        assertThat(ad.finding(AccessFinding.OWNERLESS_SERVICE_ACCOUNT))
                .isEqualTo(new AccessFinding.Handling(Duration.ofDays(1), Severity.HIGH, true));
        assertThat(ad.finding(AccessFinding.GUEST_EXPIRED).reported()).isFalse();
        assertThatThrownBy(() -> parse("{kind: System, id: ad, guests: PT0S}"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("guests");
    }

    @Test
    void readsWhichGroupsASystemIsToHave() {
        Policies policies = parse(
                "{kind: System, id: okta, groups: {limit: 50, attributes: [{attribute: department, name:"
                        + " 'dept-{value}', displayName: 'Department {name}'}, {attribute: extra.team}], entitlements: ['APP_*']}}");

        assertThat(policies.system("okta").groups())
                .isEqualTo(new GroupPolicy(
                        50,
                        List.of(
                                new GroupRule("department", "dept-{value}", "Department {name}"),
                                new GroupRule("extra.team", "{value}", "{name}")),
                        List.of(Glob.parse("APP_*"))));
        assertThat(policies.groups().attributes()).containsExactly("department", "extra.team");
        assertThat(parse("{kind: System, id: okta}").system("okta").groups()).isEqualTo(GroupPolicy.NONE);
        assertThatThrownBy(() -> parse("{kind: System, id: okta, groups: {attributes: [{attribute: email}]}}"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("by which this version makes no groups");
    }

    @Test
    void readsWhoseWordCounts() {
        Precedence precedence = parse(
                        "{kind: Settings, id: default, precedence: {otherwise: [workday-prod, sap-hcm], attributes: {email: [okta-prod], extra.badge: [doors]}}}")
                .settings()
                .precedence();

        assertThat(precedence.of("department")).containsExactly("workday-prod", "sap-hcm");
        assertThat(precedence.of("email")).containsExactly("okta-prod");
        assertThat(precedence.of("extra.badge")).containsExactly("doors");
        assertThat(precedence.of("leave")).isEmpty();
    }

    @Test
    void readsARuleOfSegregationOfDuties() {
        SodRule rule = parse("{kind: SodRule, id: R, name: N, severity: HIGH, stage: enforce, required: 1, owner: E7,"
                        + " functions: [{name: a, entitlements: ['sap:A_*', '*:B']}], scope: {same: companyCode},"
                        + " exempt: [E9], validFrom: 2026-01-01T00:00:00Z, exceptions: [{for: {department: Tax},"
                        + " approvedBy: E8, validTo: 2026-06-01T00:00:00Z}]}")
                .sod()
                .rule("R");

        assertThat(rule.stage()).isEqualTo(SodStage.ENFORCE);
        assertThat(rule.functions().get(0).entitlements().get(1).matches(new EntitlementKey("ad", "B")))
                .isTrue();
        assertThat(rule.scope().same()).isEqualTo("companyCode");
        assertThat(rule.exempt()).containsExactly("E9");
        assertThat(rule.exceptions()).singleElement().satisfies(exception -> {
            assertThat(exception.approvedBy()).isEqualTo("E8");
            assertThat(exception.group().holds(Map.of("department", "Tax"))).isTrue();
        });
        assertThatThrownBy(() -> parse("{kind: SodRule, id: R, name: N, exclusive: ['sap:A', 'sap:B'], exceptions:"
                        + " [{approvedBy: E8, validTo: 2026-06-01T00:00:00Z}]}"))
                .hasMessageContaining("for whom");
        assertThat(parse("{kind: SodRule, id: R, name: N, enabled: false, exclusive: ['sap:A', 'sap:B']}")
                        .sod()
                        .rule("R"))
                .isNull();
    }

    @Test
    void readsARole() {
        Role role = parse(
                        "{kind: Role, id: r, grants: ['sap:A:B\\*', 'ad:x'], includes: [s], overlap: P7D,"
                                + " when: {department: [Treasury, Tax], jobCode: {prefix: [T-]}, not: {any: [{location: Oslo}]}}}")
                .roles()
                .byId()
                .get("r");

        assertThat(role.grants()).extracting(EntitlementKey::name).containsExactly("A:B*", "x");
        assertThat(role.includes()).containsExactly("s");
        assertThat(role.overlap()).isEqualTo(Duration.ofDays(7));
        assertThat(role.when().holds(Map.of("department", "Tax", "jobCode", "T-1")))
                .isTrue();
        assertThat(role.when().holds(Map.of("department", "Tax", "jobCode", "T-1", "location", "Oslo")))
                .isFalse();
        assertThat(role.when().holds(Map.of("department", "Tax"))).isFalse();
        assertThat(role.when().holds(Map.of("department", "tax", "jobCode", "T-1")))
                .isFalse();
    }

    @Test
    void anEmptyDocumentIsAllDefaults() {
        assertThat(parse("{kind: System, id: x}").system("x")).isEqualTo(SystemPolicy.defaults("x"));
        assertThat(parse("{kind: Settings, id: default}").settings()).isEqualTo(Settings.DEFAULTS);
    }

    @Test
    void keysOfANewerVersionArePassedOver() {
        assertThat(parse("{kind: System, id: x, colour: blue}").system("x")).isEqualTo(SystemPolicy.defaults("x"));
    }

    @Test
    void aValueThatCannotBeUsedIsNamedWithItsPolicy() {
        assertThatThrownBy(() -> parse("{kind: System, id: x, leaver: {revoke: soon}}"))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("System/x")
                .hasMessageContaining("`leaver.revoke` is \"soon\"");
    }

    @Test
    void theDefaultsThatTheSchemaStatesAreThoseOfTheRules() {
        ObjectNode system = stated("System").put("kind", "System").put("id", "x");
        ObjectNode settings = stated("Settings").put("kind", "Settings").put("id", "default");

        assertThat(parse(system.toString()).system("x")).isEqualTo(SystemPolicy.defaults("x"));
        assertThat(parse(settings.toString()).settings()).isEqualTo(Settings.DEFAULTS);
        assertThat(system.path("leaver").size()).isEqualTo(4);
        assertThat(settings.path("brake").size()).isEqualTo(2);
    }

    @Test
    void everyKeyOfTheSchemaIsDescribed() {
        List<String> silent = new ArrayList<>();
        DEFINITIONS.properties().forEach(kind -> undescribed(kind.getValue(), kind.getKey(), silent));

        assertThat(silent).isEmpty();
    }

    @Test
    void everyOptionalScalarOfTheFirstSliceStatesItsDefault() {
        for (String kind : Set.of("System", "Settings")) {
            DEFINITIONS.path(kind).path("properties").properties().stream()
                    .filter(entry -> !Set.of("kind", "id", "name", "dormantAfter", "guests")
                            .contains(entry.getKey()))
                    .filter(entry -> !entry.getValue().has("properties"))
                    .forEach(entry -> assertThat(entry.getValue().has("default"))
                            .as(entry.getKey())
                            .isTrue());
        }
    }

    @Test
    void theAttributesOfConditionsAreFieldsOfAWorker() throws IOException {
        List<String> fields = new ArrayList<>();
        JSON.readTree(Path.of("schemas/Worker.avsc").toFile())
                .path("fields")
                .forEach(field -> fields.add(field.path("name").asText()));
        List<String> attributes = new ArrayList<>();
        DEFINITIONS.path("condition").path("properties").fieldNames().forEachRemaining(attributes::add);
        attributes.removeAll(List.of("any", "all", "not"));

        assertThat(attributes).isNotEmpty().allMatch(fields::contains);

        List<String> ordered = new ArrayList<>();
        JsonNode precedence = DEFINITIONS.path("Settings").path("properties").path("precedence");
        precedence
                .path("properties")
                .path("attributes")
                .path("properties")
                .fieldNames()
                .forEachRemaining(ordered::add);
        assertThat(ordered)
                .containsExactlyInAnyOrderElementsOf(Stream.of(WorkerAttribute.values())
                        .map(WorkerAttribute::fieldName)
                        .toList());
    }

    private static void undescribed(JsonNode schema, String at, List<String> silent) {
        schema.path("properties").properties().forEach(entry -> {
            String key = at + "." + entry.getKey();
            if (!entry.getValue().has("description")) {
                silent.add(key);
            }
            undescribed(entry.getValue(), key, silent);
        });
    }

    /** A document that states every default of the schema. */
    private static ObjectNode stated(String kind) {
        ObjectNode document = JSON.createObjectNode();
        DEFINITIONS.path(kind).path("properties").properties().forEach(entry -> {
            if (entry.getValue().has("default")) {
                document.set(entry.getKey(), entry.getValue().get("default"));
            }
            entry.getValue().path("properties").properties().stream()
                    .filter(inner -> inner.getValue().has("default"))
                    .forEach(inner -> document.withObjectProperty(entry.getKey())
                            .set(inner.getKey(), inner.getValue().get("default")));
        });
        return document;
    }

    @Test
    void thresholdsOfASprayAreThoseOfTheSchemaUnlessAPolicySaysOtherwise() {
        JsonNode schema = DEFINITIONS.at("/Settings/properties/detection/properties/passwordSpray/properties");
        assertThat(parse("kind: Settings\nid: default\n").settings().detection().passwordSpray())
                .isEqualTo(new PasswordSpray(rule(schema.path("fast")), rule(schema.path("slow"))));

        PasswordSpray other = parse(
                        "kind: Settings\nid: default\ndetection:\n  passwordSpray:\n    fast: {users: 40, within: PT2M}\n"
                                + "    slow: {attempts: 60}\n  findings:\n    PASSWORD_SPRAY: {severity: CRITICAL}\n")
                .settings()
                .detection()
                .passwordSpray();
        assertThat(other.fast()).isEqualTo(new PasswordSpray.Rule(40, 1, Duration.ofMinutes(2)));
        assertThat(other.slow()).isEqualTo(new PasswordSpray.Rule(8, 60, Duration.ofMinutes(15)));
    }

    private static PasswordSpray.Rule rule(JsonNode schema) {
        JsonNode keys = schema.path("properties");
        return new PasswordSpray.Rule(
                keys.at("/users/default").intValue(),
                keys.at("/attempts/default").intValue(),
                Duration.parse(keys.at("/within/default").asText()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fast: {users: 1}",
                "fast: {users: 257}",
                "slow: {attempts: 0}",
                "slow: {attempts: 257}",
                "slow: {within: PT61M}",
                "slow: {within: PT0S}",
                "slow: {within: often}"
            })
    void thresholdsOfASprayOutOfBoundsAreRefused(String thresholds) {
        String text = "kind: Settings\nid: default\ndetection:\n  passwordSpray:\n    " + thresholds + "\n";

        assertThatThrownBy(() -> parse(text)).hasMessageContaining("passwordSpray");
    }

    private static Policies parse(String text) {
        return PolicyParser.parse(List.of(PolicyDocument.parse("test", text)), 3);
    }

    private static JsonNode definitions() {
        try {
            return JSON.readTree(Path.of("topology/policies/schema.json").toFile())
                    .path("$defs");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
