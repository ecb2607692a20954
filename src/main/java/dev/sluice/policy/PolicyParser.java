package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.domain.Glob;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.correlation.CorrelationRule;
import dev.sluice.domain.correlation.CorrelationRule.Normalise;
import dev.sluice.domain.correlation.CorrelationRule.Property;
import dev.sluice.domain.identity.Precedence;
import dev.sluice.domain.policy.Absence;
import dev.sluice.domain.policy.AccessFinding;
import dev.sluice.domain.policy.Approvals;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.policy.Campaign;
import dev.sluice.domain.policy.GroupPolicy;
import dev.sluice.domain.policy.GroupRule;
import dev.sluice.domain.policy.Joiner;
import dev.sluice.domain.policy.Leave;
import dev.sluice.domain.policy.Leaver;
import dev.sluice.domain.policy.Mode;
import dev.sluice.domain.policy.OnLeave;
import dev.sluice.domain.policy.OwnerRules;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Remediation;
import dev.sluice.domain.policy.Retry;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.Settings;
import dev.sluice.domain.policy.Sync;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.domain.policy.Unsanctioned;
import dev.sluice.domain.provisioning.Scim;
import dev.sluice.domain.sod.Catalogue;
import dev.sluice.domain.sod.SodIndex;
import dev.sluice.domain.sod.SodRule;
import dev.sluice.event.Severity;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Turns documents into the rules' values, filling in defaults. Keys it does not know are passed over, so that a set
 * that a newer version published stays readable; {@link PolicyValidator} is what refuses them before publication.
 */
public final class PolicyParser {
    private PolicyParser() {}

    /**
     * Parses a set.
     *
     * @param documents all documents of the set, each (kind, id) once
     * @param setVersion the version of the set, from 1
     * @return the complete policies
     * @throws PolicyException if a value can't be used; the message names the policy
     */
    public static Policies parse(List<PolicyDocument> documents, long setVersion) {
        Settings settings = Settings.DEFAULTS;
        Map<String, SystemPolicy> systems = new HashMap<>();
        List<Role> roles = new ArrayList<>();
        List<SodRule> rules = new ArrayList<>();
        Map<EntitlementKey, Catalogue.Entry> entitlements = new HashMap<>();
        List<Campaign> campaigns = new ArrayList<>();
        for (PolicyDocument document : documents) {
            try {
                switch (document.kind()) {
                    case "Settings" -> settings = settings(new Values(document.body(), ""));
                    case "System" -> systems.put(document.id(), system(document.id(), new Values(document.body(), "")));
                    case "Role" -> roles.add(RoleParser.role(document.id(), document.body()));
                    case "SodRule" -> {
                        SodRule rule = SodParser.rule(document.id(), document.body());
                        if (SodParser.isEnabled(document.body())) {
                            rules.add(rule);
                        }
                    }
                    case "Entitlement" ->
                        entitlements.put(EntitlementKey.parse(document.id()), SodParser.entitlement(document.body()));
                    case "Campaign" -> campaigns.add(CampaignParser.campaign(document.id(), document.body()));
                    default -> {
                        // The other kinds have no value here: the rules they feed read the documents themselves.
                    }
                }
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new PolicyException(document.key() + ": " + e.getMessage(), e);
            }
        }
        try {
            if (campaigns.size() > Campaign.MAX) {
                throw new PolicyException(
                        "There are " + campaigns.size() + " documents of the kind Campaign, more than " + Campaign.MAX
                                + ": take out those that are over.");
            }
            SodIndex sod = SodIndex.of(rules, Catalogue.of(entitlements));
            return new Policies(setVersion, settings, systems, Roles.of(roles), sod, campaigns);
        } catch (Roles.TooMuch e) {
            throw new PolicyException("Role/" + e.roleId() + ": " + e.getMessage(), e);
        }
    }

    private static Settings settings(Values values) {
        Settings defaults = Settings.DEFAULTS;
        Values brake = values.part("brake");
        Values approvals = values.part("approvals");
        Values absence = values.part("absence");
        Values owners = values.part("owners");
        return new Settings(
                values.duration("lateness", defaults.lateness()),
                values.duration("skew", defaults.skew()),
                values.zone("timeZone", defaults.timeZone()),
                values.duration("dedupe", defaults.dedupe()),
                values.integer("maxEventBytes", defaults.maxEventBytes()),
                new Brake(
                        brake.duration("window", defaults.brake().window()),
                        brake.integer("limit", defaults.brake().limit())),
                new Approvals(
                        approvals.duration("remind", defaults.approvals().remind()),
                        approvals.duration("deadline", defaults.approvals().deadline())),
                new Absence(
                        absence.duration("settle", defaults.absence().settle()),
                        absence.bool("terminate", defaults.absence().terminate()),
                        absence.duration("after", defaults.absence().after())),
                precedence(values.part("precedence")),
                DetectionParser.detection(values.part("detection")),
                remediation(values.part("remediation")),
                SessionRulesParser.sessions(values.part("sessions")),
                new OwnerRules(
                        owners.duration("leave", defaults.owners().leave()),
                        owners.bool("sameDepartment", defaults.owners().sameDepartment()),
                        owners.bool("withoutAccounts", defaults.owners().withoutAccounts())));
    }

    private static Remediation remediation(Values values) {
        Values due = values.part("due");
        Map<Severity, Duration> times = new EnumMap<>(Severity.class);
        for (Severity severity : Severity.values()) {
            String key = severity.name().toLowerCase(Locale.ROOT);
            if (due.present(key)) {
                times.put(severity, due.duration(key, null));
            }
        }
        return new Remediation(
                values.word("tickets", null, Severity.class),
                SuppressionParser.suppressions(values.node().path("suppressions")),
                times);
    }

    private static Precedence precedence(Values values) {
        Values attributes = values.part("attributes");
        Map<String, List<String>> byAttribute = new HashMap<>();
        attributes.node().fieldNames().forEachRemaining(name -> byAttribute.put(name, attributes.texts(name)));
        return new Precedence(values.texts("otherwise"), byAttribute);
    }

    private static SystemPolicy system(String id, Values values) {
        SystemPolicy defaults = SystemPolicy.defaults(id);
        Values leaver = values.part("leaver");
        Values retry = values.part("retry");
        return new SystemPolicy(
                id,
                values.word("mode", defaults.mode(), Mode.class),
                values.word("unsanctioned", defaults.unsanctioned(), Unsanctioned.class),
                new Joiner(
                        values.part("joiner").duration("lead", defaults.joiner().lead())),
                new Leaver(
                        leaver.duration("disable", defaults.leaver().disable()),
                        leaver.duration("revoke", defaults.leaver().revoke()),
                        leaver.duration("delete", defaults.leaver().delete()),
                        leaver.duration("residue", defaults.leaver().residue())),
                leave(values, defaults.leave()),
                new Retry(
                        retry.duration("first", defaults.retry().first()),
                        retry.number("factor", defaults.retry().factor()),
                        retry.duration("max", defaults.retry().max()),
                        retry.integer("attempts", defaults.retry().attempts())),
                values.duration("dormantAfter", defaults.dormantAfter()),
                findings(values.part("findings")),
                sync(values.part("sync"), defaults.sync()),
                correlate(values.node().path("correlate")),
                values.duration("guests", defaults.guests()),
                groups(values.part("groups")));
    }

    private static GroupPolicy groups(Values values) {
        List<GroupRule> rules = new ArrayList<>();
        for (JsonNode node : values.node().path("attributes")) {
            rules.add(new GroupRule(
                    node.path("attribute").asText(),
                    node.path("name").asText(GroupRule.VALUE),
                    node.path("displayName").asText(GroupRule.NAME)));
        }
        return new GroupPolicy(
                values.integer("limit", GroupPolicy.DEFAULT_LIMIT),
                rules,
                values.texts("entitlements").stream().map(Glob::parse).toList());
    }

    private static List<CorrelationRule> correlate(JsonNode rules) {
        List<CorrelationRule> parsed = new ArrayList<>();
        for (JsonNode rule : rules) {
            Values values = new Values(rule, "correlate.");
            String word = rule.path("attribute").asText();
            CorrelationRule.Attribute attribute = Stream.of(CorrelationRule.Attribute.values())
                    .filter(known -> known.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "`correlate.attribute` is `" + word + "`, by which this version finds nobody."));
            parsed.add(new CorrelationRule(
                    attribute,
                    rule.path("account").asText("name").equals("externalId") ? Property.EXTERNAL_ID : Property.NAME,
                    values.word("normalise", Normalise.LOWER, Normalise.class)));
        }
        return parsed;
    }

    private static Sync sync(Values values, Sync defaults) {
        List<String> attributes = values.texts("attributes");
        for (String attribute : attributes) {
            if (!Scim.ATTRIBUTES.containsKey(attribute)) {
                throw new IllegalArgumentException(
                        "`sync.attributes` names `" + attribute + "`, which this version does not pass on.");
            }
        }
        return new Sync(attributes, values.word("method", defaults.method(), Sync.Method.class));
    }

    private static Map<AccessFinding, AccessFinding.Handling> findings(Values values) {
        Map<AccessFinding, AccessFinding.Handling> findings = new EnumMap<>(AccessFinding.class);
        for (AccessFinding kind : AccessFinding.values()) {
            if (values.present(kind.name())) {
                Values handling = values.part(kind.name());
                AccessFinding.Handling defaults = kind.defaults();
                findings.put(
                        kind,
                        new AccessFinding.Handling(
                                handling.duration("grace", defaults.grace()),
                                handling.word("severity", defaults.severity(), Severity.class),
                                handling.bool("reported", defaults.reported())));
            }
        }
        return findings;
    }

    /** Either one word for every leave, or a word for each kind. */
    private static Leave leave(Values values, Leave defaults) {
        JsonNode node = values.node().path("leave");
        if (!node.isObject()) {
            return Leave.of(values.word("leave", defaults.otherwise(), OnLeave.class));
        }
        Values leave = values.part("leave");
        Values kinds = leave.part("kinds");
        Map<String, OnLeave> byKind = new HashMap<>();
        kinds.node()
                .fieldNames()
                .forEachRemaining(kind -> byKind.put(kind, kinds.word(kind, defaults.otherwise(), OnLeave.class)));
        return new Leave(leave.word("otherwise", defaults.otherwise(), OnLeave.class), byKind);
    }
}
